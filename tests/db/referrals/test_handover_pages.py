"""The pages of a handover: what each side reads and does there."""

import html
import re

import pytest
from django.urls import reverse

from joinedup.foundation import duty, instant
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Handover, HandoverRow
from tests.builders import calls
from tests.builders import referrals as build
from tests.builders.queries import at_most
from tests.builders.watch import (
    HOUR,
    begun,
    client_of,
    confirm,
    give,
    on_duty,
    sent,
    shown,
)


def test_the_pages_lead_through_a_handover(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    line_id = build.a_line()
    assert "Begin the handover" in shown(sam, "referrals:handovers")
    assert sent(sam, "referrals:handover_begin", "spr_lead")[0] == 303
    made = Handover.objects.get().id

    code, page = sent(sam, "referrals:handover_give", made, to=leah.account_id)
    assert (code, "Tick at least one row" in page) == (422, True)
    given = {"to": leah.account_id, "lines": [line_id], "words": "Ring her son first"}
    assert sent(sam, "referrals:handover_give", made, **given)[0] == 303
    assert sent(sam, "referrals:handover_note", made, words="RiO is slow")[0] == 303
    page = shown(leah, "referrals:handover", made)
    assert "Ring her son first" in page
    assert "RiO is slow" in page
    assert "Accept the ticked rows" in page

    taken = {"rows": [line_id], f"seen-{line_id}": build.seen(line_id)}
    assert sent(leah, "referrals:handover_accept", made)[0] == 422
    assert sent(leah, "referrals:handover_accept", made, **taken)[0] == 303
    code, page = sent(leah, "referrals:handover_confirm", made)
    assert (code, "hands over confirms first" in page) == (422, True)
    assert sent(sam, "referrals:handover_confirm", made)[0] == 303
    assert sent(leah, "referrals:handover_confirm", made)[0] == 303
    assert "Confirmed by both" in shown(sam, "referrals:handover", made)
    assert "Sam → Leah" in shown(sam, "referrals:handovers")
    assert sent(sam, "referrals:handover_stop", made)[0] == 422
    assert sent(sam, "referrals:handover_note", made, words="late")[0] == 422


def test_whoever_took_over_is_told_that_they_are_not_on_duty(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    held = on_duty(sam)
    handover = begun()
    confirm(handover, by=build.clinician())
    confirm(handover, by=build.clinician("leah"))

    hers, his = (shown(one, "referrals:handover", handover) for one in (leah, sam))
    said = "What waits too long is still told to Sam."
    assert "You have taken over, and you are not on duty." in hers
    assert "Leah has taken over, and is not on duty." in his
    assert said in hers
    assert said in his
    link = re.search(r'href="(/referrals/duty/on[^"]+)"', hers)
    assert link
    form = client_of(leah).get(html.unescape(link[1])).content.decode()
    assert re.search(rf'value="{held}"[^>]*selected', form)

    duty.go_on_duty(
        "spr_lead",
        until=instant.now() + HOUR,
        number="01632960300",
        in_place_of=held,
        at=instant.now(),
        by=leah,
    )
    assert "not on duty" not in shown(leah, "referrals:handover", handover)


def test_a_watch_that_was_taken_over_a_day_ago_warns_of_nothing(clock):
    handover = begun()
    confirm(handover, by=build.clinician())
    confirm(handover, by=build.clinician("leah"))
    clock.tick(24 * HOUR)

    assert "not on duty" not in shown(build.clinician("leah"), "referrals:handover", handover)


def test_each_row_shows_the_signs_of_the_queue(clock):
    line_id = build.a_line(risks="A dog", interpreter="Punjabi", is_crew_on_scene=True)
    made = begun()
    came_back = build.a_line(Stage.WITH_TEAM)
    build.decline(came_back)

    page = shown(build.clinician(), "referrals:handover", made)

    row = page[page.index(f'id="row-{line_id}"') :]
    for sign in ("Crew waiting on scene", "Risk to staff", "Interpreter"):
        assert sign in row
    new = page[page.index(f'id="row-{came_back}"') : page.index(f'id="row-{line_id}"')]
    assert "New</strong>" in new
    assert "Came back: Rapid Response Team" in new


def test_the_page_says_what_changed_and_keeps_the_tick(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    line_id = build.a_line()
    made = begun()
    give(made, line_id)
    seen = build.seen(line_id)
    build.triage(line_id, by=build.clinician("tess"))

    typed = {"rows": [line_id], f"seen-{line_id}": seen}
    code, page = sent(leah, "referrals:handover_accept", made, **typed)

    assert code == 422
    assert "Somebody changed this since you looked" in page
    assert "Triaged and sent to a team, 09:30, Tess" in page
    assert re.search(rf'value="{line_id}"[^>]* checked', page)
    del sam


def test_one_row_that_left_the_watch_keeps_back_no_other(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    first, second = build.a_line(), build.a_line(Stage.WITH_TEAM)
    made = begun()
    give(made, first, second)
    seen = {f"seen-{one}": build.seen(one) for one in (first, second)}
    build.accept(second)

    code, page = sent(leah, "referrals:handover_accept", made, rows=[first, second], **seen)

    assert (code, "Somebody changed this since you looked" in page) == (422, True)
    assert HandoverRow.objects.get(line_id=first).accepted_at is not None
    assert HandoverRow.objects.get(line_id=second).accepted_at is None
    typed = {"to": leah.account_id, "lines": [first, second]}
    answer = client_of(sam).post(
        reverse("referrals:handover_give", args=[made]), typed, follow=True
    )
    assert "0 rows given. 2 were not: they left the watch" in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "no", "9" * 12])
def test_a_version_that_is_none_is_as_if_it_had_changed(clock, seen):
    leah = build.clinician("leah")
    line_id = build.a_line()
    made = begun()
    give(made, line_id)

    typed = {"rows": [line_id], f"seen-{line_id}": seen}
    assert sent(leah, "referrals:handover_accept", made, **typed)[0] == 422
    assert sent(leah, "referrals:handover_accept", made, rows="x")[0] == 422


def test_steps_lead_back_when_followed_as_links(clock):
    made = begun()
    client = client_of(build.clinician())

    for step in ("give", "accept", "note", "confirm", "stop"):
        answer = client.get(reverse(f"referrals:handover_{step}", args=[made]))
        assert answer["Location"] == reverse("referrals:handover", args=[made])
    answer = client.get(reverse("referrals:handover_begin", args=["spr_lead"]))
    assert answer["Location"] == reverse("referrals:handovers")


def test_a_long_handover_asks_no_more_than_a_short_one(clock):
    for number in range(8):
        build.a_line()
        calls.promise(calls.taken(key=str(number)), after=HOUR)
    made = begun()
    client = client_of(build.clinician())
    client.get(reverse("referrals:handover", args=[made]))

    with at_most(20):
        client.get(reverse("referrals:handover", args=[made]))


def test_a_page_that_stands_open_hears_how_the_handover_goes_on(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    line_id = build.a_line()
    made = begun()
    browser = client_of(leah)

    def asks() -> str:
        poll = re.search(r'data-changes="([^"]+)"', shown(leah, "referrals:handover", made))
        return html.unescape(poll[1]) if poll else ""

    def hears(asked: str) -> str:
        with at_most(12):
            answer = browser.get(asked, headers={"accept": "application/json"})
        return answer.json()["words"] if answer.status_code == 200 else ""

    opened = asks()
    assert hears(opened) == ""

    give(made, line_id)
    assert hears(opened) == "The rows of this handover have changed."
    opened = asks()
    assert hears(opened) == ""
    build.a_line()
    assert hears(opened) == "The rows of this handover have changed."

    opened = asks()
    confirm(made, by=sam)
    assert hears(opened) == "Whoever hands over has confirmed."
    opened = asks()
    confirm(made, by=leah)
    assert hears(opened) == "The handover is over."
    assert asks() == ""
    assert browser.get(f"{opened}-x' OR 1").status_code == 200
    del sam
