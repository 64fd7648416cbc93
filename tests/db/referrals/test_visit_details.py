"""Where to go and how to get in: who may look, each look on record, and sealed however it ends."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import anchors, care, instant, place, reading
from joinedup.foundation.models import Account, Entry, Reading, ReadingOf
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotPermitted
from joinedup.people import services as people
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import NOT_KNOWN, ForThisVisit, UnidentifiedPerson, Where
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.models import VisitDetail
from joinedup.referrals.queries.no_access import steps_for
from joinedup.referrals.queries.rows import VisitDetails
from tests.builders import partner
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.exchange import a_message

pytestmark = pytest.mark.usefixtures("clock")

DETAILS = ForThisVisit(visit_address="9 Elm Row", key_safe_code="1066", access_note="Dog in yard")
SEEN = "referrals.visit_details_seen"
WHO: dict[str, Callable[[], Actor]] = {
    "triager": build.clinician,
    "another clinician": lambda: build.clinician("kim"),
    "worker": build.nurse,
    "another of the team": lambda: build.nurse("bea"),
    "manager": build.manager,
    "another team": lambda: build.nurse("zoe", team="acht_wycombe"),
    "referrer": build.gp,
    "another referrer": lambda: build.gp("ravi", practice="K99030"),
    "commissioner": build.commissioner,
    "privacy officer": lambda: build.staff("petra", Role.PRIVACY_OFFICER),
    "administrator": lambda: build.staff("ade", Role.PLACE_ADMINISTRATOR),
}
FRONT_DOOR = {"triager", "another clinician"}
VISIT = {"triager", "worker"}
MAY: dict[Stage, set[str]] = {
    Stage.TO_TRIAGE: FRONT_DOOR,
    Stage.WAITING_FOR_INFORMATION: FRONT_DOOR,
    Stage.REDIRECT_OFFERED: FRONT_DOOR,
    Stage.WITH_TEAM: {"triager"},
    Stage.NO_WORKER: {"triager"},
    Stage.ALLOCATED: VISIT,
    Stage.RESPONDED: VISIT,
    Stage.CLOSED: set(),
}


def look(line_id: LineId, by: Actor) -> VisitDetails:
    return services.look_at_visit_details(line_id, at=instant.now(), by=by)


def who_may(line_id: LineId) -> set[str]:
    """Everybody who is shown the details, each asked once, and each look on record once."""
    allowed = set()
    for name, who in WHO.items():
        before = Entry.objects.filter(kind=SEEN).count()
        try:
            assert look(line_id, who()).key_safe_code == "1066"
        except (NotPermitted, NotAtThisStage):
            assert Entry.objects.filter(kind=SEEN).count() == before
            continue
        allowed.add(name)
        entries = Entry.objects.filter(kind=SEEN)
        assert entries.count() == before + 1
        assert entries.order_by("-id")[0].by_account == who().account_id
    return allowed


def a_line(stage: Stage = Stage.ALLOCATED) -> LineId:
    return build.a_line(stage, for_this_visit=DETAILS)


@pytest.mark.parametrize("stage", Stage)
def test_only_the_visits_own_people_may_look_at_each_stage(stage: Stage) -> None:
    assert who_may(a_line(stage)) == MAY[stage]


@pytest.mark.parametrize(("username", "ground"), [("sam", "open_referral"), ("ann", "episode")])
def test_each_look_is_one_row_with_who_when_and_why(username: str, ground: str) -> None:
    line_id = a_line()
    account = Account.objects.get(username=username)
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    for looks in (1, 2):
        page = browser.post(reverse("referrals:visit", args=[line_id]))

        assert b"1066" in page.content
        person = build.person_of(build.line(line_id).referral_id)
        rows = reading.looks_at([person])
        assert [(one.route, one.ground) for one in rows] == [("referrals:visit", ground)] * looks
        assert {(one.account_id, one.at) for one in rows} == {(account.id, instant.now())}
        facts = Entry.objects.filter(kind=SEEN, about_id=line_id)
        assert [one.by_account for one in facts] == [account.id] * looks


def test_a_refused_look_is_on_record_as_refused() -> None:
    line_id = a_line()
    browser = Client(SERVER_NAME="127.0.0.1")
    bea = Account.objects.get(id=build.nurse("bea").account_id)
    browser.force_login(bea, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = browser.post(reverse("referrals:visit", args=[line_id]))

    assert page.status_code == 403
    assert b"1066" not in page.content
    written = Reading.objects.get()
    assert (written.account_id, written.route, written.outcome) == (
        bea.id,
        "referrals:visit",
        "refused",
    )
    assert not ReadingOf.objects.exists()


def _reached(line_id: LineId) -> None:
    build.contact(line_id)


def _not_reached(line_id: LineId) -> None:
    build.contact(line_id, kind="attempted")
    for step in steps_for(build.line(line_id)):
        services.take_no_access_step(
            line_id,
            seen=build.seen(line_id),
            step=step.code,
            words="",
            at=instant.now(),
            by=build.nurse(),
        )
    seen, by = build.seen(line_id), build.nurse("bea")
    services.confirm_no_access(line_id, seen=seen, words="", at=instant.now(), by=by)


def test_sealed_by_every_outcome_of_the_place() -> None:
    for reason in place.current().reasons_for("close"):
        line_id = a_line()
        (_not_reached if reason.code == "could_not_reach" else _reached)(line_id)

        build.close(line_id, outcome=reason.code)

        assert who_may(line_id) == set(), reason.code


def _withdraw(line_id: LineId) -> None:
    referral = build.line(line_id).referral
    services.withdraw_referral(
        referral.id, seen=referral.version, reason="better", at=instant.now(), by=build.gp()
    )


def _decided(service: Callable[..., None], **said: str) -> Callable[[LineId], None]:
    def step(line_id: LineId) -> None:
        seen, by = build.seen(line_id), build.clinician()
        service(line_id, seen=seen, words="Told", at=instant.now(), by=by, **said)

    return step


def _redirected(line_id: LineId) -> None:
    build.redirect(line_id)
    _decided(services.confirm_redirect)(line_id)


def _declined(line_id: LineId, *, by: Actor | None = None) -> None:
    services.decline_line(
        line_id,
        seen=build.seen(line_id),
        reason="no_capacity",
        words="Full",
        at=instant.now(),
        by=by or build.nurse(),
    )


def _declined_twice(line_id: LineId) -> None:
    build.triage(line_id)
    _declined(line_id)
    build.triage(line_id, team_code="acht_wycombe")
    _declined(line_id, by=build.nurse("zoe", team="acht_wycombe"))
    _decided(services.cannot_help, reason="no_such_service", now_held_by="ambulance")(line_id)


def _died(line_id: LineId) -> None:
    build.close(line_id, outcome="died", by=build.clinician())


@pytest.mark.parametrize(
    ("stage", "end"),
    [
        (Stage.TO_TRIAGE, _withdraw),
        (Stage.ALLOCATED, _withdraw),
        (Stage.TO_TRIAGE, _died),
        (Stage.TO_TRIAGE, _decided(services.advise_only, reason="pointed_elsewhere")),
        (
            Stage.TO_TRIAGE,
            _decided(services.cannot_help, reason="emergency", now_held_by="ambulance"),
        ),
        (Stage.TO_TRIAGE, _redirected),
        (Stage.TO_TRIAGE, _declined_twice),
    ],
)
def test_sealed_by_every_other_way_to_end(stage: Stage, end: Callable[[LineId], None]) -> None:
    line_id = a_line(stage)
    assert who_may(line_id) == MAY[stage]

    end(line_id)

    assert build.line(line_id).closed_at is not None
    assert who_may(line_id) == set()


def test_sealed_by_a_message_that_takes_the_referral_back() -> None:
    partner.taken(a_message())
    line = partner.the_line()
    VisitDetail.objects.create(referral_id=line.referral_id, key_safe_code="1066")
    assert who_may(LineId(line.id)) == FRONT_DOOR

    later = {"message_id": "b2c0a3f4-0004-4c00-8000-000000000004", "status": "revoked"}
    partner.taken(a_message(reason="update", sent="2026-11-24T09:29:00+00:00", **later))

    assert partner.the_line().closed_how == "withdraw"
    assert who_may(LineId(line.id)) == set()


def test_declined_it_is_the_front_doors_again_and_no_longer_the_workers() -> None:
    line_id = a_line()

    _declined(line_id)

    assert who_may(line_id) == FRONT_DOOR


def test_whoever_goes_no_longer_may_no_longer_look() -> None:
    line_id = a_line()

    build.allocate(line_id, worker=build.nurse("bea").account_id)

    assert who_may(line_id) == {"triager", "another of the team"}


def test_one_line_closed_seals_it_for_its_own_people_alone() -> None:
    asked = build.asking("rapid_response", "falls")
    first, second = build.lines_of(build.sent(asked=asked, for_this_visit=DETAILS))
    for line_id, worker in ((first, build.nurse()), (second, build.nurse("bea"))):
        build.triage(line_id)
        build.accept(line_id)
        build.allocate(line_id, worker=worker.account_id)
    build.contact(first)

    build.close(first)

    assert who_may(first) == set()
    assert who_may(second) == {"triager", "another of the team"}


def test_a_whole_record_restricted_shuts_them_for_everybody() -> None:
    line_id = a_line()
    person, by = build.person_of(build.line(line_id).referral_id), build.clinician()

    care.restrict(person, kind="access", reason="person_asked", at=instant.now(), by=by)

    assert who_may(line_id) == set()


def test_the_same_after_somebody_is_known_for_who_they_are() -> None:
    referral_id = build.sent(
        person=UnidentifiedPerson(description="Man in a grey coat"),
        where=Where(kind=WhereKind.OTHER, address="The bus station", until=NOT_KNOWN),
        for_this_visit=DETAILS,
    )
    line_id, described = build.the_line(referral_id), build.person_of(referral_id)
    for step in (build.triage, build.accept, build.allocate):
        step(line_id)
    ethel, by = persons.a_person(), build.clinician()
    people.identify(described, seen=None, as_person=ethel, at=instant.now(), by=by)

    # Before the referral has followed its person, and after.
    assert who_may(line_id) == VISIT
    partner.work()
    assert build.person_of(referral_id) == ethel
    assert who_may(line_id) == VISIT
    looked = Entry.objects.filter(kind=SEEN, subject_id__in=anchors.all_of(ethel))
    assert looked.count() == 4

    build.contact(line_id)
    build.close(line_id)
    assert who_may(line_id) == set()
