"""How anything that arrives is kept: byte for byte once, with its answer, refused or not."""

import hashlib
from datetime import datetime

from django.conf import settings

from joinedup.exchange.adapters.raw import Limits
from joinedup.exchange.services import partners
from joinedup.exchange.services.arrivals import Arrived, Taken, refused
from joinedup.foundation import inbox, instant, journey
from joinedup.foundation.place_schema import Partner
from joinedup.kernel.finding import Finding
from joinedup.people import services as people

MOST_REFUSALS_KEPT = 1_000


def limits() -> Limits:
    """How much one message may hold here."""
    return Limits(size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


@journey.change
def keep_refused(arrived: Arrived, findings: tuple[Finding, ...]) -> Taken:
    """Keep what was refused, byte for byte, with every reason; what is too large is not kept."""
    if len(arrived.body) <= limits().size:
        now = instant.now()
        row = keep(arrived, at=now)
        if row.outcome in ("", inbox.REFUSED):
            inbox.answer(
                row.id,
                outcome=inbox.REFUSED,
                at=now,
                refusals=findings,
                repaired=arrived.repaired,
            )
    return refused(arrived, *findings)


def miss(partner: Partner) -> None:
    """Note that something of a partner could not be read, so that people's pages say so."""
    people.miss(partner.code, at=instant.now(), by=partners.loader_for(partner))


def keep(arrived: Arrived, *, at: datetime) -> inbox.ReceivedRow:
    """Keep something as it arrived, known by its bytes; or the file that holds it."""
    by = partners.loader_for(arrived.partner)
    if arrived.file_digest:
        return inbox.receive_file(
            sender=arrived.partner.code,
            digest=arrived.file_digest,
            format=arrived.format,
            at=at,
            by=by,
        )
    return inbox.receive(
        sender=arrived.partner.code,
        message_key=f"bytes|{hashlib.sha256(arrived.body).hexdigest()}",
        format=arrived.format,
        body=arrived.body,
        at=at,
        by=by,
    )
