"""What every answer tells a browser."""

import re

import pytest
from django.test import Client, override_settings

from tests.builders.office import a_colleague, signed_in

PAGES = ["/sign-in", "/help", "/nowhere", "/healthz"]
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
LOGO = re.compile(r"nhsuk-(header__logo|logo|footer)|Frutiger|assets\.nhs\.uk")


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_headers(address: str) -> None:
    headers = Client().get(address).headers

    assert headers["Cache-Control"] in {
        "no-store",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    }
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_policy_names_the_nonce_of_the_page_and_nothing_unsafe() -> None:
    answer = Client().get("/help")

    nonces = set(re.findall(r'nonce="([^"]+)"', answer.content.decode()))

    assert len(nonces) == 1
    assert answer.headers["Content-Security-Policy"] == POLICY.format(nonce=nonces.pop())


def test_a_nonce_is_never_used_twice() -> None:
    seen = {Client().get("/help").headers["Content-Security-Policy"] for _ in range(5)}

    assert len(seen) == 5


def test_pages_hold_no_inline_style_or_handler_and_no_foreign_mark() -> None:
    client = signed_in(a_colleague())
    addresses = ["/gallery/queue", "/gallery/person", "/gallery/form", "/account", "/help"]

    for page in (client.get(address).content.decode() for address in addresses):
        assert not re.search(r'\sstyle="|\son[a-z]+="|javascript:', page)
        assert page.count("<script") == page.count("<script nonce=") + page.count(
            '<script type="module" nonce='
        )
        assert not LOGO.search(page)


def test_each_page_has_one_heading_a_title_and_landmarks() -> None:
    client = signed_in(a_colleague())
    page = client.get("/gallery/queue").content.decode()

    assert page.count("<h1") == 1
    assert "<title>Triage queue - Referrals - Joinedup</title>" in page
    assert all(f"<{mark}" in page for mark in ("header", "main", "footer"))
    assert 'lang="en-GB"' in page


def test_the_demonstration_says_so() -> None:
    with override_settings(JOINEDUP_DEMO=True):
        assert b"Demonstration: invented people" in Client().get("/help").content
    with override_settings(JOINEDUP_DEMO=False):
        assert b"Demonstration" not in Client().get("/help").content


def test_cookies_are_kept_from_scripts() -> None:
    client = signed_in(a_colleague())

    client.get("/account")

    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_navigation_offers_what_the_role_may(settings: object) -> None:
    settings.JOINEDUP_NAVIGATION = "tests.gallery.navigation.MAIN"  # type: ignore[attr-defined]
    clinician = signed_in(a_colleague()).get("/gallery/queue").content.decode()
    referrer = a_colleague("joan", role="referrer")
    page = signed_in(referrer).get("/account").content.decode()

    assert ">Queue</a>" in clinician
    assert 'aria-current="page">Queue' in clinician
    assert ">Queue</a>" not in page
    assert ">Person</a>" in page
    assert "Not there yet" not in page
