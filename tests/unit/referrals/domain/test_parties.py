"""Who may do what to a line."""

import pytest

from joinedup.referrals.domain.parties import PARTIES, Party
from joinedup.referrals.domain.stages import Act
from tests.rules import rule


def test_every_act_says_who_may_do_it():
    assert set(PARTIES) == set(Act)
    assert all(PARTIES.values())


@rule("Only whoever has a line ends it")
def test_a_line_is_closed_by_whoever_has_it():
    assert PARTIES[Act.CLOSE] == {Party.HOLDER}


@rule("Where to go is for whoever triages and whoever is to go")
def test_where_to_go_is_for_two_alone():
    assert PARTIES[Act.SEE_VISIT_DETAILS] == {Party.TRIAGER, Party.WORKER}


@rule("The front door decides; a referrer asks, answers and takes back")
@pytest.mark.parametrize("act", [Act.TRIAGE, Act.ADVISE, Act.REFUSE_HELP, Act.REDIRECT, Act.ASK])
def test_a_referrer_decides_nothing(act):
    assert Party.REFERRER not in PARTIES[act]


@pytest.mark.parametrize("act", [Act.ANSWER, Act.ADD, Act.WITHDRAW])
def test_a_referrer_answers_adds_and_withdraws(act):
    assert Party.REFERRER in PARTIES[act]
