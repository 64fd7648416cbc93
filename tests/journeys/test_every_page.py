"""Every page that links lead to: axe, sideways scroll and the order of reading, at both widths."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.journeys import looking
from tests.journeys.people import ComeIn

WHO = ("sam", "joan", "ann", "ruth", "olu", "petra", "ade", "carl", "dora", "mark")
LINK = re.compile(r'<a\b[^>]*\shref="([^"]*)"')
AT_LEAST = 70
"""Kinds of page that the demonstration links to; a walk that finds fewer has lost its way."""


@pytest.mark.slow
def test_every_page_that_links_lead_to(come_in: ComeIn) -> None:
    seen: set[str] = set()

    wrong = [f"{who}: {fault}" for who in WHO for fault in _walk(come_in(who).page, seen)]

    assert not wrong, "\n".join(wrong)
    assert len(seen) >= AT_LEAST


def _walk(page: Page, seen: set[str]) -> Iterator[str]:
    """Open one of each kind of page that links lead to from the first, and say what is wrong."""
    opened: set[str] = set()
    waiting = deque(["/"])
    while waiting:
        href = waiting.popleft()
        route = _route(href)
        if route is None or route in opened:
            continue
        opened.add(route)
        answer = page.request.get(href)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        waiting.extend(map(unescape, LINK.findall(answer.text())))
        if route not in seen:
            seen.add(route)
            page.goto(href)
            path = urlsplit(page.url).path
            yield from (f"{route} {path}: {fault}" for fault in looking.faults(page))


def _route(href: str) -> str | None:
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return None
