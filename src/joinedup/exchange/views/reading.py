"""What partners' systems may read over FHIR: one resource by its id, or a page of a search."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse

from joinedup.exchange.adapters import outcome, read_record
from joinedup.exchange.adapters.raw import Tree
from joinedup.exchange.adapters.read_bundle import Found, searchset
from joinedup.exchange.adapters.read_patient import patient
from joinedup.exchange.adapters.read_referral import service_request, task
from joinedup.exchange.domain import searching
from joinedup.exchange.domain.searching import Search, Sort
from joinedup.exchange.queries import patients, records, referrals
from joinedup.exchange.views.answers import FHIR_JSON, FhirView, accepts_json, fhir, refused
from joinedup.exchange.views.taking import TakesResources
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel import app_scopes
from joinedup.kernel.errors import NotPermitted, Reason
from joinedup.kernel.finding import Finding
from joinedup.kernel.ids import Page
from joinedup.people.domain.record import EntryKind
from joinedup.web.room_view import Request, permit

_FORM: Final = "application/x-www-form-urlencoded"
_SOURCE: Final = "search"


@dataclass(frozen=True, slots=True)
class Readable:
    """One kind of resource: its parameters, how one and many are found, and how it is written.

    A search gives at least one of the sets in `any_of`, all of it; without any set it may be empty.
    """

    kind: str
    known: Mapping[str, Sort]
    one: Callable[[Scope, UUID], Any]
    many: Callable[[Scope, Search], Page[Any]]
    write: Callable[[Any], Tree]
    any_of: tuple[frozenset[str], ...] = ()


PATIENT: Final = Readable(
    kind="Patient",
    known={
        "_id": Sort.ID,
        "identifier": Sort.TOKEN,
        "family": Sort.TEXT,
        "given": Sort.TEXT,
        "birthdate": Sort.ON,
    },
    one=patients.patient,
    many=patients.patients,
    write=patient,
    any_of=(
        frozenset({"_id"}),
        frozenset({"identifier"}),
        frozenset({"family", "birthdate"}),
    ),
)
_ABOUT: Final = {
    "_id": Sort.ID,
    "identifier": Sort.TOKEN,
    "patient": Sort.REFERENCE,
    "patient.identifier": Sort.TOKEN,
    "status": Sort.TOKEN,
}
SERVICE_REQUEST: Final = Readable(
    kind="ServiceRequest",
    known={**_ABOUT, "subject": Sort.REFERENCE, "subject.identifier": Sort.TOKEN},
    one=referrals.request,
    many=referrals.requests,
    write=service_request,
)
TASK: Final = Readable(
    kind="Task",
    known={**_ABOUT, "group-identifier": Sort.TOKEN, "focus": Sort.REFERENCE},
    one=referrals.task,
    many=referrals.tasks,
    write=task,
)


def _entries(kind: str, of: EntryKind, *, coded: str, dated: str = "") -> Readable:
    """Entries of a kind: R4 has its own names for their code and their date in each."""
    about = {"subject": Sort.REFERENCE, "subject.identifier": Sort.TOKEN}
    return Readable(
        kind=kind,
        known={
            "_id": Sort.ID,
            "patient": Sort.REFERENCE,
            "patient.identifier": Sort.TOKEN,
            coded: Sort.TOKEN,
            **({dated: Sort.DAY} if dated else {}),
            # R4 knows the person of an allergy by one name only.
            **({} if of is EntryKind.ALLERGY else about),
        },
        one=records.entry(of),
        many=records.entries(of, coded=coded, dated=dated),
        write=read_record.WRITERS[kind],
        any_of=tuple(
            frozenset({name})
            for name in ("patient", "patient.identifier", "subject", "subject.identifier")
        ),
    )


class ReadOne(FhirView):
    """Read one resource by its id."""

    of: Readable = PATIENT
    is_for_apps: ClassVar[bool] = True

    def get(self, request: Request, **named: UUID) -> HttpResponse:
        """The resource, unless the reader says that they have this version of it already."""
        _check_app(request, self.of, app_scopes.READ)
        if refusal := _not_answered(request):
            return refusal
        (wanted,) = named.values()
        written = self.of.write(self.of.one(request.actor.scope, wanted))
        tag = f'W/"{written["meta"]["versionId"]}"'
        if _has_it(request, tag):
            answer = fhir(b"", status=HTTPStatus.NOT_MODIFIED)
        else:
            answer = fhir(orjson.dumps(written))
        answer["ETag"] = tag
        return answer


class Searched(TakesResources, FhirView):
    """A page of a search; what is posted to the same address is taken."""

    of: Readable = PATIENT
    to_read: ClassVar[Permission] = Permission.PERSON_OPEN
    is_search: ClassVar[bool] = True
    is_for_apps: ClassVar[bool] = True
    asked_by: ClassVar[frozenset[str]] = frozenset({"GET", "HEAD"})

    def get(self, request: Request) -> HttpResponse:
        """What the parameters in the address find."""
        return self.found(request, _in_address(request))

    def post(self, request: Request) -> HttpResponse:
        """Take a resource of this kind."""
        return self.take(request, self.of.kind)

    def _write_reading(self, request: HttpRequest) -> None:
        # Somebody who sends looks at nobody.
        if request.method in self.asked_by:
            super()._write_reading(request)

    def found(self, request: Request, given: list[tuple[str, str]]) -> HttpResponse:
        """A page of what is found, or every reason why the search cannot be answered."""
        permit(request, self.to_read)
        _check_app(request, self.of, app_scopes.SEARCH)
        if refusal := _not_answered(request):
            return refusal
        how = searching.handling(request.headers.get("Prefer", ""))
        search, findings = searching.read(given, self.of.known, how=how)
        if search is None:
            return refused(list(findings))
        if not _is_narrow(search, self.of):
            return refused([_too_wide(self.of)])
        page = self.of.many(request.actor.scope, search)
        written = [self.of.write(row) for row in page.rows] if search.count else []
        found = Found(
            written,
            None if page.total_is_capped else page.total,
            (page.next_key or "") if search.count else "",
        )
        base = request.build_absolute_uri("/fhir")
        return fhir(searchset(base, self.of.kind, search, found))


class SearchedByForm(Searched):
    """The same search, with its parameters in the body, where no log of addresses holds them."""

    http_method_names = ["post", "options"]
    asked_by: ClassVar[frozenset[str]] = frozenset({"POST"})

    def post(self, request: Request) -> HttpResponse:
        """What the parameters in the body, and any in the address, find."""
        if request.body and request.content_type != _FORM:
            said = f"Send {_FORM}; this was {request.content_type or 'of no named type'}."
            return refused([Finding(_SOURCE, "", "media_type", said)], outcome.UNSUPPORTED)
        posted = [(name, one) for name, values in request.POST.lists() for one in values]
        return self.found(request, [*_in_address(request), *posted])


class ReadPerson(ReadOne):
    """Read one person."""

    permission: ClassVar[Permission] = Permission.PERSON_OPEN


class ReadReferral(ReadOne):
    """Read one referral or one of its lines."""

    permission: ClassVar[Permission] = Permission.REFERRAL_FOLLOW


class ReadEntry(ReadOne):
    """Read one entry of a record."""

    permission: ClassVar[Permission] = Permission.RECORD_SEE


class SearchPeople(Searched):
    """Search for people."""

    to_read: ClassVar[Permission] = Permission.PERSON_OPEN
    permission: ClassVar = (to_read, Permission.MESSAGE_SEND)


class SearchReferrals(Searched):
    """Search for referrals or their lines."""

    to_read: ClassVar[Permission] = Permission.REFERRAL_FOLLOW
    permission: ClassVar = (to_read, Permission.MESSAGE_SEND)


class SearchEntries(Searched):
    """Search for entries of somebody's record."""

    to_read: ClassVar[Permission] = Permission.RECORD_SEE
    permission: ClassVar = (to_read, Permission.MESSAGE_SEND)


class SearchPeopleByForm(SearchedByForm):
    """Search for people, by form."""

    to_read: ClassVar[Permission] = Permission.PERSON_OPEN
    permission: ClassVar[Permission] = to_read


class SearchReferralsByForm(SearchedByForm):
    """Search for referrals or their lines, by form."""

    to_read: ClassVar[Permission] = Permission.REFERRAL_FOLLOW
    permission: ClassVar[Permission] = to_read


class SearchEntriesByForm(SearchedByForm):
    """Search for entries of somebody's record, by form."""

    to_read: ClassVar[Permission] = Permission.RECORD_SEE
    permission: ClassVar[Permission] = to_read


PEOPLE: Final = (
    ReadPerson.as_view(of=PATIENT),
    SearchPeople.as_view(of=PATIENT),
    SearchPeopleByForm.as_view(of=PATIENT),
)
REFERRALS: Final = (
    ReadReferral.as_view(of=SERVICE_REQUEST),
    SearchReferrals.as_view(of=SERVICE_REQUEST),
    SearchReferralsByForm.as_view(of=SERVICE_REQUEST),
)
LINES: Final = (
    ReadReferral.as_view(of=TASK),
    SearchReferrals.as_view(of=TASK),
    SearchReferralsByForm.as_view(of=TASK),
)

_OF_RECORD: Final = (
    _entries("AllergyIntolerance", EntryKind.ALLERGY, coded="code"),
    _entries("CarePlan", EntryKind.CARE_PLAN, coded="category", dated="date"),
    _entries("Condition", EntryKind.CONDITION, coded="code", dated="onset-date"),
    _entries("Encounter", EntryKind.ENCOUNTER, coded="type", dated="date"),
    _entries("Observation", EntryKind.OBSERVATION, coded="code", dated="date"),
)
ENTRIES: Final = {
    one.kind: (
        ReadEntry.as_view(of=one),
        SearchEntries.as_view(of=one),
        SearchEntriesByForm.as_view(of=one),
    )
    for one in _OF_RECORD
}
READABLE: Final = (PATIENT, SERVICE_REQUEST, TASK, *_OF_RECORD)


def _check_app(request: Request, of: Readable, how: str) -> None:
    """Refuse an app a kind that its user did not let it read, or not so."""
    app = getattr(request, "app", None)
    if app is not None and how not in app.scopes.may.get(of.kind, frozenset()):
        raise NotPermitted(reasons=(Reason("app_may_not", {"kind": of.kind}),))


def _in_address(request: Request) -> list[tuple[str, str]]:
    return [(name, one) for name, values in request.GET.lists() for one in values]


def _not_answered(request: Request) -> HttpResponse | None:
    asked = request.GET.get(searching.FORMAT, "json").replace(" ", "+")
    if accepts_json(request) and asked in searching.FORMATS:
        return None
    said = f"The answer is {FHIR_JSON}, which the request does not accept."
    return refused([Finding(_SOURCE, "", "not_acceptable", said)], outcome.NOT_ACCEPTABLE)


def _is_narrow(search: Search, of: Readable) -> bool:
    return not of.any_of or any(all(one in search for one in needed) for needed in of.any_of)


def _too_wide(of: Readable) -> Finding:
    sets = " or ".join(" with ".join(sorted(one)) for one in of.any_of)
    said = f"This would read too many people at once. Search {of.kind} by {sets}."
    return Finding(_SOURCE, of.kind, "search_too_wide", said)


def _has_it(request: Request, tag: str) -> bool:
    held = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    return tag in held or tag.removeprefix("W/") in held or "*" in held
