"""A referral made: whom it is about, what is asked, checked, and sent."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from joinedup.foundation import accounts, instant, place
from joinedup.foundation.ids import is_id
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries as people
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import DraftId
from joinedup.referrals.forms import referring as forms
from joinedup.referrals.pages import referring as pages
from joinedup.referrals.presenters import referring as presenter
from joinedup.referrals.queries.rows import DraftRow
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class ChooseWho(RoomView):
    """Say whom a referral is about."""

    permission = Permission.REFERRAL_MAKE

    def get(self, request: Request) -> HttpResponse:
        """One box, and the two ways on without; of a draft that is begun, to make it another's."""
        return pages.start(request, draft=_draft_named(request, request.GET))

    def post(self, request: Request) -> HttpResponse:
        """Begin a draft about somebody found, somebody new, or somebody not yet identified.

        A draft that is begun goes on about whoever is chosen; what was answered is kept.
        """
        draft = _draft_named(request, request.POST)
        if "person" in request.POST:
            return self._go_on_about_somebody_found(request, draft)
        if any(name.startswith("new-") for name in request.POST):
            new_person = forms.NewPerson(request.POST)
            if not new_person.is_valid():
                return pages.start(request, new_person=new_person, draft=draft)
            none_of_these = request.POST.get("none_of_these", "")
            alike = pages.alike(request.actor.scope, new_person, none_of_these=none_of_these)
            if alike:
                return pages.start(request, new_person=new_person, alike=alike, draft=draft)
            return _begin(request, presenter.who_typed(request.POST), draft=draft)
        not_sure = forms.NotSureWho(request.POST)
        if not not_sure.is_valid():
            return pages.start(request, not_sure=not_sure, draft=draft)
        return _begin(request, presenter.who_typed(request.POST), draft=draft)

    def _go_on_about_somebody_found(self, request: Request, draft: DraftRow | None) -> HttpResponse:
        chosen = forms.ChosenPerson(request.POST)
        if not chosen.is_valid():
            return pages.start(request, chosen=chosen, draft=draft)
        person_id = PersonId(chosen.cleaned_data["person"])
        if person_id not in people.cards(request.actor.scope, [person_id]):
            raise NotFound()
        return _begin(request, {}, person_id=person_id, draft=draft)


class FindWho(RoomView):
    """Find whom a referral is about. What is typed is in no address."""

    permission = Permission.REFERRAL_MAKE
    is_search = True

    def get(self, request: Request) -> HttpResponse:
        """Back to the empty box."""
        return answers.redirect("referrals:new")

    def post(self, request: Request) -> HttpResponse:
        """Who answers, the surest first."""
        text = request.POST.get("text", "").strip()
        return pages.start(request, text=text, draft=_draft_named(request, request.POST))


class FillInReferral(RoomView):
    """Fill in a referral; what is typed is kept as it is typed."""

    permission = Permission.REFERRAL_MAKE

    def get(self, request: Request, draft_id: UUID) -> HttpResponse:
        """The form as the draft holds it, without complaints."""
        already = queries.sent_from(request.actor.scope, key=str(draft_id))
        if already:
            return pages.already_sent(request, already)
        draft = queries.draft(request.actor.scope, DraftId(draft_id))
        return pages.fill_in(request, draft, _as_it_stands(request, draft))

    def post(self, request: Request, draft_id: UUID) -> HttpResponse:
        """Keep what was typed; on to the check when nothing compulsory is unanswered."""
        already = queries.sent_from(request.actor.scope, key=str(draft_id))
        if already:
            return pages.already_sent(request, already)
        draft = _keep(request, DraftId(draft_id))
        if "save" in request.POST:
            return answers.redirect("referrals:mine")
        form = pages.form_of(request.actor.scope, draft)
        if form.is_valid():
            return answers.redirect("referrals:check", draft.draft_id)
        return pages.fill_in(request, draft, form)


class KeepDraft(RoomView):
    """Keep what is typed so far."""

    permission = Permission.REFERRAL_MAKE

    def get(self, request: Request, draft_id: UUID) -> HttpResponse:
        """Back to the form."""
        return answers.redirect("referrals:refer", draft_id)

    def post(self, request: Request, draft_id: UUID) -> HttpResponse:
        """When it was kept, and the version to go on from."""
        draft = _keep(request, DraftId(draft_id))
        return answers.draft_saved(draft.saved_at, seen=draft.version)


class CheckReferral(RoomView):
    """Check the answers, and send."""

    permission = Permission.REFERRAL_MAKE

    def get(self, request: Request, draft_id: UUID) -> HttpResponse:
        """The answers; back to the form where something is still unanswered."""
        already = queries.sent_from(request.actor.scope, key=str(draft_id))
        if already:
            return pages.already_sent(request, already)
        draft = queries.draft(request.actor.scope, DraftId(draft_id))
        form = pages.form_of(request.actor.scope, draft)
        if not form.is_valid():
            return pages.fill_in(request, draft, form)
        return pages.check(request, draft, form)

    def post(self, request: Request, draft_id: UUID) -> HttpResponse:
        """Send; sending the same draft twice makes one referral."""
        scope = request.actor.scope
        already = queries.sent_from(scope, key=str(draft_id))
        if already:
            return answers.redirect("referrals:sent", already)
        draft = queries.draft(scope, DraftId(draft_id))
        form = pages.form_of(request.actor.scope, draft)
        if not form.is_valid():
            return pages.fill_in(request, draft, form)
        team = next(iter(sorted(scope.teams)), "")
        asked = form.request(pages.who(draft), organisation_code=scope.organisation, team_code=team)
        send = forms.Send(request.POST)
        done = send.carries_out(
            services.send_referral,
            asked,
            key=str(draft_id),
            draft_id=draft.draft_id,
            by=request.actor,
        )
        if not done:
            return pages.check(request, draft, form, send=send)
        return answers.redirect("referrals:sent", send.result)


class DiscardDraft(RoomView):
    """Throw a draft away."""

    permission = Permission.REFERRAL_MAKE

    def get(self, request: Request, draft_id: UUID) -> HttpResponse:
        """Ask first."""
        draft = queries.draft(request.actor.scope, DraftId(draft_id))
        return _ask_to_discard(request, draft, forms.Discard(initial={"seen": draft.version}))

    def post(self, request: Request, draft_id: UUID) -> HttpResponse:
        """Gone, with what it held."""
        form = forms.Discard(request.POST)
        if form.carries_out(services.discard_draft, DraftId(draft_id), by=request.actor):
            return answers.redirect("referrals:mine")
        draft = queries.draft(request.actor.scope, DraftId(draft_id))
        return _ask_to_discard(request, draft, form)


def _ask_to_discard(request: Request, draft: DraftRow, form: forms.Discard) -> HttpResponse:
    return answers.page(
        request,
        "web/confirm.html",
        question=_("Throw this draft away?"),
        consequences=[_("What it holds is lost."), _("Nothing has been sent.")],
        form=form,
        done_words=_("Throw it away"),
        back_href=answers.address("referrals:refer", draft.draft_id),
    )


def _draft_named(request: Request, given: QueryDict) -> DraftRow | None:
    """The draft that is to be about somebody else, where the page says which."""
    named = given.get("draft", "")
    return queries.draft(request.actor.scope, DraftId(UUID(named))) if is_id(named) else None


def _begin(
    request: Request,
    who: dict[str, list[str]],
    *,
    person_id: PersonId | None = None,
    draft: DraftRow | None,
) -> HttpResponse:
    """Begin a draft about somebody, or go on with one that was about somebody else."""
    begun = services.save_draft(
        draft.draft_id if draft else None,
        seen=_version(request, draft)
        if draft and "seen" in request.POST
        else draft and draft.version,
        fields={**who, **(presenter.without_who(draft.fields) if draft else {})},
        person_id=person_id,
        at=instant.now(),
        by=request.actor,
    )
    return answers.redirect("referrals:refer", begun)


def _keep(request: Request, draft_id: DraftId) -> DraftRow:
    before = queries.draft(request.actor.scope, draft_id)
    who = presenter.only_who(before.fields)
    services.save_draft(
        draft_id,
        seen=_version(request, before),
        fields={**who, **presenter.kept(request.POST)},
        person_id=before.person_id,
        at=instant.now(),
        by=request.actor,
    )
    return queries.draft(request.actor.scope, draft_id)


def _version(request: Request, before: DraftRow) -> Version:
    # A version that somebody tampered with is none that anybody saw: the next one is a conflict.
    text = request.POST.get("seen", "")
    return (
        Version(int(text)) if text.isdecimal() and len(text) < 10 else Version(before.version + 1)
    )


def _as_it_stands(request: Request, draft: DraftRow) -> forms.Referral:
    started = {**_about_me(request), **draft.fields, "seen": [str(draft.version)]}
    form = forms.Referral(presenter.typed(started))
    form.full_clean()
    form.errors.clear()
    return form


def _about_me(request: Request) -> dict[str, list[str]]:
    me = accounts.business_card(request.actor.account_id)
    role = me.profession or place.current().role_name(request.actor.scope.role)
    return {
        "caller_name": [me.name],
        "caller_role": [role],
        "caller_number": [me.direct_number],
    }
