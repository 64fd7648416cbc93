"""Asked, answered without a name, typed in from paper, read from a file, and counted."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.config import cli
from joinedup.foundation import instant, place
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line
from joinedup.voice import queries, services
from joinedup.voice.domain.questions import ITEMS, Answer, Asked
from joinedup.voice.models import Given, Paper, Reply, Score
from tests.builders import mycare
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders import voice as build
from tests.builders.queries import at_most
from tests.builders.smart import browser

OWN = "/my-care/how-it-was"


def ethel() -> tuple[PersonId, Client]:
    person = mycare.somebody()
    return person, mycare.browser(mycare.a_resident(person))


def carl() -> Client:
    return browser(work.commissioner())


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_somebody_says_how_it_was_and_it_is_kept_without_a_name() -> None:
    person, own = ethel()
    typed = {**build.NINE, "planned": "0", "next": "", "words": "Kind people", "key": build.a_key()}

    answer = own.post(OWN, {**typed, "was_helped": "on"})

    assert answer.status_code == 303
    given, reply = Given.objects.get(), Reply.objects.get()
    assert (given.of, given.person_id) == ("person", person)
    assert (reply.how, reply.was_helped, reply.words) == ("own_pages", True, "Kind people")
    scores = dict(Score.objects.values_list("item", "score"))
    assert scores["planned"] is None
    assert "next" not in scores
    assert len(scores) == 8
    held = {*Reply.objects.values_list("id", flat=True), *Score.objects.values_list("id")}
    fact = Entry.objects.get(kind="voice.voice_given")
    assert fact.subject_id == person
    assert not any(str(one) in fact.body for one in held)
    columns = {one.name for model in (Reply, Score) for one in model._meta.get_fields()}
    assert not columns & {"person", "account", "at", "made_key", "given"}
    assert "You told us a short time ago" in text(own.get(OWN))


def test_it_counts_once_however_often_it_is_sent() -> None:
    person, own = ethel()
    typed = {**build.NINE, "key": build.a_key()}

    same = [own.post(OWN, typed).status_code for _ in range(2)]
    other = own.post(OWN, {**typed, "key": build.a_key(2)})

    assert same == [303, 303]
    assert (other.status_code, Reply.objects.count()) == (422, 1)
    assert "once in three months" in text(other)
    Given.objects.filter(person=person)
    assert queries.has_answered([person], at=instant.now() + timedelta(days=89))
    assert not queries.has_answered([person], at=instant.now() + timedelta(days=91))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Answer at least one"),
        ({"next": "7"}, "Choose one of the answers shown"),
        ({**build.NINE, "words": "w" * 2001}, "2,000"),
    ],
)
def test_what_is_wrong_is_said_and_kept_in_the_form(typed: dict[str, str], said: str) -> None:
    _, own = ethel()

    answer = own.post(OWN, {"key": build.a_key(), **typed})

    assert answer.status_code == 422
    assert said in text(answer) or said.replace(",", "") in text(answer)
    assert Reply.objects.count() == 0


def test_somebody_is_asked_for_a_month_after_their_care_ended() -> None:
    person, own = ethel()
    line = work.line(work.a_line(Stage.CLOSED))
    lines: list[Any] = []
    for days, is_asked in ((0, True), (29, True), (31, False)):
        closed = line.closed_at + timedelta(days=days)
        row = _own(line)
        lines.append(queries.due_of([row], [person], at=closed) is not None)
        assert lines[-1] is is_asked
    assert "Tell us how your care was" not in text(own.get("/my-care/"))


def _own(line: Line) -> Any:
    from joinedup.referrals.queries.own import OwnLine

    return OwnLine(
        line_id=line.id,
        service_code=line.service_code,
        stage=Stage.CLOSED,
        received_at=line.referral.received_at,
        triage_by=None,
        comes_by=None,
        team_code="",
        worker_name="",
        worker_profession="",
        safety_net="",
        closed_at=line.closed_at,
    )


def test_staff_say_how_working_together_goes_once_a_quarter() -> None:
    ann = work.nurse("ann")
    page = browser(ann)
    assert "without your name" in text(page.get("/desk/"))
    typed = {**dict.fromkeys(ITEMS[Asked.PROFESSIONAL], "2"), "key": build.a_key()}

    assert page.post("/voice/mine", typed).status_code == 303
    again = page.post("/voice/mine", {**typed, "key": build.a_key(2)})

    assert again.status_code == 422
    assert Reply.objects.get().team_code == "rapid_response"
    assert Given.objects.get().account_id == ann.account_id
    assert "You have answered" in text(page.get("/voice/mine"))


def test_a_practice_is_asked_six_things() -> None:
    joan = browser(work.gp())

    assert text(joan.get("/voice/mine")).count("This does not fit me") == 6
    typed = {**dict.fromkeys(ITEMS[Asked.PRACTICE], "1"), "key": build.a_key()}
    assert joan.post("/voice/mine", typed).status_code == 303
    assert Reply.objects.get().of == "practice"


def test_whoever_sees_nobody_is_not_asked() -> None:
    assert carl().get("/voice/mine").status_code == 403
    ade = work.staff("ade", Role.PLACE_ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        services.tell_as_staff(
            Answer({"my_view": 3}),
            key=persons.a_key(),
            at=instant.now(),
            by=ade,
        )


def test_a_form_on_paper_is_typed_in_once() -> None:
    person, ann = persons.a_person(), work.nurse("ann")
    persons.in_care_of(ann, [person])
    page = browser(ann)
    service = next(iter(place.current().services))
    assert page.get(f"/voice/paper/{person}").status_code == 200

    printed = page.post(f"/voice/paper/{person}", {"service": service})

    made = Paper.objects.get()
    assert f"{made.number[:4]} {made.number[4:]}" in text(printed)
    assert "Pargeter" not in text(printed).split("How was your care?")[-1]
    typed = {**build.NINE, "key": build.a_key(), "number": f" {made.number.lower()}"}
    assert page.post("/voice/paper", typed).status_code == 303
    twice = page.post("/voice/paper", typed)
    assert (twice.status_code, Reply.objects.count()) == (422, 1)
    assert "each is typed in once" in text(twice)
    assert (Reply.objects.get().how, Reply.objects.get().service_code) == ("paper", service)
    assert Given.objects.get().person_id == person


def test_paper_is_for_whom_one_may_see() -> None:
    person, far = persons.a_person(), browser(work.nurse("far", team="acht_wycombe"))

    assert far.get(f"/voice/paper/{person}").status_code == 403
    assert far.post(f"/voice/paper/{person}").status_code == 403
    assert carl().get("/voice/paper").status_code == 403


def test_the_figures_show_many_and_withhold_few() -> None:
    services_here = list(place.current().services)
    build.answered(30, 5, service=services_here[0])
    build.answered(12, 2, service=services_here[0])
    build.answered(14, 4, service=services_here[1])
    build.answered(3, 1, service=services_here[1])
    page = carl()

    with at_most(9):
        shown = page.get("/voice/figures?of=person&by=service")

    said = text(shown)
    assert "withheld" in said
    assert "3 of" not in said
    table = page.get("/voice/figures?format=csv").content.decode("utf-8-sig")
    rows = [one.split(",") for one in table.splitlines()[1:]]
    assert {row[2] for row in rows} >= {"all", services_here[0], services_here[1]}
    few = [row for row in rows if row[2] == services_here[1] and row[4] == "next"]
    assert all(row[5] == "" for row in few if row[6] != "0")


def test_figures_are_for_whoever_may_see_figures_and_words_for_fewer() -> None:
    build.answered(6, 4, words="Brenda was late")

    assert "Brenda was late" in text(carl().get("/voice/words"))
    assert browser(work.manager("ruth")).get("/voice/figures").status_code == 200
    assert browser(work.manager("ruth")).get("/voice/words").status_code == 403
    assert browser(work.nurse("ann")).get("/voice/figures").status_code == 403


def test_words_are_paged_in_no_order_of_time() -> None:
    for number in range(30):
        build.answered(1, 4, words=f"Words {number:02}", key=f"k{number}")
    page = carl()

    with at_most(9):
        first = page.get("/voice/words")
    more = re.search(r'href="(/voice/words\?[^"]+after[^"]+)"', first.content.decode())

    assert more is not None
    both = text(first) + text(page.get(more[1].replace("&amp;", "&")))
    assert all(f"Words {number:02}" in both for number in range(30))
    assert page.get("/voice/words?after=nonsense").status_code == 200


def write(folder: Path, *rows: str) -> str:
    file = folder / "answers.csv"
    file.write_text("key,on,service,team,words,helped,next,planned\n" + "\n".join(rows) + "\n")
    return str(file)


def test_a_file_is_read_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = f"{place.today():%Y-%m-%d}"
    wrong = write(
        tmp_path,
        f"1,{day},,,Good,yes,5,0",
        f"1,{day},,,,,4,",
        "2,31/12/2025,,,,maybe,4,",
        f"3,{day},nowhere,,,,9,",
        f"4,{day},,,,,,",
        f"5,{day},,,a,b,c,d,e,f",
    )

    assert cli.main(["voice", "import", wrong, "--of", "person"]) == 1

    said = capsys.readouterr().err
    for where in ("row 3, column key", "row 4, column on", "row 4, column helped"):
        assert where in said
    for where in ("row 5, column service", "row 5, column next", "row 6, column key", "row 7"):
        assert where in said
    assert Reply.objects.count() == 0
    right = write(tmp_path, f"1,{day},,,Good,yes,5,0", f"2,{day},,,,no,2,")
    assert cli.main(["voice", "import", right, "--of", "person"]) == 0
    assert cli.main(["voice", "import", right, "--of", "person"]) == 0
    assert "0 kept, 2 were known" in capsys.readouterr().out
    assert Reply.objects.filter(how="file", was_helped=True, words="Good").count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"key,on,nonsense\n1,2026-01-01,5\n", 1),
        (b"on,next\n2026-01-01,5\n", 1),
        (b"\xff\xfe\x00key", 2),
        (b'key,on,next\n1,2026-01-01,"5', 2),
        (b"", 1),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    tmp_path: Path, body: bytes, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(body)

    assert cli.main(["voice", "import", str(file), "--of", "person"]) == status
    assert "answers.csv" in capsys.readouterr().err
    assert cli.main(["voice", "import", str(tmp_path / "none.csv"), "--of", "person"]) == 2


def test_the_command_tells_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    build.answered(20, 5)
    carl = Account.objects.get(id=work.commissioner().account_id)

    assert cli.main(["voice", "figures", "--as", carl.username, "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    last = [one for one in told if one["group"] == "all" and one["item"] == "next"][-1]
    assert (last["agree"], last["scored"], last["share"]) == ("20", "20", "1.0000")
