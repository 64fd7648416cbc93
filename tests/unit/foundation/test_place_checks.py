"""A place file whose sections do not hold together: each fault named at its entry and key."""

import pytest

from tests.builders.place import SHORT, findings_of, planted

UNSOUND = {
    "a class with no triage clock": (
        ('[[triage_clocks]]\ncode = "fast"', '[[triage_clocks]]\ncode = "swift"'),
        "triage_clocks",
        ["found a code that nothing uses", '"fast" is missing'],
    ),
    "an outcome that the work needs": (
        ('kind = "close"\ncode = "died"', 'kind = "close"\ncode = "dead"'),
        "reasons",
        ['"close.died" is missing'],
    ),
    "a reason that only a rule gives": (
        ('kind = "reclassify"\ncode = "worse"', 'kind = "reclassify"\ncode = "poorly"'),
        "reasons",
        ['"reclassify.worse" is missing'],
    ),
    "a pause where none is": (
        ('We are sorry. Our visits have stopped."', 'We are sorry."\npauses_clock = true'),
        "reasons",
        ["pauses_clock: found true, expected it only"],
    ),
    "an attempt that stops a clock": (
        ('a text", may_stop_clock = false', 'a text", may_stop_clock = true'),
        "contact_types",
        ['contact_types "attempted", may_stop_clock: found true, expected false'],
    ),
    "a clock stopped by a call": (
        ('clock_stopped_by = ["face_to_face"]', 'clock_stopped_by = ["face_to_face", "call"]'),
        "response_classes",
        ['found "call", expected a contact type with may_stop_clock = true'],
    ),
    "classes that are not soonest first": (
        ('limit = "3 h"', 'limit = "30 h"'),
        "response_classes",
        ['response_classes "fast", limit: found it after "rapid", expected the soonest first'],
    ),
    "an answer that forms do not know": (
        ('{ code = "relative"', '{ code = "friend"'),
        "location_kinds",
        ["found a code that nothing uses", '"relative" is missing'],
    ),
    "a role that there is not": (
        ('code = "team_manager"', 'code = "team_leader"'),
        "roles",
        ['did you mean'],
    ),
    "a team of an organisation that provides nothing": (
        ('organisation = "red_cross"', 'organisation = "avccg"'),
        "teams",
        ['found "avccg", expected an organisation that provides'],
    ),
    "a locality of an organisation that commissions nothing": (
        ('commissioner = "avccg"', 'commissioner = "bht"'),
        "localities",
        ['found "bht", expected an organisation that commissions'],
    ),
    "a front door that shuts": (
        ('response_classes = ["rapid", "fast", "normal"]\ncalendar = "always"',
         'response_classes = ["rapid", "fast", "normal"]\ncalendar = "core"'),
        "teams",
        ['teams "spr", calendar: found "core", expected a calendar that is always open'],
    ),
    "a front door that does not take everything": (
        ('leads = ["nurse", "therapist", "social_care"]', 'leads = ["nurse", "therapist"]'),
        "teams",
        ['"spr", leads: the front door keeps what nobody takes', 'services "not_sure", leads'],
    ),
    "a service that nobody answers": (
        ('teams = ["falls"]', 'teams = ["carers"]'),
        "services",
        ['found "therapist", expected a lead', 'found "nurse", expected a lead'],
    ),
    "a service that stops at a locality": (
        ('["mental_health_north", "mental_health_south"]', '["mental_health_north"]'),
        "services",
        ["none of these teams covers amersham_chesham, wycombe, wooburn_green, south_bucks"],
    ),
    "a service with a class that no team has": (
        ('response_classes = ["normal"]\nteams = ["falls"]',
         'response_classes = ["rapid"]\nteams = ["falls"]'),
        "services",
        ['found "rapid", expected a class that one of its teams answers'],
    ),
    "a step required of another class": (
        ('required_for = ["normal"]', 'required_for = ["rapid"]'),
        "no_access_steps",
        ['no_access_steps "leave_card", required_for: found "rapid", expected one of the classes'],
    ),
    "limits the wrong way round": (
        ("lowest = 20, highest = 45", "lowest = 45, highest = 20"),
        "observations",
        ['observations "temperature", lowest: expected a lowest and a higher highest'],
    ),
    "a choice of nothing": (
        ('kind = "number", unit = "mmHg"', 'kind = "choice", unit = "mmHg"'),
        "observations",
        ["expected choices where the kind is choice", "expected no limits for a choice"],
    ),
    "an ODS code of two organisations": (
        ('ods = "RZ8"', 'ods = "RZ9"'),
        "organisations",
        ['organisations "frimley", ods: found "RZ9", which "bht" has'],
    ),
    "hours where it never shuts": (
        ("is_always_open = true\n", 'is_always_open = true\nmonday = ["09:00-17:00"]\n'),
        "calendars",
        ["found hours or closed bank holidays, expected neither"],
    ),
    "no hours at all": (
        ('every_day = ["08:00-18:00"]\n', ""),
        "calendars",
        ["found no hours, expected some on at least one day"],
    ),
    "a kind of record that nothing is": (
        ('kind = "social_care_event", truth', 'kind = "social_event", truth'),
        "partners",
        ['found "social_event", expected a kind of record; did you mean "social_care_event"?'],
    ),
    "a safety net that there is not": (
        ('"not_opened", "not_decided"', '"unopened", "not_decided"'),
        "duty_roles",
        ['duty_roles "spr_lead", watches: found "unopened", expected one of call_back_due'],
    ),
    "a postcode of two": (
        ('postcodes = ["MK18"]', 'postcodes = ["MK1"]'),
        "neighbours",
        ['found "MK1", which "north_vale" has, expected it once'],
    ),
    "another code than the file's name": (
        ('code = "buckinghamshire"', 'code = "barnet"'),
        "code",
        ['code: found "barnet", expected "buckinghamshire" like the file'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSOUND.values(), ids=UNSOUND)
def test_what_does_not_hold_together_is_named(tmp_path, case):
    change, section, said = case

    found = findings_of(planted(tmp_path, change))

    assert any(one.message.startswith(section) for one in found)
    for words in said:
        assert any(words in one.message for one in found), [one.message for one in found]


def test_a_step_with_no_reasons_is_named(tmp_path):
    file = planted(tmp_path)
    file.write_text(
        SHORT.replace('kind = "late_entry"\ncode = "', 'kind = "restrict"\ncode = "late_')
    )

    (found,) = findings_of(file)

    said = 'found none offered of the kind "late_entry", expected at least one'
    assert found.message == f"reasons: {said}"


def test_two_partners_do_not_send_under_one_code(tmp_path):
    file = planted(tmp_path)
    file.write_text(SHORT.replace('ods_codes = ["999"]', 'ods_codes = ["W12345"]'))

    (found,) = findings_of(file)

    assert 'found "W12345", which "demo-partner" sends as' in found.message


def test_a_safety_net_that_nobody_watches_is_named(tmp_path):
    file = planted(tmp_path)
    file.write_text(
        SHORT.replace('"undelivered", "not_accepted"', '"not_accepted"').replace(
            '"call_back_due", "undelivered",', '"call_back_due",'
        )
    )

    (found,) = findings_of(file)

    assert found.message == 'duty_roles: nobody watches "undelivered", expected a role that does'


def test_a_class_that_no_step_is_required_of_is_named(tmp_path):
    file = planted(
        tmp_path,
        ('required_for = ["rapid", "fast", "normal"]', 'required_for = ["rapid", "fast"]'),
        ('required_for = ["normal"]\n', ""),
    )

    (found,) = findings_of(file)

    assert found.message == (
        'no_access_steps: found no step that "normal" requires, expected at least one'
    )


def test_the_door_for_a_concern_is_of_a_council_with_the_duty(tmp_path):
    wrong = (
        'organisation = "bcc", telephone = "01632 960500"',
        'organisation = "avdc", telephone = "01632 960500"',
    )
    file = planted(tmp_path, wrong)

    (found,) = findings_of(file)

    assert found.message == (
        'safeguarding "adult", organisation: found "avdc", expected a council with social services:'
        " a county, borough or unitary council"
    )


def test_both_doors_for_concerns_are_there_and_no_others(tmp_path):
    file = planted(tmp_path, ('{ code = "child", name', '{ code = "children", name'))

    extra, missing = sorted(one.message for one in findings_of(file))

    assert extra == (
        'safeguarding "children": found a code that nothing uses, expected one of adult, child'
    )
    assert missing == 'safeguarding: "child" is missing, expected adult and child'
