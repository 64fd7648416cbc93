"""What a source sent and nobody could read, or did not answer, is said on the person's page."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from joinedup.exchange import services
from joinedup.exchange.services import sending
from joinedup.foundation import instant, place
from joinedup.kernel.errors import Unavailable
from joinedup.kernel.ids import PersonId
from tests.builders.place import SHIPPED
from tests.builders.record import an_entry, kept
from tests.db.desk import test_person as desk
from tests.db.desk.test_person import COMMUNITY
from tests.unit.exchange.services.test_sending import PARCEL

NOT_RECEIVED = "Not received from Community healthcare system since 09:30 today"


@pytest.fixture
def ethel(clock: instant.Hands) -> PersonId:
    person = desk.ethel()
    kept(person, an_entry(), source=COMMUNITY)
    clock.tick(timedelta(hours=1))
    return person


def load(file: Path, body: bytes, **options: bool) -> None:
    file.write_bytes(body)
    partner = services.partner_called(COMMUNITY)
    services.load([file], partner=partner, say=lambda code, values: code, **options)


def said_of(person: PersonId) -> str:
    return desk.words_of(desk.page_of(person))


def test_a_file_that_cannot_be_read_leaves_its_source_not_received(ethel, tmp_path):
    load(tmp_path / "a.json", b'{"resourceType": "Bundle", "ty')

    assert NOT_RECEIVED in said_of(ethel)


def test_what_is_told_after_it_is_received_again(ethel, tmp_path):
    load(tmp_path / "a.json", b"PK\x03\x04")
    kept(ethel, an_entry(), source=COMMUNITY)

    assert "Not received from Community healthcare system" not in said_of(ethel)


@pytest.mark.parametrize(
    ("body", "options"),
    [(b'{"resourceType": "Bun', {"is_rehearsal": True}), (b'{"resourceType": "Claim"}', {})],
    ids=["a rehearsal", "what was read and refused"],
)
def test_nothing_is_missing_for_it(ethel, tmp_path, body, options):
    load(tmp_path / "a.json", body, **options)

    assert "Not received from Community healthcare system" not in said_of(ethel)


def test_a_body_that_cannot_be_read_leaves_its_source_not_received(ethel):
    services.take_posted(
        b"\xff\xfe{\x00",
        type_name="",
        source="POST",
        partner=services.partner_called(COMMUNITY),
        say=lambda code, values: code,
    )

    assert NOT_RECEIVED in said_of(ethel)


def test_a_system_that_is_away_leaves_its_source_not_received(ethel, tmp_path):
    before, _, after = SHIPPED.read_text().partition(f'code = "{COMMUNITY}"')
    away = after.replace("folder:", "https://127.0.0.1:1/", 1)
    text = f'{before}code = "{COMMUNITY}"{away}'
    (tmp_path / "buckinghamshire.toml").write_text(text)
    place.serve("buckinghamshire", folder=str(tmp_path))
    try:
        with pytest.raises(Unavailable):
            sending.send(replace(PARCEL, address=COMMUNITY))
    finally:
        place.serve(settings.PLACE)

    assert NOT_RECEIVED in said_of(ethel)
