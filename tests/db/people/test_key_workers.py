"""Key workers: who can be named, what it opens, where they are shown, and how it ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import accounts, anchors, care, instant, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Entry, Membership
from joinedup.foundation.scope import Actor, Opens
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries, services
from joinedup.people.models import KeyWorker
from joinedup.people.queries import glass, key_workers
from tests.builders import claims, duplicates
from tests.builders import key_workers as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.glass import doctor, now, officer, opens

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def cared_for(*nurses: Actor) -> PersonId:
    person = persons.a_person()
    persons.in_care_of(nurses[0], [person])
    return person


def browser(actor: Actor) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=actor.account_id), backend=BACKEND)
    return client


def refused(person: PersonId, worker: Actor, **changes: object) -> str:
    with pytest.raises(Refused) as said:
        build.named(person, worker, **changes)
    return said.value.refusal_code


def end(key_worker_id: object, by: Actor, **changes: object) -> None:
    given = {"seen": None, "because": "She moved teams", "at": instant.now(), **changes}
    services.end_key_worker(key_worker_id, by=now(by), **given)  # type: ignore[arg-type]


def shown(person: PersonId, by: Actor) -> key_workers.KeyWorkerRow | None:
    return queries.person_page(now(by).scope, person).key_worker


def together(text: str) -> str:
    return "".join(text.split())


def test_whoever_is_named_sees_the_person_until_another_is(clock: instant.Hands) -> None:
    ann, bea, sam = work.nurse("ann"), work.nurse("bea"), work.clinician()
    person = cared_for(ann)
    clock.tick(timedelta(hours=1))

    first = build.named(person, ann)

    assert "key_worker" in access.explain(now(ann).scope, person).grounds
    row = shown(person, sam)
    assert row is not None
    assert (row.key_worker_id, row.name, row.works_here) == (first, "Ann", True)
    second = build.named(person, bea, instead_of=first)
    assert "key_worker" not in access.explain(now(ann).scope, person).grounds
    assert "key_worker" in access.explain(now(bea).scope, person).grounds
    was = KeyWorker.objects.get(pk=first)
    assert (was.until, was.ended_because) == (instant.now(), "another_named")
    kinds = Entry.objects.filter(kind="people.key_worker_named", subject_id=person)
    assert [str(first) in one.body for one in kinds.order_by("seq")] == [True, True]
    assert KeyWorker.objects.get(until=None).pk == second


def test_it_ends_with_a_reason_and_nobody_instead(clock: instant.Hands) -> None:
    far = work.nurse("far", team="acht_wycombe")
    person, sam = cared_for(work.nurse("ann")), work.clinician()
    persons.in_care_of(sam, [person])
    membership = Membership.objects.get(account_id=far.account_id)
    named = build.named(person, sam)
    care.begin(
        person,
        care.account(far.account_id),
        because=care.KEY_WORKER,
        at=instant.now(),
        by=sam,
        about=KeyWorker.objects.get(pk=named),
    )
    assert opens(far, person) is Opens.ALL
    clock.tick(timedelta(minutes=1))
    with pytest.raises(Refused) as silent:
        end(named, sam, because=" ")
    assert silent.value.refusal_code == "because_missing"

    end(named, sam)

    assert opens(far, person) is Opens.NOTHING
    assert shown(person, sam) is None
    with pytest.raises(Refused) as over:
        end(named, sam)
    assert over.value.refusal_code == "key_worker_over"
    with pytest.raises(NotPermitted):
        end(named, far)
    with pytest.raises(NotFound):
        key_workers.key_worker(sam.scope, uuid4())
    entry = Entry.objects.get(kind="people.key_worker_ended")
    assert "moved teams" not in entry.body
    assert membership.until is None


def test_a_death_ends_it_and_leaves_four_weeks_for_the_family(clock: instant.Hands) -> None:
    far, sam = work.nurse("far", team="acht_wycombe"), work.clinician()
    person = cared_for(work.nurse("ann"))
    persons.in_care_of(sam, [person])
    named = build.named(person, sam)
    row = KeyWorker.objects.get(pk=named)
    begun = {"because": care.KEY_WORKER, "at": instant.now(), "by": sam, "about": row}
    care.begin(person, care.account(far.account_id), **begun)  # type: ignore[arg-type]
    died = {"seen": None, "died_on": place.today(), "at": instant.now()}
    services.record_death(person, **died, by=persons.the_office())  # type: ignore[arg-type]

    row.refresh_from_db()
    assert (row.until, row.ended_because) == (instant.now(), "died")
    assert shown(person, sam) is None
    clock.tick(timedelta(days=27, hours=23))
    assert opens(far, person) is Opens.ALL
    clock.tick(timedelta(hours=2))
    assert opens(far, person) is Opens.NOTHING
    assert Entry.objects.filter(kind="people.key_worker_ended").count() == 1


def test_a_death_that_a_joined_record_carries_ends_it_too(clock: instant.Hands) -> None:
    sam, person = work.clinician(), cared_for(work.nurse("ann"))
    persons.in_care_of(sam, [person])
    build.named(person, sam)
    again = duplicates.entered_again()
    died = {"seen": None, "died_on": place.today(), "at": instant.now()}
    services.record_death(again, **died, by=persons.the_office())  # type: ignore[arg-type]
    clock.tick(timedelta(hours=1))

    duplicates.joined(again, person, words="Rang the family")

    assert KeyWorker.objects.get().ended_because == "died"


def test_only_somebody_of_a_team_that_cares_for_them() -> None:
    ann, far = work.nurse("ann"), work.nurse("far", team="acht_wycombe")
    person = cared_for(ann)

    assert refused(person, far) == "key_worker_not_of_care"
    assert refused(person, work.commissioner()) == "key_worker_not_of_care"
    offered = {one.name for one in key_workers.candidates(now(work.clinician()).scope, person)}
    assert {"Ann", "Sam"} <= offered
    assert "Far" not in offered


def test_only_by_somebody_who_may_write_in_an_open_record() -> None:
    ann = work.nurse("ann")
    person = cared_for(ann)
    for by in (work.nurse("far", team="acht_wycombe"), officer(), doctor()):
        with pytest.raises(NotPermitted):
            build.named(person, ann, by=by)
    with pytest.raises(NotFound):
        build.named(PersonId(uuid4()), ann, by=ann)


def test_two_who_name_at_once_are_told_apart(clock: instant.Hands) -> None:
    ann, bea = work.nurse("ann"), work.nurse("bea")
    person, key = cared_for(ann), persons.a_key()
    first = build.named(person, ann, key=key)

    assert build.named(person, ann, key=key) == first
    assert refused(person, bea) == "key_worker_another"
    assert refused(person, ann, instead_of=first) == "key_worker_already"
    end(first, ann)
    assert refused(person, bea, instead_of=first) == "key_worker_another"
    again = build.named(person, bea)
    with pytest.raises(Conflict):
        end(again, ann, seen=Version(9))


def test_nobody_is_the_key_worker_of_their_own() -> None:
    ann = work.nurse("ann")
    person = cared_for(ann)
    services.say_own_record(person, username="ann", at=instant.now(), by=officer())

    assert refused(person, ann) == "glass_of_oneself"


def test_of_joined_records_the_latest_stands_and_ends_with_both(clock: instant.Hands) -> None:
    ann, bea = work.nurse("ann"), work.nurse("bea")
    one, other = cared_for(ann), cared_for(ann)
    build.named(other, ann)
    clock.tick(timedelta(minutes=1))
    anchors.merge(other, one, reason="same", at=instant.now(), by=persons.the_office())
    row = shown(one, ann)
    assert row is not None

    build.named(one, bea, instead_of=row.key_worker_id)

    assert KeyWorker.objects.get(until=None).person_id == one
    now_shown = shown(other, bea)
    assert now_shown is not None
    assert now_shown.name == "Bea"


def test_who_works_here_no_longer_is_shown_as_gone(clock: instant.Hands) -> None:
    ann, sam = work.nurse("ann"), work.clinician()
    person = cared_for(ann)
    Account.objects.filter(pk=ann.account_id).update(direct_number="01632 960771")
    build.named(person, ann)
    pages = [reverse(f"desk:{one}", args=[person]) for one in ("person", "emergency", "fridge")]
    client = browser(sam)
    for page in pages:
        assert "01632960771" in together(client.get(page).content.decode()), page

    Account.objects.filter(pk=ann.account_id).update(is_active=False)

    texts = [client.get(page).content.decode() for page in pages]
    assert "Works here no longer" in texts[0]
    assert not any("01632960771" in together(text) for text in texts)


def test_a_key_worker_is_told_who_opened_the_record_on_their_own_word() -> None:
    ann = work.nurse("ann")
    person = cared_for(ann)
    build.named(person, ann)

    claim_id = claims.claimed(person, by=work.nurse("far", team="acht_wycombe"))

    assert [one.glass_id for one in glass.told_to(now(ann).scope)] == [claim_id]


def test_it_is_named_changed_and_ended_on_pages(clock: instant.Hands) -> None:
    ann, bea = work.nurse("ann"), work.nurse("bea")
    person = cared_for(ann)
    client, name = browser(ann), reverse("people:key_worker", args=[person])
    asked = client.get(name).content.decode()
    assert "Nobody is named yet" in asked
    nobody = client.post(name, {"key": str(uuid4()), "instead_of": "", "worker": ""})
    assert (nobody.status_code, "Choose the key worker" in nobody.content.decode()) == (422, True)

    given = {"key": str(uuid4()), "instead_of": "", "worker": str(bea.account_id)}
    done = client.post(name, given, follow=True).content.decode()

    assert "Name another key worker" in done
    assert "It is Bea now" in client.get(name).content.decode()
    held = KeyWorker.objects.get()
    ended = reverse("people:end_key_worker", args=[held.pk])
    assert "Is Bea the key worker no longer?" in client.get(ended).content.decode()
    silent = client.post(ended, {"seen": held.version, "because": ""})
    assert silent.status_code == 422
    over = client.post(ended, {"seen": held.version, "because": "She left"}, follow=True)
    assert "Nobody is named to co-ordinate" in over.content.decode()
    given = {"key": str(uuid4()), "instead_of": "", "worker": str(ann.account_id)}
    client.post(name, given)
    own = KeyWorker.objects.get(until=None)
    gone = client.post(
        reverse("people:end_key_worker", args=[own.pk]),
        {"seen": own.version, "because": "She left"},
    )
    assert gone["Location"] == reverse("desk:home")
    assert accounts.names({ann.account_id})
