"""What is for some of those who care for somebody is read by nobody else, at any door."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from joinedup.foundation import care, instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel import facts
from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import events, services
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.items import (
    AudienceUnnamed,
    Because,
    Choice,
    ItemKind,
    NeverNarrowed,
    NeverQuiet,
    OwnView,
    Seeing,
)
from joinedup.people.domain.record import EntryKind, Written
from joinedup.people.domain.record_now import Answer
from joinedup.people.models import ItemChoice, RecordEntry
from joinedup.people.queries import cards, documents, record
from joinedup.people.queries.outward import EntriesWanted, outward_entries, outward_entry
from joinedup.people.queries.record_sections import PARTS
from joinedup.people.services.choosing import ItemChosen
from tests.builders import documents as papers
from tests.builders import foundation
from tests.builders import people as build
from tests.builders.items import an_item, held_back, narrowed
from tests.builders.record import an_entry, kept

pytestmark = pytest.mark.usefixtures("clock")

TRUST, OTHERS = "oxford-health", "K99001"
PLAN = {"kind": EntryKind.CARE_PLAN, "words": "Plan of our own team"}


def of(organisation: str, role: Role = Role.TEAM_MEMBER) -> Actor:
    """Somebody at Ethel's practice team, who works for an organisation."""
    made = foundation.an_actor(role, teams={build.LARKMEAD, f"{organisation}-team"})
    return Actor(made.account_id, replace(made.scope, organisation=organisation))


def doors(person: PersonId, item: UUID) -> dict[str, Callable[[Actor], bool]]:
    """Each way in to an entry, and whether it shows it to somebody."""

    def reads(ask: Callable[[Actor], object]) -> Callable[[Actor], bool]:
        def does(by: Actor) -> bool:
            try:
                ask(by)
            except NotPermitted as refused:
                return {one.code for one in refused.reasons} != {"for_others"}
            return True

        return does

    kind = EntryKind(RecordEntry.objects.get(pk=item).kind)

    def card(by: Actor):  # type: ignore[no-untyped-def]
        return cards(by.scope, [person])[person]

    def of_now(by: Actor) -> set[UUID]:
        now = record.now_of_card(by.scope, card(by), [person])
        assert now is not None
        return {row.entry_id for one in now.kinds.values() for row in one.rows}

    def listed(by: Actor) -> set[UUID]:
        found = record.timeline_of(
            by.scope, card(by), [person], filters=record.EVERYTHING, after=None, limit=50
        )
        return {row.entry_id for row in found}

    def outward(by: Actor) -> set[UUID]:
        page = outward_entries(by.scope, person, EntriesWanted(kind=kind), limit=50)
        assert page.total == len(page.rows)
        return {one.row.entry_id for one in page.rows}

    def page(by: Actor) -> set[UUID]:
        found = record.record_of(by.scope, person, limit=50)
        assert found.total == len(found.rows)
        return {row.entry_id for row in found.rows}

    readable = RecordEntry.objects.filter(superseded_at=None)
    return {
        "timeline": lambda by: item in listed(by),
        "page": lambda by: item in page(by),
        "now": lambda by: item in of_now(by),
        "outward list": lambda by: item in outward(by),
        "bulk": lambda by: readable.filter(access.readable(by.scope, PARTS), pk=item).exists(),
        "entry": reads(lambda by: record.entry_of(by.scope, item)),
        "outward": reads(lambda by: outward_entry(by.scope, kind, item)),
    }


def test_a_plan_for_one_organisation_is_read_by_it_alone() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    plan, other = an_item(person, **PLAN), an_item(person, **PLAN)

    narrowed(plan, ours)

    for name, shows in doors(person, plan).items():
        assert shows(ours), name
        assert not shows(theirs), name
    for name, shows in doors(person, other).items():
        assert shows(theirs), name


def test_one_for_urgent_care_too_is_read_there() -> None:
    person, ours = build.a_person(), of(TRUST)
    doctor = of("111", Role.URGENT_CLINICIAN)
    plan = an_item(person, **PLAN)
    now = instant.now()
    until = now + timedelta(hours=2)
    contact = care.team(build.LARKMEAD)
    care.begin(person, contact, because="live_contact", at=now, until=until, by=ours)

    narrowed(plan, ours, audience=Audience.URGENT_TOO)
    shown = record.now_of_card(doctor.scope, cards(doctor.scope, [person])[person], [person])

    assert access.is_for_viewer(doctor.scope, "urgent_too", TRUST, is_glass_broken=False)
    assert shown is None or PLAN["words"] in {
        row.words for one in shown.kinds.values() for row in one.rows
    }


def test_one_for_a_team_is_read_by_that_team() -> None:
    person, ours = build.a_person(), of(TRUST)
    colleague = Actor(ours.account_id, replace(ours.scope, teams=frozenset({build.LARKMEAD})))
    plan = an_item(person, **PLAN)

    narrowed(plan, ours, audience=Audience.TEAM, of=f"{TRUST}-team")

    for name, shows in doors(person, plan).items():
        assert shows(ours), name
        assert not shows(colleague), name


def test_it_is_said_that_there_is_something_and_whose() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    narrowed(an_item(person, kind=EntryKind.CONDITION, words="Frailty"), ours)
    narrowed(an_item(person, **PLAN), ours)

    card = cards(theirs.scope, [person])[person]
    now = record.now_of_card(theirs.scope, card, [person])
    strip = record.strip_of(theirs.scope, card)

    assert now is not None
    assert strip is not None
    assert now.kept == strip.kept
    assert [(one.of, one.count) for one in now.kept.whose] == [(TRUST, 2)]
    assert now.kinds[EntryKind.CONDITION].answer is Answer.NOT_SHOWN
    own = record.now_of(ours.scope, person)
    assert own.kept.whose == ()
    assert own.kinds[EntryKind.CONDITION].answer is Answer.HAS


def test_whose_it_is_says_not_where_somebody_is() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    narrowed(an_item(person, **PLAN), ours)
    kind = access.LOCATION
    care.restrict(person, kind=kind, reason="police", at=instant.now(), by=ours)

    assert [one.name for one in record.now_of(theirs.scope, person).kept.whose] == [""]


def test_one_kept_quiet_is_not_told_of() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    plan = an_item(person, **PLAN)

    narrowed(plan, ours, is_quiet=True, because=Because.SERIOUS_HARM)

    assert record.now_of(theirs.scope, person).kept.whose == ()
    medicine = an_item(person, kind=EntryKind.MEDICATION, words="Amlodipine")
    with pytest.raises(NeverQuiet):
        narrowed(medicine, ours, is_quiet=True, because=Because.SERIOUS_HARM)


def test_broken_glass_shows_what_is_for_others() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    plan = an_item(person, **PLAN)
    narrowed(plan, ours)
    now = instant.now()
    until = now + timedelta(hours=3)

    care.begin(
        person,
        care.account(theirs.account_id),
        because="broken_glass",
        at=now,
        until=until,
        by=theirs,
    )

    for name, shows in doors(person, plan).items():
        assert shows(theirs), name
    assert record.now_of(theirs.scope, person).kept.whose == ()


@pytest.mark.parametrize(
    "said",
    [
        {"kind": EntryKind.ALLERGY, "words": "Allergy to penicillin"},
        {"kind": EntryKind.CONSENT, "words": "Consent to share"},
        {"kind": EntryKind.CARE_PLAN, "words": "DNACPR in place"},
        {"kind": EntryKind.FLAG, "words": "Dog bites"},
    ],
)
def test_what_an_emergency_goes_by_is_never_for_fewer(said: dict[str, str]) -> None:
    person, ours = build.a_person(), of(TRUST)
    item = an_item(person, **said)

    for audience in (Audience.URGENT_TOO, Audience.ORGANISATION, Audience.TEAM):
        with pytest.raises(NeverNarrowed):
            narrowed(item, ours, audience=audience)


def test_a_document_for_urgent_care_is_never_narrowed_from_it() -> None:
    person, ours = build.a_person(), of(TRUST)
    form = papers.recorded(person)
    for audience in (Audience.URGENT_TOO, Audience.ORGANISATION, Audience.TEAM):
        with pytest.raises(NeverNarrowed):
            narrowed(form, ours, kind=ItemKind.DOCUMENT, audience=audience)
    said = papers.recorded(person, kind=DocumentKind.ADVANCE_STATEMENT)
    with pytest.raises(NeverNarrowed):
        narrowed(said, ours, kind=ItemKind.DOCUMENT)


def test_an_advance_statement_for_one_organisation_is_not_on_the_list_of_others() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    said = papers.recorded(person, kind=DocumentKind.ADVANCE_STATEMENT)

    narrowed(said, ours, kind=ItemKind.DOCUMENT, audience=Audience.URGENT_TOO)

    def listed(by: Actor) -> documents.Documents:
        return documents.documents_of(by.scope, cards(by.scope, [person])[person])

    assert [one.document_id for one in listed(ours).in_force] == [said]
    assert listed(ours).kept == ()
    assert listed(theirs).in_force == ()
    assert [(one.of, one.count) for one in listed(theirs).kept] == [(TRUST, 1)]
    with pytest.raises(NotPermitted) as refused:
        documents.document(theirs.scope, said)
    assert [one.code for one in refused.value.reasons] == ["for_others"]


def test_nobody_narrows_or_widens_what_they_may_not_read() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    plan = an_item(person, **PLAN)
    narrowed(plan, ours)

    with pytest.raises(NotPermitted):
        narrowed(plan, theirs, audience=Audience.EVERYBODY, of="", seen=1)
    with pytest.raises(AudienceUnnamed):
        narrowed(plan, ours, of=OTHERS, seen=1)
    with pytest.raises(NotPermitted):
        services.move_entry(
            plan, seen=1, to=build.a_number(), because="x", at=instant.now(), by=theirs
        )


def test_two_who_choose_at_once_are_told() -> None:
    person, ours = build.a_person(), of(TRUST)
    plan = an_item(person, **PLAN)
    narrowed(plan, ours)

    with pytest.raises(ItemChosen):
        narrowed(plan, ours, audience=Audience.EVERYBODY, of="")


def test_a_choice_is_kept_with_who_when_and_why_and_told() -> None:
    person, ours = build.a_person(), of(TRUST)
    plan = an_item(person, **PLAN)
    narrowed(plan, ours)

    narrowed(plan, ours, audience=Audience.EVERYBODY, of="", seen=1)

    first, second = ItemChoice.objects.order_by("number")
    assert (first.audience, first.audience_of, first.is_latest) == ("organisation", TRUST, False)
    assert (second.audience, second.because, second.is_latest) == ("everybody", "no_longer", True)
    assert first.chosen_by == ours.account_id
    told = Entry.objects.filter(kind=facts.kind_of(events.AudienceChosen), subject_id=person)
    assert told.count() == 2


def test_what_was_chosen_holds_for_the_next_version() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    said = an_entry(**PLAN)
    kept(person, said)
    first = RecordEntry.objects.get(source_key=said.source_key)
    narrowed(first.pk, ours)
    held_back(first.pk, ours)

    kept(person, replace(said, words="Plan of our own team, changed"))
    latest = RecordEntry.objects.get(source_key=said.source_key, superseded_at=None)

    assert latest.own_view == OwnView.NOT_AT_ALL
    for name, shows in doors(person, first.pk).items():
        assert not shows(theirs), name
    with pytest.raises(NotPermitted):
        record.entry_of(theirs.scope, latest.pk)
    assert len(record.entry_of(ours.scope, latest.pk)[1]) == 2


def test_a_version_that_tells_a_wish_is_for_everybody_again() -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)
    said = an_entry(**PLAN)
    kept(person, said)
    narrowed(RecordEntry.objects.get(source_key=said.source_key).pk, ours)

    kept(person, replace(said, words="DNACPR in place"))
    shown = record.record_of(theirs.scope, person).rows

    assert [row.words for row in shown] == ["DNACPR in place"]
    assert shown[0].was is None


def test_a_label_of_the_sender_counts_until_somebody_chooses() -> None:
    person, theirs = build.a_person(), of("K99008")
    said = an_entry(**PLAN, audience=Audience.ORGANISATION)
    kept(person, said, source="gp-record")
    row = RecordEntry.objects.get(source_key=said.source_key)

    assert (row.audience, row.audience_of, row.is_chosen) == ("organisation", "K99001", None)
    assert record.record_of(theirs.scope, person).rows == ()
    kept(person, replace(said, audience=Audience.EVERYBODY), source="gp-record")
    (shown,) = record.record_of(theirs.scope, person).rows
    assert shown.was is None
    narrowed(shown.entry_id, theirs)
    kept(person, replace(said, audience=None), source="gp-record")
    live = RecordEntry.objects.get(source_key=said.source_key, superseded_at=None)
    assert (live.audience_of, live.version) == ("K99008", 2)


def test_sexual_health_is_for_its_organisation_and_urgent_care_by_its_kind() -> None:
    person = build.a_person()
    said = an_entry(kind=EntryKind.CONDITION, words="Genital herpes")
    kept(person, said, source="gp-record")

    row = RecordEntry.objects.get(source_key=said.source_key)

    assert row.audience == Audience.URGENT_TOO


@pytest.mark.parametrize("kind", [EntryKind.OTHER, EntryKind.CONDITION])
def test_what_is_written_here_is_for_whom_its_author_chose(kind: EntryKind) -> None:
    person, ours, theirs = build.a_person(), of(TRUST), of(OTHERS)

    def write(words: str, **chosen: object) -> RecordEntry:
        written = Written(kind=kind, words=words, **chosen)  # type: ignore[arg-type]
        entry = services.write_entry(
            person, written=written, key=build.a_key(), at=instant.now(), by=ours
        )
        return RecordEntry.objects.get(pk=entry)

    own = write("Ours", audience=Audience.ORGANISATION)
    team = write("Team", audience=Audience.TEAM, audience_of=f"{TRUST}-team")
    every = write("All", audience=Audience.EVERYBODY)
    by_kind = write("HIV positive")

    assert (own.audience, own.audience_of) == ("organisation", TRUST)
    assert (team.audience, team.audience_of) == ("team", f"{TRUST}-team")
    assert (every.audience, by_kind.audience) == (None, "urgent_too")
    assert {row.words for row in record.record_of(theirs.scope, person).rows} == {"All"}
    assert ItemChoice.objects.filter(item_id=own.pk).count() == 1
    with pytest.raises(Refused):
        write("DNR", audience=Audience.TEAM, audience_of="another-team")


def test_an_allergy_written_here_is_for_nobody_alone() -> None:
    person, ours = build.a_person(), of(TRUST)
    written = Written(kind=EntryKind.ALLERGY, words="Penicillin", audience=Audience.ORGANISATION)

    with pytest.raises(NeverNarrowed):
        services.write_entry(person, written=written, key=build.a_key(), at=instant.now(), by=ours)


def test_who_may_not_write_chooses_nothing() -> None:
    person, ours = build.a_person(), of(TRUST)
    plan = an_item(person, **PLAN)
    reader = of(TRUST, Role.REFERRER)

    with pytest.raises(NotPermitted):
        narrowed(plan, reader)
    with pytest.raises(NotPermitted):
        held_back(plan, reader)
    choice = Choice(seeing=Seeing(), because=Because.NO_LONGER)
    with pytest.raises(NotPermitted):
        services.choose_audience(
            plan, kind=ItemKind.ENTRY, choice=choice, seen=0, at=instant.now(), by=reader
        )
    assert ours.scope.organisation == TRUST
