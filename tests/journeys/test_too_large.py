"""A body of 200 MB at the running web server: a clear answer, and hardly any memory."""

import http.client
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journeys.site import Site

MEGABYTE = 1_000_000
TOLD = "This is larger than we take in one go (10 MB). Nothing was stored."


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/sign-in", "text/html; charset=utf-8"), ("/fhir/$process-message", "application/fhir+json")],
)
def test_what_is_far_too_large_is_answered_and_not_kept(
    site: Site, address: str, kind: str
) -> None:
    before = _most_memory(site)

    answer, said = _sent(site, address, 200 * MEGABYTE)

    assert (answer.status, answer.headers["Content-Type"]) == (413, kind)
    assert TOLD in said
    assert _most_memory(site) - before < 50 * MEGABYTE


def _sent(site: Site, address: str, length: int) -> tuple[http.client.HTTPResponse, str]:
    """Send everything before listening, as most senders do."""
    asking = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=60)
    given = {"Content-Length": str(length), "Content-Type": "application/fhir+json"}
    if not address.startswith("/fhir/"):
        given["Content-Type"] = "application/x-www-form-urlencoded"
    asking.request("POST", address, _zeros(length), given)
    answer = asking.getresponse()
    said = answer.read().decode()
    asking.close()
    return answer, said


def _zeros(length: int) -> Iterator[bytes]:
    for _ in range(length // MEGABYTE):
        yield bytes(MEGABYTE)


def _most_memory(site: Site) -> int:
    """The most that any process of the place has held so far."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    parents = {int(one.split()[0]): int(one.split()[1]) for one in listed.stdout.splitlines()}
    ours = {site.process.pid}
    while grown := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= grown
    return max(_peak(pid) for pid in ours)


def _peak(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0
