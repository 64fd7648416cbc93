"""A ReSPECT form that was filled in, as the document that it is: its answers by their link ids.

The questions are those of the Questionnaire *ReSPECT* for FHIR R4; any other link id, or an answer
that is not among a question's, is refused by name: of a form that says whether to resuscitate
nothing may be left out unread.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from joinedup.exchange.adapters import elements
from joinedup.exchange.adapters.elements import objects, only, text
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.record import source_key
from joinedup.exchange.adapters.record_parts import Names
from joinedup.exchange.domain.kept import (
    Cpr,
    DocumentKind,
    DocumentSent,
    Focus,
    Involved,
    Known,
    Paper,
)

_FORM: Final = "Questionnaire/ReSPECT"
_FINISHED: Final = frozenset({"completed", "amended"})
_ERROR: Final = "entered-in-error"
_SHORT: Final = 480

SUMMARY, GUIDANCE = "2554609755642", "5712690658400"
CPR, CPR_ON = "6194338778785", "6788228603760"
FOCUS, CAPACITY, INVOLVED = "7415469232414", "1554704924421", "5039098111353"
SIGNED, PROXY = "3640427889643", "8143298459836"

_GROUPS: Final = frozenset(
    {
        *("4692475953025", "9646768545691", "9646768545691_helpText", "9769677029653"),
        *("8531567750091", "1743377747905", "7950333819072", "4900245503228"),
        *("8502417857260", "1627782478976", "4824250476684", "971946188828"),
        *("8812984985229", "6532868335511", "8488452075692", "2445307069824", "2406541432542"),
    }
)
_WORDS: Final = {
    GUIDANCE: "Guidance on interventions",
    SUMMARY: "Summary",
    "8477092546793": "Recommendation about",
    "5090977699027": "Values most",
    "914986869542": "Fears or wishes to avoid",
    "2835143121518": "Other planning document",
    "3313974242770": "Legal welfare proxies",
    "6121442206090": "Legal welfare proxy",
    "1946967195753": "Decision or plan",
    "385690544151": "Lacks capacity in that",
    "942556910304": "Not involved because",
    "7395725931613": "Care team",
    "6043503381422": "Review",
}
_CPR: Final = {
    "143021000119109": Cpr.DO_NOT_ATTEMPT,
    "304252001": Cpr.ATTEMPT,
    "304253006": Cpr.DO_NOT_ATTEMPT,
    "450475007": Cpr.ATTEMPT,
    "450476008": Cpr.DO_NOT_ATTEMPT,
}
_FOCUS: Final = {
    "extending": Focus.EXTENDING,
    "balance": Focus.BALANCE,
    "comfort": Focus.COMFORT,
}
_CAPACITY: Final = {"Has capacity": Known.YES, "Does not have capacity": Known.NO}
_INVOLVED: Final = {
    "A": Involved.PERSON,
    "B": Involved.FAMILY,
    "C1": Involved.PERSON,
    "C2": Involved.FAMILY,
    "C3": Involved.FAMILY,
}
_PROXY: Final = {"present": "present", "absent": "absent"}
_SIGNATURES: Final = {
    "clinical-signature": "clinical signature",
    "senior-responsible-clinical-signature": "senior responsible clinician",
}
_CHOICES: Final[Mapping[str, Mapping[str, object]]] = {
    CPR: _CPR,
    FOCUS: _FOCUS,
    CAPACITY: _CAPACITY,
    INVOLVED: _INVOLVED,
    SIGNED: _SIGNATURES,
    PROXY: _PROXY,
}
_ONCE: Final = (SUMMARY, GUIDANCE, CPR, CPR_ON, FOCUS, CAPACITY)
"""Of which two answers would leave it open which is meant."""


class Fault(NamedTuple):
    """Why a form is not taken: where, under which code, and in a sentence."""

    at: str
    code: str
    said: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer to one question: where it stands, and what was given."""

    link: str
    at: str
    given: Tree

    @property
    def words(self) -> str:
        """What was written or chosen, in words."""
        coding = only(self.given, "valueCoding")
        return text(coding, "display") or text(coding, "code") or text(self.given, "valueString")

    @property
    def choice(self) -> str:
        """What was chosen, by its code where it has one."""
        return text(only(self.given, "valueCoding"), "code") or self.words

    @property
    def is_known(self) -> bool:
        """Whether a choice is one of the form's."""
        choices = _CHOICES.get(self.link)
        return choices is None or self.choice in choices


def is_one(resource: Tree) -> bool:
    """Whether a resource is a ReSPECT form that was filled in."""
    if resource.get("resourceType") != "QuestionnaireResponse":
        return False
    form = text(resource, "questionnaire").partition("|")[0]
    return form == _FORM or form.endswith(f"/{_FORM}")


def read(resource: Tree, names: Names, *, at: str) -> tuple[DocumentSent | None, list[Fault]]:
    """The document that a form says, or every fault of it by name."""
    key, status = source_key(resource), text(resource, "status")
    if status == _ERROR:
        paper = Paper(kind=DocumentKind.RESPECT, summary=_ERROR)
        return DocumentSent(paper=paper, source_key=key, is_entered_in_error=True), []
    answers = list(_answers(resource, at))
    faults = [*_status(status, at), *_unknown(resource, at), *_wrong(answers)]
    issued_on = _issued_on(resource, answers)
    if issued_on is None:
        said = "Say when: a day in the CPR decision, or the day on which the form was authored."
        faults.append(Fault(at, "respect_without_day", said))
    if faults:
        return None, faults
    sent = DocumentSent(
        paper=_paper(resource, names, answers, issued_on),
        source_key=key,
        asserted_at=elements.instant(resource.get("authored")),
    )
    return sent, []


def _items(holder: Tree, at: str) -> Iterator[tuple[Tree, str]]:
    """Every item, those under answers as well, and where each stands."""
    for place, item in enumerate(objects(holder, "item")):
        here = f"{at}.item[{place}]"
        yield item, here
        yield from _items(item, here)
        for number, answer in enumerate(objects(item, "answer")):
            yield from _items(answer, f"{here}.answer[{number}]")


def _answers(resource: Tree, at: str) -> Iterator[_Answer]:
    for item, here in _items(resource, at):
        for number, answer in enumerate(objects(item, "answer")):
            yield _Answer(text(item, "linkId"), f"{here}.answer[{number}]", answer)


def _status(status: str, at: str) -> Iterator[Fault]:
    if status not in _FINISHED:
        said = f"This form is {status or 'of no status'}. Send it once it is completed."
        yield Fault(f"{at}.status", "respect_not_complete", said)


def _unknown(resource: Tree, at: str) -> Iterator[Fault]:
    known = _GROUPS | _WORDS.keys() | _CHOICES.keys() | {CPR_ON}
    for item, here in _items(resource, at):
        link = text(item, "linkId")
        if link not in known:
            said = f"The ReSPECT form has no question {link[:60] or 'without a linkId'}."
            yield Fault(f"{here}.linkId", "respect_link_unknown", said)
        elif link in _GROUPS and objects(item, "answer"):
            said = f"{link} is a part of the form, and takes no answer of its own."
            yield Fault(here, "respect_link_unknown", said)


def _wrong(answers: list[_Answer]) -> Iterator[Fault]:
    for one in answers:
        if not one.is_known:
            said = f"{one.choice[:60] or 'Nothing'} is not among the answers to {one.link}."
            yield Fault(one.at, "respect_choice_unknown", said)
        elif one.link == CPR_ON and elements.day(one.given.get("valueDateTime")) is None:
            said = "The day of the CPR decision is not a whole date."
            yield Fault(one.at, "respect_day_not_clear", said)
        elif one.link in _WORDS and not one.words:
            said = f"The answer to {one.link} is no text."
            yield Fault(one.at, "respect_answer_empty", said)
    for link in _ONCE:
        given = [one for one in answers if one.link == link]
        if len(given) > 1:
            said = f"{link} is answered {len(given)} times. Send the answer that is meant."
            yield Fault(given[1].at, "respect_answered_twice", said)


def _issued_on(resource: Tree, answers: list[_Answer]) -> date | None:
    decided = next((one for one in answers if one.link == CPR_ON), None)
    on = elements.day(decided.given.get("valueDateTime")) if decided else None
    return on or elements.day(resource.get("authored"))


def _paper(resource: Tree, names: Names, answers: list[_Answer], issued_on: date | None) -> Paper:
    # Of those who took part, whoever is named first.
    chosen = {one.link: one.choice for one in reversed(answers) if one.link in _CHOICES}
    written = {one.link: one.words for one in answers if one.link in _WORDS}
    signed = [_SIGNATURES[one.choice] for one in answers if one.link == SIGNED]
    author = names.of(only(resource, "author"))
    involved = _INVOLVED.get(chosen.get(INVOLVED, ""), Involved.NOT_KNOWN)
    return Paper(
        kind=DocumentKind.RESPECT,
        summary=_shortly(written.get(GUIDANCE) or written.get(SUMMARY, "")),
        details="\n".join(_details(answers)),
        cpr=_CPR.get(chosen.get(CPR, ""), Cpr.NOT_SAID),
        focus=_FOCUS.get(chosen.get(FOCUS, ""), Focus.NOT_SAID),
        capacity=_CAPACITY.get(chosen.get(CAPACITY, ""), Known.NOT_KNOWN),
        involved=involved,
        issued_on=issued_on,
        signed_by=", ".join(part for part in (author, *dict.fromkeys(signed)) if part),
    )


def _details(answers: list[_Answer]) -> Iterator[str]:
    for one in answers:
        label = _WORDS.get(one.link)
        if label:
            yield f"{label}: {one.words}"
        elif one.link == PROXY:
            yield f"Legal welfare proxy: {_PROXY[one.choice]}"


def _shortly(words: str) -> str:
    """The beginning of what is too long for a line; all of it stands with what else it says."""
    if len(words) <= _SHORT:
        return words
    return f"{words[:_SHORT].rpartition(' ')[0]} … (all of it under what else it says)"
