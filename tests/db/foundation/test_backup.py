"""The restore drill: a place goes, comes back elsewhere, verifies, and sends nothing unasked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.db.foundation.elsewhere import a_place

# One drill serves every test here: they run in one process.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]

LIVED_IN = """
ethel = build.a_journey(5)
retention.destroy_content(
    build.entry(ethel, 2).id, because="order", at=instant.now(), by=build.an_actor()
)
build.look_at(ethel)
seals.seal_everything()
send = dict(channel="bars", address="folder:x", payload="{}", about=build.an_account())
for key in ("one", "two"):
    deliveries.post(**send, key=key)
build.a_journey(3)
import io
from joinedup.foundation import files, inbox
sent = files.keep(io.BytesIO(b"a large file"))
inbox.receive_file(
    sender="a", digest=sent.digest, format="json", at=instant.now(), by=build.an_actor()
)
seals.seal_everything()
said["backup"] = cli.main(["backup", kept, "--keys", key_file])
said["again"] = cli.main(["backup", kept])
build.a_journey(2)
seals.seal_everything()
said["restore_into_use"] = cli.main(["restore", kept])
"""
SPOILT = """
import shutil
from pathlib import Path
manifest = json.loads((Path(kept) / "manifest.json").read_text())
for name, change in {
    "format": {"format": 99},
    "place": {"place": "barnet"},
    "store": {"store": "oracle"},
    "damaged": {"files": dict.fromkeys(manifest["files"], "0" * 64)},
}.items():
    spoilt = Path(kept).with_name(name)
    shutil.copytree(kept, spoilt)
    (spoilt / "manifest.json").write_text(json.dumps(manifest | change))
    said[name] = cli.main(["restore", str(spoilt), "--replace"])
said["nowhere"] = cli.main(["restore", str(Path(kept).with_name("nowhere")), "--replace"])
"""
PUT_BACK_HERE = """
said["replace"] = cli.main(["restore", kept, "--replace"])
said["check"] = sorted(found.code for found in check.findings())
"""
PUT_BACK_THERE = """
said["without_key"] = cli.main(["restore", kept])
said["restore"] = cli.main(["restore", kept, "--keys", key_file])
report = verify.report()
said["sound"], said["entries"] = report.is_sound, report.entry_count
from joinedup.foundation import files, inbox
said["files"] = [files.is_sound(digest) for digest in inbox.files_named()]
said["held"] = [row.is_held for row in deliveries.undelivered()]
said["release"] = cli.main(["deliveries", "release", "--all"])
said["held_after"] = [row.is_held for row in deliveries.undelivered()]
"""


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], ...]]:
    """What was said where the backup was made, and where it was put back."""
    folder = tmp_path_factory.mktemp("drill")
    is_postgres = connection.vendor == "postgresql"
    names = f"kept, key_file = {str(folder / 'kept')!r}, {str(folder / 'apart' / 'key')!r}\n"
    with (
        a_place(folder / "here", on_postgres=is_postgres) as here,
        a_place(folder / "there", on_postgres=is_postgres) as there,
    ):
        yield (
            here.does(names + LIVED_IN + SPOILT + PUT_BACK_HERE),
            there.does(names + PUT_BACK_THERE),
        )


def test_a_place_is_put_back_elsewhere_and_verifies(drill: tuple[dict[str, Any], ...]) -> None:
    here, there = drill

    assert (here["backup"], there["restore"]) == (0, 0)
    assert there["sound"]
    # Five and the destruction, three, and the restore itself.
    assert there["entries"] == 10


def test_the_files_that_were_kept_come_back(drill: tuple[dict[str, Any], ...]) -> None:
    assert drill[1]["files"] == [True]


def test_what_would_go_outside_waits_to_be_released(drill: tuple[dict[str, Any], ...]) -> None:
    _, there = drill

    assert "2 hand-offs to the outside wait" in there["printed"]
    assert there["held"] == [True, True]
    assert (there["release"], there["held_after"]) == (0, [False, False])


def test_a_store_in_use_is_replaced_only_when_told(drill: tuple[dict[str, Any], ...]) -> None:
    here, _ = drill

    assert (here["restore_into_use"], here["replace"]) == (2, 0)
    assert here["check"] == ["held", "held"]


def test_a_backup_goes_into_a_new_folder(drill: tuple[dict[str, Any], ...]) -> None:
    assert drill[0]["again"] == 2


def test_nothing_is_put_back_without_the_key(drill: tuple[dict[str, Any], ...]) -> None:
    assert drill[1]["without_key"] == 2


@pytest.mark.parametrize("spoilt", ["format", "place", "store", "damaged", "nowhere"])
def test_what_is_no_sound_backup_of_this_place_is_refused(
    drill: tuple[dict[str, Any], ...], spoilt: str
) -> None:
    assert drill[0][spoilt] == 2
