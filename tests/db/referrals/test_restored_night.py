"""A restore in the middle of the night: what is due is raised again, once, and nothing twice."""

from pathlib import Path

import pytest
from django.db import connection

from tests.db.foundation.elsewhere import a_place

pytestmark = [pytest.mark.slow]

NIGHT = """
from datetime import timedelta
from joinedup.foundation.scope import system
from joinedup.referrals import services
from joinedup.referrals.models import Raised
from tests.builders import referrals as referred

def watch():
    swept = services.watch(at=instant.now(), by=system("referrals.safety_net"))
    return swept.raised, swept.cleared

def unopened():
    return [list(one) for one in Raised.objects.filter(rule="not_opened").values_list("turn")]

with instant.frozen(instant.now() - timedelta(hours=1)):
    referred.a_line()
said["backup"] = cli.main(["backup", kept, "--keys", key_file])
watch()
said["before"] = unopened()
one = Raised.objects.get(rule="not_opened")
services.answer_raised(
    one.id, action="done", words="", again=None, at=instant.now(), by=referred.clinician()
)
said["restore"] = cli.main(["restore", kept, "--replace"])
said["after"] = unopened()
watch()
said["raised_again"] = unopened()
said["nothing_twice"] = watch()
said["sound"] = verify.report().is_sound
"""


def test_after_a_restore_what_is_due_is_raised_and_nothing_twice(tmp_path: Path) -> None:
    kept, key_file = tmp_path / "kept", tmp_path / "apart" / "key"
    names = f"kept, key_file = {str(kept)!r}, {str(key_file)!r}\n"
    on_postgres = connection.vendor == "postgresql"

    with a_place(tmp_path / "here", on_postgres=on_postgres) as here:
        said = here.does(names + NIGHT)

    assert (said["backup"], said["restore"]) == (0, 0)
    assert said["before"] == [[1]]
    # What was raised and answered after the backup is gone with it; that it waits is not.
    assert said["after"] == []
    assert said["raised_again"] == [[1]]
    assert said["nothing_twice"] == [0, 0]
    assert said["sound"]
