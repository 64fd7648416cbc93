"""The pages on which documents are recorded, read, seen, reviewed and ended."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from joinedup.foundation import place
from joinedup.foundation.permissions import Role
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.documents import Cpr, DocumentKind, Known
from joinedup.people.models import Document, DocumentNote
from tests.builders import documents as make
from tests.builders import people as build
from tests.builders.office import a_colleague, signed_in


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


@pytest.fixture
def sam() -> Client:
    """A browser in which a referral clinician has signed in."""
    return signed_in(a_colleague())


@pytest.fixture
def ethel() -> PersonId:
    """Somebody whom the front door looks after."""
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])
    return person


def words(answer: HttpResponse) -> str:
    """What a page says."""
    return answer.content.decode().replace("\u00a0", " ")


def boxes(name: str, on: date) -> dict[str, object]:
    """A day as it is typed."""
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def a_form(**changes: object) -> dict[str, object]:
    """What is typed of a ReSPECT form whose original was seen."""
    typed = {
        "key": str(build.a_key()),
        "summary": "Stay at home. Comfort care.",
        "cpr": "do_not_attempt",
        "focus": "comfort",
        "involved": "person",
        "capacity": "yes",
        "original": "yes",
        "name": "Nia Price",
        "role": "district nurse",
        **boxes("issued_on", place.today() - timedelta(days=10)),
        **boxes("on", place.today()),
    }
    return {name: said for name, said in {**typed, **changes}.items() if said is not None}


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_of_each_kind_only_what_it_says_is_asked(
    sam: Client, ethel: PersonId, kind: DocumentKind
) -> None:
    answer = sam.get(f"/people/{ethel}/documents/{kind.value}")

    assert answer.status_code == 200
    assert ('name="is_witnessed"' in words(answer)) is (kind is DocumentKind.ADRT)
    assert ('name="focus"' in words(answer)) is (kind is DocumentKind.RESPECT)
    assert 'name="summary"' in words(answer)


def test_a_form_is_recorded_and_its_page_says_everything(sam: Client, ethel: PersonId) -> None:
    sent = sam.post(f"/people/{ethel}/documents/respect", a_form(recommended="Antibiotics"))

    one = Document.objects.get()
    assert sent.headers["Location"] == f"/people/documents/{one.pk}"
    page = words(sam.get(sent.headers["Location"]))
    assert "ReSPECT: Do not attempt CPR. Prioritise comfort" in page
    assert "original seen by Nia Price, district nurse on" in page
    assert "Antibiotics" in page
    assert "In force" in page


def test_an_original_that_nobody_saw_is_said_so(sam: Client, ethel: PersonId) -> None:
    sam.post(f"/people/{ethel}/documents/respect", a_form(original="no"))

    assert DocumentNote.objects.count() == 0
    assert "original not seen" in words(sam.get(f"/desk/people/{ethel}"))


def test_a_day_of_issue_may_be_not_known_and_is_said_so(sam: Client, ethel: PersonId) -> None:
    undated = {f"issued_on-{part}": None for part in ("day", "month", "year")}
    address = f"/people/{ethel}/documents/respect"

    neither = sam.post(address, a_form(**undated))
    sam.post(address, a_form(**undated, issued_on_not_known="on"))

    assert neither.status_code == 422
    assert "day of issue not known" in words(sam.get(f"/desk/people/{ethel}"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"summary": ""}, "Say what whoever stands at the bed should do"),
        ({"cpr": ""}, "Choose what it says of CPR"),
        ({"name": ""}, "Say who did it and on which day."),
        ({"issued_on-year": "2199"}, "The day must be today or earlier."),
        ({"review_on-day": "1", "review_on-month": "1", "review_on-year": "2001"}, "Check both"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    sam: Client, ethel: PersonId, changes: dict[str, object], said: str
) -> None:
    typed = a_form(kept_where="Behind the clock", **changes)

    answer = sam.post(f"/people/{ethel}/documents/respect", typed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert "Behind the clock" in words(answer)
    assert Document.objects.count() == 0


def test_a_dnacpr_form_that_would_attempt_is_refused(sam: Client, ethel: PersonId) -> None:
    answer = sam.post(f"/people/{ethel}/documents/dnacpr", a_form(cpr="attempt"))

    assert answer.status_code == 422
    assert "A DNACPR form says not to attempt CPR" in words(answer)


def test_an_unknown_kind_is_not_found(sam: Client, ethel: PersonId) -> None:
    assert sam.get(f"/people/{ethel}/documents/tea").status_code == 404


def test_an_attorney_who_is_not_registered_is_said_to_have_no_power(
    sam: Client, ethel: PersonId
) -> None:
    typed = a_form(
        proxy_name="Ann Lee", proxy_phone="07700 900124", is_registered="no", life_sustaining="yes"
    )

    sam.post(f"/people/{ethel}/documents/lpa_health", typed)

    page = words(sam.get(f"/desk/people/{ethel}"))
    assert "Ann Lee is named and has no power yet" in page
    assert "Not registered with the Office of the Public Guardian: gives no power" in page
    one = Document.objects.get()
    assert 'href="tel:07700900124"' in words(sam.get(f"/people/documents/{one.pk}"))


def test_a_refusal_that_may_not_be_valid_is_said_plainly(sam: Client, ethel: PersonId) -> None:
    typed = a_form(
        cpr="not_said",
        treatments="Ventilation",
        life_sustaining="yes",
        is_in_writing="on",
        is_signed="on",
    )

    sam.post(f"/people/{ethel}/documents/adrt", typed)

    page = words(sam.get(f"/people/documents/{Document.objects.get().pk}"))
    assert "May not be valid: not shown to be witnessed or said to hold even if life" in page


def test_what_the_law_asks_of_a_refusal_is_read_with_it(sam: Client, ethel: PersonId) -> None:
    whole = {"is_in_writing": True, "is_signed": True, "is_witnessed": True}
    adrt = {"kind": DocumentKind.ADRT, "treatments": "Ventilation", "stands_beside": True}
    shown = {}
    for answer in (Known.YES, Known.NO):
        one = make.recorded(
            ethel, **adrt, **whole, says_even_if_at_risk=True, life_sustaining=answer
        )
        shown[answer] = words(sam.get(f"/people/documents/{one}"))

    assert (
        "Written, signed, witnessed, and said to hold even if life is at risk" in (shown[Known.YES])
    )
    assert "it is not about life-sustaining treatment" in shown[Known.NO]


def test_the_original_is_seen_later(sam: Client, ethel: PersonId) -> None:
    one = make.recorded(ethel)
    address = f"/people/documents/{one}/seen"

    asked = words(sam.get(address))
    typed = {"seen": 1, "name": "Nia Price", "role": "nurse", **boxes("on", place.today())}
    wrong = sam.post(address, {**typed, "name": ""})
    sent = sam.post(address, typed)

    assert f'value="{place.today().year}"' in asked
    assert wrong.status_code == 422
    assert sent.status_code == 303
    assert DocumentNote.objects.get().name == "Nia Price"


def test_a_review_keeps_it_in_force_and_is_told(sam: Client, ethel: PersonId) -> None:
    one = make.recorded(ethel, review_on=place.today() - timedelta(days=3))
    assert "review was due" in words(sam.get(f"/desk/people/{ethel}"))
    address = f"/people/documents/{one}/reviewed"
    next_on = place.today() + timedelta(days=90)
    typed = {
        "seen": 1,
        "name": "Dr Amin",
        "role": "GP",
        "words": "Still what she wants",
        **boxes("on", place.today()),
        **boxes("next_on", next_on),
    }

    assert sam.get(address).status_code == 200
    assert sam.post(address, {**typed, **boxes("next_on", place.today())}).status_code == 422
    assert sam.post(address, typed).status_code == 303

    page = words(sam.get(f"/people/documents/{one}"))
    assert "Still what she wants" in page
    assert "Review was due" not in page


def test_one_that_is_ended_is_said_so_first(sam: Client, ethel: PersonId) -> None:
    one = make.recorded(ethel)
    address = f"/people/documents/{one}/end"
    typed = {"seen": 1, "how": "revoked", "because": "She changed her mind"}

    assert sam.get(address).status_code == 200
    assert sam.post(address, {**typed, "because": ""}).status_code == 422
    assert sam.post(address, typed).status_code == 303

    page = words(sam.get(f"/desk/people/{ethel}"))
    assert "No ReSPECT in force" in page
    assert "She changed her mind. Not in force" in page
    assert "Original seen" not in words(sam.get(f"/people/documents/{one}"))


def test_whoever_reads_an_old_version_is_told_what_was_changed(
    sam: Client, ethel: PersonId
) -> None:
    one = make.recorded(ethel)
    make.seen(one)

    answer = sam.post(
        f"/people/documents/{one}/end", {"seen": 1, "how": "revoked", "because": "Changed"}
    )

    assert answer.status_code == 409


def test_an_older_one_stands_apart_as_not_in_force(sam: Client, ethel: PersonId) -> None:
    make.recorded(ethel)
    make.recorded(
        ethel, cpr=Cpr.ATTEMPT, summary="Old", issued_on=place.today() - timedelta(days=900)
    )

    first = words(sam.get(f"/desk/people/{ethel}"))
    page = words(sam.get(f"/people/{ethel}/documents"))

    assert "Attempt CPR" not in first.replace("Do not attempt CPR", "")
    assert "All documents, 1 not in force" in first
    assert page.index("Do not attempt CPR") < page.index("ReSPECT: Attempt CPR")
    assert "Superseded by a later one: not in force" in page


def test_what_is_in_force_is_shown_where_the_next_is_recorded(sam: Client, ethel: PersonId) -> None:
    assert "None recorded here" in words(sam.get(f"/people/{ethel}/documents"))
    make.recorded(ethel)

    page = words(sam.get(f"/people/{ethel}/documents/respect"))

    assert "a later one takes its place" in page


@pytest.mark.parametrize("role", [Role.REFERRER, Role.COMMISSIONER])
def test_whoever_may_not_write_is_refused_each_form(ethel: PersonId, role: Role) -> None:
    one = make.recorded(ethel)
    browser = signed_in(a_colleague(role=role))

    refused = {
        browser.get(f"/people/{ethel}/documents/respect").status_code,
        *(
            browser.get(f"/people/documents/{one}/{what}").status_code
            for what in ("seen", "reviewed", "end")
        ),
    }

    assert refused == {403}


def test_the_timeline_names_what_was_recorded_and_how_it_ended(
    sam: Client, ethel: PersonId
) -> None:
    make.ended(make.recorded(ethel))

    page = words(sam.get(f"/desk/people/{ethel}"))

    assert "Emergency or advance care document recorded: ReSPECT" in page
    assert "Document in force no more: ReSPECT, Revoked" in page
