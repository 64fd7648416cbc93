"""A call taken: the pad, whom it is about, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from joinedup.foundation import instant
from joinedup.foundation.permissions import Permission
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.queries import Found
from joinedup.referrals import queries, services
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.ids import CallId, LineId
from joinedup.referrals.domain.request import KnownPerson
from joinedup.referrals.forms import calls as forms
from joinedup.referrals.forms import referring
from joinedup.referrals.pages import calls as pages
from joinedup.referrals.pages.referring import alike
from joinedup.referrals.presenters import calls as presenter
from joinedup.referrals.presenters import referring as as_typed
from joinedup.referrals.queries.call_rows import CallRow
from joinedup.referrals.queries.rows import OtherLine
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request, RoomView

_ENDS: Final[Mapping[str, Callable[..., Any]]] = {
    Outcome.ABOUT_EXISTING: services.tell_from_call,
    Outcome.ADVICE_ONLY: services.advise_by_call,
    Outcome.CALL_BACK: services.promise_to_ring,
    Outcome.NOT_FOR_US: services.send_elsewhere,
    Outcome.CUT_OFF: services.note_cut_off,
}


class TakeCall(RoomView):
    """Take a call: an empty pad, and the cursor in its one box."""

    permission = Permission.CALL_TAKE

    def get(self, request: Request) -> HttpResponse:
        """A pad of which nothing is kept until something is typed."""
        return pages.pad(request, None)

    def post(self, request: Request) -> HttpResponse:
        """Begin the call with what was typed, and do what was pressed.

        Where nothing is typed yet it says what is needed, and no call is kept.
        """
        if pages.is_untouched(request):
            return _pressed_untouched(request)
        return _pressed(request, _begun(request))


class SeeCall(RoomView):
    """Go on with a call, or see what came of it."""

    permission = Permission.CALL_TAKE

    def get(self, request: Request, call_id: UUID) -> HttpResponse:
        """The pad as it was left; a colleague's with the way to take it over."""
        row = queries.call(request.actor.scope, CallId(call_id))
        if not row.is_open:
            return pages.ended(request, row)
        if row.taken_by != request.actor.account_id:
            return pages.of_colleague(request, row)
        return pages.pad(request, row)

    def post(self, request: Request, call_id: UUID) -> HttpResponse:
        """Keep what was typed, and do what was pressed."""
        return _pressed(request, CallId(call_id))


class FindInCall(RoomView):
    """Find whom a call is about. What is typed is in no address."""

    permission = Permission.CALL_TAKE
    is_search = True

    def get(self, request: Request) -> HttpResponse:
        """Back to an empty pad."""
        return answers.redirect("referrals:call_new")

    def post(self, request: Request) -> HttpResponse:
        """Who answers, the surest first, beside what was typed so far."""
        if pages.is_untouched(request):
            return pages.pad(request, None, text="")
        call_id = _begun(request)
        row, form = _kept(request, call_id)
        if not row.is_open:
            return answers.redirect("referrals:call", call_id)
        if form.errors:
            return pages.pad(request, row, form=form)
        return pages.pad(request, row, text=request.POST.get("who", "").strip())


class KeepCall(RoomView):
    """Keep what is typed so far."""

    permission = Permission.CALL_TAKE

    def get(self, request: Request) -> HttpResponse:
        """Back to an empty pad."""
        return answers.redirect("referrals:call_new")

    def post(self, request: Request) -> HttpResponse:
        """When it was kept, and the version to go on from."""
        scope = request.actor.scope
        begun = pages.call_id_of(request.POST, scope)
        call_id = begun or _begun(request)
        if begun:
            fields = presenter.typed_in(request.POST)
            told = forms.Pad().told(fields)
            seen = _seen(request)
            services.save_call(call_id, seen=seen, told=told, at=instant.now(), by=request.actor)
        row = queries.call(scope, call_id)
        return answers.draft_saved(row.saved_at, seen=row.version)


class SeeCalls(RoomView):
    """See calls that are open, those who are owed one, and what came of the others."""

    permission = Permission.CALL_TAKE

    def get(self, request: Request) -> HttpResponse:
        """Open ones first."""
        asked = request.GET.get("outcome", "")
        outcome = Outcome(asked) if asked in set(Outcome) else None
        after, owed_after = (request.GET.get(one) or None for one in ("after", "owed_after"))
        return pages.all_calls(request, outcome=outcome, after=after, owed_after=owed_after)


class GoOnWithCall(RoomView):
    """Take over a colleague's open call."""

    permission = Permission.CALL_TAKE

    def get(self, request: Request, call_id: UUID) -> HttpResponse:
        """Back to the call."""
        return answers.redirect("referrals:call", call_id)

    def post(self, request: Request, call_id: UUID) -> HttpResponse:
        """The call is the viewer's now."""
        form = forms.GoOn(request.POST)
        if form.carries_out(services.go_on_with_call, CallId(call_id), by=request.actor):
            return answers.redirect("referrals:call", call_id)
        row = queries.call(request.actor.scope, CallId(call_id))
        return pages.of_colleague(request, row, form=form)


class RingBack(RoomView):
    """Record that somebody was rung back."""

    permission = Permission.CALL_TAKE

    def get(self, request: Request, call_id: UUID) -> HttpResponse:
        """Back to the call."""
        return answers.redirect("referrals:call", call_id)

    def post(self, request: Request, call_id: UUID) -> HttpResponse:
        """The promise was kept."""
        form = forms.RungBack(request.POST)
        if form.carries_out(services.ring_back, CallId(call_id), by=request.actor):
            return answers.redirect("referrals:call", call_id)
        row = queries.call(request.actor.scope, CallId(call_id))
        return pages.ended(request, row, rung_back=form)


class RingBackOwed(RoomView):
    """Record that somebody was rung who was promised a call about what has closed since."""

    permission = Permission.CALL_TAKE

    def get(self, request: Request, line_id: UUID) -> HttpResponse:
        """Whom to ring, by when and about what."""
        return pages.owed(request, queries.call_owed_by(request.actor.scope, LineId(line_id)))

    def post(self, request: Request, line_id: UUID) -> HttpResponse:
        """The promise was kept."""
        form = forms.RungBack(request.POST)
        if not form.carries_out(services.keep_call_back, LineId(line_id), by=request.actor):
            row = queries.call_owed_by(request.actor.scope, LineId(line_id))
            return pages.owed(request, row, rung_back=form)
        messages.success(request, _("Call recorded."))
        return answers.redirect("referrals:calls")


def _pressed(request: Request, call_id: CallId) -> HttpResponse:
    """Keep what was typed, then do what the button says."""
    row, form = _kept(request, call_id)
    if not row.is_open:
        return answers.redirect("referrals:call", call_id)
    if form.errors:
        return _with_all_that_is_wrong(request, row, form)
    if "choose" in request.POST:
        return _choose(request, row)
    if "same_as" in request.POST:
        return pages.pad(
            request, row, outcome=Outcome.ABOUT_EXISTING, existing=request.POST["same_as"]
        )
    match do := request.POST.get("do", ""):
        case "leave":
            seen, at = row.version, instant.now()
            services.leave_person(row.call_id, seen=seen, at=at, by=request.actor)
        case "add":
            return _add_person(request, row)
        case Outcome.REFERRAL:
            return _refer(request, row, pages.form_of(row, row.fields))
        case _ if do in forms.OUTCOMES:
            return _end(request, row, do)
    return answers.redirect("referrals:call", call_id)


def _with_all_that_is_wrong(request: Request, row: CallRow, form: forms.Pad) -> HttpResponse:
    """The pad whose beginning is wrong, with what else its ending would be refused for."""
    do = request.POST.get("do", "")
    if do != Outcome.REFERRAL and do not in forms.OUTCOMES:
        return pages.pad(request, row, form=form)
    others, ending = pages.form_of(row, row.fields), None
    if do in forms.OUTCOMES:
        others.keep_errors(_needed(do, wanted=row.wanted))
        ending = pages.ending_of(row, do, request.POST, request.actor.scope)
        ending.full_clean()
    _add_errors(form, others)
    return pages.pad(request, row, form=form, ending=ending, outcome=do)


def _pressed_untouched(request: Request) -> HttpResponse:
    """What a button needs that was pressed before anything was typed."""
    match do := request.POST.get("do", ""):
        case "add":
            new_person = referring.NewPerson(request.POST)
            new_person.full_clean()
            return pages.pad(request, None, new_person=new_person)
        case Outcome.REFERRAL:
            form = forms.Pad(request.POST)
            form.refused(Refused("call_without_person"))
            return pages.pad(request, None, form=form, outcome=do)
        case _ if do in forms.OUTCOMES:
            form = forms.Pad(request.POST)
            form.keep_errors(_needed(do, wanted=""))
            ending = pages.ending_of(None, do, request.POST, request.actor.scope)
            ending.full_clean()
            return pages.pad(request, None, form=form, ending=ending, outcome=do)
    return pages.pad(request, None)


def _choose(request: Request, row: CallRow) -> HttpResponse:
    chosen = forms.ChosenPerson(request.POST)
    if chosen.is_valid():
        services.choose_person(
            row.call_id,
            seen=row.version,
            person_id=PersonId(chosen.cleaned_data["choose"]),
            at=instant.now(),
            by=request.actor,
        )
        return answers.redirect("referrals:call", row.call_id)
    return pages.pad(request, row, ending=chosen)


def _add_person(request: Request, row: CallRow) -> HttpResponse:
    """Go on with somebody who is in no index, unless they may be one who is."""
    new_person = referring.NewPerson(request.POST)
    if not new_person.is_valid():
        return pages.pad(request, row, new_person=new_person)
    found = _alike(request, new_person)
    if found:
        return pages.pad(request, row, new_person=new_person, alike=found)
    return answers.redirect("referrals:call", row.call_id)


def _alike(request: Request, new_person: referring.NewPerson) -> list[Found]:
    none_of_these = request.POST.get("none_of_these", "")
    return alike(request.actor.scope, new_person, none_of_these=none_of_these)


def _end(request: Request, row: CallRow, outcome: str) -> HttpResponse:
    """End a call with the outcome that was pressed, where what it needs is answered."""
    form = pages.form_of(row, row.fields)
    ending = pages.ending_of(row, outcome, request.POST, request.actor.scope)
    is_wrong = form.keep_errors(_needed(outcome, wanted=row.wanted))
    if not is_wrong and _ended(request, row, outcome, ending):
        return answers.redirect("referrals:call", row.call_id)
    if ending.has_error_code("no_number_to_ring") and "sent_to_number" not in ending.fields:
        form.refused(Refused("no_number_to_ring", at="caller_number"))
    return pages.pad(request, row, form=form, ending=ending, outcome=outcome)


def _needed(outcome: str, *, wanted: str) -> tuple[str, ...]:
    """The boxes that an outcome cannot do without, beside its own."""
    if outcome == Outcome.CUT_OFF:
        return ("caller_number",)
    is_without_words = outcome == Outcome.ABOUT_EXISTING and not wanted
    return (*forms.CALLER, "change_words") if is_without_words else forms.CALLER


def _ended(request: Request, row: CallRow, outcome: str, ending: Form) -> bool:
    service = _ENDS[outcome]
    more = {"words": row.wanted} if outcome == Outcome.ABOUT_EXISTING else {}
    return ending.carries_out(service, row.call_id, seen=row.version, by=request.actor, **more)


def _refer(request: Request, row: CallRow, form: forms.Pad) -> HttpResponse:
    """Send the referral, unless somebody is missing or the same need is open already."""
    who = pages.whom(row)
    if who is None:
        form.refused(Refused("call_without_person"))
    new_person = _unchecked(request, row)
    found = _alike(request, new_person) if new_person else []
    if found:
        form.keep_errors()
        return pages.pad(request, row, form=form, new_person=new_person, alike=found)
    if who is None or not form.is_valid():
        return pages.pad(request, row, form=form, outcome=Outcome.REFERRAL)
    asked = form.request(
        who, organisation_code=row.caller_organisation, team_code=row.caller_organisation
    )
    codes = tuple(one.service_code for one in asked.asked)
    likely = _likely(request, who, codes)
    if likely:
        return pages.pad(request, row, form=form, duplicates=as_typed.by_referral(likely))
    is_sent = form.carries_out(
        services.refer_from_call,
        row.call_id,
        asked,
        seen=row.version,
        despite_death=form.cleaned_data["despite_death"],
        by=request.actor,
    )
    if not is_sent:
        return pages.pad(request, row, form=form, outcome=Outcome.REFERRAL)
    return answers.redirect("referrals:call", row.call_id)


def _unchecked(request: Request, row: CallRow) -> referring.NewPerson | None:
    """Somebody new who was typed, of whom nobody has been asked whether they are known."""
    is_new = row.person_id is None and not row.description
    if not is_new or not any(name.startswith("new-") for name in row.fields):
        return None
    new_person = referring.NewPerson(request.POST)
    return new_person if new_person.is_valid() else None


def _likely(request: Request, who: object, codes: tuple[str, ...]) -> list[OtherLine]:
    if "is_different" in request.POST or not isinstance(who, KnownPerson):
        return []
    return queries.likely_duplicates(request.actor.scope, who.person_id, service_codes=codes)


def _begun(request: Request) -> CallId:
    """The call of a pad: begun now with what was typed, unless it was begun before."""
    begun = pages.call_id_of(request.POST, request.actor.scope)
    if begun is not None:
        return begun
    told = forms.Pad().told(presenter.typed_in(request.POST))
    return services.take_call(
        told,
        key=request.POST.get("key", ""),
        opened_at=pages.opened_at(request),
        at=instant.now(),
        by=request.actor,
    )


def _kept(request: Request, call_id: CallId) -> tuple[CallRow, forms.Pad]:
    """The call with what was typed kept in it; when it began too, where that can be."""
    fields = presenter.typed_in(request.POST)
    before = queries.call(request.actor.scope, call_id)
    form = pages.form_of(before, fields)
    form.keep_errors(forms.BEGINNING)
    if not before.is_open:
        return before, form
    seen = _seen(request)
    save = partial(
        services.save_call,
        call_id,
        seen=before.version if seen is None else seen,
        told=form.told(fields),
        at=instant.now(),
        by=request.actor,
    )
    beginning = None if form.errors else form.beginning(was=before)
    try:
        save(beginning=beginning)
    except Refused as refusal:
        if refusal.values.get("at") not in forms.BEGINNING:
            raise
        save()
        form.refused(refusal)
    row = queries.call(request.actor.scope, call_id)
    return row, _to_go_on_with(row, fields, form) if form.errors else form


def _to_go_on_with(
    row: CallRow, fields: Mapping[str, Sequence[str]], refused: forms.Pad
) -> forms.Pad:
    """The pad with what is wrong in it, as it was just kept: the next save goes on from this one.

    Shown with the version before, it would be in conflict with itself.
    """
    form = pages.form_of(row, fields)
    form.keep_errors()
    _add_errors(form, refused)
    return form


def _add_errors(form: forms.Pad, others: forms.Pad) -> None:
    for name, errors in others.errors.as_data().items():
        if name not in form.errors:
            form.add_error(name if name in form.fields else None, ValidationError(errors))


def _seen(request: Request) -> Version | None:
    # A version that somebody tampered with is none that anybody saw: it is a conflict.
    text = request.POST.get("seen", "")
    if not text:
        return None
    return Version(int(text)) if text.isdecimal() and len(text) < 10 else Version(0)
