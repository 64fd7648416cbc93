"""My work, one person, and who has looked at whom."""

from uuid import UUID

from django.http import HttpResponse

from joinedup.desk import presenters
from joinedup.desk.pages import emergency as emergencies
from joinedup.desk.pages import entry as entries
from joinedup.desk.pages import person as pages
from joinedup.foundation import accounts, anchors, place, reading
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Opens, explain
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.queries import glass
from joinedup.plans import queries as plans
from joinedup.referrals import queries as referrals
from joinedup.voice import queries as voice
from joinedup.web import answers
from joinedup.web.room_view import SIGNED_IN, Request, RoomView


class MyWork(RoomView):
    """See what waits for me: my visits, my teams, my referrals, by what my role may do."""

    permission = SIGNED_IN

    def get(self, request: Request) -> HttpResponse:
        """The parts of the page that the role has a use for."""
        scope = request.actor.scope
        is_door = scope.may(Permission.QUEUE_SEE)
        may_refer = scope.may(Permission.REFERRAL_MAKE)
        may_follow = scope.may(Permission.REFERRAL_FOLLOW)
        return answers.page(
            request,
            "desk/home.html",
            counts=referrals.queue_counts(scope) if is_door else None,
            is_door=is_door,
            door_name=place.current().front_door.short_name,
            mine=referrals.my_work(scope) if scope.may(Permission.LINE_ACCEPT) else None,
            teams=referrals.team_counts(scope) if scope.may(Permission.LINE_ACCEPT) else (),
            followed=referrals.followed(scope, limit=5) if may_follow else None,
            draft_count=len(referrals.drafts(scope)) if may_refer else 0,
            may_refer=may_refer,
            may_raise=scope.may(Permission.CONCERN_RAISE),
            given=referrals.given_to_me(scope),
            in_contact=people.in_contact(scope),
            opened=glass.told_to(scope),
            agreed=plans.waiting_count(scope),
            to_review=glass.to_review_count(scope),
            open_to_nobody=people.open_to_nobody(scope),
            is_asked=voice.asked_of(scope) is not None,
            names=presenters,
        )


class SeePerson(RoomView):
    """See one person: what is needed at night first, then now, what matters, and what happened."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """The page, with why the viewer may see it; or as much of it as is open to them."""
        try:
            return pages.person(request, person_id)
        except NotPermitted:
            thing = anchors.resolved(PersonId(person_id))[0]
            if explain(request.actor.scope, thing).opens is Opens.NOTHING:
                raise
            return answers.redirect("desk:emergency", thing)


class SeeEmergency(RoomView):
    """See what an emergency needs of one person: wishes, allergies, medicines, whom to ring."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """One page, for whoever is in contact with them now."""
        return emergencies.emergency(request, person_id)


class PrintFridgeCopy(RoomView):
    """Print what whoever comes to somebody's home needs to read."""

    permission = Permission.PERSON_OPEN

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """One sheet, as of now."""
        return pages.fridge(request, person_id)


class SeeEntry(RoomView):
    """See one entry of a record, and the part of the message that it came in."""

    permission = Permission.RECORD_SEE

    def get(self, request: Request, entry_id: UUID) -> HttpResponse:
        """What it says, who said it when, and every version of it."""
        return entries.entry(request, entry_id)


class ReviewReadings(RoomView):
    """Review who looked at whom, why, and who was refused."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request) -> HttpResponse:
        """The latest looks and refusals; one account's, where it is named."""
        after = request.GET.get("after", "")
        outcome = presenters.outcome(request.GET.get("outcome", ""))
        page = reading.latest(outcome=outcome, after=after)
        names = accounts.names({row.account_id for row in page.rows})
        return answers.page(
            request,
            "desk/readings.html",
            page=page,
            names=names,
            outcome=outcome,
            page_name=presenters.page_name,
            refusal=presenters.refusal,
            outcome_name=presenters.outcome_name,
            none_yet=presenters.none_yet(outcome),
            role_name=place.current().role_name,
        )


class ReviewPerson(RoomView):
    """Review who has looked at one person."""

    permission = Permission.READING_REVIEW

    def get(self, request: Request, person_id: UUID) -> HttpResponse:
        """Every look, newest first."""
        thing = PersonId(person_id)
        shown = people.cards(request.actor.scope, [thing])
        card = shown.get(thing)
        is_restricted = bool(card and (card.is_location_restricted or card.is_access_restricted))
        found = reading.looks_at(anchors.all_of(thing))
        names = accounts.names({one.account_id for one in found})
        return answers.page(
            request,
            "desk/looks.html",
            card=card,
            looks=presenters.looks(found, names, is_restricted=is_restricted),
        )
