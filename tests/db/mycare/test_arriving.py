"""Coming to one's own care by a letter, and leaving it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from joinedup.foundation import accounts, instant, place, reading
from joinedup.foundation.models import Account, Care, Entry, Membership, Reading, ReadingOf
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Opens, explain, require, require_own, system
from joinedup.kernel.errors import NotFound, NotPermitted, Refused
from joinedup.mycare.domain.letters import MOST_ATTEMPTS, CodeNotTaken, SeenHow
from joinedup.mycare.models import LetterCode, Resident
from joinedup.mycare.services import joining, letters
from joinedup.people import services as people
from tests.builders import mycare as build
from tests.builders import people as persons
from tests.builders import referrals as work

CHOSEN = {"username": "etty.p", "password": build.PASSWORD}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_letter_is_made_shown_once_and_opens_ones_own_care() -> None:
    ethel, gp = build.somebody(), work.gp()
    joan, etty = build.browser(gp), build.browser()
    letter = joan.post(f"/my-care/letters/{ethel}", {"seen_how": "known"})
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", words(letter))

    given = etty.post("/my-care/letter", {"code": code.lower(), **build.TYPED}, follow=True)
    assert given.redirect_chain == [("/my-care/letter/sign-in", 303)]
    chosen = etty.post("/my-care/letter/sign-in", CHOSEN)
    assert chosen["Location"] == "/sign-in?because=letter"
    signed_in = etty.post("/sign-in", {"login": "etty.p", "password": build.PASSWORD}, follow=True)

    assert signed_in.redirect_chain[-1][0] == "/my-care/"
    assert "Hello Etty" in words(signed_in)
    assert code not in words(joan.get(f"/my-care/letters/{ethel}"))
    assert "They see their own care online since" in words(joan.get(f"/my-care/letters/{ethel}"))
    assert LetterCode.objects.get().digest != code
    kinds = Entry.objects.filter(subject_id=ethel).order_by("seq").values_list("kind", flat=True)
    assert [*kinds][-2:] == ["mycare.letter_code_issued", "mycare.own_care_opened"]


def test_the_own_view_is_read_on_its_own_ground_and_purpose() -> None:
    ethel = build.somebody()
    account = build.a_resident(ethel)

    build.browser(account).get("/my-care/")

    look = Reading.objects.get(route="mycare:home")
    assert (look.purpose, look.role) == ("own_care", "resident")
    assert ReadingOf.objects.get(reading=look).ground == "own_record"


@pytest.mark.parametrize(
    "typed",
    [
        {"code": "0000-0000-0000", **build.TYPED},
        {"code": "{code}", **build.TYPED, "born_on-year": "1946"},
    ],
    ids=["the code", "the date of birth"],
)
def test_whichever_is_wrong_the_same_is_said(typed: dict[str, str]) -> None:
    code = build.a_letter(build.somebody())
    given = {name: one.replace("{code}", code) for name, one in typed.items()}

    answer = build.browser().post("/my-care/letter", given)

    assert answer.status_code == 422
    assert "That code and date of birth do not open anything" in words(answer)
    assert Reading.objects.get(outcome=reading.SIGN_IN_FAILED).detail == "letter_code_not_taken"


def test_a_code_closes_after_five_wrong_dates_and_tries_are_slowed() -> None:
    code = build.a_letter(build.somebody())
    wrong = {"code": code, **build.TYPED, "born_on-day": "13"}

    for _ in range(MOST_ATTEMPTS):
        assert build.browser().post("/my-care/letter", wrong).status_code == 422
    answer = build.browser().post("/my-care/letter", {"code": code, **build.TYPED})

    assert answer.status_code == 422
    assert LetterCode.objects.get().attempts == MOST_ATTEMPTS
    for _ in range(MOST_ATTEMPTS):
        last = build.browser().post("/my-care/letter", wrong)
    assert last.status_code == 429


def test_nothing_is_asked_of_a_form_that_is_not_filled_in() -> None:
    assert build.browser().post("/my-care/letter", {}).status_code == 422


def test_a_code_is_over_after_two_weeks_or_a_newer_letter(clock: Any) -> None:
    ethel = build.somebody()
    first = build.a_letter(ethel)
    second = build.a_letter(ethel)

    taken = build.browser().post("/my-care/letter", {"code": first, **build.TYPED})
    clock.tick(timedelta(days=14))
    late = build.browser().post("/my-care/letter", {"code": second, **build.TYPED})

    assert (taken.status_code, late.status_code) == (422, 422)
    assert LetterCode.objects.exclude(revoked_at=None).count() == 1


def test_who_gave_a_code_too_long_ago_begins_again(clock: Any) -> None:
    etty = build.browser()
    assert etty.get("/my-care/letter/sign-in")["Location"] == "/my-care/letter"
    etty.post("/my-care/letter", {"code": build.a_letter(build.somebody()), **build.TYPED})
    assert "Choose how to sign in" in words(etty.get("/my-care/letter/sign-in"))

    clock.tick(timedelta(minutes=16))

    assert etty.post("/my-care/letter/sign-in", CHOSEN)["Location"] == "/my-care/letter"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**CHOSEN, "username": "943 476 5919"}, "no spaces"),
        ({**CHOSEN, "username": "9434765919"}, "Do not use your NHS number"),
        ({**CHOSEN, "username": "sam.taken"}, "already"),
        ({**CHOSEN, "password": "short"}, "12"),
        ({**CHOSEN, "password": ""}, "Choose a password"),
        ({**CHOSEN, "username": ""}, "Choose a user name"),
    ],
)
def test_what_cannot_be_signed_in_by_is_refused(typed: dict[str, str], said: str) -> None:
    Account.objects.create(username="sam.taken", display_name="Sam", made_at=instant.now())
    etty = build.browser()
    etty.post("/my-care/letter", {"code": build.a_letter(build.somebody()), **build.TYPED})

    answer = etty.post("/my-care/letter/sign-in", typed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert not Resident.objects.exists()


def test_a_new_letter_lets_somebody_choose_anew_on_the_same_account() -> None:
    ethel = build.somebody()
    account = build.a_resident(ethel, "forgotten")
    etty = build.browser()
    etty.post("/my-care/letter", {"code": build.a_letter(ethel), **build.TYPED})
    assert "You have used this before" in words(etty.get("/my-care/letter/sign-in"))

    etty.post("/my-care/letter/sign-in", CHOSEN)

    account.refresh_from_db()
    assert account.username == "etty.p"
    assert Resident.objects.count() == 1


def test_a_code_is_closed_by_staff_once() -> None:
    ethel, gp = build.somebody(), work.gp()
    build.a_letter(ethel, by=gp)
    held, joan = LetterCode.objects.get(), build.browser(gp)

    done = joan.post(f"/my-care/letters/{ethel}/close", {"code_id": str(held.id)})
    again = joan.post(f"/my-care/letters/{ethel}/close", {"code_id": str(held.id)})

    assert (done.status_code, again.status_code) == (303, 422)
    with pytest.raises(NotFound):
        letters.revoke_code(ethel, at=instant.now(), by=gp)


def test_a_letter_needs_a_birth_and_a_reason_and_a_part_in_the_care() -> None:
    unborn = persons.a_person(born_on=None)
    joan = build.browser(work.gp())

    refused = joan.post(f"/my-care/letters/{unborn}", {"seen_how": "known"})
    unsaid = joan.post(f"/my-care/letters/{unborn}", {})
    stranger = persons.a_person(practice_code=persons.CORNCRAKE)

    assert (refused.status_code, unsaid.status_code) == (422, 422)
    assert joan.get(f"/my-care/letters/{stranger}").status_code == 403


def test_a_code_that_was_used_meanwhile_opens_nothing() -> None:
    ethel = build.somebody()
    build.a_resident(ethel)
    used = LetterCode.objects.get()

    with pytest.raises(CodeNotTaken):
        joining.join_by_letter(
            used.id, username="other.name", password="x", at=instant.now(), by=system("sign_in")
        )


def test_who_died_since_the_letter_is_let_in_by_nobody() -> None:
    ethel = build.somebody()
    build.a_letter(ethel)
    at, by = instant.now(), persons.the_office()
    people.record_death(ethel, seen=None, died_on=place.today(), at=at, by=by)

    with pytest.raises(CodeNotTaken):
        joining.join_by_letter(
            LetterCode.objects.get().id,
            username="etty.p",
            password="x",
            at=instant.now(),
            by=system("sign_in"),
        )


def test_a_resident_opens_their_own_view_and_no_page_of_staff() -> None:
    ethel, other = build.somebody(), build.somebody(given_name="Reg")
    account = build.a_resident(ethel)
    scope, etty = build.actor(account).scope, build.browser(account)

    assert explain(scope, ethel).opens is Opens.OWN
    with pytest.raises(NotPermitted):
        require(scope, ethel)
    with pytest.raises(NotFound):
        require_own(scope, other)
    for address in ("/desk/", f"/desk/people/{ethel}", "/people/find", f"/my-care/letters/{ethel}"):
        assert etty.get(address).status_code == 403, address
    assert etty.get("/", follow=True).redirect_chain[-1][0] == "/my-care/"
    assert etty.get("/account")["Location"] == "/my-care/account"


def test_staff_never_open_anybodys_own_view() -> None:
    build.a_resident(build.somebody())

    assert build.browser(work.gp()).get("/my-care/").status_code == 403


def test_an_account_of_a_resident_takes_no_role_and_no_role_makes_a_resident() -> None:
    account = build.a_resident(build.somebody())
    by, at = persons.the_office(), instant.now()
    give = accounts.give_role

    with pytest.raises(Refused, match="account_of_resident"):
        give(account.id, role=Role.REFERRER, organisation_code="bcc", at=at, by=by)
    with pytest.raises(Refused, match="role_of_residents"):
        give(work.gp().account_id, role=Role.RESIDENT, organisation_code="bcc", at=at, by=by)


def test_closing_ends_the_account_and_its_ground() -> None:
    ethel = build.somebody()
    account = build.a_resident(ethel)
    scope = build.actor(account).scope

    joining.close_own_care(ethel, because="asked", at=instant.now(), by=persons.the_office())
    joining.close_own_care(ethel, because="asked", at=instant.now(), by=persons.the_office())

    account.refresh_from_db()
    assert not account.is_active
    assert Care.objects.get(because="own_record").ended_because == "asked"
    assert Membership.objects.filter(role="resident").count() == 1
    with pytest.raises(NotFound):
        require_own(build.actor(account).scope, ethel)
    assert scope.account_id == account.id


def test_leaving_quickly_signs_out_and_shows_the_weather() -> None:
    etty = build.browser(build.a_resident(build.somebody()))

    gone = etty.get("/my-care/exit")

    assert gone["Location"].startswith("https://www.bbc.co.uk/")
    assert gone["Clear-Site-Data"] == '"cache"'
    assert etty.get("/my-care/").status_code == 302


@pytest.mark.parametrize("page", ["start", "help", "privacy", "accessibility", "letter"])
def test_what_everybody_may_read_has_a_number_to_ring(page: str) -> None:
    answer = build.browser().get(f"/my-care/{page}")

    assert answer.status_code == 200
    assert "0808 157 0100" in words(answer)


def test_how_one_signs_in_is_said() -> None:
    ethel, reg = build.somebody(), build.somebody(given_name="Reg")
    etty = build.browser(build.a_resident(ethel))
    by = joining.join_by_number(reg, at=instant.now(), by=system("sign_in"))

    assert "etty.pargeter" in words(etty.get("/my-care/account"))
    assert "another service" in words(
        build.browser(Account.objects.get(id=by)).get("/my-care/account")
    )


def test_a_session_of_ones_own_care_ends_after_a_quarter_of_an_hour(
    settings: Any, clock: Any
) -> None:
    settings.JOINEDUP_IDLE_SECONDS = 3600
    etty = build.browser(build.a_resident(build.somebody()))
    etty.get("/my-care/")
    assert etty.get("/session").json()["left"] == 900

    clock.tick(timedelta(minutes=16))

    assert etty.get("/my-care/").status_code == 302


def test_a_letter_known_by_every_way_is_kept() -> None:
    ethel, gp = build.somebody(), work.gp()

    letters.issue_code(ethel, seen_how=SeenHow.PRACTICE, at=instant.now(), by=gp)

    said = words(build.browser(gp).get(f"/my-care/letters/{ethel}"))
    assert "Their practice made sure who they are" in said
    assert "They do not see their own care online" in said
