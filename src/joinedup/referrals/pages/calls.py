"""Pages of a call: the pad while somebody talks, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from joinedup.foundation import care, instant, place
from joinedup.foundation.ids import is_id, new_id
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import Refused
from joinedup.people import queries as people
from joinedup.people.queries import Card, Found, documents, record
from joinedup.referrals import queries
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.ids import CallId
from joinedup.referrals.domain.lateness import is_late
from joinedup.referrals.domain.request import Who
from joinedup.referrals.forms import calls as forms
from joinedup.referrals.forms import referring
from joinedup.referrals.pages.referring import DESCRIPTION, has_home_address, shown, who
from joinedup.referrals.presenters import calls as presenter
from joinedup.referrals.presenters import names
from joinedup.referrals.presenters import referring as as_typed
from joinedup.referrals.presenters import strip as strips
from joinedup.referrals.queries.call_rows import CallRow, PromisedCall, Strip
from joinedup.referrals.queries.rows import OtherLine
from joinedup.web import answers, words
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def pad(
    request: Request,
    row: CallRow | None,
    *,
    form: forms.Pad | None = None,
    text: str | None = None,
    new_person: referring.NewPerson | None = None,
    alike: Sequence[Found] = (),
    ending: Form | None = None,
    outcome: str = "",
    existing: str = "",
    duplicates: Sequence[Sequence[OtherLine]] = (),
) -> HttpResponse:
    """The pad; nothing of a call is kept before something is typed in it."""
    scope, here = request.actor.scope, names.here()
    found, said = _found(scope, text)
    text = text or ""
    strip = queries.strip(scope, row.card) if row and row.card else None
    known = record.strip_of(scope, row.card) if row and row.card and row.card.is_open else None
    held = documents.documents_of(scope, row.card) if row and row.card else documents.NOTHING
    form = form or _as_it_stands(row)
    new_person = new_person or _new_person(row, text, said)
    endings = _endings(row, strip, existing=existing)
    if ending is not None and outcome:
        endings[outcome] = ending
    opened = row.opened_at if row else opened_at(request)
    began_at = row.began_at if row else opened
    given = [form, *([ending] if ending else []), new_person]
    return answers.page(
        request,
        "referrals/call.html",
        call=row,
        key=_key(request),
        opened_at=opened,
        began_at=began_at,
        form=form,
        refused=ending,
        new_person=new_person,
        problems=presenter.Problems(given),
        card=_card(row),
        address=as_typed.address(card) if (card := _card(row)) else "",
        strip=presenter.strip(strip, known, held, here) if strip else (),
        record=strips.strip(known, held),
        lines=as_typed.by_referral(strip.lines) if strip else (),
        happened=presenter.happened(strip.happened, here) if strip else (),
        text=text,
        found=alike or found,
        alike=bool(alike),
        said=said,
        none_of_these=as_typed.search_for(new_person.details()) if alike else "",
        endings=endings,
        outcome=outcome or Outcome.REFERRAL.value,
        duplicates=duplicates,
        existing=existing,
        promises=presenter.promises(began_at),
        others=[one for one in queries.open_calls(scope) if not row or one.call_id != row.call_id],
        names=here,
        place=place.current(),
    )


def ended(
    request: Request, row: CallRow, *, rung_back: forms.RungBack | None = None
) -> HttpResponse:
    """A call that is over: what came of it, and what is said aloud before the telephone goes down.

    Where it became a referral its lines say by when they are triaged and somebody comes.
    """
    scope = request.actor.scope
    view = queries.referral_status(scope, row.referral_id) if row.referral_id else None
    return answers.page(
        request,
        "referrals/call_ended.html",
        call=row,
        view=view,
        card=row.card,
        address=as_typed.address(row.card) if row.card else "",
        comes_by=presenter.comes_by(view.lines) if view else None,
        is_late=bool(view and is_late(row.began_at, told_at=view.asked.received_at)),
        promises={one.code: one for one in presenter.promises(row.began_at)},
        open_until=_open_until(row),
        outcome=presenter.outcome(row.outcome),
        rang=presenter.caller(row, names.here()),
        about=presenter.about(row),
        taken_by=presenter.taken_by(row),
        form=rung_back or forms.RungBack(initial={"seen": row.version}),
        names=names.here(),
        place=place.current(),
    )


def owed(
    request: Request, row: PromisedCall, *, rung_back: forms.RungBack | None = None
) -> HttpResponse:
    """What a closed line owes: whom to ring, and the words to say that somebody has."""
    said = names.here()
    return answers.page(
        request,
        "referrals/call_owed.html",
        owed=row,
        names=said,
        rang=presenter.caller(row, said),
        form=rung_back or forms.RungBack(initial={"seen": row.version}),
    )


def of_colleague(request: Request, row: CallRow, *, form: forms.GoOn | None = None) -> HttpResponse:
    """A call that a colleague has, and the way to take it over."""
    return answers.page(
        request,
        "referrals/call_of_colleague.html",
        call=row,
        rang=presenter.caller(row, names.here()),
        about=presenter.about(row),
        form=form or forms.GoOn(initial={"seen": row.version}),
        place=place.current(),
    )


def all_calls(
    request: Request, *, outcome: Outcome | None, after: str | None, owed_after: str | None
) -> HttpResponse:
    """Open calls, those owed one, and those that have ended, by what came of them."""
    scope, here = request.actor.scope, names.here()
    page = queries.calls_of(scope, outcome=outcome, after=after)
    return answers.page(
        request,
        "referrals/calls.html",
        open_calls=queries.open_calls(scope),
        promised=queries.promised_page(scope, after=owed_after),
        is_first_of_promised=owed_after is None,
        ended=[
            (
                one,
                presenter.caller(one, here),
                presenter.about(one),
                presenter.outcome(one.outcome),
                presenter.taken_by(one),
            )
            for one in page.rows
        ],
        page=page,
        outcome=outcome.value if outcome else "",
        outcomes=presenter.outcomes(),
        names=here,
    )


def form_of(row: CallRow, fields: Mapping[str, Sequence[str]]) -> forms.Pad:
    """The pad as it was typed, validated by the rules of a referral."""
    draft = presenter.as_draft(row)
    return forms.Pad(
        as_typed.typed({**fields, "seen": [str(row.version)]}),
        has_home_address=has_home_address(row.card, draft),
    )


def whom(row: CallRow) -> Who | None:
    """Whom a call is about, for a referral; nobody where nobody was chosen or described."""
    try:
        return who(presenter.as_draft(row))
    except Refused:
        return None


def ending_of(row: CallRow | None, outcome: str, posted: Any, scope: Scope) -> Form:
    """The form of one outcome as it was filled in."""
    if outcome == Outcome.ABOUT_EXISTING:
        lines = queries.strip(scope, row.card).lines if row and row.card else ()
        return forms.AboutExisting(posted, open_ones=presenter.open_ones(lines, names.here()))
    return forms.OUTCOMES[outcome](posted)


def is_untouched(request: Request) -> bool:
    """Whether nothing is typed in a pad yet: it posts no more than it was shown with."""
    shown_with = _usually(None)
    typed = presenter.typed_in(request.POST)
    return (
        not request.POST.get("who", "").strip()
        and "choose" not in request.POST
        and all(given == shown_with.get(name) for name, given in typed.items())
        # Asked last: only of a pad that looks untouched need the store say whether it was begun.
        and call_id_of(request.POST, request.actor.scope) is None
    )


def opened_at(request: Request) -> datetime:
    """When a pad of which nothing is kept was opened: now, unless it says so itself."""
    now = instant.now()
    try:
        said = datetime.fromisoformat(request.POST.get("opened", ""))
    except ValueError:
        return now
    return min(said, now) if said.tzinfo else now


def _key(request: Request) -> str:
    typed = request.POST.get("key", "")
    return typed if typed.isprintable() and 0 < len(typed) <= 200 else str(new_id())


def _as_it_stands(row: CallRow | None) -> forms.Pad:
    if row is None:
        return forms.Pad()
    form = form_of(row, {**_began(row), **row.fields})
    form.full_clean()
    form.errors.clear()
    return form


def _began(row: CallRow) -> dict[str, list[str]]:
    parts = forms.Pad().fields["began_at"].prepare_value(row.began_at)
    return {f"began_at-{name}": [value] for name, value in parts.items()} | (
        {"began_reason": [row.began_reason]} if row.began_reason else {}
    )


def _new_person(row: CallRow | None, text: str, said: str) -> referring.NewPerson:
    fields = row.fields if row else {}
    if any(name.startswith("new-") for name in fields):
        form = referring.NewPerson(as_typed.typed(fields))
        form.full_clean()
        form.errors.clear()
        return form
    if not text or said:
        return referring.NewPerson()
    return referring.NewPerson(initial=as_typed.searched_for(text, people.asked(text)))


def _endings(row: CallRow | None, strip: Strip | None, *, existing: str) -> dict[str, Form]:
    """A form for each outcome but a referral, as far as each is filled in."""
    kept = {**row.fields, **({"existing": [existing]} if existing else {})} if row else {}
    fields = as_typed.typed({**_usually(row), **kept})
    open_ones = presenter.open_ones(strip.lines, names.here()) if strip else []
    made: dict[str, Form] = {
        Outcome.ABOUT_EXISTING: forms.AboutExisting(fields, open_ones=open_ones),
        **{
            code: form(fields)
            for code, form in forms.OUTCOMES.items()
            if code != Outcome.ABOUT_EXISTING
        },
    }
    for form in made.values():
        form.full_clean()
        form.errors.clear()
    return made


def _usually(row: CallRow | None) -> dict[str, list[str]]:
    """What an outcome starts with: what to do if it gets worse, and who takes that postcode."""
    here = place.current()
    postcode = row.card.postcode if row and row.card else ""
    neighbour = here.neighbour_of(postcode or "")
    return {
        "safety_net": [presenter.if_it_gets_worse(here)],
        **({"sent_to": [f"{forms.NEIGHBOUR}:{neighbour.code}"]} if neighbour else {}),
    }


def _card(row: CallRow | None) -> Card | None:
    if row is None or row.card is not None:
        return row.card if row else None
    is_said = DESCRIPTION in row.fields or any(name.startswith("new-") for name in row.fields)
    return shown(None, presenter.as_draft(row)) if is_said else None


def _found(scope: Scope, text: str | None) -> tuple[list[Found], str]:
    if text is None:
        return [], ""
    try:
        return queries.find_in_call(scope, text), ""
    except Refused as refusal:
        return [], words.of_refusal(refusal.refusal_code, refusal.values)


def _open_until(row: CallRow) -> datetime | None:
    over = row.called_back_at if row.call_back_by else row.ended_at
    return over + care.GOES_ON_FOR[care.OPEN_CALL] if over and row.card else None


def call_id_of(posted: Any, scope: Scope) -> CallId | None:
    """The call that a pad belongs to: by its own id, or by the key that it was begun with."""
    named = posted.get("call", "")
    if is_id(named):
        return CallId(UUID(named))
    return queries.call_begun(scope, key=posted.get("key", ""))
