"""A populated place: staff, people, and a working day, all made through the rooms' own services."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Final

from joinedup.demo.domain.day import DAY, Told
from joinedup.demo.domain.parts import Soon
from joinedup.demo.queries import FINISHED
from joinedup.demo.services import (
    casting,
    concerning,
    county,
    messaging,
    papers,
    portraying,
    residing,
    voicing,
    watching,
    weeks,
)
from joinedup.demo.services import peopling as invented
from joinedup.demo.services import staffing as accounts
from joinedup.foundation import instant, place
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.place_schema import OrganisationKind, Reason
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import PersonId
from joinedup.people import services as people
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.people.queries import cards
from joinedup.referrals import queries
from joinedup.referrals import services as referrals
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    NOT_KNOWN,
    Agreement,
    AgreementKind,
    AskedService,
    Caller,
    ForThisVisit,
    KnownPerson,
    PersonContact,
    Request,
    Urgency,
    WhatChanged,
    Where,
)

SEED: Final = invented.SEED
DEMO_PEOPLE: Final = 300
_RANG: Final = (
    (12, 38, "Breathless since the evening, frightened, family rang"),
    (35, 16, "Not eating or drinking for two days, carer asks what to do"),
)
"""Who rang out of hours: how many minutes ago, about whom of the day, and why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the demonstration made."""

    people_count: int
    referral_count: int


def load(*, count: int = DEMO_PEOPLE, at: datetime, seed: int = SEED, since: int = 0) -> Loaded:
    """Fill an empty place: staff, people and a day of referrals at mixed stages.

    With weeks that went before, `since` of them, it is a place at work: other systems hold records
    of the people, and the board and the answer times have something to show.
    """
    with instant.frozen(at - timedelta(days=7 * since + 1)) as hands:
        actors = accounts.make(at=hands.at)
        registered = load_people(count, at=hands.at, seed=seed)
        crew = accounts.crew(at=hands.at) if since else None
    before = 0
    if crew:
        before = weeks.tell(registered, crew, since=since, at=at, seed=seed)
        portraying.tell(registered[: len(DAY)], at=at)
        papers.tell(registered[: len(DAY)], at=at)
    for told in sorted(DAY, key=lambda one: -one.minutes_ago):
        _tell(told, registered[told.person % len(registered)], actors, at=at)
    _ring_out_of_hours(registered[: len(DAY)], at=at)
    residing.tell(registered[: len(DAY)], at=at)
    if crew:
        concerning.tell(registered[: len(DAY)], at=at)
        voicing.tell(at=at, seed=seed)
    watching.go_on_duty(accounts.actors(), at=at)
    system(FINISHED)
    return Loaded(len(registered), len(DAY) + before)


def _ring_out_of_hours(registered: Sequence[PersonId], *, at: datetime) -> None:
    """A few are in contact with the doctors out of hours now, where their system tells it."""
    service = casting.current().urgent_care
    if service is None:
        return
    shown = cards(system("demonstration").scope, registered)
    for number, (minutes, person, words) in enumerate(_RANG):
        card = shown[registered[person % len(registered)]]
        if not card.nhs_number:
            continue
        began = at - timedelta(minutes=minutes)
        with instant.frozen(began + timedelta(minutes=1)):
            messaging.tell_contact(
                service,
                "".join(card.nhs_number.split()),
                number=number,
                words=words,
                at=began,
            )


def load_county(
    *, count: int, years: float, at: datetime, seed: int, say: Callable[[str], None]
) -> county.Filled:
    """Fill an empty place with a county, years of its referrals, and the day on top of them."""
    filled = county.fill(count, years=years, at=at, seed=seed, say=say)
    actors = accounts.actors()
    for told in sorted(DAY, key=lambda one: -one.minutes_ago):
        _tell(told, filled.first_people[told.person % len(filled.first_people)], actors, at=at)
    watching.go_on_duty(actors, at=at)
    system(FINISHED)
    return filled


def load_people(count: int, *, at: datetime, seed: int = SEED) -> tuple[PersonId, ...]:
    """Register so many invented people through the bulk service."""
    listed = invented.people(count, here=place.current(), on=at.date(), seed=seed)
    return people.load_people(listed, at=at, by=system("demonstration")).person_ids


def refer_many(count: int, person_ids: tuple[PersonId, ...], *, at: datetime) -> int:
    """So many open referrals spread over the last hours, for a big place."""
    actors = accounts.actors()
    for number, person_id in enumerate(islice(cycle(person_ids), count)):
        told = DAY[number % len(DAY)]
        received_at = at - timedelta(seconds=97 * number % 14_400)
        with instant.frozen(received_at):
            _send(told, person_id, actors[told.sender], key=f"big-{number}", at=received_at)
    return count


def _tell(told: Told, person_id: PersonId, actors: Mapping[str, Actor], *, at: datetime) -> None:
    """Tell one referral from its receipt, each step at the time it would have been taken.

    The clock is held at each step, so that nothing looks as if it had been told late.
    """
    received_at = at - timedelta(minutes=told.minutes_ago)
    with instant.frozen(received_at) as hands:
        sent = _send(told, person_id, actors[told.sender], key=f"demo-{told.person}", at=hands.at)
        story = _Story(told, sent, at=at)
        for step in _PLANS[told.plan]:
            hands.at = min(hands.at + _pace(told), at)
            step(story)


def _send(told: Told, person_id: PersonId, by: Actor, *, key: str, at: datetime) -> ReferralId:
    now = accounts.as_now(by.account_id)
    return referrals.send_referral(_request(told, person_id, by), key=key, at=at, by=now)


def _pace(told: Told) -> timedelta:
    # The steps of a plan share the time since receipt, so that the last was a little while ago.
    return timedelta(minutes=told.minutes_ago / (len(_PLANS[told.plan]) + 1))


def _request(told: Told, person_id: PersonId, by: Actor) -> Request:
    staff, cast = accounts.staff(by.account_id), casting.current()
    return Request(
        referrer=Caller(
            name=staff.name,
            role=staff.profession,
            organisation_code=staff.organisation,
            team_code=staff.teams[0],
            direct_number=staff.number,
        ),
        person=KnownPerson(person_id=person_id),
        where=Where(kind=WhereKind.HOME, until=NO_PLAN_TO_MOVE),
        # 07700 900000 to 900999 are kept for drama (Ofcom).
        contact=PersonContact(number=f"07700900{300 + told.person}"),
        change=WhatChanged(words=told.words, since_words=told.since),
        asked=(AskedService(service_code=cast.service(told.asked, told.lead).code),),
        urgency=Urgency(
            response_class=cast.response_class(told.wanted).code if told.wanted else NOT_KNOWN,
            if_nobody_comes=told.if_nobody_comes,
        ),
        agreement=Agreement(kind=AgreementKind.AGREES),
        is_crew_on_scene=told.is_crew_on_scene,
        allergies="Penicillin" if told.person % 7 == 0 else "",
        risks="Two to visit after dark" if told.person % 11 == 3 else "",
        interpreter="Polish" if told.person % 13 == 5 else "",
        for_this_visit=ForThisVisit(
            key_safe_code="C1942" if told.person % 3 == 0 else "",
            access_note="Side gate, ring twice" if told.person % 3 == 0 else "",
        ),
    )


class _Story:
    """One referral being told: its line, and everybody who has a part in it."""

    def __init__(self, told: Told, referral_id: ReferralId, *, at: datetime) -> None:
        self.told = told
        self.cast = casting.current()
        self.referral_id = referral_id
        self.ends_at = at
        self.line_id = self._line()

    def by(self, username: str) -> Actor:
        """Somebody, as they are at the instant that is told."""
        return accounts.as_now(accounts.account_id(username))

    @property
    def response_class(self) -> str:
        """The class that the front door gives it."""
        return self.cast.response_class(self.told.wanted or Soon.SOON).code

    def _line(self) -> LineId:
        status = queries.referral_status(self.by(self.told.sender).scope, self.referral_id)
        return status.lines[0].line_id


type Step = Callable[[_Story], object]

DOOR: Final = "sam"
WORKER: Final = "ann"


def _opened(story: _Story) -> None:
    referrals.open_line(story.line_id, at=instant.now(), by=story.by(DOOR))


def _sent(story: _Story) -> None:
    _triaged(story, _team_of(story))


def _triaged(story: _Story, team: str | None) -> None:
    referrals.triage_line(
        story.line_id,
        response_class=story.response_class,
        lead=story.cast.lead(story.told.lead),
        team_code=team or _team_of(story),
        safety_net=story.cast.response_class(story.told.wanted or Soon.SOON).safety_net,
        by=story.by(DOOR),
        seen=None,
        at=instant.now(),
    )


def _team_of(story: _Story) -> str:
    team = story.cast.urgent_team if story.told.wanted is Soon.NOW else story.cast.local_team
    return team.code


def _asked(story: _Story) -> None:
    _ask(story, story.cast.question("history", pauses=False))


def _ask(story: _Story, reason: Reason) -> None:
    referrals.ask_for_more(
        story.line_id,
        of="referrer",
        reason=reason.code,
        question="Who is with them overnight, and can they get to the door?",
        by_when=story.ends_at + timedelta(minutes=45),
        by=story.by(DOOR),
        seen=None,
        at=instant.now(),
    )


def _asked_paused(story: _Story) -> None:
    _ask(story, story.cast.question(pauses=True))


def _accepted(story: _Story) -> None:
    referrals.accept_line(story.line_id, by=story.by(WORKER), seen=None, at=instant.now())


def _declined(story: _Story) -> None:
    referrals.decline_line(
        story.line_id,
        reason=story.cast.reason(ReasonKind.DECLINE, "capacity").code,
        words="Both nurses are out until four.",
        by=story.by(WORKER),
        seen=None,
        at=instant.now(),
    )


def _allocated(story: _Story) -> None:
    referrals.allocate_line(
        story.line_id,
        worker=accounts.account_id(WORKER),
        by=story.by("ruth"),
        seen=None,
        at=instant.now(),
    )


def _tried(story: _Story) -> None:
    _contact(story, "attempted", "Rang and knocked, no answer.")


def _seen(story: _Story) -> None:
    _contact(story, "face_to_face", "Seen at home. Comfortable, plan agreed, looking in tomorrow.")


def _contact(story: _Story, kind: str, words: str) -> None:
    worker = story.by(WORKER)
    referrals.record_contact(
        story.line_id,
        kind=kind,
        profession=accounts.profession(worker.account_id),
        happened_at=instant.now(),
        words=words,
        by=worker,
        seen=None,
        at=instant.now(),
    )


def _sent_to_keeper(story: _Story) -> None:
    """To the team whose contacts come by message, where the place has one."""
    _triaged(story, story.cast.keeper.team if story.cast.keeper else None)


def _accepted_there(story: _Story) -> None:
    by = accounts.KEPT_BY if story.cast.keeper else WORKER
    referrals.accept_line(story.line_id, by=story.by(by), seen=None, at=instant.now())


def _told_by_message(story: _Story) -> None:
    """Their own system tells of the visit; where none keeps any, it is written down here."""
    keeper, words = story.cast.keeper, "Seen at home, pressure relieved. Back on Thursday."
    if keeper is None:
        _contact(story, "face_to_face", words)
        return
    nurse = story.by(accounts.KEPT_BY)
    status = queries.referral_status(story.by(story.told.sender).scope, story.referral_id)
    messaging.tell_visit(
        keeper,
        status.card.nhs_number or "",
        reference=status.asked.reference,
        who=accounts.staff(nurse.account_id).name,
        training=accounts.staff(nurse.account_id).profession,
        words=words,
        at=instant.now(),
    )


def _closing(outcome: str, words: str) -> Step:
    def close(story: _Story) -> None:
        referrals.close_line(
            story.line_id,
            outcome=outcome,
            words=words,
            by=story.by(WORKER),
            seen=None,
            at=instant.now(),
        )

    return close


def _first_no_access_step(story: _Story) -> None:
    first = place.current().no_access_steps_for(story.response_class)[0]
    referrals.take_no_access_step(
        story.line_id,
        step=first.code,
        words="Neighbour has not seen them since yesterday.",
        by=story.by(WORKER),
        seen=None,
        at=instant.now(),
    )


def _advised(story: _Story) -> None:
    referrals.advise_only(
        story.line_id,
        reason=story.cast.reason(ReasonKind.ADVICE_ONLY).code,
        words="The housebound round takes bloods tomorrow before nine: ask for a place on it.",
        by=story.by(DOOR),
        seen=None,
        at=instant.now(),
    )


def _redirected(story: _Story) -> None:
    referrals.redirect_line(
        story.line_id,
        to=story.cast.organisation(OrganisationKind.VOLUNTARY),
        reason=story.cast.reason(ReasonKind.REDIRECT).code,
        words="Please lend a cushion this week.",
        by=story.by(DOOR),
        seen=None,
        at=instant.now(),
    )


def _not_helped(story: _Story) -> None:
    referrals.cannot_help(
        story.line_id,
        reason=story.cast.reason(ReasonKind.CANNOT_HELP, "outside").code,
        now_held_by=story.cast.organisation(OrganisationKind.OUT_OF_HOURS_GP),
        words="The out-of-hours GP will visit today.",
        by=story.by(DOOR),
        seen=None,
        at=instant.now(),
    )


def _withdrawn(story: _Story) -> None:
    referrals.withdraw_referral(
        story.referral_id,
        reason=story.cast.reason(ReasonKind.WITHDRAW, "arranged").code,
        words="Family are staying.",
        by=story.by(story.told.sender),
        seen=None,
        at=instant.now(),
    )


def _called_back(story: _Story) -> None:
    referrals.promise_call_back(
        story.line_id,
        by_when=story.ends_at + timedelta(minutes=20),
        by=story.by(DOOR),
        seen=None,
        at=instant.now(),
    )


_TO_TEAM: Final = (_opened, _sent)
_TO_WORKER: Final = (*_TO_TEAM, _accepted, _allocated)
_PLANS: Final[Mapping[str, tuple[Step, ...]]] = {
    "fresh": (),
    "opened": (_opened,),
    "asked": (_opened, _asked),
    "asked_paused": (_opened, _asked_paused),
    "call_back": (_opened, _called_back),
    "sent": _TO_TEAM,
    "declined": (*_TO_TEAM, _declined),
    "accepted": (*_TO_TEAM, _accepted),
    "allocated": _TO_WORKER,
    "seen": (*_TO_WORKER, _seen),
    "by_message": (_opened, _sent_to_keeper, _accepted_there, _told_by_message),
    "no_answer": (*_TO_WORKER, _tried, _first_no_access_step, _tried),
    "closed": (
        *_TO_WORKER,
        _seen,
        _closing("completed", "Seen and treated at home. GP to review on Thursday."),
    ),
    "in_hospital": (
        *_TO_WORKER,
        _seen,
        _closing("in_hospital", "Bleeding would not stop: taken to the emergency department."),
    ),
    "died": (*_TO_WORKER, _seen, _closing("died", "Died at home at 16:10 with his family.")),
    "advice": (_opened, _advised),
    "redirected": (_opened, _redirected),
    "cannot_help": (_opened, _not_helped),
    "withdrawn": (*_TO_TEAM, _withdrawn),
}
