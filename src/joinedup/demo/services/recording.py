"""What another system holds of invented people: five entries each, as an extract brings them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from joinedup.foundation.place import Place
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import EntryKind, EntrySent

SNOMED: Final = "http://snomed.info/sct"
_CONDITIONS: Final = (
    ("38341003", "Hypertension"),
    ("73211009", "Diabetes mellitus"),
    ("13645005", "Chronic obstructive lung disease"),
    ("84114007", "Heart failure"),
    ("49436004", "Atrial fibrillation"),
    ("396275006", "Osteoarthritis"),
)
_MEDICINES: Final = (
    ("Amlodipine 5 mg tablets", "one each morning"),
    ("Metformin 500 mg tablets", "one twice a day"),
    ("Apixaban 5 mg tablets", "one twice a day"),
    ("Furosemide 40 mg tablets", "one each morning"),
    ("Paracetamol 500 mg tablets", "two when needed"),
)
_CONTACTS: Final = ("Seen at the practice", "Rung by the practice", "Outpatient clinic attended")


def source(here: Place) -> str | None:
    """The partner of the place whose system holds records, or the first; none without partners."""
    known = here.partners.values()
    first = next(iter(here.partners), None)
    return next((one.code for one in known if one.protocol == "fhir"), first)


def entries(
    ids: Sequence[PersonId], *, at: datetime, seed: int
) -> Iterator[tuple[PersonId, list[EntrySent]]]:
    """Of each person a condition, a medicine, an allergy or none, a figure and a contact."""
    rng = Random(f"{seed} entries")
    for person_id in ids:
        yield person_id, list(_five(rng, at))


def _five(rng: Random, at: datetime) -> Iterator[EntrySent]:
    code, condition = rng.choice(_CONDITIONS)
    medicine, dose = rng.choice(_MEDICINES)
    today = at.date()
    yield EntrySent(
        kind=EntryKind.CONDITION,
        source_key="Condition/1",
        code_system=SNOMED,
        code=code,
        words=condition,
        status="active",
        happened_on=today - timedelta(days=rng.randint(200, 7_000)),
    )
    yield EntrySent(
        kind=EntryKind.MEDICATION,
        source_key="MedicationRequest/1",
        words=f"{medicine}, {dose}",
        status="active",
        happened_on=today - timedelta(days=rng.randint(5, 400)),
    )
    has_none = rng.random() < 0.8
    yield EntrySent(
        kind=EntryKind.ALLERGY,
        source_key="AllergyIntolerance/1",
        words="No known allergies" if has_none else "Penicillin",
        status="active",
        happened_on=today - timedelta(days=rng.randint(100, 6_000)),
        says_none=has_none,
    )
    yield EntrySent(
        kind=EntryKind.OBSERVATION,
        source_key="Observation/1",
        words="Blood pressure",
        value=f"{rng.randint(105, 180)}/{rng.randint(55, 100)} mmHg",
        status="final",
        happened_at=at - timedelta(minutes=rng.randint(2_000, 500_000)),
    )
    yield EntrySent(
        kind=EntryKind.ENCOUNTER,
        source_key="Encounter/1",
        words=rng.choice(_CONTACTS),
        status="finished",
        happened_at=at - timedelta(minutes=rng.randint(2_000, 500_000)),
    )
