"""Somebody whose whereabouts are restricted, with a mark planted wherever they are written down."""

from dataclasses import dataclass
from typing import Final

from joinedup.foundation import instant, place
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import services as people
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.models import Person
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    ForThisVisit,
    KnownPerson,
    PersonContact,
    Where,
)
from tests.builders import calls, documents, duplicates, relations
from tests.builders import people as persons
from tests.builders import referrals as build

PRACTICE: Final = "K99002"
FOR_THE_VISIT: Final = ForThisVisit(
    visit_address="Zqvisit House", key_safe_code="Zq1066", access_note="Zqdog in the yard"
)
# Whoever may look at what is for this visit sees these, and nobody sees any other.
VISIT: Final = ("Zqvisit", "Zq1066", "Zqdog")
AT_HOME: Final = ("Zqhome", "HP279ZQ", "01632960777", "Zqformer", "Zqlodge", "HP225ZQ")
NUMBERS_THERE: Final = ("01632960888", "01632960555", "01632960999")
ON_REFERRAL: Final = ("Zqsister", "HP218ZQ", *NUMBERS_THERE)


@dataclass(frozen=True, slots=True)
class Hidden:
    """The person, and the line of the referral about them."""

    person_id: PersonId
    referral_id: ReferralId
    line_id: LineId


def own_practice() -> Actor:
    """The person's own GP, who refers."""
    return build.gp("theo", practice=PRACTICE)


def restrict(person_id: PersonId) -> None:
    """Show nobody where the person is, from now."""
    people.restrict_location(
        person_id,
        seen=None,
        reason="at_risk_from_somebody",
        at=instant.now(),
        by=build.staff("petra", Role.PRIVACY_OFFICER),
    )


def somebody(*, restricted_first: bool) -> Hidden:
    """Somebody referred by their own practice, triaged, taken on and allocated."""
    person_id = _with_marks_everywhere()
    if restricted_first:
        restrict(person_id)
    referral_id = build.sent(
        by=own_practice(),
        person=KnownPerson(person_id=person_id),
        where=Where(
            kind=WhereKind.RELATIVE,
            address="Zqsister Cottage",
            postcode="HP21 8ZQ",
            until=NO_PLAN_TO_MOVE,
        ),
        contact=PersonContact(
            number="01632 960888", who_is_with_them="Her sister, on 01632 960 555 till six"
        ),
        carer="Tom, her son, lives with her, 01632 960999",
        for_this_visit=FOR_THE_VISIT,
    )
    line_id = build.the_line(referral_id)
    build.triage(line_id)
    build.accept(line_id)
    build.allocate(line_id)
    if not restricted_first:
        restrict(person_id)
    return Hidden(person_id, referral_id, line_id)


def drafts_about(hidden: Hidden) -> None:
    """A draft that would repeat the referral, ready to be checked, of two who refer."""
    answers = {
        "caller_name": "Dr Ravi Nair",
        "caller_number": "01632 960301",
        "caller_role": "GP",
        "where_kind": "home",
        "until_kind": "staying",
        "contact_number": "07700 900123",
        "change_words": "Not drinking",
        "since_words": "since last night",
        "services": "rapid_response",
        "response_class": "rapid",
        "if_nobody_comes": "Ambulance",
        "agreement": "agrees",
    }
    for by in (build.gp("ravi", practice="K99030"), build.nurse("bea")):
        services.save_draft(
            None,
            fields={name: [said] for name, said in answers.items()},
            person_id=hidden.person_id,
            at=instant.now(),
            by=by,
        )


def calls_about(hidden: Hidden) -> None:
    """Calls from their own practice: one open, one that is owed a call, one that told more."""
    sam = build.clinician()
    said = {"caller_organisation": PRACTICE, "about": hidden.person_id}
    calls.taken(key="open", by=sam, **said)
    owed = calls.taken(key="owed", by=sam, **said)
    services.note_cut_off(owed, seen=None, at=instant.now(), by=sam)
    services.tell_from_call(
        calls.taken(key="told", by=sam, **said),
        seen=None,
        referral_id=hidden.referral_id,
        words="Rang again",
        worse=False,
        at=instant.now(),
        by=sam,
    )


def marks(*, with_place: bool = True) -> tuple[str, ...]:
    """Every mark that betrays where the person is, the names of practice and locality included."""
    here = place.current()
    practice = here.practices[PRACTICE]
    locality = here.localities[practice.locality].name
    # Teams of the locality are called after its end: Vale North.
    names = (
        (practice.name, practice.code, locality.removeprefix("Aylesbury ")) if with_place else ()
    )
    return (*AT_HOME, *ON_REFERRAL, *VISIT, *names)


def _with_marks_everywhere() -> PersonId:
    by = persons.the_office()
    person_id = persons.a_person(
        address_lines=("1 Zqformer Lane",),
        postcode="HP27 9ZQ",
        phone="01632 960777",
        practice_code=PRACTICE,
    )
    held = Person.objects.get(pk=person_id)
    people.correct_details(
        person_id,
        seen=Version(held.version),
        details=persons.some_details(
            nhs_number=held.details().nhs_number,
            address_lines=("2 Zqhome Lane",),
            postcode="HP27 9ZQ",
            phone="01632 960777",
            practice_code=PRACTICE,
        ),
        at=instant.now(),
        by=by,
    )
    people.move_to(
        person_id,
        seen=None,
        stay=Stay(kind=WhereKind.RELATIVE, words="Zqlodge, with a friend", postcode="HP22 5ZQ"),
        at=instant.now(),
        by=by,
    )
    related(person_id)
    return person_id


def related(person_id: PersonId) -> None:
    """Who stands by them, what must be known, and another record that may be theirs."""
    plan = "Ring 01632 960555, HP21 8ZQ"
    relations.related(person_id, phone="01632 960888", lives_with=True, plan=plan)
    relations.warned(person_id, kind="key_safe", words="Zqlodge, by the door")
    relations.warned(person_id, words="Dog: ring 01632 960999, HP22 5ZQ")
    documented(person_id)
    again = duplicates.entered_again(address_lines=("2 Zqhome Lane",), postcode="HP27 9ZQ")
    duplicates.pair_of(person_id, again)


def documented(person_id: PersonId) -> None:
    """What they want and who decides for them, with where they are in every box that may say it."""
    here = {"kept_where": "Zqlodge, hall table", "signed_by": "Dr Nair, Zqhome surgery"}
    said = {"summary": "Ring 01632 960555, HP22 5ZQ", "details": "Or 01632 960999, HP21 8ZQ"}
    nurse = documents.a_sight(role="nurse at Zqlodge")
    seen = documents.recorded(person_id, original=nurse, **here, **said)
    documents.reviewed(seen, name="Zqlodge surgery", words="Seen at HP22 5ZQ")
    place_said = {"care_place": "Zqlodge", "death_place": "Zqsister Cottage", "summary": "Zqlodge"}
    documents.recorded(person_id, kind=DocumentKind.PREFERRED_PLACE, **here, **place_said)
    attorney = {"proxy_name": "Ann Lee", "proxy_phone": "01632 960888"}
    over = documents.recorded(person_id, kind=DocumentKind.LPA_HEALTH, **attorney)
    documents.ended(over, because="Told at HP22 5ZQ", decided_by="Ann, Zqsister Cottage")


def withdraw(hidden: Hidden) -> None:
    """Take the referral back."""
    services.withdraw_referral(
        hidden.referral_id,
        seen=None,
        reason="better",
        at=instant.now(),
        by=own_practice(),
    )
