"""The pages of what somebody is told after a talk: chosen, written, seen first, sent, looked up."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from joinedup.foundation import place
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import summaries as rules
from joinedup.mycare.domain.summaries import OWN_WORDS, How, TextWish
from joinedup.mycare.forms import summaries as forms
from joinedup.mycare.pages.framing import own_page
from joinedup.mycare.presenters import summaries as words
from joinedup.mycare.queries import summaries as queries
from joinedup.mycare.queries import texting
from joinedup.mycare.queries.mine import mine
from joinedup.people import queries as people
from joinedup.web import answers
from joinedup.web.forms import Form
from joinedup.web.room_view import Request


def told_of(request: Request, person_id: PersonId) -> HttpResponse:
    """What somebody was told, and what they said about texts."""
    scope, after = request.actor.scope, request.GET.get("after", "")
    page = people.person_page(scope, person_id)
    found = queries.sent_to(scope, page.ids, after=after)
    return answers.page(
        request,
        "mycare/told_of.html",
        card=page.card,
        page=found,
        rows=[words.line(one) for one in found.rows],
        wished=words.wished(texting.wished(page.ids)),
        after=after,
    )


def choose(request: Request, person_id: PersonId) -> HttpResponse:
    """What of the place may be sent, or one's own words."""
    scope = request.actor.scope
    page = people.person_page(scope, person_id)
    offered = queries.templates(at=scope.now)
    return answers.page(
        request,
        "mycare/summary_choose.html",
        card=page.card,
        offered=[(one, words.named(one)) for one in offered],
        has_own=len(offered) > 1,
    )


def write(
    request: Request, person_id: PersonId, code: str, form: Form | None = None
) -> HttpResponse:
    """The words to start from, and how they get them."""
    scope = request.actor.scope
    page = people.person_page(scope, person_id)
    template = queries.template(code, at=scope.now)
    return answers.page(
        request,
        "mycare/summary_write.html",
        card=page.card,
        name=words.named(template),
        until=template.until,
        wished=words.wished(texting.wished(page.ids)),
        form=form or forms.WriteSummary(initial={"words": template.words}),
    )


def check(request: Request, person_id: PersonId, code: str, form: Form) -> HttpResponse:
    """Exactly what somebody would get; or the form again, with why they would not."""
    scope = request.actor.scope
    page = people.person_page(scope, person_id)
    how, plan = How(form.cleaned_data["how"]), None
    try:
        queries.template(code, at=scope.now)
        rules.check_alive(has_died=page.card.died_on is not None)
        told = rules.kept(form.cleaned_data["words"])
        if how is How.TEXT:
            address = sign_in_at(request)
            plan = texting.planned(page.card, page.ids, words=told, address=address, at=scope.now)
    except Refused as refusal:
        form.refused(refusal)
        return write(request, person_id, code, form)
    digest = plan.text.told if plan else rules.digest(told)
    first = queries.just_sent(page.ids, at=scope.now, key=form.cleaned_data["key"])
    return answers.page(
        request,
        "mycare/summary_check.html",
        card=page.card,
        form=form,
        given=form.cleaned_data,
        how=how,
        shown=words.shown(told, digest, plan, at=scope.now),
        first=words.line(first) if first else None,
    )


def summary(
    request: Request,
    summary_id: UUID,
    *,
    settling: Form | None = None,
    taking_back: Form | None = None,
) -> HttpResponse:
    """One summary, and what may be done about it."""
    scope = request.actor.scope
    row = queries.summary(scope, summary_id)
    page = people.person_page(scope, row.person_id)
    known = {"seen": row.version}
    return answers.page(
        request,
        "mycare/summary.html",
        card=page.card,
        line=words.line(row),
        template=_name_of(row.template),
        settling=settling or forms.NoteOnSummary(initial=known),
        taking_back=taking_back or forms.TakeBackSummary(initial=known),
        form=settling or taking_back,
    )


def letter(request: Request, summary_id: UUID) -> HttpResponse:
    """The letter, to print."""
    scope = request.actor.scope
    row = queries.summary(scope, summary_id)
    page = people.person_page(scope, row.person_id)
    return answers.page(
        request,
        "mycare/summary_letter.html",
        card=page.card,
        row=row,
        ring=place.current().front_door.telephone,
    )


def texts_of(request: Request, person_id: PersonId, form: Form | None = None) -> HttpResponse:
    """What somebody said about texts, and the form for what they say now."""
    page = people.person_page(request.actor.scope, person_id)
    said = texting.wished(page.ids)
    return answers.page(
        request,
        "mycare/texts_of.html",
        card=page.card,
        wished=words.wished(said),
        form=form or forms.DecideTheirTexts(initial=_known(said)),
    )


def to_see_to(request: Request) -> HttpResponse:
    """Texts of the viewer's organisation that did not arrive."""
    after = request.GET.get("after", "")
    page = queries.to_see_to(request.actor.scope, after=after)
    return answers.page(
        request,
        "mycare/summaries.html",
        page=page,
        rows=[(words.line(one.row), one.card) for one in page.rows],
        after=after,
    )


def told_me(request: Request) -> HttpResponse:
    """What somebody was told, as they read it themselves."""
    me, after = mine(request.actor.scope), request.GET.get("after", "")
    page = queries.told_me(me, after=after)
    return own_page(request, "mycare/told_me.html", me=me.person, page=page, after=after)


def one_told_me(request: Request, summary_id: UUID) -> HttpResponse:
    """One of them: nothing of where they are, nor what was never meant for them."""
    me = mine(request.actor.scope)
    row = queries.one_told_me(me, summary_id)
    return own_page(request, "mycare/one_told_me.html", me=me.person, row=row)


def my_texts(request: Request, form: Form | None = None) -> HttpResponse:
    """What somebody says about texts."""
    me = mine(request.actor.scope)
    known = _known(texting.wished(me.ids))
    return own_page(
        request,
        "mycare/my_texts.html",
        form=form or forms.DecideTexts(initial=known),
        phone=me.person.phone,
    )


def sign_in_at(request: Request) -> str:
    """Where whoever gets a text reads on."""
    return request.build_absolute_uri(reverse("mycare:start"))


def _known(said: rules.Wished) -> dict[str, object]:
    wish = "" if said.wish is TextWish.NOT_ASKED else said.wish.value
    return {"wish": wish, "may_name": said.may_name}


def _name_of(code: str) -> str:
    here = place.current().summaries.get(code)
    return here.name if here else "" if code == OWN_WORDS else code
