"""Who plays which part of the invented day: chosen in any place by what it says of itself."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from joinedup.demo.domain.parts import Asked, Soon, Who
from joinedup.demo.services.casting import Cast
from joinedup.foundation import place
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.place_schema import OrganisationKind, Takes

FOLDER = Path(__file__).resolve().parents[3] / "places"
SHIPPED = {file.stem: place.load(file) for file in sorted(FOLDER.glob("*.toml"))}


@pytest.fixture(params=sorted(SHIPPED))
def cast(request):
    return Cast(SHIPPED[request.param])


def test_every_part_is_played_by_somebody_of_the_place(cast):
    here = cast.here

    assert {cast.lead(who) for who in Who} == set(here.leads)
    assert len({cast.response_class(soon).code for soon in Soon}) == 3
    for asked, who in product(Asked, Who):
        assert cast.service(asked, who).code in here.services


def test_the_worker_of_the_day_writes_contacts_here(cast):
    teams = (cast.urgent_team, cast.local_team, cast.night_team)

    assert not any(cast.here.partner_of_team(one.code) for one in teams)
    assert cast.front_door not in teams


def test_the_urgent_team_answers_the_soonest_class_where_the_practice_is(cast):
    lead, soonest = cast.lead(Who.NURSE), cast.response_class(Soon.NOW).code

    assert cast.practice.locality == cast.locality
    assert cast.urgent_team.answers(lead, soonest, [cast.locality])


def test_somebody_is_of_a_team_that_files_by_hand(cast):
    text = [one for one in cast.here.partners.values() if one.takes is Takes.TEXT]

    assert cast.filing_team
    assert cast.filing_team.organisation in {one.organisation for one in text}
    assert cast.locality in cast.filing_team.localities


def test_buckinghamshire_is_cast_as_its_stories_say():
    cast = Cast(SHIPPED["buckinghamshire"])

    assert (cast.practice.code, cast.commissioner, cast.council) == ("K99010", "avccg", "bcc")
    assert (cast.urgent_team.code, cast.night_team.code) == ("rapid_response", "night_north")
    assert (cast.local_team.code, cast.other_team.code) == ("acht_vale_central", "acht_wycombe")
    assert cast.home_team.code == "reablement"
    assert cast.filing_team
    assert cast.filing_team.code == "social_north"


def test_a_place_of_one_class_and_other_words_is_cast_as_well():
    here = SHIPPED["barnet"]
    door = here.teams[here.front_door.team]
    bare = replace(
        here,
        services={"help": replace(here.services["please_decide"], code="help", name="Help")},
        teams={door.code: door},
        sites={},
        practices={},
        response_classes={"rapid": here.response_classes["rapid"]},
        professions={"helper": replace(here.professions["nurse"], code="helper", name="Helper")},
        leads={"help": replace(here.leads["nurse"], code="help", professions=("helper",))},
        localities={"all": replace(here.localities["north"], code="all")},
        organisations={"clch": here.organisations["clch"]},
    )
    door_of_bare = replace(door, leads=("help",), localities=("all",), response_classes=("rapid",))
    cast = Cast(replace(bare, teams={door.code: door_of_bare}, practices=here.practices))

    assert {cast.response_class(soon).code for soon in Soon} == {"rapid"}
    assert cast.urgent_team == cast.local_team == cast.night_team == cast.front_door
    assert cast.service(Asked.FALLS, Who.NURSE).code == "help"
    assert cast.service(Asked.NOT_SURE, Who.NURSE).code == "help"
    assert cast.profession("Community nurse", Who.NURSE) == "Helper"
    assert cast.organisation(OrganisationKind.HOSPICE) == "clch"


def test_a_reason_is_known_by_a_word_of_it_or_is_the_first_offered(cast):
    outside = cast.reason(ReasonKind.CANNOT_HELP, "outside")
    first = cast.reason(ReasonKind.DECLINE, "a word that no reason has")

    assert "utside" in outside.staff
    assert first == cast.here.reasons_offered(ReasonKind.DECLINE)[0]
    assert cast.question(pauses=True).pauses_clock
    assert not cast.question("history", pauses=False).pauses_clock
