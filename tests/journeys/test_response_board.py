"""How the place answers: a manager opens a figure, a commissioner sees figures alone."""

import re

from tests.journeys.people import ComeIn, Look


def test_a_manager_opens_a_figure_to_the_people_she_has_to_do_with(
    come_in: ComeIn, look: Look
) -> None:
    ruth = come_in("ruth")
    ruth.go("/measures/response")
    look(ruth.page)

    ruth.page.get_by_label("Measure", exact=True).select_option("two_hour")
    ruth.press("Show")
    ruth.sees("Target: 70%")
    ruth.page.locator(".ju-board__tile", has_text="Open now").get_by_role("link").click()

    ruth.sees(re.compile(r"\d+ (of \d+: \d+ you may not see|in all)\."))
    look(ruth.page)


def test_a_commissioner_sees_figures_and_nobodys_name(come_in: ComeIn, look: Look) -> None:
    carl = come_in("carl")
    carl.go("/referrals/figures")
    look(carl.page)

    carl.sees("Counts from 1 to 4 are withheld")
    assert not carl.page.locator(".ju-board__table a").count()
    carl.go("/measures/response/behind?column=received")
    carl.sees("Your role sees figures")
