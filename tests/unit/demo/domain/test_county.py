"""How many referrals a county has, by the documents of the county that it is drawn from."""

from joinedup.demo.domain import county


def test_a_county_refers_as_often_as_the_documents_say() -> None:
    assert county.REFERRALS_A_YEAR == 13_020
    assert county.referral_count(505_300, 2) == 26_040
    assert county.referral_count(20_000, 1) == 515


def test_few_people_in_little_time_are_referred_seldom_or_never() -> None:
    assert county.referral_count(50, 1) == 1
    assert county.referral_count(60, 1) == 2
    assert county.referral_count(50, 0.1) == 0


def test_every_hundred_referrals_go_some_way() -> None:
    assert set(county.WAYS) == set(county.Way)
    assert sum(county.WAYS.values()) == 100


def test_what_is_wanted_most_is_of_a_hundred_too() -> None:
    assert sum(share for share, _ in county.WANTED) == 100
    assert sum(county.OF_WEEK) == 100
