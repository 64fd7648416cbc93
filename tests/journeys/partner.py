"""A partner's system: it sends messages with its token, and reads those that come back."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from tests.builders.exchange import as_bytes
from tests.journeys.site import COMMAND, Site

NAME = "demo-partner"
SECONDS = 60


@dataclass(frozen=True)
class PartnerSystem:
    """The system of the demonstration partner, which takes its messages as files in a folder."""

    site: Site
    token: str

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Post a message, and give back the answer."""
        return self.post("$process-message", message)

    def post(self, to: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post something under the address of FHIR, and give back the answer."""
        request = urllib.request.Request(
            f"{self.site.address}/fhir/{to}".rstrip("/"),
            data=as_bytes(body),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/fhir+json",
                "Accept": "application/fhir+json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            told: dict[str, Any] = json.loads(answer.read())
        return told

    def is_told(self, *words: str) -> dict[str, Any]:
        """Wait for the message that says all this; it must be one that others can read."""

        def found_one() -> str | None:
            return next((one for one in self._told() if all(word in one for word in words)), None)

        found = _wait_for(found_one)
        Bundle.model_validate_json(found)
        told: dict[str, Any] = json.loads(found)
        return told

    def _told(self) -> list[str]:
        files = (self.site.folder / "outgoing" / NAME).glob("*.json")
        return [file.read_text() for file in files]


def signed_on(site: Site, name: str = NAME) -> PartnerSystem:
    """A partner with a fresh token, as whoever runs the place makes one."""
    environment = {**os.environ, "JOINEDUP_VAR": str(site.folder)}
    # The settings of the tests are not those of the place.
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    said = subprocess.run(
        [str(COMMAND), "account", "token", name],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return PartnerSystem(site, said.stdout.split()[-1])


def _wait_for(ask: Callable[[], str | None]) -> str:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if (found := ask()) is not None:
            return found
        time.sleep(0.2)
    raise AssertionError(f"the partner was told nothing in {SECONDS} seconds")
