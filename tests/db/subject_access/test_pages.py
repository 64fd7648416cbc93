"""Requests for a copy, on their pages."""

import io
import re
import zipfile
from typing import Any
from uuid import uuid4

from joinedup.foundation import place
from joinedup.foundation.models import Reading, ReadingOf
from joinedup.people.models import Person
from joinedup.subject_access.models import AccessRequest, JudgedRow
from tests.builders import concerns, glass
from tests.builders import mycare as browsers
from tests.builders import subject_access as build


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def typed(**changes: Any) -> dict[str, Any]:
    held, today = Person.objects.get(is_nhs_number_verified=True), place.today()
    assert held.born_on
    return {
        "key": str(uuid4()),
        "nhs_number": held.nhs_number,
        **dict(
            zip(
                ("born_on-year", "born_on-month", "born_on-day"),
                held.born_on.timetuple(),
                strict=False,
            )
        ),
        "requester": "themselves",
        "requester_name": "Ethel",
        "checked_how": "papers",
        **dict(
            zip(
                ("received_on-year", "received_on-month", "received_on-day"),
                today.timetuple(),
                strict=False,
            )
        ),
        **changes,
    }


def test_the_whole_job_is_done_on_the_pages() -> None:
    person = build.somebody()
    concerns.raised(person)
    petra = browsers.browser(glass.officer())
    assert "There are none" in words(petra.get("/subject-access/"))

    opened = petra.post("/subject-access/new", typed())
    assert opened.status_code == 303, words(opened)[:1500]
    page = opened["Location"]
    assert "Being gathered" in words(petra.get(page))
    build.worked()
    assert "1 row to judge" in words(petra.get("/subject-access/"))
    assert concerns.WORDS in words(petra.get(page))
    row = JudgedRow.objects.get()
    given = {"seen": "1", "judgement": "withhold", "reason": ""}
    assert "Say why" in words(petra.post(f"{page}/rows/{row.id}", given))
    petra.post(f"{page}/rows/{row.id}", {**given, "reason": "An inquiry goes on"})
    seen = str(build.of(row.request_id).version)
    unread = petra.post(f"{page}/release", {"seen": seen})
    assert "Tick that you will read it" in words(unread)
    petra.post(f"{page}/release", {"seen": seen, "will_read": "on"})
    assert "Being made" in words(petra.get(page))
    build.worked()
    assert "It can be taken once" in words(petra.get(page))
    seen = str(build.of(row.request_id).version)
    copy = petra.post(f"{page}/take", {"seen": seen})

    assert copy["Content-Type"] == "application/zip"
    assert copy["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(copy.content)) as file:
        assert b"What we hold about you" in file.read("copy.html")
    look = Reading.objects.get(route="subject_access:take")
    assert look.purpose == "legal_duty"
    assert ReadingOf.objects.get(reading=look).ground == "subject_access"
    again = petra.post(f"{page}/take", {"seen": str(int(seen) + 1)})
    assert "The copy was taken already" in words(again)
    seen = str(build.of(row.request_id).version)
    petra.post(f"{page}/again", {"seen": seen})
    assert "To be reviewed" in words(petra.get(page))


def test_what_is_wrong_with_a_request_is_said_beside_it() -> None:
    build.somebody()
    petra = browsers.browser(glass.officer())

    empty = words(petra.post("/subject-access/new", {"key": str(uuid4())}))
    wrong = words(petra.post("/subject-access/new", typed(**{"born_on-year": "1901"})))

    assert "Type their NHS number" in empty
    assert "Choose who asks" in empty
    assert "No one person here has that NHS number" in wrong
    assert not AccessRequest.objects.exists()


def test_it_is_extended_and_closed_and_stands_among_the_closed() -> None:
    request_id = build.to_review(build.somebody())
    petra = browsers.browser(glass.officer())
    page = f"/subject-access/{request_id}"
    seen = str(build.of(request_id).version)

    assert "Say why" in words(petra.post(f"{page}/extend", {"seen": seen}))
    petra.post(f"{page}/extend", {"seen": seen, "because": "Three records"})
    assert "Three records" in words(petra.get(page))
    seen = str(build.of(request_id).version)
    petra.post(f"{page}/close", {"seen": seen, "because": "They withdrew it"})

    assert "They withdrew it" in words(petra.get(page))
    assert "There are none" in words(petra.get("/subject-access/"))
    assert "To be answered by" in words(petra.get(page))
    assert "ETHEL" in words(petra.get("/subject-access/?show=closed")).upper()


def test_pages_are_for_whoever_answers_alone() -> None:
    request_id = build.to_review(build.somebody())
    nurse = browsers.browser(glass.doctor("ida"))

    for page in ("", "new", str(request_id)):
        assert nurse.get(f"/subject-access/{page}").status_code == 403
