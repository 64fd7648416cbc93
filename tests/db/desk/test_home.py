"""My work: what waits for somebody stands on the first page that they see."""

from django.test import Client

from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor
from joinedup.referrals.domain.stages import Stage
from tests.builders import referrals as build
from tests.builders.queries import at_most

# Four of them save points, which only a test within a transaction asks for; one is asked once a
# session: whether somebody has several roles.
MOST_QUERIES = 26


def home_of(actor: Actor) -> str:
    """The first page of somebody signed in."""
    browser = Client()
    browser.force_login(Account.objects.get(id=actor.account_id))
    with at_most(MOST_QUERIES):
        page = browser.get("/desk/")
    return page.content.decode()


def test_a_referrer_reads_the_question_that_waits_for_an_answer(clock):
    referral_id = build.sent()
    build.ask(build.the_line(referral_id))

    page = home_of(build.gp())

    assert "Waiting for your answer" in page
    assert f"/referrals/{referral_id}" in page


def test_a_referrer_whom_nobody_asked_reads_no_question(clock):
    build.sent()

    assert "Waiting for your answer" not in home_of(build.gp())


def test_a_worker_reads_what_waits_for_the_team_and_where_to_go(clock):
    build.a_line(Stage.WITH_TEAM)
    build.a_line(Stage.ALLOCATED)

    page = home_of(build.nurse())

    assert "1 to accept" in page
    assert "2 open" in page
    assert "4 Orchard Close" in page


def test_a_worker_reads_the_signs_of_risk_beside_each_of_theirs(clock):
    build.a_line(Stage.ALLOCATED, risks="Aggressive dog", interpreter="Punjabi")

    page = home_of(build.nurse())

    assert "Risk to staff" in page
    assert "Interpreter" in page
    assert "Aggressive dog" not in page
