"""Who reads a concern: by need to know alone. At every other door there is no trace of it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from joinedup.foundation import care, deliveries, exporting, instant, naming, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Delivery, Reading
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Actor, actor_of
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import DeliveryId, PersonId
from joinedup.office import queries as office
from joinedup.people import services as people
from joinedup.people.domain.relations import Related, Relation
from joinedup.safeguarding import queries
from joinedup.safeguarding.domain.concern import Whose
from tests.builders import concerns as build
from tests.builders import glass, partner
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.place import planted
from tests.builders.queries import at_most

HOUR = timedelta(hours=1)
TRACES = ("zigzag", "Quillfeather", "It may be", "A concern")


def may_read(actor: Actor, concern_id: UUID) -> bool:
    try:
        queries.concern(actor_of(Account.objects.get(id=actor.account_id)).scope, concern_id)
    except NotFound:
        return False
    return True


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


def is_told_of(said: str, concern_id: UUID) -> list[str]:
    reference = str(concern_id)
    return [one for one in (*TRACES, reference) if one.casefold() in said.casefold()]


def test_who_needs_to_know() -> None:
    concern_id = build.raised()

    assert may_read(build.lead(), concern_id)
    assert may_read(build.worker(), concern_id)
    assert may_read(work.gp(), concern_id)
    assert not may_read(build.worker("other", organisation="avdc"), concern_id)


@pytest.fixture
def another_door(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """The place, once it names another council as the front door for adults."""
    door = 'name = "Adult social care front door of the county council", organisation = "bcc"'
    council = 'name = "Aylesbury Vale District Council", kind = "district_council"'
    changed = (door, door.replace('"bcc"', '"avdc"'))
    folder = planted(tmp_path, changed, (council, council.replace("district", "unitary"))).parent
    yield lambda: place.serve("buckinghamshire", folder=str(folder))
    place.serve(settings.PLACE)


def test_what_is_open_goes_with_the_front_door_and_what_is_closed_stays(
    another_door: Callable[[], None],
) -> None:
    still_open, closed = build.raised(), build.raised()
    build.acknowledged(closed)
    build.closed(closed)
    another_door()
    before, since = build.worker(), build.worker("other", organisation="avdc")

    assert [may_read(before, one) for one in (still_open, closed)] == [True, True]
    assert [may_read(since, one) for one in (still_open, closed)] == [True, False]


@pytest.mark.parametrize(
    "who",
    [
        lambda: work.gp("jo"),
        work.clinician,
        work.nurse,
        work.manager,
        work.commissioner,
        lambda: work.staff("petra", Role.PRIVACY_OFFICER),
        lambda: work.staff("ade", Role.PLACE_ADMINISTRATOR),
        lambda: work.staff("partner", Role.SYSTEM, organisation="demo_partner"),
    ],
)
def test_nobody_else_whatever_their_part_in_the_care(who: Callable[[], Actor]) -> None:
    person = build.somebody()
    actor, concern_id = who(), build.raised(person)
    holder = care.account(actor.account_id)
    at = instant.now()
    care.begin(person, holder, because="episode", at=at, by=persons.the_office())

    assert not may_read(actor, concern_id)
    assert queries.concerns(actor.scope).rows == ()
    assert queries.raised_by_viewer(actor.scope).rows == ()
    assert queries.waiting_count(actor.scope) == 0
    with pytest.raises(NotFound):
        queries.receipt(actor.scope, concern_id)
    with pytest.raises(NotFound):
        build.acknowledged(concern_id, by=actor)


def test_broken_glass_opens_the_record_and_no_concern() -> None:
    person = persons.a_person(practice_code=persons.LARKMEAD)
    concern_id, doctor = build.raised(person), glass.doctor()

    glass.broken(person, by=doctor)

    assert glass.opens(doctor, person) is access.Opens.ALL
    assert not may_read(doctor, concern_id)


def test_the_person_themself_and_their_household_never_read_it() -> None:
    person, lead = build.somebody(), build.lead()
    elsewhere = {"address_lines": ("9 Mill Lane",), "postcode": "HP20 1AA"}
    other = persons.a_person(practice_code=persons.LARKMEAD, **elsewhere)
    theirs, household = build.raised(other), build.raised(person)
    assert may_read(lead, theirs)
    said = {"username": "dora", "at": instant.now(), "by": glass.officer()}

    # Dora lives with Ethel, at 14 Station Road.
    people.say_own_record(persons.a_person(), **said)

    assert not may_read(lead, household)
    assert may_read(lead, theirs)
    assert [one.concern_id for one in queries.concerns(lead.scope).rows] == [theirs]
    assert queries.waiting_count(lead.scope) == 1
    with pytest.raises(NotFound):
        build.acknowledged(household, by=lead)


def test_nor_their_family() -> None:
    far = {"address_lines": ("9 Mill Lane",), "postcode": "HP20 1AA"}
    person, own = build.somebody(), persons.a_person(**far)
    lead, concern_id = build.lead(), build.raised(person)
    people.say_own_record(own, username="dora", at=instant.now(), by=glass.officer())
    assert may_read(lead, concern_id)

    related = Related(relation=Relation.CHILD, other_id=own)
    at, by = instant.now(), persons.the_office()
    people.relate(person, related, key=persons.a_key(), at=at, by=by)

    assert not may_read(lead, concern_id)


def test_nor_a_childs_own_people() -> None:
    number = persons.a_number()
    far = {"address_lines": ("9 Mill Lane",), "postcode": "HP20 1AA"}
    child = persons.a_person(nhs_number=number, **far)
    concern_id = build.raised(whose=Whose.CHILD, child_number=number.value)

    people.say_own_record(child, username=_named("mark"), at=instant.now(), by=glass.officer())

    assert not may_read(build.worker(), concern_id)


def _named(username: str) -> str:
    build.worker(username)
    return username


def test_whoever_is_alleged_reads_nothing_by_account_or_by_name() -> None:
    lead = build.lead()
    by_account = build.raised(alleged_username="dora")
    Account.objects.filter(id=lead.account_id).update(display_name="Derek  QUILLFEATHER")
    by_name = build.raised()

    assert not may_read(lead, by_account)
    assert not may_read(lead, by_name)
    assert may_read(build.worker(), by_name)


def test_a_concern_names_a_person_to_those_alone_who_work_on_it() -> None:
    person = build.somebody()
    build.raised(person)

    row = queries.concerns(build.lead().scope).rows[0]

    assert row.card is not None
    assert row.card.name == "PARGETER, Ethel May"
    assert row.card.address is None
    with pytest.raises(NotPermitted):
        queries.close.cards_of_concern(work.nurse().scope, [person])


def test_every_look_is_written_down_by_a_name_that_tells_nothing() -> None:
    person = build.somebody()
    concern_id, lead = build.raised(person), browser(build.lead())

    assert lead.get(f"/safeguarding/{concern_id}").status_code == 200

    read = Reading.objects.latest("id")
    assert (read.route, read.person_count) == ("safeguarding:concern", 1)
    petra = browser(glass.officer())
    for page in (f"/desk/readings/{person}", "/desk/readings"):
        said = petra.get(page).content.decode()
        assert "A confidential page" in said
        assert "afeguard" not in said.replace("Safeguarding lead", "").replace(
            "safeguarding lead", ""
        )


def test_no_page_about_the_person_tells_of_it() -> None:
    referral = work.sent(by=work.gp())
    person = work.person_of(referral)
    build.worker()
    before = {page: _page(page) for page in _pages(person, referral)}

    concern_id = build.raised(person, by=_open_to(person))
    partner.work()

    for page, said in before.items():
        now = _page(page)
        assert is_told_of(now, concern_id) == [], page
        assert now.count("afeguard") == said.count("afeguard"), page


def _open_to(person: PersonId) -> Actor:
    return work.gp()


def _pages(person: PersonId, referral: UUID) -> list[tuple[str, str]]:
    line = work.the_line(referral)  # type: ignore[arg-type]
    return [
        ("clinician", f"/desk/people/{person}"),
        ("clinician", f"/desk/people/{person}/fridge"),
        ("clinician", "/desk/"),
        ("clinician", "/referrals/queue"),
        ("clinician", "/referrals/duty"),
        ("clinician", f"/referrals/lines/{line}"),
        ("clinician", "/undelivered?part=all"),
        ("gp", f"/desk/people/{person}"),
        ("gp", f"/desk/people/{person}/emergency"),
        ("gp", f"/referrals/{referral}"),
    ]


def _page(page: tuple[str, str]) -> str:
    who, address = page
    answer = browser(work.gp() if who == "gp" else work.clinician()).get(address)
    assert answer.status_code == 200, address
    said: str = answer.content.decode()
    return said


def test_no_export_and_no_list_of_hand_offs_carries_it() -> None:
    concern_id = build.raised()
    build.acknowledged(concern_id)
    delivery = Delivery.objects.get(about_id=concern_id)
    Delivery.objects.filter(id=delivery.id).update(attempt_count=3, last_error="Unavailable")
    ade = work.staff("ade", Role.PLACE_ADMINISTRATOR)

    exported = "\n".join(exporting.lines())

    assert "safeguarding" not in exported
    assert str(concern_id) not in exported
    assert office.undelivered(ade.scope, part=office.Part.ALL).rows == ()
    assert deliveries.undelivered() == []
    assert deliveries.late(at=instant.now() + HOUR, limit=9) == []
    with pytest.raises(NotFound):
        office.hand_off(ade.scope, DeliveryId(delivery.id))
    with pytest.raises(NotFound):
        deliveries.retry(DeliveryId(delivery.id), at=instant.now(), by=ade)


def test_no_message_to_a_partner_and_no_notice_speaks_of_it() -> None:
    person = build.somebody()
    concern_id = build.raised(person)

    others = Delivery.objects.exclude(channel=deliveries.CONFIDENTIAL)

    assert not others.filter(about_id=concern_id).exists()
    assert not any("zigzag" in one.payload for one in Delivery.objects.all())


def test_no_reference_of_it_opens_anything_from_the_search() -> None:
    held = queries.receipt(work.gp().scope, build.raised())

    for who in (work.gp(), work.clinician(), build.lead()):
        assert naming.opened(who.scope, held.reference) is None


def test_to_everybody_else_its_page_is_not_there() -> None:
    concern_id = build.raised()

    assert browser(work.gp("jo")).get(f"/safeguarding/{concern_id}").status_code == 404
    assert browser(work.gp("jo")).get(f"/safeguarding/{concern_id}/receipt").status_code == 404
    for who in (glass.officer(), work.staff("ade", Role.PLACE_ADMINISTRATOR)):
        for page in ("", f"{concern_id}", f"{concern_id}/receipt", "mine"):
            assert browser(who).get(f"/safeguarding/{page}").status_code == 403


def test_the_lists_ask_few_questions() -> None:
    for _ in range(6):
        build.raised()
    lead = build.lead().scope

    with at_most(11):
        assert len(queries.concerns(lead).rows) == 6


def test_roles_that_open_people_may_raise_and_no_others() -> None:
    raises = {role for role in Role if Permission.CONCERN_RAISE in access.ROLE_PERMISSIONS[role]}

    assert raises == {
        Role.REFERRER,
        Role.REFERRAL_CLINICIAN,
        Role.URGENT_CLINICIAN,
        Role.TEAM_MEMBER,
        Role.TEAM_MANAGER,
    }
    assert place.current().role_number(Role.SAFEGUARDING_LEAD)
