"""The page of one person: who, what treatment, whom to ring; then now, what matters, and all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from joinedup.desk import presenters
from joinedup.desk.pages import death as deaths
from joinedup.desk.pages import keeping, ringing, saying, warnings, wishes
from joinedup.desk.pages import timeline as timelines
from joinedup.desk.pages.saying import Said
from joinedup.foundation import accounts, care, instant, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope, goes_on_until
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.domain import record_now
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.record_now import SourceState
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.people.queries import Card, PersonPage, record
from joinedup.people.queries import documents as papers
from joinedup.people.queries import relations as related
from joinedup.people.queries.documents import Documents
from joinedup.people.queries.record import RecordNow
from joinedup.people.queries.record_rows import RecordRow, is_named_for
from joinedup.people.queries.relations import Relations
from joinedup.referrals import queries as referrals
from joinedup.referrals.queries.going_on import GoingOn, IfWorse, Told
from joinedup.referrals.queries.rows import QueueRow
from joinedup.web import answers, filters, words
from joinedup.web.room_view import Request

MOST_IN_SHORT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNow:
    """One open line: who has it, what it waits for, by when."""

    service: str
    stage: str
    href: str
    reference: str
    words: str
    received_at: datetime
    holder: str
    worker: str
    waits_for: str
    due_at: datetime | None
    is_paused: bool
    row: QueueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries of one kind that are so now; `rest` of them are not in the list."""

    title: str
    items: tuple[Said, ...]
    rest: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What is read first of somebody, at night and in an emergency."""

    wishes: list[Said]
    allergies: list[Said]
    if_unwell: list[Said]
    ring: list[ringing.Ring]
    with_them: list[Said]


def person(request: Request, person_id: UUID) -> HttpResponse:
    """Everything that the viewer may see of one person, what is needed at night first."""
    scope = request.actor.scope
    page = people.person_page(scope, PersonId(person_id))
    card = page.card
    ids = page.ids
    now = record.now_of_card(scope, card, ids)
    going = referrals.going_on(scope, card, ids)
    near = related.relations_of(scope, card, ids)
    held = papers.documents_of(scope, card, ids)
    sources = now.sources if now else ()
    wanted = timelines.asked(request.GET.dict())
    return answers.page(
        request,
        "desk/person.html",
        page=page,
        card=card,
        death=deaths.told(card, ids),
        taken_back=deaths.taken_back(scope, page, going),
        where=_where(page, now),
        signs=warnings.signs(card, near.alerts, going.told),
        interpreter=warnings.interpreter(card, going.told),
        first_of=first(page, now, going, near, held),
        documents=held,
        relations=near,
        lines=[_open(one, scope) for one in going.lines],
        package=_package(now),
        groups=list(_groups(card, now)),
        measured=[saying.said(one) for one in now.measured] if now else [],
        last_contact=saying.said(now.last_contact) if now and now.last_contact else None,
        missing=[
            *saying.for_others(now, held),
            *keeping.not_shown(scope, card, now),
            *_missing(card, now),
        ],
        against=keeping.against(scope, card, ids),
        timeline=timelines.timeline(scope, card, ids, wanted, sources=sources),
        why=presenters.why(page.decision.grounds, call_until=_call_until(scope, page)),
        may={one.value: scope.may(one) for one in Permission},
    )


def fridge(request: Request, person_id: UUID) -> HttpResponse:
    """What whoever comes to somebody's home needs to read, on one sheet; no address, it is there.

    Of somebody whose whereabouts are restricted it says no more than their page does.
    """
    scope = request.actor.scope
    page = people.person_page(scope, PersonId(person_id))
    card, ids = page.card, page.ids
    read = record.now_of_card(scope, card, ids)
    # Whoever is with them reads it: what the person does not read yet is not on it.
    now = record.for_the_person(read) if read else None
    going = referrals.going_on(scope, card, ids)
    near = related.relations_of(scope, card, ids)
    held = papers.for_the_person(papers.documents_of(scope, card, ids))
    with filters.in_full():
        return answers.page(
            request,
            "desk/fridge.html",
            card=card,
            death=deaths.told(card, ids),
            spoken=warnings.interpreter(card, going.told) if warnings.spoken(going.told) else "",
            first_of=first(page, now, going, near, held),
            door=place.current().front_door,
            at=instant.now(),
            printed_by=accounts.business_card(request.actor.account_id).name,
        )


def first(
    page: PersonPage, now: RecordNow | None, going: GoingOn, near: Relations, held: Documents
) -> First:
    """What is read first of somebody, from what the page has before it."""
    return First(
        wishes=[*wishes.wishes(held, now, going.told, near.alerts), *wishes.no_longer(now)],
        allergies=list(_allergies(now, going.told)),
        if_unwell=list(_if_unwell(held, now, going)),
        ring=ringing.to_ring(page.card, going, near, page.key_worker),
        with_them=list(_with_them(going.told, near)),
    )


def of_kind(now: RecordNow | None, kind: EntryKind) -> list[Said]:
    """What the record holds now of one kind, and what is said where it holds nothing."""
    held = now.kinds[kind] if now else None
    if held is None:
        return [Said(words=_("Not shown to your role"))]
    items = [saying.said(one) for one in held.rows]
    items += [_none_said(one, is_doubted=bool(held.rows)) for one in held.said_none]
    return [*items, *saying.absent(held, is_said=bool(items))]


def _call_until(scope: Scope, page: PersonPage) -> datetime | None:
    """Until when a call that has ended lets the viewer see them, where one does."""
    if care.OPEN_CALL not in page.decision.grounds:
        return None
    return goes_on_until(scope, page.card.person_id, because=care.OPEN_CALL)


def _where(page: PersonPage, now: RecordNow | None) -> str:
    """Where they are as held here; and what another system says that does not agree with it."""
    here, held = _where_here(page), page.where_now
    stay = next(iter(now.stays), None) if now else None
    if stay is None or (held and held.kind is WhereKind.HOSPITAL):
        return here
    said = _("But %(source)s says: %(what)s there now, since %(when)s. Ask which.") % {
        "source": stay.source_name,
        "what": ", ".join(part for part in (stay.words, stay.organisation) if part),
        "when": timelines.when(stay),
    }
    return f"{here}. {said}" if here else said


def _where_here(page: PersonPage) -> str:
    if page.where_now is None:
        return page.card.address or ""
    kinds = place.current().location_kinds
    kind = kinds.get(page.where_now.kind.value)
    said = (kind.name if kind else page.where_now.kind.value, page.where_now.words)
    return ", ".join(part for part in said if part)


def _allergies(now: RecordNow | None, told: Sequence[Told]) -> Iterator[Said]:
    kind = now.kinds[EntryKind.ALLERGY] if now else None
    if kind:
        yield from (saying.said(one, tone="red") for one in kind.rows)
    spoken = next((one for one in told if one.allergies), None)
    if spoken:
        yield Said(
            words=spoken.allergies,
            source=warnings.told_by(spoken),
            tone="red",
            href=saying.referral(spoken),
        )
    if kind:
        # Beside an allergy it is a contradiction, which whoever prescribes has to see.
        yield from (_none_said(one, is_doubted=bool(kind.rows or spoken)) for one in kind.said_none)
        has_any = bool(kind.rows or spoken or kind.said_none)
        yield from saying.absent(kind, is_said=has_any)
    elif not spoken:
        yield Said(words=_("Not shown to your role"))


def _none_said(row: RecordRow, *, is_doubted: bool) -> Said:
    said = saying.said(row)
    note = _("This contradicts what is above: ask") if is_doubted else ""
    return Said(
        words=said.words, source=said.source, note=note, href=said.href, tone="orange" * is_doubted
    )


def _if_unwell(held: Documents, now: RecordNow | None, going: GoingOn) -> Iterator[Said]:
    """What to do if they become unwell: what was agreed here, plans, then what was told."""
    plans = now.kinds[EntryKind.CARE_PLAN].rows if now else ()
    found = list(wishes.if_unwell(held))
    found += [saying.said(one) for one in plans if record_now.is_plan_if_unwell(one.words)]
    found += [_told_with(one) for one in going.if_worse]
    yield from found
    if now and now.kinds[EntryKind.CARE_PLAN].is_kept:
        yield Said(words=words.kept_from(), tone="orange")
    elif not found:
        yield Said(words=_("No plan was received or written"))


def _told_with(one: IfWorse) -> Said:
    said = _("told with %(reference)s, %(at)s")
    return Said(
        words=one.words, source=said % {"reference": one.reference, "at": filters.moment(one.at)}
    )


def _with_them(told: Sequence[Told], near: Relations) -> Iterator[Said]:
    for one in near.related:
        if one.lives_with:
            note = _("Unpaid carer") if one.is_unpaid_carer else ""
            words = _("%(name)s, %(relation)s, lives with them") % {
                "name": one.name,
                "relation": one.relation.label.lower(),
            }
            yield Said(words=words, note=note, source=saying.by(one.recorded_by, one.since))
    latest = next((one for one in told if one.who_is_with_them), None)
    if latest:
        yield Said(words=latest.who_is_with_them, source=warnings.told_by(latest))
    carer = next((one for one in told if one.carer), None)
    if carer:
        yield Said(words=carer.carer, source=warnings.told_by(carer), note=_("Unpaid carer"))


def _open(row: QueueRow, scope: Scope) -> OpenNow:
    here = place.current()
    may_open = scope.may(Permission.QUEUE_SEE) or scope.may(Permission.LINE_ACCEPT)
    route, thing = ("line", row.line_id) if may_open else ("status", row.referral_id)
    return OpenNow(
        service=presenters.service(row.service_code),
        stage=row.stage.replace("_", " ").capitalize(),
        href=reverse(f"referrals:{route}", args=[thing]),
        reference=row.reference,
        words=row.change_words,
        received_at=row.received_at,
        holder=presenters.team(row.held_by_team) or str(here.front_door.name),
        worker=row.worker_name,
        waits_for=_waits(row),
        due_at=row.falls_due_at,
        is_paused=row.is_clock_paused,
        row=row,
    )


def _waits(row: QueueRow) -> str:
    waits = row.waits_for
    said = {
        "triage": _("Triage"),
        "information": _("An answer"),
        "redirect": _("The other service"),
        "acceptance": _("%(team)s to accept") % {"team": presenters.team(waits.of)},
        "worker": _("Somebody to go"),
        "response": _("The visit"),
        "closing": _("Closing"),
    }.get(waits.what, waits.what)
    return (
        _("%(what)s, by %(at)s") % {"what": said, "at": filters.moment(waits.by_when)}
        if waits.by_when
        else said
    )


_MATTERS = (
    EntryKind.GOAL,
    EntryKind.FLAG,
    EntryKind.CONDITION,
    EntryKind.MEDICATION,
    EntryKind.CARE_PLAN,
    EntryKind.CARE_TEAM,
)
_PACKAGE = (EntryKind.SOCIAL_CARE_EVENT, EntryKind.SERVICE)


def _package(now: RecordNow | None) -> list[Said]:
    """The care that they have now, and from whom what of it was not received."""
    if now is None:
        return []
    held = [now.kinds[kind] for kind in _PACKAGE]
    found = [saying.said(row) for one in held for row in one.rows]
    # A practice's system may hold anything, but nobody looks for the package there.
    silent = (
        source for one in held for source in one.silent if is_named_for(source.code, one.kind)
    )
    return [*found, *(Said(words=saying.not_received(one), tone="orange") for one in silent)]


def _groups(card: Card, now: RecordNow | None) -> Iterator[Group]:
    if now is None:
        return
    shown = {one.entry_id for one in now.wishes}
    for kind in _MATTERS:
        held = now.kinds[kind]
        rows = [one for one in held.rows if one.entry_id not in shown]
        items = [saying.said(one) for one in rows[:MOST_IN_SHORT]]
        items += [_none_said(one, is_doubted=bool(rows)) for one in held.said_none]
        if kind in (EntryKind.CONDITION, EntryKind.MEDICATION):
            items += saying.absent(held, is_said=bool(items))
        if items:
            yield Group(
                title=_title(kind),
                items=tuple(items),
                rest=max(0, len(rows) - MOST_IN_SHORT),
                href=f"{reverse('desk:person', args=[card.person_id])}?kind={kind}#timeline",
            )


def _title(kind: EntryKind) -> str:
    return {
        EntryKind.GOAL: _("What matters to them"),
        EntryKind.FLAG: _("Alerts in other systems"),
        EntryKind.CONDITION: _("Conditions and problems"),
        EntryKind.MEDICATION: _("Medicines"),
        EntryKind.CARE_PLAN: _("Plans"),
        EntryKind.CARE_TEAM: _("Teams that know them"),
    }.get(kind, kind.label)


def _missing(card: Card, now: RecordNow | None) -> Iterator[Said]:
    if card.is_location_restricted:
        yield Said(
            words=_("Where they are, and what would say it"),
            source=_("restricted: ask the privacy officer"),
        )
    if now is None:
        yield Said(words=_("The record of other systems"), source=_("not shown to your role"))
        return
    yield from (
        Said(words=saying.not_received(one), tone="orange") for one in now.sources if one.is_silent
    )
    for one in now.sources:
        if not one.is_silent and one.about_person_at is None:
            yield Said(words=_("Nothing about them from %(who)s") % {"who": saying.heard(one)})
    if not now.sources:
        yield Said(words=_("No other system sends to this place yet: ask them what you need"))
    kept = [_kept(one) for one in now.sources if one.about_person_at]
    yield from kept


def _kept(source: SourceState) -> Said:
    at = filters.moment(source.about_person_at) if source.about_person_at else ""
    return Said(
        words=_("%(source)s last told of them %(at)s") % {"source": source.name, "at": at},
        source=_("and may hold more than it sends"),
    )
