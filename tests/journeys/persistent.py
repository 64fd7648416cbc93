"""Whoever does not give up: a partner's system and people at browsers, while processes are killed.

Each asks again until it is answered, as those who wait for care do, and counts what it met.
"""

import http.client
import re
import time
from collections import Counter
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import pytest

from tests.builders.page_forms import PageForm, forms_on

SECONDS_TO_ANSWER = 120
FORM = "application/x-www-form-urlencoded"


class Persistent:
    """One client of the site; what it met is counted."""

    def __init__(self, address: str, met: Counter[str]) -> None:
        self.place = urlsplit(address).netloc
        self.met = met
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, str, str]:
        """Ask until there is an answer: its status, where it leads, and what it says."""
        until = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < until:
            try:
                answer = self._once(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.met["answers lost"] += 1
            else:
                if answer[0] != 503:
                    assert answer[0] < 500, answer
                    self.met["answers"] += 1
                    return answer
                self.met["answers of 503"] += 1
            time.sleep(0.2)
        pytest.fail(f"{method} {path} was never answered")

    def _once(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, str, str]:
        asking = http.client.HTTPConnection(self.place, timeout=20)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        origin = {"Cookie": cookie, "Referer": f"http://{self.place}{path}"} if cookie else {}
        try:
            asking.request(method, path, body or None, {**origin, **headers})
            answer = asking.getresponse()
            said = answer.read().decode()
        finally:
            asking.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer.status, urlsplit(answer.headers.get("Location", "")).path, said


class Browser(Persistent):
    """Somebody at a browser: pages are opened, forms filled in, and sent again when lost."""

    _was_lost = False

    def sign_in(self, username: str, password: str) -> "Browser":
        """Come to work."""
        self.submit("/sign-in", "/sign-in", login=username, password=password)
        status, _, said = self.ask("GET", "/account")
        assert status == 200, said[:400]
        return self

    def open(self, path: str) -> str:
        """A page."""
        status, there, said = self.ask("GET", path)
        assert status == 200, f"GET {path}: {status} {there} {said[:400]}"
        return said

    def submit(self, page: str, action: str, **typed: str | list[str]) -> str:
        """Open a page, fill in the form that posts to `action`, send it; where that leads.

        A send whose answer was lost is sent again as it was. Where the first one did arrive, the
        second is a conflict or finds the step taken: then the page is opened anew, as people do.
        """
        while True:
            form = self._form(page, action)
            if form is None:
                # It is done already: the answer that said so was lost.
                self.met["found done"] += 1
                return ""
            status, there, said = self._send(form, typed)
            if status in (302, 303):
                return there
            assert status in (404, 409, 422), f"{action}: {status} {said[:2000]}"
            assert self._was_lost, f"{action}: {status} {told(said)}"
            self.met["duplicates refused"] += 1

    def find(self, page: str, action: str, **typed: str) -> str:
        """Open a page, type into the form that posts to `action`, and read what it answers."""
        form = self._form(page, action)
        assert form is not None, f"{page} has no form for {action}"
        status, _, said = self._send(form, dict(typed))
        assert status == 200, f"{action}: {status} {told(said)}"
        return said

    def _form(self, page: str, action: str) -> PageForm | None:
        found = [one for one in forms_on(self.open(page), page) if one.action == action]
        return found[0] if found else None

    def _send(self, form: PageForm, typed: dict[str, str | list[str]]) -> tuple[int, str, str]:
        kept = {name: box.value for name, box in form.boxes.items() if box.value}
        before = self.met["answers lost"] + self.met["answers of 503"]
        body = urlencode({**kept, **typed}, doseq=True).encode()
        answer = self.ask("POST", form.action, body, **{"Content-Type": FORM})
        self._was_lost = self.met["answers lost"] + self.met["answers of 503"] > before
        return answer


def told(page: str) -> list[str]:
    """The headings and complaints of a page, for a test that fails."""
    return re.findall(r"<h1[^>]*>(.*?)</h1>|error-message[^>]*>(.*?)</", page, re.DOTALL)
