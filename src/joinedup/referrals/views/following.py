"""A referral followed: what became of it, more told about it, taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import instant, place
from joinedup.foundation.permissions import Permission
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import DraftId, LineId, ReferralId
from joinedup.referrals.forms import referring as forms
from joinedup.referrals.pages import referring as pages
from joinedup.referrals.presenters import names
from joinedup.web import answers
from joinedup.web.room_view import Request, RoomView


class SeeMyReferrals(RoomView):
    """See the referrals that one's own team made, and one's drafts."""

    permission = Permission.REFERRAL_FOLLOW

    def get(self, request: Request) -> HttpResponse:
        """Newest first, the finished included."""
        scope = request.actor.scope
        followed = queries.followed(scope, after=request.GET.get("after") or None)
        return answers.page(
            request,
            "referrals/mine.html",
            page=followed.page,
            drafts=pages.begun(scope),
            is_first=not request.GET.get("after"),
            asked=followed.asked,
            names=names.here(),
        )


class ReferralSent(RoomView):
    """Read the reference of a referral just sent, and what happens next."""

    permission = Permission.REFERRAL_MAKE

    def get(self, request: Request, referral_id: UUID) -> HttpResponse:
        """The reference, who has it, and by when somebody decides."""
        return answers.page(
            request,
            "referrals/sent.html",
            view=queries.referral_status(request.actor.scope, ReferralId(referral_id)),
            names=names.here(),
            place=place.current(),
        )


class FollowReferral(RoomView):
    """Follow one referral in plain words."""

    permission = Permission.REFERRAL_FOLLOW

    def get(self, request: Request, referral_id: UUID) -> HttpResponse:
        """Each step, and what comes next."""
        return pages.status(request, ReferralId(referral_id))


class AddInformation(RoomView):
    """Tell more about a referral; a worse picture raises its class or is triaged anew."""

    permission = Permission.REFERRAL_FOLLOW

    def get(self, request: Request, referral_id: UUID) -> HttpResponse:
        """Back to the referral."""
        return answers.redirect("referrals:status", referral_id)

    def post(self, request: Request, referral_id: UUID) -> HttpResponse:
        """Add it."""
        form = forms.AddInformation(request.POST)
        done = form.carries_out(services.add_information, ReferralId(referral_id), by=request.actor)
        if not done:
            return pages.status(request, ReferralId(referral_id), add=form)
        messages.success(request, _("Added. Whoever has the referral now sees it."))
        return answers.redirect("referrals:status", referral_id)


class AnswerAsked(RoomView):
    """Answer what the front door asked about one line."""

    permission = Permission.REFERRAL_FOLLOW

    def get(self, request: Request, referral_id: UUID, line_id: UUID) -> HttpResponse:
        """Back to the referral."""
        del line_id
        return answers.redirect("referrals:status", referral_id)

    def post(self, request: Request, referral_id: UUID, line_id: UUID) -> HttpResponse:
        """Record the answer."""
        form = forms.AnswerAsked(request.POST)
        if not form.carries_out(services.answer_question, LineId(line_id), by=request.actor):
            return pages.status(request, ReferralId(referral_id), answer=form)
        messages.success(request, _("Answered. A clinician goes on with it now."))
        return answers.redirect("referrals:status", referral_id)


class WithdrawReferral(RoomView):
    """Take a referral back, after seeing what that closes."""

    permission = Permission.REFERRAL_FOLLOW

    def get(self, request: Request, referral_id: UUID) -> HttpResponse:
        """What would close, and who stands down."""
        return _preview(request, ReferralId(referral_id), None)

    def post(self, request: Request, referral_id: UUID) -> HttpResponse:
        """Close every open line."""
        thing = ReferralId(referral_id)
        form = forms.Withdraw(request.POST)
        if not form.carries_out(services.withdraw_referral, thing, by=request.actor):
            return _preview(request, thing, form)
        messages.success(request, _("Withdrawn. Whoever was to go stands down."))
        return answers.redirect("referrals:status", referral_id)


class AddToDuplicate(RoomView):
    """Tell what a draft holds on the referral that it would repeat."""

    permission = Permission.REFERRAL_MAKE

    def get(self, request: Request, referral_id: UUID, draft_id: UUID) -> HttpResponse:
        """Back to the check."""
        del referral_id
        return answers.redirect("referrals:check", draft_id)

    def post(self, request: Request, referral_id: UUID, draft_id: UUID) -> HttpResponse:
        """Add the draft's words to the referral that is already open, and drop the draft."""
        draft = queries.draft(request.actor.scope, DraftId(draft_id))
        thing = ReferralId(referral_id)
        form = forms.AddInformation(request.POST, among=thing)
        if not form.carries_out(services.add_information, thing, by=request.actor):
            asked = pages.form_of(request.actor.scope, draft)
            if not asked.is_valid():
                return pages.fill_in(request, draft, asked)
            return pages.check(request, draft, asked, add=form, adding_to=thing)
        services.discard_draft(
            draft.draft_id, seen=draft.version, at=instant.now(), by=request.actor
        )
        messages.success(request, _("Added to the referral that was already open."))
        return answers.redirect("referrals:status", referral_id)


def _preview(
    request: Request, referral_id: ReferralId, form: forms.Withdraw | None
) -> HttpResponse:
    preview = queries.withdrawal_preview(request.actor.scope, referral_id)
    lines = ",".join(f"{one.line_id}:{one.version}" for one in preview.closes)
    return answers.page(
        request,
        "referrals/withdraw.html",
        preview=preview,
        form=form or forms.Withdraw(initial={"seen": preview.version, "lines": lines}),
        names=names.here(),
        back_href=answers.address("referrals:status", referral_id),
    )
