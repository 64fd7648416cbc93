"""Pages of a referral being made: the form, and the answers to check."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, QueryDict

from joinedup.foundation import place
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.domain.details import PersonDetails
from joinedup.people.queries import Card, Found
from joinedup.referrals import queries
from joinedup.referrals.domain.belonging import Belonging
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.request import (
    KnownPerson,
    UnidentifiedPerson,
    Who,
)
from joinedup.referrals.domain.request import NewPerson as NewPersonAsked
from joinedup.referrals.domain.request import Request as Asked
from joinedup.referrals.domain.stages import Act
from joinedup.referrals.forms import referring as forms
from joinedup.referrals.presenters import line as line_presenter
from joinedup.referrals.presenters import names
from joinedup.referrals.presenters import referring as presenter
from joinedup.referrals.presenters.referring import DESCRIPTION
from joinedup.referrals.queries.belonging import HOME, belonging
from joinedup.referrals.queries.rows import DraftRow, OtherLine
from joinedup.web import answers, errors, words
from joinedup.web.room_view import Request

_NAME = ("family_name", "given_name")


def start(
    request: Request,
    *,
    text: str | None = None,
    chosen: forms.ChosenPerson | None = None,
    new_person: forms.NewPerson | None = None,
    not_sure: forms.NotSureWho | None = None,
    alike: Sequence[Found] = (),
    draft: DraftRow | None = None,
) -> HttpResponse:
    """Who is it about: one box, what it finds, and the two ways on without.

    A draft that is begun is to be made another's: whom it is about is shown as it was typed.
    """
    found, said = _found(request.actor.scope, text)
    text = text or ""
    was_typed = presenter.typed(presenter.only_who(draft.fields)) if draft else None
    return answers.page(
        request,
        "referrals/who.html",
        text=text,
        found=alike or found,
        alike=alike,
        none_of_these=presenter.search_for(new_person.details()) if new_person and alike else "",
        said=said,
        draft=draft,
        was=_who_words(card(request.actor.scope, draft), draft) if draft else "",
        drafts=[] if draft else begun(request.actor.scope),
        form=chosen or new_person or not_sure,
        new_person=new_person
        or _as_typed(was_typed)
        or forms.NewPerson(initial=_started(request.actor.scope, text, said)),
        not_sure=not_sure or forms.NotSureWho(initial=_described(draft)),
    )


def _as_typed(typed: QueryDict | None) -> forms.NewPerson | None:
    """Somebody new as a draft has them, without complaints."""
    if typed is None or not any(name.startswith("new-") for name in typed):
        return None
    form = forms.NewPerson(typed)
    form.full_clean()
    form.errors.clear()
    return form


def _described(draft: DraftRow | None) -> dict[str, str]:
    return (
        {DESCRIPTION: draft.fields[DESCRIPTION][0]} if draft and DESCRIPTION in draft.fields else {}
    )


def alike(scope: Scope, typed: forms.NewPerson, *, none_of_these: str) -> list[Found]:
    """People in the index who may be the one that somebody is about to add to it.

    Nobody where the viewer has been asked about the same details, and said that it is none of them.
    """
    text = presenter.search_for(typed.details())
    found, _said = _found(scope, text) if text != none_of_these else ([], "")
    return [one for one in found if presenter.may_be(one)]


def begun(scope: Scope) -> list[presenter.Begun]:
    """The viewer's drafts, each with whom it is about."""
    drafts = queries.drafts(scope)
    known = people.cards(scope, [one.person_id for one in drafts if one.person_id])
    return [
        presenter.begun(one, _who_words(known.get(one.person_id) if one.person_id else None, one))
        for one in drafts
    ]


def fill_in(request: Request, draft: DraftRow, form: forms.Referral) -> HttpResponse:
    """The referral as a form, with what goes on for the person already above it."""
    scope = request.actor.scope
    known = card(scope, draft)
    return answers.page(
        request,
        "referrals/refer.html",
        draft=draft,
        card=shown(known, draft),
        address=presenter.address(shown(known, draft)),
        who=_who_words(known, draft),
        others=_others(scope, draft),
        names=names.here(),
        form=form,
    )


def check(
    request: Request,
    draft: DraftRow,
    form: forms.Referral,
    *,
    send: forms.Send | None = None,
    add: forms.AddInformation | None = None,
    adding_to: ReferralId | None = None,
) -> HttpResponse:
    """The answers, before they are sent; a likely duplicate is shown with the three ways on."""
    scope = request.actor.scope
    asked = form.request(who(draft), organisation_code=scope.organisation, team_code="")
    codes = tuple(one.service_code for one in asked.asked)
    lines = (
        queries.likely_duplicates(scope, draft.person_id, service_codes=codes)
        if draft.person_id
        else []
    )
    boxes = {adding_to: add} if add and adding_to else {}
    here = names.here()
    href = answers.address("referrals:refer", draft.draft_id)
    who_href = f"{answers.address('referrals:new')}?draft={draft.draft_id}"
    known = card(scope, draft)
    return answers.page(
        request,
        "referrals/check.html",
        draft=draft,
        place=place.current(),
        card=shown(known, draft),
        address=presenter.address(shown(known, draft)),
        sections=presenter.to_check(
            asked, _who_words(known, draft), here, draft_href=href, who_href=who_href
        ),
        duplicates=[
            (same, boxes.get(same[0].referral_id) or _to_add(same[0], asked, known))
            for same in presenter.by_referral(lines)
        ],
        has_no_address=form.has_no_address,
        belonging=_belonging(known, asked),
        names=here,
        form=send or add,
        send=send or forms.Send(),
    )


def _belonging(known: Card | None, asked: Asked) -> list[tuple[str, Belonging]]:
    """Of each service asked for, whether the person is for us, where that can be said."""
    if known is None:
        return []
    now = {"now_kind": asked.where.kind or HOME, "now_postcode": asked.where.postcode}
    found = ((one.service_code, belonging(known, one.service_code, **now)) for one in asked.asked)
    return [(service, said) for service, said in found if said is not None]


def already_sent(request: Request, referral_id: ReferralId) -> HttpResponse:
    """A draft gone back to after it was sent; what was typed meanwhile is kept in sight."""
    typed = errors.what_was_typed(request)
    return answers.page(
        request,
        "referrals/already_sent.html",
        status=HTTPStatus.CONFLICT if typed else HTTPStatus.OK,
        view=queries.referral_status(request.actor.scope, referral_id),
        typed=typed,
    )


def status(
    request: Request,
    referral_id: ReferralId,
    *,
    add: forms.AddInformation | None = None,
    answer: forms.AnswerAsked | None = None,
) -> HttpResponse:
    """A referral as its referrer follows it."""
    view = queries.referral_status(request.actor.scope, referral_id)
    asked = presenter.waiting_question(view.lines)
    seen = {"seen": view.asked.version}
    acts = frozenset[Act]().union(*(one.acts for one in view.lines))
    is_restricted = view.card.is_location_restricted
    return answers.page(
        request,
        "referrals/status.html",
        view=view,
        names=names.here(),
        place=place.current(),
        told=line_presenter.asked(view.asked, names.here(), is_restricted=is_restricted),
        may_add=Act.ADD in acts,
        may_withdraw=Act.WITHDRAW in acts,
        add=add or forms.AddInformation(initial=seen),
        asked=asked,
        answer=answer or forms.AnswerAsked(initial={"seen": asked.version if asked else 1}),
        form=add or answer,
    )


def form_of(scope: Scope, draft: DraftRow) -> forms.Referral:
    """The form as a draft holds it, validated."""
    return forms.Referral(
        presenter.typed({**draft.fields, "seen": [str(draft.version)]}),
        has_home_address=has_home_address(card(scope, draft), draft),
    )


def who(draft: DraftRow) -> Who:
    """Whom a draft is about; somebody new as they were typed."""
    if draft.person_id is not None:
        return KnownPerson(person_id=draft.person_id)
    if DESCRIPTION in draft.fields:
        return UnidentifiedPerson(description=draft.fields[DESCRIPTION][0])
    form = forms.NewPerson(presenter.typed(draft.fields))
    if not form.is_valid():
        raise Refused("draft_without_person")
    return NewPersonAsked(details=form.details())


def card(scope: Scope, draft: DraftRow) -> Card | None:
    """The card of a draft's person, where they are in the index."""
    if draft.person_id is None:
        return None
    return people.cards(scope, [draft.person_id]).get(PersonId(draft.person_id))


def shown(known: Card | None, draft: DraftRow) -> Card:
    """The card of whom a draft is about; of somebody in no index, as they were typed."""
    if known:
        return known
    description = draft.fields.get(DESCRIPTION, [""])[0]
    form = forms.NewPerson(presenter.typed(draft.fields))
    given = (
        form.details() if form.is_valid() else PersonDetails(family_name=_who_words(None, draft))
    )
    return presenter.not_in_index(draft.draft_id, given, description=description)


def _who_words(known: Card | None, draft: DraftRow) -> str:
    if known:
        return presenter.about(known)
    if DESCRIPTION in draft.fields:
        return draft.fields[DESCRIPTION][0]
    family, given = (draft.fields.get(f"new-{part}", [""])[0] for part in _NAME)
    return ", ".join(part for part in (family.upper(), given) if part)


def has_home_address(known: Card | None, draft: DraftRow) -> bool:
    """Whether an address is on record, or typed; what is not shown may be."""
    if known is None:
        return any(draft.fields.get("new-address", []))
    return bool(known.address) or known.is_location_restricted or not known.is_open


def _to_add(other: OtherLine, asked: Asked, known: Card | None) -> forms.AddInformation:
    is_restricted = known is not None and known.is_location_restricted
    words = presenter.told_more(asked, names.here(), is_restricted=is_restricted)
    started = {"words": words, "seen": other.referral_version}
    return forms.AddInformation(initial=started, among=other.referral_id)


def _others(scope: Scope, draft: DraftRow) -> list[OtherLine]:
    return queries.open_lines(scope, draft.person_id) if draft.person_id else []


def _started(scope: Scope, text: str, said: str) -> dict[str, Any]:
    practice = {"practice_code": scope.organisation}
    typed = presenter.searched_for(text, people.asked(text)) if text and not said else {}
    return {**typed, **(practice if scope.organisation in place.current().practices else {})}


def _found(scope: Scope, text: str | None) -> tuple[list[Found], str]:
    if text is None:
        return [], ""
    try:
        return people.find(scope, text), ""
    except Refused as refusal:
        return [], words.of_refusal(refusal.refusal_code, refusal.values)
