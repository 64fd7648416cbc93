"""What other systems send of the people whom the day is told of: messages, kept as any other is."""

import csv
import io
import json
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from joinedup.demo.domain.portrait import Portrait, portrait
from joinedup.demo.services import casting
from joinedup.demo.services.peopling import NAMES
from joinedup.exchange import services as exchange
from joinedup.exchange.domain.client_level_lists import COLUMNS
from joinedup.foundation import instant, place
from joinedup.foundation.place_schema import Partner
from joinedup.foundation.scope import system
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people import services as changes
from joinedup.people.domain.relations import Related, Relation, Told
from joinedup.people.queries import Card

type Resource = dict[str, Any]

SNOMED: Final = "http://snomed.info/sct"
_STATUS: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_ALLERGY_STATUS: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_CLASS: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_NO_ALLERGY: Final = ("716186003", "No known allergy")
_PENICILLIN: Final = ("91936005", "Allergy to penicillin")

_PORTRAITS: Final = tomllib.loads(Path(__file__).with_name("portraits.toml").read_text("utf-8"))


def tell(ids: Sequence[PersonId], *, at: datetime) -> None:
    """Let each system send what it holds: the council by extract, the others person by person."""
    told = list(zip(ids, portraits(), strict=False))
    cards = people.cards(system("demonstration").scope, list(ids))
    for partner in place.current().partners.values():
        # Whoever tells of contacts alone holds no record of anybody.
        if partner.protocol == "fhir" and not partner.live_contacts:
            for number, (person_id, of_them) in enumerate(told):
                _send(partner, _Drawn(partner, number, cards[person_id], of_them, at=at))
        elif partner.protocol == "csv":
            _extract(partner, [(cards[person_id], of_them) for person_id, of_them in told], at=at)
    _stand_by(ids, cards, at=at)


def _stand_by(ids: Sequence[PersonId], cards: Mapping[PersonId, Card], *, at: datetime) -> None:
    noted_at = at - timedelta(days=3)
    for said in _PORTRAITS["stand_by"]:
        person_id = ids[said["of"] % len(ids)]
        is_told = Told(said["may_be_told"]) is Told.YES
        related = Related(
            name=f"{said['name']} {(cards[person_id].family_name or '').title()}",
            # 07700 900000 to 900999 are kept for drama (Ofcom).
            phone=f"07700900{200 + said['of']}",
            relation=Relation(said["relation"]),
            is_unpaid_carer=said["is_carer"],
            lives_with=said["lives_with"],
            is_next_of_kin=True,
            may_be_told=Told(said["may_be_told"]),
            told_by="the person" if is_told else "",
            told_on=noted_at.date() if is_told else None,
        )
        key = UUID(int=Random(f"stand by {said['of']}").getrandbits(128), version=4)
        with instant.frozen(noted_at):
            changes.relate(person_id, related, key=key, at=noted_at, by=system("demonstration"))


@cache
def portraits() -> tuple[Portrait, ...]:
    """The portrait of each person of the day, in its order."""
    known = {code: portrait(said) for code, said in _PORTRAITS["portraits"].items()}
    return tuple(known[code] for code in _PORTRAITS["of_the_day"])


class _Drawn:
    """One person's portrait, with days and figures of their own."""

    def __init__(
        self, partner: Partner, number: int, card: Card, of_them: Portrait, *, at: datetime
    ) -> None:
        self.number, self.card, self.of_them, self.at = number, card, of_them, at
        self.rng = Random(f"{partner.code} portrait {number}")
        self.whom = {"identifier": {"system": people.NHS_NUMBER, "value": _digits(card)}}

    def ago(self, days: float) -> datetime:
        """An hour of the working day, about so many days ago."""
        day = self.at - timedelta(days=days + self.rng.randint(0, max(1, int(days / 10))))
        wanted = day.replace(hour=self.rng.randint(9, 16), minute=5 * self.rng.randint(0, 11))
        return min(wanted, self.at - timedelta(hours=3)).replace(second=0, microsecond=0)

    def practice(self) -> Iterator[Resource]:
        """What the record of their practice holds."""
        gp = _role("gp", f"Dr {_name(self.rng)}", "GP", self.card.practice_name or "")
        yield gp
        by, said = {"reference": "PractitionerRole/gp"}, self.of_them
        for place_in, one in enumerate(said.conditions):
            yield {
                "resourceType": "Condition",
                "id": f"c{place_in}",
                "clinicalStatus": _coded(_STATUS, "active"),
                "code": _concept(one.code, one.words),
                "subject": self.whom,
                "onsetDateTime": _day(self.ago(365 * one.years + 20)),
                "asserter": by,
            }
        yield self._allergy(by)
        for place_in, medicine in enumerate(said.medicines):
            yield {
                "resourceType": "MedicationStatement",
                "id": f"m{place_in}",
                "status": "active",
                "medicationCodeableConcept": {"text": medicine.words},
                "subject": self.whom,
                "effectiveDateTime": _day(self.ago(said.seen.days)),
                "informationSource": by,
                "dosage": [{"text": medicine.dose}],
            }
        for place_in, figure in enumerate(said.measured):
            yield {
                "resourceType": "Observation",
                "id": f"o{place_in}",
                "status": "final",
                "code": _concept(figure.code, figure.words),
                "subject": self.whom,
                "effectiveDateTime": self.ago(figure.days).isoformat(),
                "performer": [by],
                "valueString": figure.value,
            }
        yield self._met("e0", said.seen.words, said.seen.days, by, self.card.practice_name or "")
        if said.plan:
            yield {
                "resourceType": "CarePlan",
                "id": "p0",
                "status": "active",
                "intent": "plan",
                "title": said.plan,
                "subject": self.whom,
                "created": _day(self.ago(said.seen.days)),
                "author": by,
            }

    def _allergy(self, by: Resource) -> Resource:
        is_allergic = self.number % 7 == 0
        found: Resource = {
            "resourceType": "AllergyIntolerance",
            "id": "a0",
            "clinicalStatus": _coded(_ALLERGY_STATUS, "active"),
            "code": _concept(*(_PENICILLIN if is_allergic else _NO_ALLERGY)),
            "patient": self.whom,
            "recordedDate": _day(self.ago(900)),
            "asserter": by,
        }
        if is_allergic:
            found["reaction"] = [{"manifestation": [{"text": "rash and swollen lips"}]}]
        return found

    def community(self, trust: str, hospital: str) -> Iterator[Resource]:
        """What the record of the trust holds: visits at home, what matters, stays in hospital."""
        said = self.of_them
        nurse = _role("nurse", _name(self.rng), "Community nurse", trust)
        yield nurse
        by = {"reference": "PractitionerRole/nurse"}
        if said.visited:
            yield self._met("v0", said.visited.words, said.visited.days, by, trust)
        if said.matters:
            yield {
                "resourceType": "Goal",
                "id": "g0",
                "lifecycleStatus": "active",
                "description": {"text": said.matters},
                "subject": self.whom,
                "startDate": _day(self.ago(said.visited.days if said.visited else 30)),
                "expressedBy": {"display": "The person"},
            }
        if said.stay:
            begun = self.ago(said.stay.days)
            ended = begun + timedelta(days=said.stay.nights)
            yield {
                "resourceType": "Encounter",
                "id": "s0",
                "status": "finished",
                "class": {"system": _CLASS, "code": "IMP", "display": "inpatient encounter"},
                "type": [{"text": f"Stay in hospital: {said.stay.why}"}],
                "subject": self.whom,
                "period": {"start": begun.isoformat(), "end": ended.isoformat()},
                "serviceProvider": {"display": hospital},
            }

    def _met(self, key: str, words: str, days: int, by: Resource, where: str) -> Resource:
        at = self.ago(days)
        return {
            "resourceType": "Encounter",
            "id": key,
            "status": "finished",
            "class": {"system": _CLASS, "code": "HH", "display": "home health"},
            "type": [{"text": words}],
            "subject": self.whom,
            "participant": [{"individual": by}],
            "period": {"start": at.isoformat(), "end": at.isoformat()},
            "serviceProvider": {"display": where},
        }


def _send(partner: Partner, drawn: _Drawn) -> None:
    named = place.current().organisations
    trust, hospital = named[partner.organisation].name, named[casting.current().hospital].name
    # A partner that tells of a team's contacts goes to people's homes; the other is their practice.
    held = list(drawn.community(trust, hospital) if partner.team else drawn.practice())
    body = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": drawn.at.isoformat(),
        # Each person's resources are known by their number: ids are the system's own, over all.
        "entry": [{"resource": _of(drawn.card, one)} for one in held],
    }
    with instant.frozen(drawn.at - timedelta(hours=2, minutes=drawn.number % 50)):
        exchange.take(
            json.dumps(body, ensure_ascii=False).encode(),
            source=f"{partner.code} {drawn.number}",
            partner=partner,
            say=lambda code, values: code,
        )


def _of(card: Card, one: Resource) -> Resource:
    if one["resourceType"] == "PractitionerRole":
        return one
    return {**one, "id": f"{_digits(card)}-{one['id']}"}


def _extract(partner: Partner, told: Sequence[tuple[Card, Portrait]], *, at: datetime) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(_supported(partner, told, at))
    with tempfile.TemporaryDirectory() as folder, instant.frozen(at - timedelta(hours=5)):
        file = Path(folder) / "client-level-data.csv"
        file.write_text(written.getvalue(), encoding="utf-8")
        exchange.load([file], partner=partner, say=lambda code, values: code)


def _supported(
    partner: Partner, told: Sequence[tuple[Card, Portrait]], at: datetime
) -> Iterator[Mapping[str, str]]:
    rng = Random("support")
    council = place.current().organisations[partner.organisation].name
    for number, (card, of_them) in enumerate(told):
        if of_them.service is None:
            continue
        began = at - timedelta(days=rng.randint(14, 300))
        yield {
            "Reporting Period Start Date": _slashed(at - timedelta(days=180)),
            "Reporting Period End Date": _slashed(at),
            "LA Code": partner.ods_codes[0],
            "NHS Number": _digits(card),
            "LA Person Unique Identifier": f"C-{2000 + number}",
            "Last Name": card.family_name or "",
            "Date of Birth": card.born_on.strftime("%d/%m/%Y") if card.born_on else "",
            "Client Type": "Service User",
            "Primary Support Reason": "Physical Support: Personal Care Support",
            "Event Type": "Service",
            "Event Reference": f"S-{700 + number}",
            "Event Start Date": _slashed(began),
            "Event Outcome": "Provision of service",
            "Service Type": "Long Term Support: Community",
            "Service Component": of_them.service.component,
            "Provider CQC Location Name": f"{council}, at home",
            "Planned units per week": of_them.service.units,
        }


def _role(key: str, name: str, training: str, where: str) -> Resource:
    return {
        "resourceType": "PractitionerRole",
        "id": key,
        "practitioner": {"display": name},
        "organization": {"display": where},
        "code": [{"text": training}],
    }


def _digits(card: Card) -> str:
    # Numbers are shown in three groups; systems send them as ten digits.
    return "".join(letter for letter in card.nhs_number or "" if letter.isdigit())


def _concept(code: str, words: str) -> Resource:
    coding = [{"system": SNOMED, "code": code, "display": words}] if code else []
    return {"text": words} | ({"coding": coding} if coding else {})


def _coded(system_: str, code: str) -> Resource:
    return {"coding": [{"system": system_, "code": code}]}


def _name(rng: Random) -> str:
    return f"{rng.choice(NAMES[rng.choice(('female', 'male'))])} {rng.choice(NAMES['family'])}"


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _slashed(at: datetime) -> str:
    return at.strftime("%d/%m/%Y")
