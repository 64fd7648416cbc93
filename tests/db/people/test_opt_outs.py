"""Opt-outs: asked for, answered, read in records, and kept to wherever data is not for care."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.config import cli
from joinedup.foundation import anchors, care, exporting, instant, opting_out
from joinedup.foundation.models import (
    Account,
    Anchor,
    Entry,
    OptOutHeld,
    OptOutRequest,
    Subject,
)
from joinedup.foundation.scope import decisions, explain, require, system, visible
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.kernel.purposes import CHECK_HOLDS, OptOut, Purpose
from joinedup.people import services
from joinedup.people.domain.relations import Related, Relation
from joinedup.people.queries import cards, opt_outs
from tests.builders import calls, record, referrals
from tests.builders import opt_outs as build
from tests.builders import people as persons

DAY = timedelta(days=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLANNING = (Purpose.PLANNING, Purpose.RESEARCH, Purpose.SERVICE_EVALUATION)


def refused(answer: str, *, asked: str) -> str:
    with pytest.raises(Refused) as said:
        build.answered(answer, asked=asked)
    return said.value.refusal_code


def out_of(purpose: Purpose) -> set[PersonId]:
    """Everybody whom a use for a purpose leaves out, as three ways of asking agree."""
    scope = system("test", purpose=purpose).scope
    everybody = Anchor.objects.filter(kind=Subject.PERSON)
    ids = {PersonId(one) for one in everybody.values_list("id", flat=True)}
    listed = set(everybody.filter(visible(scope, person="id")).values_list("id", flat=True))
    many = decisions(scope, ids)
    assert {one for one in ids if many[one].is_allowed} == listed
    assert {one for one in ids if explain(scope, one).is_allowed} == listed
    return ids - listed


def exported(purpose: Purpose) -> str:
    without = exporting.left_out(system("test", purpose=purpose).scope)
    return "\n".join(exporting.lines(without=without))


def type_1(person: PersonId) -> bool | None:
    held = opting_out.held_of([person]).get(OptOut.TYPE_1)
    return held.is_opted_out if held else None


def test_whoever_is_missing_from_the_answer_has_opted_out(clock: instant.Hands) -> None:
    stays, goes = persons.a_person(), persons.a_person()

    done = build.checked(goes)

    assert (done.asked_count, done.opted_out_count, done.findings) == (2, 1, ())
    assert out_of(Purpose.RESEARCH) == {goes}
    assert out_of(Purpose.DIRECT_CARE) == out_of(Purpose.CASE_FINDING) == set()
    decision = decisions(system("test", purpose=Purpose.RESEARCH).scope, [stays, goes])
    assert decision[goes].refusals == ("opted_out",)
    kinds = Entry.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["people.opt_outs_requested", "people.opt_outs_answered"]


def test_of_whom_nothing_was_asked_lately_is_left_out(clock: instant.Hands) -> None:
    asked = persons.a_person()
    build.checked()
    later, unnumbered = persons.a_person(), persons.somebody_described()

    assert out_of(Purpose.PLANNING) == {later, unnumbered}
    assert out_of(Purpose.CASE_FINDING) == set()
    clock.tick(CHECK_HOLDS)
    assert out_of(Purpose.PLANNING) == {asked, later, unnumbered}
    decision = explain(system("test", purpose=Purpose.PLANNING).scope, asked)
    assert decision.refusals == ("opt_out_not_checked",)


def test_a_choice_that_changes_is_kept_beside_what_it_was(clock: instant.Hands) -> None:
    person = persons.a_person()
    first = instant.now()
    build.checked(person)
    clock.tick(DAY)
    build.checked(person)
    (held,) = OptOutHeld.objects.all()
    assert (held.since, held.checked_at, held.until) == (first, first + DAY, None)
    clock.tick(DAY)

    build.checked()

    was, now = OptOutHeld.objects.order_by("since")
    assert (was.is_opted_out, was.until) == (True, first + 2 * DAY)
    assert (now.is_opted_out, now.since, now.until) == (False, first + 2 * DAY, None)
    assert out_of(Purpose.PLANNING) == set()


def test_an_answer_is_taken_once_and_only_to_the_latest_list(clock: instant.Hands) -> None:
    person, other, *_ = [persons.a_person() for _ in range(12)]
    old = build.asked()
    clock.tick(DAY)
    new = build.asked()
    answer = build.answer_to(new, out=[person])

    build.answered(answer, asked=new)
    assert build.answered(answer, asked=new).opted_out_count == 1

    assert refused(build.answer_to(new, out=[other]), asked=new) == "opt_out_answer_taken"
    assert refused(old, asked=old) == "opt_out_answer_older"
    assert refused(new, asked=new + "x") == "opt_out_request_unknown"
    assert out_of(Purpose.PLANNING) == {person}
    assert Entry.objects.filter(kind="people.opt_outs_answered").count() == 1


def test_one_wrong_row_refuses_the_whole_answer(clock: instant.Hands) -> None:
    persons.a_person()
    request = build.asked()

    done = build.answered(request + "9434765910,\n9434765919,\n", asked=request)

    assert [(one.at, one.code) for one in done.findings] == [
        ("row 2", "nhs_number_check"),
        ("row 3", "opt_out_row_not_asked"),
    ]
    assert not OptOutHeld.objects.exists()
    assert OptOutRequest.objects.get().answered_at is None


def test_a_cut_off_answer_is_not_believed(clock: instant.Hands) -> None:
    for _ in range(100):
        persons.a_person()
    request = build.asked()

    assert refused("", asked=request) == "opt_out_answer_not_believed"
    assert not OptOutHeld.objects.exists()


def test_without_a_number_there_is_nobody_to_ask() -> None:
    with pytest.raises(Refused) as said:
        build.asked()

    assert said.value.refusal_code == "opt_outs_nobody_to_ask"


def test_the_code_of_a_practice_opts_out_and_its_withdrawal_takes_it_back(
    clock: instant.Hands,
) -> None:
    person, other = persons.a_person(), persons.a_person()
    record.kept(other)
    build.coded(other, build.WITHDRAWN)
    build.coded(person)
    assert (type_1(person), type_1(other)) == (True, False)
    assert out_of(Purpose.CASE_FINDING) == {person}
    clock.tick(DAY)

    build.coded(person, build.WITHDRAWN)

    assert type_1(person) is False
    assert out_of(Purpose.CASE_FINDING) == set()
    told = Entry.objects.filter(kind="people.type_one_opt_out_changed", subject_id=person)
    assert [json.loads(one.body)["is_opted_out"] for one in told.order_by("seq")] == [True, False]
    assert not Entry.objects.filter(kind=told[0].kind, subject_id=other).exists()


def test_a_code_that_was_struck_out_says_nothing(clock: instant.Hands) -> None:
    person = persons.a_person()
    build.coded(person, source_key="Observation/1")
    assert type_1(person) is True

    build.coded(person, source_key="Observation/1", is_entered_in_error=True)

    assert type_1(person) is False


def test_who_was_found_to_be_one_has_opted_out_where_either_has(clock: instant.Hands) -> None:
    one, other, third, unnumbered = (
        *(persons.a_person() for _ in range(3)),
        PersonId(persons.somebody_described()),
    )
    build.checked(other)
    for absorbed, into in ((one, third), (other, third)):
        anchors.merge(absorbed, into, reason="same", at=instant.now(), by=persons.the_office())
    assert out_of(Purpose.RESEARCH) == {one, other, third, unnumbered}
    build.checked()
    assert out_of(Purpose.RESEARCH) == {unnumbered}

    anchors.merge(unnumbered, third, reason="same", at=instant.now(), by=persons.the_office())

    assert out_of(Purpose.RESEARCH) == set()


def test_an_export_is_refused_where_the_check_is_too_old(clock: instant.Hands) -> None:
    persons.a_person()
    for purpose in PLANNING:
        with pytest.raises(Refused) as never:
            exported(purpose)
        assert never.value.refusal_code == "opt_outs_not_checked"
    build.checked()
    clock.tick(CHECK_HOLDS - timedelta(seconds=1))
    assert exported(Purpose.PLANNING)
    clock.tick(timedelta(seconds=1))
    with pytest.raises(Refused):
        exported(Purpose.PLANNING)
    assert exported(Purpose.CASE_FINDING)
    assert exported(Purpose.LEGAL_DUTY)


def test_no_call_and_no_restricted_record_leave_for_planning(clock: instant.Hands) -> None:
    call_id = str(calls.taken())
    persons.a_person()
    hidden = persons.a_person()
    by = persons.the_office()
    care.restrict(hidden, kind="access", reason="court_order", at=instant.now(), by=by)
    build.checked()

    text = exported(Purpose.PLANNING)

    assert call_id not in text
    assert str(hidden) not in text
    full = exported(Purpose.ADMINISTRATION)
    assert call_id in full
    assert str(hidden) in full


@pytest.mark.parametrize("seed", range(12))
def test_whoever_opted_out_appears_in_no_export_for_any_purpose(
    seed: int, clock: instant.Hands
) -> None:
    rng = random.Random(seed)
    people = [persons.a_person() for _ in range(10)]
    for _ in range(8):
        # Whoever stands by somebody is named in that person's own log.
        one, other = rng.sample(people, 2)
        services.relate(
            one,
            Related(relation=Relation.FRIEND, other_id=other),
            key=persons.a_key(),
            at=instant.now(),
            by=persons.the_office(),
        )
    coded = rng.sample(people, rng.randrange(4))
    for one in coded:
        build.coded(one, rng.choice((build.DISSENT, "9Nu0", build.WITHDRAWN)))
    said = {one: bool(type_1(one)) for one in people}
    out = rng.sample(people, rng.randrange(5))
    build.checked(*out)
    absorbed, into = rng.sample(people, 2)
    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=persons.the_office())
    same = {absorbed: {absorbed, into}, into: {absorbed, into}}
    for purpose in Purpose:
        kept = {
            one
            for one in people
            for other in same.get(one, {one})
            if (OptOut.TYPE_1 in purpose.honours and said[other])
            or (OptOut.NATIONAL in purpose.honours and other in out)
        }

        text = exported(purpose)

        assert {one for one in people if str(one) in text} == set(people) - kept, purpose
        assert out_of(purpose) == kept


def run(*typed: object) -> int:
    return cli.main([str(one) for one in typed])


def test_the_commands_ask_answer_and_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [persons.a_person() for _ in range(12)]
    asked, answer, log = (tmp_path / name for name in ("asked.dat", "answer.dat", "log.jsonl"))
    assert run("export-log", "--for", "research", "--out", log) == 2
    assert "not checked within the last 21 days" in capsys.readouterr().err
    assert not log.exists()

    assert run("opt-outs", "request", asked) == 0
    assert asked.read_bytes().count(b",\n") == 12
    answer.write_text(build.answer_to(asked.read_text(), out=people[:6]))
    assert run("opt-outs", "import", answer, "--asked", asked) == 0
    assert "Opted out: 6" in capsys.readouterr().out
    assert run("export-log", "--for", "research", "--out", log) == 0

    text = log.read_text()
    assert [str(one) in text for one in people] == [False] * 6 + [True] * 6
    told = capsys.readouterr().err
    assert "opted out: 6, not checked for national opt-outs lately: 0, restricted: 0" in told
    assert "were last checked on" in told
    entry = Entry.objects.get(kind="foundation.log_exported")
    assert json.loads(entry.body)["purpose"] == "research"


def test_what_the_commands_cannot_do_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    persons.a_person()
    asked, answer = tmp_path / "asked.dat", tmp_path / "answer.dat"
    assert run("opt-outs", "request", tmp_path / "no folder" / "asked.dat") == 2
    run("opt-outs", "request", asked)
    assert run("opt-outs", "request", asked) == 2
    assert run("opt-outs", "import", answer, "--asked", asked) == 2
    answer.write_bytes(b"\xff\xfe\x00")
    assert run("opt-outs", "import", answer, "--asked", asked) == 2
    answer.write_text("nobody\n")
    assert run("opt-outs", "import", answer, "--asked", asked) == 1

    said = capsys.readouterr().err
    for part in (
        "No such file",
        "name a new file",
        "other than text",
        "row 1",
        "Nothing was taken",
    ):
        assert part in said
    assert not OptOutHeld.objects.exists()


def test_few_who_opted_out_are_not_counted_aloud(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, _ = persons.a_person(), persons.a_person()
    asked, answer = tmp_path / "asked.dat", tmp_path / "answer.dat"
    run("opt-outs", "request", asked)
    answer.write_text(build.answer_to(asked.read_text(), out=[one]))

    run("opt-outs", "import", answer, "--asked", asked)
    assert "Opted out: fewer than 5" in capsys.readouterr().out
    assert run("export-log", "--for", "case_finding") == 0

    assert "last checked" not in capsys.readouterr().err
    assert run("export-log", "--for", "planning") == 0
    assert "opted out: fewer than 5" in capsys.readouterr().err


def test_the_page_says_what_is_kept_to_and_not_what_was_chosen_nationally(
    clock: instant.Hands,
) -> None:
    person, nurse = persons.a_person(practice_code="K99001"), referrals.gp(practice="K99001")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=nurse.account_id), backend=BACKEND)

    def page() -> str:
        return client.get(reverse("people:opt_outs", args=[person])).content.decode()

    assert "nothing of it was received" in page()
    assert "not checked yet" in page()
    build.coded(person)
    build.checked(person)
    shown = page()
    assert "Opted out" in shown
    assert "kept to, last checked" in shown
    build.checked()
    assert page().count("kept to, last checked") == 1
    clock.tick(timedelta(minutes=1))
    build.coded(person, build.WITHDRAWN)
    assert "taken back" in page()
    stranger = referrals.nurse("far", team="acht_wycombe").scope
    card = cards(stranger, [person])[person]
    assert opt_outs.opt_outs_of(stranger, card) == opt_outs.OptOuts()
    told = opt_outs.opt_outs_of(nurse.scope, cards(nurse.scope, [person])[person])
    assert told.has_type_1 is False


def test_a_purpose_that_is_none_is_no_scope() -> None:
    with pytest.raises(ValueError, match="curiosity"):
        visible(replace(system("test").scope, purpose="curiosity"))


def test_a_use_of_somebody_who_opted_out_says_why_and_what_would_change_it() -> None:
    person = persons.a_person()
    build.checked(person)
    with pytest.raises(NotPermitted) as said:
        require(system("test", purpose=Purpose.RESEARCH).scope, person)

    assert [one.code for one in said.value.reasons] == ["opted_out"]
