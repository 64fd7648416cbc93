"""One extract loaded by several at one moment is kept once."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from joinedup.exchange import services
from joinedup.foundation import instant
from joinedup.foundation.models import Received
from joinedup.people.models import Identifier, RecordEntry
from tests.builders import partner as sent
from tests.builders.client_level import a_row, as_csv
from tests.builders.exchange import an_ethel

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 3
COUNT = 30


def test_one_extract_loaded_at_once_is_kept_once(clock: instant.Hands, tmp_path: Path) -> None:
    sent.taken(an_ethel())
    file = tmp_path / "cld.csv"
    file.write_bytes(as_csv([a_row(event_reference=f"S-{number}") for number in range(COUNT)]))
    partner = services.partner_called("council-system")
    gate = Barrier(AT_ONCE)
    contexts = [copy_context() for _ in range(AT_ONCE)]

    def load(number: int) -> tuple[int, int, int]:
        gate.wait()
        try:
            (report,) = (
                contexts[number]
                .run(services.load, [file], partner=partner, say=lambda code, values: code)
                .files
            )
            return report.accepted, report.unchanged, report.refused
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        counts = list(pool.map(load, range(AT_ONCE)))

    assert sorted(counts) == [(0, COUNT, 0)] * (AT_ONCE - 1) + [(COUNT, 0, 0)]
    assert RecordEntry.objects.count() == COUNT
    assert Identifier.objects.filter(value="C-1001").count() == 1
    assert Received.objects.filter(sender="council-system").count() == 1
