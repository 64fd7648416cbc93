"""A whole record that opens to those who are named for it, and to nobody else."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import accounts, anchors, care, instant
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor, Opens, system
from joinedup.kernel.errors import Conflict, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries, services
from joinedup.people.models import Person
from joinedup.referrals import queries as referrals
from tests.builders import glass as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.glass import now, opens

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def seen(person: PersonId) -> Version:
    return Version(Person.objects.get(pk=person).version)


def restrict(person: PersonId, *usernames: str, by: Actor | None = None, **changes: object) -> None:
    given = {"seen": seen(person), "reason": "court_order", "at": instant.now()}
    services.restrict_record(
        person,
        **{**given, "usernames": usernames, **changes},  # type: ignore[arg-type]
        by=by or build.officer(),
    )


def open_again(person: PersonId) -> None:
    services.open_record_again(
        person, seen=seen(person), reason="risk_over", at=instant.now(), by=build.officer()
    )


def ethel() -> PersonId:
    return PersonId(work.person_of(work.line(work.a_line()).referral_id))


def test_those_who_are_named_go_on_and_nobody_else() -> None:
    person = ethel()
    sam, leah = work.clinician("sam"), work.clinician("leah")
    assert (opens(sam, person), opens(leah, person)) == (Opens.ALL, Opens.ALL)

    restrict(person, "sam")

    assert (opens(sam, person), opens(leah, person)) == (Opens.ALL, Opens.RESTRICTED)
    assert len(referrals.queue(now(sam).scope).rows) == 1
    assert referrals.queue(now(leah).scope).rows == ()
    standing = queries.record_standing(build.officer().scope, person)
    assert [one.name for one in standing.named] == ["Sam"]
    assert (standing.is_restricted, standing.reason) == (True, "court_order")
    assert standing.card.family_name


def test_it_is_open_again_as_before_and_nobody_stays_named() -> None:
    person, other = ethel(), work.gp("jo", practice="K99030")
    leah = work.clinician("leah")
    restrict(person, "jo")
    assert opens(other, person) is Opens.ALL

    open_again(person)

    assert (opens(leah, person), opens(other, person)) == (Opens.ALL, Opens.NOTHING)
    assert queries.record_standing(build.officer().scope, person).named == ()
    with pytest.raises(Refused) as refused:
        open_again(person)
    assert refused.value.refusal_code == "not_restricted"
    kinds = set(Entry.objects.filter(subject_id=person).values_list("kind", flat=True))
    assert {
        "people.record_restricted",
        "people.named_for_record",
        "people.record_opened_again",
    } <= (kinds)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"usernames": ["", "  "]}, "nobody_is_named"),
        ({"usernames": ["sam", "nobody"]}, "account_unknown"),
        ({"usernames": ["petra"]}, "cannot_open_anybody"),
        ({"reason": "curious"}, "restriction_reason_unknown"),
    ],
)
def test_a_record_that_nobody_would_go_on_with_is_not_restricted(
    changes: dict[str, object], code: str
) -> None:
    person, sam = ethel(), work.clinician("sam")

    with pytest.raises(Refused) as refused:
        restrict(person, "sam", **changes)

    assert refused.value.refusal_code == code
    assert opens(sam, person) is Opens.ALL
    assert not queries.record_standing(build.officer().scope, person).is_restricted


def test_twice_is_once_and_two_at_once_are_told_apart() -> None:
    person = ethel()
    work.clinician("sam")
    restrict(person, "sam")

    with pytest.raises(Refused) as refused:
        restrict(person, "sam")
    with pytest.raises(Conflict):
        restrict(person, "sam", seen=Version(1))

    assert refused.value.refusal_code == "already_restricted"


def test_more_are_named_and_the_last_of_them_stays() -> None:
    person, by = ethel(), build.officer()
    sam, leah = work.clinician("sam"), work.clinician("leah")
    restrict(person, "sam")

    given = {"at": instant.now(), "by": by}
    services.name_for_record(person, seen=seen(person), usernames=["LEAH", "sam"], **given)
    assert opens(leah, person) is Opens.ALL
    services.name_no_longer(person, seen=seen(person), account_id=sam.account_id, **given)
    assert opens(sam, person) is Opens.RESTRICTED
    with pytest.raises(Refused) as last:
        services.name_no_longer(person, seen=seen(person), account_id=leah.account_id, **given)
    with pytest.raises(Refused) as never:
        services.name_no_longer(person, seen=seen(person), account_id=uuid4(), **given)

    codes = (last.value.refusal_code, never.value.refusal_code)
    assert codes == ("last_who_is_named", "not_named")
    assert Entry.objects.filter(kind="people.named_for_record").count() == 2


def test_naming_for_a_record_that_is_not_restricted_is_refused() -> None:
    person = ethel()
    work.clinician("sam")

    with pytest.raises(Refused) as refused:
        services.name_for_record(
            person, seen=None, usernames=["sam"], at=instant.now(), by=build.officer()
        )

    assert refused.value.refusal_code == "not_restricted"


def test_only_the_privacy_officer_does() -> None:
    person, sam = ethel(), work.clinician("sam")

    with pytest.raises(NotPermitted):
        restrict(person, "sam", by=sam)
    with pytest.raises(NotPermitted):
        queries.record_standing(sam.scope, person)


def test_a_joined_record_is_restricted_with_whom_they_are() -> None:
    absorbed, into = persons.a_person(), ethel()
    work.clinician("sam")
    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=persons.the_office())

    restrict(into, "sam")

    assert care.restricted_ids([absorbed, into], kind="access") == {absorbed, into}
    assert opens(work.clinician("sam"), absorbed) is Opens.ALL


def test_through_the_page() -> None:
    person = ethel()
    work.clinician("sam")
    work.clinician("leah")
    build.officer()
    petra = Client(SERVER_NAME="127.0.0.1")
    petra.force_login(Account.objects.get(username="petra"), backend=BACKEND)
    address = reverse("people:restrict_record", args=[person])

    def page() -> str:
        return html.unescape(petra.get(address).content.decode())

    def posted(route: str, **typed: object) -> object:
        return petra.post(
            reverse(f"people:{route}", args=[person]), {"seen": seen(person), **typed}
        )

    empty = petra.post(address, {"seen": seen(person), "reason": "", "usernames": "sam\nnobody"})
    assert empty.status_code == 422
    assert "Choose the reason" in empty.content.decode()
    wrong = posted("restrict_record", reason="court_order", usernames="sam\nnobody")
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    said = html.unescape(wrong.content.decode())  # type: ignore[attr-defined]
    assert "Nobody here signs in as nobody." in said
    assert "sam\nnobody" in said
    posted("restrict_record", reason="court_order", usernames="sam\n\n leah ")
    assert "By order of a court" in page()
    assert re.search(r"Sam\s*<span", page())
    refused = posted("name_no_longer", account_id=uuid4())
    assert "They are not named for this record." in refused.content.decode()  # type: ignore[attr-defined]
    posted("name_no_longer", account_id=Account.objects.get(username="leah").id)
    assert "Leah" not in page()
    wrong = posted("name_for_record", usernames="petra")
    assert "holds no role that opens records" in wrong.content.decode()  # type: ignore[attr-defined]
    posted("name_for_record", usernames="leah")
    assert "Leah" in page()
    assert posted("open_record_again", reason="").status_code == 422  # type: ignore[attr-defined]
    posted("open_record_again", reason="risk_over")
    assert "Restrict the whole record" in page()


def test_after_parting_whoever_is_named_is_so_for_both() -> None:
    one, other = ethel(), persons.a_person()
    sam = work.clinician("sam")
    restrict(one, "sam")
    anchors.merge(other, one, reason="same", at=instant.now(), by=persons.the_office())

    anchors.unmerge(other, at=instant.now(), by=persons.the_office())

    standing = queries.record_standing(build.officer().scope, other)
    assert (standing.is_restricted, [one.name for one in standing.named]) == (True, ["Sam"])
    assert opens(sam, other) is Opens.ALL


@pytest.mark.parametrize("kind", ["access", "location"])
def test_whoever_was_joined_before_is_restricted_with_them(kind: str) -> None:
    first, second, third = (persons.a_person() for _ in range(3))
    office = persons.the_office()
    anchors.merge(third, first, reason="same", at=instant.now(), by=office)
    care.restrict(second, kind=kind, reason="asked", at=instant.now(), by=office)

    anchors.merge(second, first, reason="same", at=instant.now(), by=office)

    everybody = {first, second, third}
    assert care.restricted_ids(everybody, kind=kind) == everybody


def test_no_machine_is_named_for_a_record() -> None:
    person = ethel()
    work.staff("robot", Role.SYSTEM, organisation="demo_partner")
    Account.objects.filter(username="robot").update(is_system=True)

    with pytest.raises(Refused) as refused:
        restrict(person, "robot")

    assert refused.value.refusal_code == "cannot_open_anybody"


def test_an_address_of_whoever_was_joined_leads_to_whom_they_are() -> None:
    absorbed, into = persons.a_person(), ethel()
    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=persons.the_office())
    build.officer()
    petra = Client(SERVER_NAME="127.0.0.1")
    petra.force_login(Account.objects.get(username="petra"), backend=BACKEND)

    led = petra.get(reverse("people:restrict_record", args=[absorbed]))

    assert led["Location"] == reverse("people:restrict_record", args=[into])


def test_whoever_restricts_is_told_when_nobody_who_is_named_works_here(clock) -> None:
    person, sam = ethel(), work.clinician("sam")
    petra = build.officer()
    restrict(person, "sam", by=petra)
    home = Client(SERVER_NAME="127.0.0.1")
    home.force_login(Account.objects.get(username="petra"), backend=BACKEND)

    def told() -> bool:
        said = home.get(reverse("desk:home")).content.decode()
        return "Restricted records that are open to nobody" in said

    assert queries.open_to_nobody(now(petra).scope) == []
    assert not told()

    held = Account.objects.get(id=sam.account_id).memberships.get()
    accounts.end_role(held.id, at=instant.now(), by=system("office"))

    (left,) = queries.open_to_nobody(now(petra).scope)
    assert left.person_id == person
    assert told()
    assert queries.open_to_nobody(now(work.clinician("leah")).scope) == []

    work.clinician("tess")
    services.name_for_record(
        person, seen=seen(person), usernames=["tess"], at=instant.now(), by=petra
    )
    assert not told()
