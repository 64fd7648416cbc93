"""A referral by form keeps whoever refers from sending a visit, or themselves, astray."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import place
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.referrals.models import Draft, Referral
from joinedup.web import filters
from tests.builders import page_forms
from tests.builders import referrals as build

ALLUM = {"new-family_name": "Allum", "new-given_name": "Ethel"}
BORN = {"new-born_on-day": "4", "new-born_on-month": "3", "new-born_on-year": "1945"}
AT_HOME = {"new-address": "4 Mill Lane", "new-postcode": "HP19 7AA"}
NO_ADDRESS = "Give the address and postcode"


@pytest.fixture
def joan() -> Client:
    """A GP at her desk."""
    return at_a_browser(build.gp())


def at_a_browser(actor: Actor) -> Client:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(Account.objects.get(id=actor.account_id))
    return browser


def begun(joan: Client, **who: str) -> Draft:
    """A draft about somebody new, unless somebody else is named."""
    joan.post(reverse("referrals:new"), who or ALLUM)
    return Draft.objects.latest("began_at")


def filled(joan: Client, draft: Draft, **changed: Any) -> str:
    """What the form as it is sent on leads to."""
    draft.refresh_from_db()
    answers = {**page_forms.ANSWERS, "seen": draft.version, **changed}
    return read(joan.post(reverse("referrals:refer", args=[draft.pk]), answers, follow=True))


def sent(joan: Client, draft: Draft, **changed: Any) -> Referral:
    filled(joan, draft, **changed)
    joan.post(reverse("referrals:check", args=[draft.pk]))
    return Referral.objects.get(key=str(draft.pk))


def triaged(referral: Referral) -> str:
    """The page on which it is triaged."""
    sam = at_a_browser(build.clinician())
    line = referral.lines.get()
    return read(sam.get(reverse("referrals:line", args=[line.pk])))


def read(answer: Any) -> str:
    page: str = unescape(answer.content.decode())
    return page


def test_somebody_at_home_nowhere_is_asked_for_the_address(joan: Client) -> None:
    draft = begun(joan)

    asked = filled(joan, draft, where_address="")
    said = filled(joan, draft, where_address="", where_address_not_known="yes")
    given = filled(joan, draft, where_address="4 Mill Lane")

    assert NO_ADDRESS in asked
    assert "Check and send" in said
    assert "Nobody can be sent to them" in said
    assert NO_ADDRESS not in given
    assert "Nobody can be sent to them" not in given


def test_an_address_on_record_is_not_asked_for(joan: Client) -> None:
    new = begun(joan, **ALLUM, **AT_HOME)

    about_new = filled(joan, new, where_address="")
    known = begun(joan, person=str(sent(joan, new).person_id))
    about_known = filled(joan, known, where_address="")

    for page in (about_new, about_known):
        assert "Check and send" in page
        assert NO_ADDRESS not in page
        assert "Nobody can be sent to them" not in page


def test_a_line_without_an_address_says_so_at_triage(joan: Client) -> None:
    without = triaged(sent(joan, begun(joan), where_address="", where_address_not_known="yes"))
    with_one = triaged(sent(joan, begun(joan, **ALLUM, **AT_HOME), where_address=""))

    assert "No address" in without
    assert "No address" not in with_one


def test_whoever_goes_back_after_sending_is_told_that_it_was_sent(joan: Client) -> None:
    draft = begun(joan)
    referral = sent(joan, draft)
    form = reverse("referrals:refer", args=[draft.pk])
    more = {"seen": draft.version, "change_words": "Now on the floor"}

    back = [
        read(joan.get(reverse(f"referrals:{to}", args=[draft.pk]))) for to in ("refer", "check")
    ]
    pressed = joan.post(form, more)

    for page in (*back, read(pressed)):
        assert f": {referral.reference}" in page
        assert reverse("referrals:status", args=[referral.pk]) in page
    assert pressed.status_code == 409
    assert "What was typed after that is not in it" in read(pressed)
    assert "Now on the floor" in read(pressed)


def test_the_safety_net_as_the_clinician_wrote_it_reaches_the_referrer(joan: Client) -> None:
    referral = sent(joan, begun(joan))
    status = reverse("referrals:status", args=[referral.pk])
    words = "Ring 999 if her lips turn blue"

    before = read(joan.get(status))
    build.triage(build.the_line(referral.pk), safety_net=words)
    after = read(joan.get(status))

    assert "If things change" not in before
    assert words in after
    assert f"said at {filters.moment(referral.lines.get().sent_at)}" in after


def test_whoever_withdraws_sees_whose_referral_it_is(joan: Client) -> None:
    referral = sent(joan, begun(joan, **ALLUM, **BORN))

    page = read(joan.get(reverse("referrals:withdraw", args=[referral.pk])))

    assert "ALLUM, Ethel" in page
    assert "4\xa0Mar\xa01945" in page


def test_somebody_new_is_shown_as_they_were_typed(joan: Client) -> None:
    typed = begun(joan, **ALLUM, **BORN, **AT_HOME, **{"new-gender": "female"})
    bare = begun(joan)
    nameless = begun(joan, description="Grey coat, bus station")

    for draft, expected in (
        (typed, ("ALLUM, Ethel", "4\xa0Mar\xa01945", "Female", "4 Mill Lane, HP19 7AA")),
        (bare, ("ALLUM, Ethel", "<dt>Born</dt><dd>Not known", "<dt>Address</dt><dd>Not known")),
        (nameless, ("Not yet identified", "Grey coat, bus station")),
    ):
        form = read(joan.get(reverse("referrals:refer", args=[draft.pk])))
        for page in (form, filled(joan, draft)):
            banner = page.partition('class="ju-person"')[2].partition("</section>")[0]
            assert [said for said in expected if said not in banner] == []


def test_the_red_flags_stand_above_the_button_that_sends(joan: Client) -> None:
    page = filled(joan, begun(joan))

    flags = page.partition("do not wait for us")[2].partition("Send the referral")[0]
    for flag in place.current().red_flags.values():
        assert f"{flag.sign}: <strong>{flag.action}" in flags


def test_somebody_in_the_index_is_shown_before_they_are_added_again(joan: Client) -> None:
    referral = sent(joan, begun(joan, **ALLUM, **BORN, **AT_HOME))
    new, again = reverse("referrals:new"), {**ALLUM, **BORN}

    shown = read(joan.post(new, again))
    is_not_begun = not Draft.objects.exists()
    boxes = [one.boxes for one in page_forms.forms_on(shown, new)]
    asked = next(one["none_of_these"].value for one in boxes if "none_of_these" in one)
    on = joan.post(new, {**again, "none_of_these": asked})
    mended = joan.post(new, {**again, "new-given_name": "Ethle", "none_of_these": asked})
    other = joan.post(new, {**again, "new-born_on-year": "1972"})

    assert "Is it one of these?" in shown
    assert f'name="person" value="{referral.person_id}"' in shown
    assert "4 Mill Lane, HP19 7AA" in shown
    assert is_not_begun
    assert "Is it one of these?" in read(mended)
    assert (on.status_code, other.status_code) == (303, 303)


def test_those_alike_show_no_more_than_the_viewer_may_see(joan: Client) -> None:
    sent(joan, begun(joan, **ALLUM, **BORN, **AT_HOME))
    ravi = at_a_browser(build.gp("ravi", practice="K99030"))

    shown = read(ravi.post(reverse("referrals:new"), {**ALLUM, **BORN}))

    assert "Is it one of these?" in shown
    assert "4 Mill Lane" not in shown


@pytest.mark.parametrize(
    ("text", "family", "given", "year"),
    [
        ("Ethel O'Dell 4/3/45", "O'Dell", "Ethel", "1945"),
        ("O'Dell, Ethel May 4 March 1945", "O'Dell", "Ethel May", "1945"),
        ("O'Dell, Ethel 4/3/12", "O'Dell", "Ethel", ""),
    ],
)
def test_what_was_searched_for_is_not_typed_again(
    joan: Client, text: str, family: str, given: str, year: str
) -> None:
    page = read(joan.post(reverse("referrals:find_who"), {"text": text}))

    shown = page_forms.forms_on(page, reverse("referrals:new"))
    boxes = next(one.boxes for one in shown if "new-family_name" in one.boxes)
    assert (boxes["new-family_name"].value, boxes["new-given_name"].value) == (family, given)
    assert boxes["new-born_on-year"].value == year
    assert f'value="{build.LARKMEAD}" selected' in page


def test_a_birth_of_two_digits_is_taken_where_one_century_can_be(joan: Client) -> None:
    new, born = reverse("referrals:new"), {**ALLUM, **BORN}

    taken = joan.post(new, {**born, "new-born_on-year": "45"})
    asked = joan.post(new, {**born, "new-born_on-year": "12"})

    assert taken.status_code == 303
    assert "4\xa0Mar\xa01945" in read(joan.get(taken.headers["Location"]))
    assert "Enter the year with four digits" in read(asked)
