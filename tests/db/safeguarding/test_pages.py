"""The pages of safeguarding concerns: the form, its reading back, the receipt, and the work."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from joinedup.foundation import care, instant, place
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.safeguarding.models import Concern
from tests.builders import concerns as build
from tests.builders import glass
from tests.builders import people as persons
from tests.builders import referrals as work


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), **build.TYPED, **changes}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_it_is_offered_on_the_persons_page_and_in_an_emergency() -> None:
    person = build.somebody()
    page = browser(work.gp()).get(f"/desk/people/{person}").content.decode()
    doctor = glass.doctor()
    at, by = instant.now(), persons.the_office()
    holder = care.urgent_care(glass.OUT_OF_HOURS)
    care.begin(person, holder, because="live_contact", at=at, by=by)

    emergency = browser(doctor).get(f"/desk/people/{person}/emergency").content.decode()

    assert f"/safeguarding/people/{person}" in page
    assert f"/safeguarding/people/{person}" in emergency
    assert browser(doctor).get(f"/safeguarding/people/{person}").status_code == 200


def test_it_is_read_back_before_anything_is_written() -> None:
    person, joan = build.somebody(), browser(work.gp())
    form = joan.get(f"/safeguarding/people/{person}")
    assert "Ring 999 first" in words(form)

    check = joan.post(f"/safeguarding/people/{person}", typed())

    assert check.status_code == 200
    assert build.WORDS in words(check)
    assert "Physical abuse, Financial or material abuse" in words(check)
    assert "Ring 999 first" not in words(check)
    assert not Concern.objects.exists()


def test_sent_it_says_where_it_went_and_who_answers() -> None:
    person, joan = build.somebody(), browser(work.gp())

    sent = joan.post(f"/safeguarding/people/{person}", typed(send="yes"), follow=True)

    held = Concern.objects.get()
    assert held.reference in words(sent)
    assert "On its way to Adult social care front door" in words(sent)
    assert build.WORDS not in words(sent)
    assert held.reference in words(joan.get("/safeguarding/mine"))


def test_where_somebody_is_in_danger_999_comes_first_and_what_was_typed_stays() -> None:
    person, joan = build.somebody(), browser(work.gp())
    given = typed(danger="yes", danger_words="She is alone with him")

    check = joan.post(f"/safeguarding/people/{person}", given)
    again = joan.post(f"/safeguarding/people/{person}", {**given, "change": "yes"})

    assert words(check).index("Ring 999 first") < words(check).index(build.WORDS)
    assert 'value="She is alone with him"' in check.content.decode()
    assert again.status_code == 200
    assert build.WORDS in again.content.decode()
    assert "There is a problem" not in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "box", "said"),
    [
        ({"words": ""}, "words", "Say what was seen or said"),
        ({"kinds": []}, "kinds", "Choose at least one"),
        ({"danger": ""}, "danger", "Choose whether anybody is in danger now"),
        ({"whose": "child"}, "child_name", "Say the child&#39;s name"),
        ({"knows": "no"}, "not_told", "Say why they do not know"),
        ({"agrees": "no"}, "override", "Choose why it is raised without their agreement"),
        ({"capacity": "lacks"}, "capacity_words", "Say why you think"),
        ({"raiser_number": "x"}, "raiser_number", "Enter a telephone number"),
        ({"child_number": "12"}, "child_number", "10 digits"),
    ],
)
@pytest.mark.parametrize("send", [{}, {"send": "yes"}])
def test_what_is_left_out_is_said_beside_its_box_and_the_rest_kept(
    changes: dict[str, Any], box: str, said: str, send: dict[str, str]
) -> None:
    person, joan = build.somebody(), browser(work.gp())

    refused = joan.post(f"/safeguarding/people/{person}", typed(**changes, **send))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'href="#id_{box}' in page
    assert said in page
    assert "She wants it to stop" in page
    assert not Concern.objects.exists()


def test_a_user_name_that_is_nobodys_is_said_beside_its_box() -> None:
    person, joan = build.somebody(), browser(work.gp())
    given = typed(alleged_username="nobody", send="yes")

    refused = joan.post(f"/safeguarding/people/{person}", given)

    assert refused.status_code == 422
    assert 'href="#id_alleged_username"' in refused.content.decode()
    assert build.WORDS in refused.content.decode()


def test_a_childs_own_page_offers_the_childrens_door() -> None:
    child = persons.a_person(
        born_on=place.today().replace(day=1) - timedelta(days=9 * 365),
        practice_code=persons.LARKMEAD,
    )
    joan = browser(work.gp())

    form = joan.get(f"/safeguarding/people/{child}").content.decode()
    refused = joan.post(f"/safeguarding/people/{child}", typed(send="yes"))

    assert 'value="child" checked' in form
    assert 'value="PARGETER, Ethel May"' in form
    assert refused.status_code == 422
    assert "They are under 18" in words(refused)


def test_whoever_rang_says_who_took_it() -> None:
    person, joan = build.somebody(), browser(work.gp())
    child = typed(whose="child", child_name="Milo", child_age="6", harm="not_sure", send="yes")
    receipt = joan.post(f"/safeguarding/people/{person}", child)["Location"]
    assert "Ring Children's social care front door" in words(joan.get(receipt)).replace(
        "&#39;", "'"
    )

    empty = joan.post(receipt, {"seen": 1, "name": ""})
    joan.post(receipt, {"seen": 1, "name": "Pat", "their_reference": "CH-9"})

    assert empty.status_code == 422
    told = words(joan.get(receipt))
    assert "Pat of" in told
    assert "Their reference: CH-9" in told


def test_the_front_door_takes_it_and_says_what_was_decided() -> None:
    concern_id, mark = build.raised(), browser(build.worker())
    assert Concern.objects.get().reference in words(mark.get("/safeguarding/"))
    page = f"/safeguarding/{concern_id}"
    assert build.WORDS in words(mark.get(page))

    mark.post(f"{page}/taken", {"seen": 1, "name": "Mark Ellery"})
    unsaid = mark.post(f"{page}/close", {"seen": 2, "outcome": "section_42", "words": ""})
    mark.post(f"{page}/close", {"seen": 2, "outcome": "section_42", "words": "All parts met"})

    assert unsaid.status_code == 422
    assert "Enquiry under section 42 of the Care Act" in words(mark.get(page))
    assert "None is open" in words(mark.get("/safeguarding/"))
    assert Concern.objects.get().reference in words(mark.get("/safeguarding/?closed=yes"))


def test_an_old_page_is_answered_with_what_was_done_since() -> None:
    concern_id, mark = build.raised(), browser(build.worker())
    build.acknowledged(concern_id)

    closing = {"seen": 1, "outcome": "no_further", "words": "Not met"}

    late = mark.post(f"/safeguarding/{concern_id}/taken", {"seen": 1, "name": "Mark"})
    again = mark.post(f"/safeguarding/{concern_id}/send", {"seen": 2})
    closed = mark.post(f"/safeguarding/{concern_id}/close", closing)

    assert (late.status_code, again.status_code, closed.status_code) == (422, 422, 409)
    assert "acknowledged already" in words(late)


def test_no_answer_tells_a_stranger_whether_there_is_one() -> None:
    concern_id = build.raised()
    other = browser(work.gp("jo"))

    assert (
        other.post(f"/safeguarding/{concern_id}/receipt", {"seen": 1, "name": "X"}).status_code
        == 404
    )
    assert (
        other.post(f"/safeguarding/{uuid4()}/receipt", {"seen": 1, "name": "X"}).status_code == 404
    )
