"""Sixty contacts on one evening, a third on either side of the 21:00 handover: none is forgotten.

The place is rehearsed from 20:50. Eleven are typed in a browser; the rest are sent as browsers and
partners' systems send them. When it is over, every one has an owner or an end, and who it was.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from joinedup.kernel import nhs_number
from tests.builders.exchange import a_message, an_ethel
from tests.builders.page_forms import ANSWERS, forms_on
from tests.journeys import log, partner
from tests.journeys.people import ComeIn, Desk, Look, add_person, refer
from tests.journeys.site import Site, running, told_of

pytestmark = pytest.mark.slow

MESSAGES, CALLS, FORMS = 24, 28, 8
NUMBERS = (n for stem in count(999_700_001) if (n := nhs_number.make(str(stem))))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The place as it is ten minutes before the watch changes."""
    at = f"{_next_ten_to_nine():%Y-%m-%dT%H:%M}"
    with running(tmp_path_factory.mktemp("evening"), "--at", at, "--weeks", "0") as site:
        yield site
    assert told_of(site.people(), site.said()) == set()


def test_sixty_contacts_over_a_handover_are_each_somebodys(
    site: Site, come_in: ComeIn, look: Look
) -> None:
    sam, leah, joan = come_in("sam"), come_in("leah"), come_in("joan")
    sam.sees("Rehearsal: the clock says")
    system = partner.signed_on(site)
    before = _all_of(site)

    for number in range(MESSAGES // 2):
        _message(system, number)
    for number in range(CALLS // 2):
        _call(sam, number)
    for number in range(FORMS // 2):
        _form(joan, number)
    total = _give_and_accept(sam, leah, look)
    for number in range(MESSAGES // 2, MESSAGES):
        _message(system, number)
    for number in range(CALLS // 2, CALLS):
        _call(leah, number)
    for number in range(FORMS // 2, FORMS):
        _form(joan, number)

    after = _all_of(site)
    came = after - before
    assert total > MESSAGES // 2
    assert came["call"] == CALLS
    assert came["by message"] == MESSAGES
    assert came["by form"] == FORMS
    assert came["by call"] == came["call that ended in a referral"]
    assert after["call still open"] == before["call still open"]
    assert after["line of nobody"] == 0
    leah.go("/referrals/duty")
    leah.sees("Leah Brooks")
    look(leah.page)


def _next_ten_to_nine() -> datetime:
    """The next in the place, so that its clock is never behind a token that is made outside it."""
    now = datetime.now(ZoneInfo("Europe/London"))
    then = now.replace(hour=20, minute=50, second=0, microsecond=0)
    return then if now < then else then + timedelta(days=1)


def _message(system: partner.PartnerSystem, number: int) -> None:
    person = an_ethel(name=[{"use": "official", "family": f"Evening{_letters(number)}"}])
    person["identifier"][0]["value"] = next(NUMBERS).value
    own = [{"system": "https://gp.example/referral", "value": f"R-{uuid4()}"}]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    message = a_message(
        message_id=str(uuid4()), sent=now, authoredOn=now, patient=person, identifier=own
    )
    system.send(message)
    if number % 4 == 0:
        # The same message again, as a system sends that heard no answer.
        system.send(message)


def _call(taker: Desk, number: int) -> None:
    """A call: one in seven typed, the rest posted as the pad posts them, to each kind of end."""
    if number % 7 == 0:
        _typed_call(taker, number)
        return
    ending = ("referral", "advice_only", "call_back", "not_for_us", "cut_off")[number % 5]
    address = "/referrals/calls/new"
    page = taker.page.request.get(address).text()
    pad = next(form for form in forms_on(page, address) if "caller_name" in form.boxes)
    typed: dict[str, Any] = {name: box.value for name, box in pad.boxes.items()}
    typed |= {name: said for name, said in ANSWERS.items() if isinstance(said, str)}
    typed |= {
        "services": "rapid_response",
        "caller_name": f"Caller {_letters(number)}",
        "description": f"A man in the porch of number {number}, about 80, grey coat",
        "change_words": f"Evening call {_letters(number)}: unsteady and not drinking.",
        "where_postcode": "HP19 7AA",
        "advice_reason": _first(pad.boxes, "advice_reason"),
        "advice": "Rest, drink, and ring again if it gets worse.",
        "safety_net": "Ring 999 if he cannot be woken.",
        "call_back_in": _first(pad.boxes, "call_back_in"),
        "sent_to": _first(pad.boxes, "sent_to"),
        "not_for_us_reason": _first(pad.boxes, "not_for_us_reason"),
        "sent_to_number": "01632 960202",
        "is_different": "yes",
        "do": ending,
    }
    answer = taker.page.request.post(
        address, form=typed, headers={"Referer": f"{_origin(taker)}{address}"}
    )
    assert answer.status == 200, f"{ending}: {_why(answer.text())}"


def _typed_call(taker: Desk, number: int) -> None:
    taker.go("/referrals/calls/new")
    taker.answer("Who is calling?", f"Neighbour {_letters(number)}")
    taker.answer("Direct number to ring back", "07700900321")
    taker.answer("What has changed, or what is wanted?", "Asks when the nurse comes.")
    taker.unfold("Call back by")
    taker.choose("In 30 minutes")
    taker.press("Promise the call")
    taker.sees("We ring you back by")


def _form(joan: Desk, number: int) -> None:
    family = ("Ashby", "Birchall", "Cedric", "Elmhurst", "Hollins", "Maplin", "Oakes", "Yewdall")
    add_person(joan, family[number], "May", (str(3 * number + 1), "3", str(1930 + 2 * number)))
    refer(joan, words=f"Evening form {_letters(number)}: short of breath.")


def _give_and_accept(sam: Desk, leah: Desk, look: Look) -> int:
    """Hand over every row to Leah, who comes on duty in Sam's place."""
    sam.go("/referrals/duty/handovers")
    sam.press("Begin the handover")
    address = sam.page.url
    total = _tick(sam)
    sam.page.get_by_label("Give the ticked rows to", exact=True).select_option(
        label="Leah Brooks, District nurse"
    )
    sam.press("Give the ticked rows")
    sam.sees(re.compile(r"\d+ rows? given\."))
    leah.go(address)
    assert _tick(leah) == total
    leah.press("Accept the ticked rows")
    leah.sees(f"{total} of {total} rows accepted.")
    look(leah.page)
    sam.go(address)
    sam.press("I have handed over")
    leah.go(address)
    leah.press("I have taken over")
    leah.sees("Confirmed by both")
    leah.go("/referrals/duty/on")
    names = leah.page.get_by_label("In place of").locator("option", has_text="Sam Okafor")
    leah.page.get_by_label("In place of").select_option(label=names.first.inner_text())
    leah.page.get_by_role("button", name="Go on duty", exact=True).click()
    leah.sees("You are on duty.")
    expect(leah.page.locator(".ju-on")).not_to_contain_text("Sam Okafor")
    return total


def _tick(desk: Desk) -> int:
    boxes = desk.page.locator(".ju-hand input[type=checkbox]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    return boxes.count()


def _all_of(site: Site) -> Counter[str]:
    """Everything that came, as the store has it."""
    asked = {
        "call": "select count(*) from referrals_call",
        "call still open": "select count(*) from referrals_call where ended_at is null",
        "call that ended in a referral": "select count(*) from referrals_call"
        " where outcome = 'referral'",
        "by message": "select count(*) from referrals_referral where arrived_by = 'message'",
        "by form": "select count(*) from referrals_referral where arrived_by = 'form'",
        "by call": "select count(*) from referrals_referral where arrived_by = 'call'",
        "line of nobody": "select count(*) from referrals_line where closed_at is null"
        " and accepted_at is not null and team_code = ''",
    }
    with log.reading(site) as store:
        return Counter({name: store.execute(sql).fetchone()[0] for name, sql in asked.items()})


def _first(boxes: Any, name: str) -> str:
    return next((one for one in boxes[name].offered if one), "") if name in boxes else ""


def _origin(desk: Desk) -> str:
    found = re.match(r"https?://[^/]+", desk.page.url)
    assert found
    return found[0]


def _why(page: str) -> str:
    return " ".join(re.findall(r"(?s)nhsuk-error-summary.*?</ul>", page))[:500]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:02}")
