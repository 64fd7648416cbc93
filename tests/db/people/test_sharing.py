"""What a person decided of sharing: recorded, taken back, in effect at once, and told."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from joinedup.desk.pages import keeping
from joinedup.foundation import anchors, care, instant, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, SharingDecision
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.kernel.sections import Section
from joinedup.people import queries as people
from joinedup.people import services
from joinedup.people.domain.documents import DocumentKind, Known
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.sharing import Basis, Decided, DecidedBy, Decision, Way
from joinedup.people.queries import record, sharing
from joinedup.people.queries.documents import Documents
from joinedup.referrals.presenters import strip as strips
from tests.builders import documents, foundation, glass, mycare
from tests.builders import people as build
from tests.builders.decided import a_decision, a_limit
from tests.builders.office import a_colleague, signed_in
from tests.builders.record import an_entry, kept

pytestmark = pytest.mark.usefixtures("clock")
WHY = "Asked twice today; does not keep it in mind. Her son and the GP say she would want it."


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


@pytest.fixture
def ethel() -> PersonId:
    """Somebody whom the front door looks after."""
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])
    return person


def basis(**changed: object) -> Basis:
    said = Basis(decided_by=DecidedBy.PERSON, decided_on=place.today(), way=Way.FACE_TO_FACE)
    return replace(said, **changed)  # type: ignore[arg-type]


def decided(person: PersonId, by: Actor | None = None, **changed: object) -> object:
    """What came of recording an objection to the ambulance service, or something else."""
    told = Decided(kind=Decision.OBJECTION, basis=basis(), organisation="ambulance")
    return services.decide_sharing(
        person,
        decided_of=replace(told, **changed),  # type: ignore[arg-type]
        key=uuid4(),
        at=instant.now(),
        by=by or build.a_clinician(),
    )


def ended(decision: object, *, seen: int = 1, by: Actor | None = None) -> PersonId:
    return services.end_sharing(
        decision,  # type: ignore[arg-type]
        seen=Version(seen),
        basis=basis(),
        at=instant.now(),
        by=by or build.a_clinician(),
    )


def read(answer: HttpResponse) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def test_an_objection_holds_at_once_and_is_taken_back_by_whoever_it_closes_out(
    ethel: PersonId,
) -> None:
    sam = build.a_clinician()
    sam = replace(sam, scope=replace(sam.scope, organisation="bht"))

    made = decided(ethel, organisation="bht", by=sam)
    assert access.explain(sam.scope, ethel).refusals == ("objected",)
    with pytest.raises(Conflict):
        ended(made, seen=7)
    ended(made, by=sam)

    assert access.explain(sam.scope, ethel).is_allowed
    with pytest.raises(Refused) as over:
        ended(made, seen=2)
    assert over.value.refusal_code == "sharing_decision_over"


def test_the_same_form_twice_is_one_decision(ethel: PersonId) -> None:
    told = Decided(kind=Decision.ONLY_CARERS, basis=basis())
    given = {"decided_of": told, "key": uuid4(), "at": instant.now(), "by": build.a_clinician()}

    one = services.decide_sharing(ethel, **given)
    two = services.decide_sharing(ethel, **given)

    assert one == two
    with pytest.raises(Refused):
        decided(ethel, kind=Decision.ONLY_CARERS)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"organisation": "nobody"}, "sharing_organisation_unknown"),
        ({"kind": Decision.CONSENT, "organisation": "bht"}, "consent_not_needed"),
        ({"kind": Decision.LIMIT}, "sharing_section_missing"),
        ({"organisation": ""}, "sharing_organisation_missing"),
    ],
)
def test_what_cannot_hold_is_refused(ethel: PersonId, changed: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decided(ethel, **changed)

    assert refused.value.refusal_code == code
    assert not SharingDecision.objects.exists()


def test_a_proxy_is_checked_against_the_documents_on_record(ethel: PersonId) -> None:
    by_son = basis(decided_by=DecidedBy.ATTORNEY, decider="Jon Reed", because=WHY)

    with pytest.raises(Refused) as refused:
        decided(ethel, basis=by_son)
    assert refused.value.refusal_code == "proxy_not_on_record"
    paper = documents.recorded(
        ethel,
        kind=DocumentKind.LPA_HEALTH,
        summary="Her son decides",
        proxy_name="Jon Reed",
        is_registered=Known.YES,
        original=documents.a_sight(),
    )
    decided(ethel, basis=by_son)

    (row,) = sharing.sharing_of(build.a_clinician().scope, ethel).in_force
    assert (row.document_id, row.decider, row.because) == (paper, "Jon Reed", WHY)
    assert row.words == "Objects to an organisation seeing their record: Ambulance Service"


def test_who_has_no_part_in_the_care_neither_reads_nor_decides(ethel: PersonId) -> None:
    stranger = build.somebody_at("K99008")

    with pytest.raises(NotPermitted):
        decided(ethel, by=stranger)
    with pytest.raises(NotPermitted):
        sharing.sharing_of(stranger.scope, ethel)
    with pytest.raises(NotPermitted):
        decided(ethel, by=foundation.an_actor(Role.COMMISSIONER))
    with pytest.raises(NotFound):
        sharing.decision_of(stranger.scope, uuid4())


def test_the_privacy_officer_records_what_was_written_to_them(ethel: PersonId) -> None:
    petra = foundation.an_actor(Role.PRIVACY_OFFICER)

    decided(ethel, by=petra)

    held = sharing.sharing_of(petra.scope, ethel)
    assert [one.kind for one in held.in_force] == [Decision.OBJECTION]
    with pytest.raises(NotFound):
        sharing.sharing_of(petra.scope, PersonId(uuid4()))


def test_who_may_see_the_record_is_listed_by_organisation(ethel: PersonId) -> None:
    by, now = build.the_office(), instant.now()
    nurse = foundation.an_account()
    for holder, because in (
        (care.partner("demo_partner"), "open_referral"),
        (care.urgent_care("ambulance"), "live_contact"),
        (care.account(nurse.id), "named"),
        (care.team("acht_wycombe"), "episode"),
    ):
        care.begin(ethel, holder, because=because, at=now, by=by)
    decided(ethel)

    held = sharing.sharing_of(build.a_clinician().scope, ethel)

    objected = {one.organisation for one in held.seers if one.is_objected_to}
    assert objected == {"ambulance"}
    assert {"demo_partner", "ambulance", "bht", "K99001"} <= {
        one.organisation for one in held.seers
    }
    care.restrict(ethel, kind="location", reason="person_asked", at=now, by=by)
    assert sharing.sharing_of(build.a_clinician().scope, ethel).seers == ()


def test_what_was_decided_of_a_joined_record_says_so(ethel: PersonId) -> None:
    other = build.a_person(family_name="Other", nhs_number=None)
    build.in_care_of(build.a_clinician(), [other])
    a_limit(other, Section.RESULTS)
    anchors.merge(other, ethel, reason="same", at=instant.now(), by=build.the_office())

    (row,) = sharing.sharing_of(build.a_clinician().scope, other).in_force
    assert row.is_carried
    ended(row.decision_id)

    held = sharing.sharing_of(build.a_clinician().scope, ethel)
    assert (held.in_force, len(held.before)) == ((), 1)


def test_a_page_says_what_is_not_shown_and_whom_to_ask(ethel: PersonId) -> None:
    kept(
        ethel,
        an_entry(kind=EntryKind.CONDITION, words="Depression"),
        an_entry(kind=EntryKind.CARE_PLAN, words="Rescue pack at home"),
        an_entry(kind=EntryKind.MEDICATION, words="Paracetamol"),
    )
    a_limit(ethel, Section.MENTAL_HEALTH, Section.PLANS)
    sam = signed_in(a_colleague())

    page = read(sam.get(reverse("desk:person", args=[ethel])))

    assert "Depression" not in page
    assert "Rescue pack" not in page
    assert "Paracetamol" in page
    assert "Not shown: Mental health" in page
    assert "the person decided, on" in page
    assert "No plan was received or written" not in page
    assert page.count("Some may not be shown to you") == 3


def test_decided_read_and_taken_back_on_the_pages(ethel: PersonId) -> None:
    sam = signed_in(a_colleague())
    form = {
        "key": str(uuid4()),
        "kind": "limit",
        "section": "results",
        "organisation": "",
        "decided_by": "person",
        **{f"decided_on-{name}": getattr(place.today(), name) for name in ("day", "month", "year")},
        "way": "telephone",
    }
    wrong = sam.post(f"/people/{ethel}/sharing/new", {**form, "section": ""})
    assert wrong.status_code == 422
    assert "Choose the part of the record that is limited." in read(wrong)

    assert sam.get(f"/people/{ethel}/sharing/new").status_code == 200
    done = sam.post(f"/people/{ethel}/sharing/new", form, follow=True)
    assert "Results and measurements" in read(done)

    made = SharingDecision.objects.get()
    address = f"/people/sharing/{made.pk}/end"
    assert "Take it back" in read(sam.get(address))
    del form["key"], form["kind"]
    assert sam.post(address, {**form, "seen": 1, "decided_by": ""}).status_code == 422
    taken = sam.post(address, {**form, "seen": 1}, follow=True)
    assert "Decided before" in read(taken)
    assert "It was taken back already" in read(sam.get(address))


def test_glass_says_what_it_opened_against(ethel: PersonId) -> None:
    doctor = glass.doctor()
    kept(ethel, an_entry(kind=EntryKind.CONDITION, words="Hip fracture"))
    a_decision(ethel, organisation=doctor.scope.organisation)
    a_limit(ethel, Section.CONDITIONS)
    with pytest.raises(NotPermitted):
        access.require(doctor.scope, ethel)

    glass.broken(ethel, by=doctor)

    scope = replace(doctor.scope, now=instant.now())
    page = people.person_page(scope, ethel)
    said = sharing.decided_against(scope, page.card, page.ids)
    assert {one.kind for one in said} == {Decision.OBJECTION, Decision.LIMIT}
    assert page.decision.against == ("objected", "limit:conditions")
    assert sharing.not_shown(scope, page.card) == []


def test_whose_agreement_ended_is_told_when(ethel: PersonId) -> None:
    scope = build.a_clinician().scope
    closed = replace(scope, not_agreed=((frozenset({Section.RESULTS}), frozenset()),))

    (one,) = sharing.not_shown(closed, sharing.emergency_page(closed, ethel).card)

    assert (one.section, one.since, one.is_by_them) == (None, None, False)
    assert sharing.not_shown(scope, sharing.emergency_page(scope, ethel).card) == []
    assert sharing.decided_against(scope, sharing.emergency_page(scope, ethel).card, [ethel]) == []


def test_people_decide_for_themselves_on_their_own_pages(ethel: PersonId) -> None:
    own = mycare.actor(mycare.a_resident(ethel))
    by_another = basis(decided_by=DecidedBy.BEST_INTERESTS, decider="Somebody", because=WHY)

    made = decided(ethel, by=own, basis=by_another)

    held = sharing.sharing_of(own.scope, ethel)
    (row,) = held.in_force
    assert (row.decided_by, row.way, row.decider) == (DecidedBy.PERSON, Way.ONLINE, "")
    assert (held.card, held.may_decide, bool(held.seers)) == (None, True, True)
    ended(made, by=own)
    assert sharing.sharing_of(own.scope, ethel).in_force == ()
    with pytest.raises(NotFound):
        decided(build.a_person(family_name="Other", nhs_number=None), by=own)


def test_whoever_was_objected_to_reads_what_nobody_is_kept_from(ethel: PersonId) -> None:
    olu = glass.doctor()
    care.begin(
        ethel,
        care.account(olu.account_id),
        because="episode",
        at=instant.now(),
        by=build.the_office(),
    )
    kept(ethel, an_entry(), an_entry(kind=EntryKind.CONDITION, words="Hip fracture"))
    a_decision(ethel, organisation=olu.scope.organisation)
    browser = Client()
    browser.force_login(Account.objects.get(id=olu.account_id))

    page = read(browser.get(reverse("desk:person", args=[ethel]), follow=True))
    asked = read(browser.get(reverse("people:break_glass", args=[ethel])))

    assert "The person decided who sees their record" in page
    assert "Allergy to penicillin" in page
    assert "Hip fracture" not in page
    assert reverse("people:break_glass", args=[ethel]) in page
    assert "If they can be asked, ask them" in asked
    glass.broken(ethel, by=olu)
    page = read(browser.get(reverse("desk:person", args=[ethel])))
    assert "Hip fracture" in page
    assert "Opened in an emergency against what the person decided" in page


def test_what_is_limited_is_said_on_the_page_of_an_emergency(ethel: PersonId) -> None:
    olu = glass.doctor()
    care.begin(
        ethel,
        care.urgent_care(olu.scope.organisation),
        because="live_contact",
        at=instant.now(),
        by=build.the_office(),
    )
    kept(ethel, an_entry(kind=EntryKind.MEDICATION, words="Warfarin"))
    a_limit(ethel, Section.MEDICINES)
    browser = Client()
    browser.force_login(Account.objects.get(id=olu.account_id))

    page = read(browser.get(reverse("desk:emergency", args=[ethel])))

    assert "Warfarin" not in page
    assert "Not shown: Medicines and vaccinations" in page
    assert "Some may not be shown to you" in page


def test_a_strip_says_that_something_is_kept(ethel: PersonId) -> None:
    kept(ethel, an_entry(kind=EntryKind.CONDITION, words="None", says_none=True))
    a_limit(ethel, Section.CONDITIONS, Section.MEDICINES)
    scope = build.a_clinician().scope
    card = people.person_page(scope, ethel).card

    lines = strips.strip(record.strip_of(scope, card), Documents())

    kept_lines = [one.about for one in lines if one.words.startswith("Some may not be shown")]
    assert kept_lines == ["Conditions", "Medicines"]


def test_whose_organisation_agreed_nothing_is_told_since_when(ethel: PersonId) -> None:
    scope = replace(
        build.a_clinician().scope,
        organisation="bht",
        not_agreed=((frozenset({Section.RESULTS}), frozenset({"bht"})),),
    )
    card = people.person_page(scope, ethel).card
    now = record.now_of_card(scope, card, [ethel])

    (said,) = keeping.not_shown(scope, card, now)
    later = replace(scope, now=datetime(2028, 4, 2, tzinfo=UTC))
    (ended,) = keeping.not_shown(later, card, now)

    assert "Who to ring" in said.more
    assert "no sharing agreement" in said.source
    assert "ended on 31 Mar 2028" in ended.source.replace("\u00a0", " ")
    assert list(keeping.not_shown(scope, card, None)) == []
