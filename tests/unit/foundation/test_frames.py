"""A frame is ours by the folder that the product stands in, never by the name of the clone's."""

from pathlib import Path
from traceback import FrameSummary

import joinedup
from joinedup.foundation.frames import is_ours

SRC = Path(joinedup.__file__).parent


def test_a_frame_is_ours_by_the_folder_of_the_product() -> None:
    here = SRC / "foundation" / "worker.py"
    beside = SRC.parents[1] / "tests" / "joinedup" / "test_worker.py"

    assert is_ours(FrameSummary(str(here), 1, "work"))
    assert not is_ours(FrameSummary(str(beside), 1, "test"))
    assert not is_ours(FrameSummary("/srv/joinedup/lib/django/query.py", 1, "get"))
