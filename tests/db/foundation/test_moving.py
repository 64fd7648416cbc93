"""A place begun on SQLite goes on with PostgreSQL, and its log still verifies."""

from pathlib import Path

import pytest

from tests.db.foundation.elsewhere import Elsewhere, a_place

pytestmark = pytest.mark.slow

LIVED_IN = """
ethel = build.a_journey(5)
retention.destroy_content(
    build.entry(ethel, 2).id, because="order", at=instant.now(), by=build.an_actor()
)
build.look_at(ethel, build.a_journey(2))
deliveries.post("bars", address="x", payload="{}", key="k", about=build.an_account())
seals.seal_everything()
"""
COUNTS = """
report = verify.report()
said["sound"] = report.is_sound
said["counts"] = [report.entry_count, report.reading_count, report.seal_count]
"""


@pytest.mark.usefixtures("on_postgres")
def test_a_place_moves_from_sqlite_to_postgresql(tmp_path: Path) -> None:
    before = Elsewhere(tmp_path / "place")
    with a_place(tmp_path / "place", on_postgres=True) as after:
        moved = before.does(
            LIVED_IN
            + COUNTS
            + f"""
said["move"] = cli.main(["move", "--to", {after.database!r}])
said["again"] = cli.main(["move", "--to", {after.database!r}])
"""
        )
        arrived = after.does(COUNTS + 'build.note(build.a_person())\nsaid["check"] = 0\n')

    assert (moved["move"], moved["again"]) == (0, 2)
    assert arrived["counts"] == moved["counts"]
    assert arrived["sound"]
