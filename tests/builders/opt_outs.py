"""Opt-outs: lists of NHS numbers asked about and answered, and codes of a practice's record."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from joinedup.foundation import instant
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.models import Person
from joinedup.people.services import OptOutsAnswered
from tests.builders import record

DISSENT = "827241000000103"
WITHDRAWN = "827261000000102"


def office() -> Actor:
    """The command, as it acts."""
    return system("opt_outs")


def asked(*, at: datetime | None = None) -> str:
    """A list of everybody's number, as the file that is sent holds it."""
    lines = services.request_opt_outs(at=at or instant.now(), by=office())
    return "".join(f"{line}\n" for line in lines)


def answer_to(request: str, *, out: Collection[PersonId] = ()) -> str:
    """The answer in which some have opted out."""
    found = Person.objects.filter(pk__in=list(out)).values_list("nhs_number", flat=True)
    gone = {f"{number}," for number in found}
    return "".join(f"{line}\n" for line in request.splitlines() if line not in gone)


def answered(answer: str, *, asked: str, at: datetime | None = None) -> OptOutsAnswered:
    """An answer that was taken."""
    return services.answer_opt_outs(
        answer, asked=asked, source="answer.dat", at=at or instant.now(), by=office()
    )


def checked(*out: PersonId) -> OptOutsAnswered:
    """Everybody checked now, some of whom have opted out."""
    request = asked()
    return answered(answer_to(request, out=out), asked=request)


def coded(person: PersonId, code: str = DISSENT, **changes: Any) -> None:
    """An entry of the practice's record that says so."""
    words = "Dissent from secondary use of GP patient identifiable data"
    record.kept(person, record.an_entry(code=code, words=words, **changes))
