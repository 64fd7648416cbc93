"""Messages are handed over whole: as a file, or over HTTP to a server that answers anything."""

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from joinedup.exchange.services import sending
from joinedup.exchange.services.sending import PartnerRefused
from joinedup.foundation.deliveries import Parcel
from joinedup.kernel.errors import Unavailable
from joinedup.kernel.ids import DeliveryId

MESSAGE = {"resourceType": "Bundle", "entry": [{"resource": {"id": "m-1"}}]}
PARCEL = Parcel(
    id=DeliveryId(UUID(int=7)),
    address="demo-partner",
    payload=json.dumps(MESSAGE),
    key="k",
    about_kind="referrals.line",
    about_id=UUID(int=8),
    attempt=1,
)


class Receiver(BaseHTTPRequestHandler):
    """A partner's system that answers as it is told to."""

    status = 200
    answer = b""
    heard: list[tuple[str, Any, bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Receiver.heard = []
    Receiver.answer = b""
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/fhir/$process-message?a=1"
    server.shutdown()
    server.server_close()


def an_outcome(*codes: str) -> bytes:
    issues = [{"severity": "error", "code": code} for code in codes]
    return json.dumps({"resourceType": "OperationOutcome", "issue": issues}).encode()


@pytest.mark.parametrize(("status", "receipt"), [(200, "HTTP 200"), (202, "HTTP 202")])
def test_what_is_acknowledged_is_delivered(address, status, receipt):
    Receiver.status = status

    assert sending.post(PARCEL, address) == receipt
    path, headers, body = Receiver.heard[0]
    assert path == "/fhir/$process-message?a=1"
    assert body == PARCEL.payload.encode()
    assert headers["Content-Type"] == "application/fhir+json"
    assert (headers["X-Request-Id"], headers["X-Correlation-Id"]) == (str(PARCEL.id), "m-1")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_what_may_do_later_is_tried_again(address, status):
    Receiver.status = status

    with pytest.raises(Unavailable):
        sending.post(PARCEL, address)


def test_what_the_receiver_has_already_is_delivered(address):
    Receiver.status, Receiver.answer = 409, an_outcome("duplicate")

    assert sending.post(PARCEL, address) == "HTTP 409"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"Conflict",
        b"[" * 60_000,
        b'"duplicate"',
        b'{"resourceType": "OperationOutcome"}',
        b'{"resourceType": "OperationOutcome", "issue": ["duplicate"]}',
        an_outcome(),
        an_outcome("conflict"),
        an_outcome("duplicate", "conflict"),
    ],
)
def test_any_other_conflict_is_a_refusal(address, said):
    Receiver.status, Receiver.answer = 409, said

    with pytest.raises(PartnerRefused) as refusal:
        sending.post(PARCEL, address)

    assert refusal.value.values == {"status": 409}


@pytest.mark.parametrize("status", [302, 400, 401, 404, 422])
def test_what_is_refused_is_not_tried_again(address, status):
    Receiver.status = status

    with pytest.raises(PartnerRefused) as refusal:
        sending.post(PARCEL, address)

    assert refusal.value.values == {"status": status}
    assert len(Receiver.heard) == 1


def test_nobody_there_is_tried_again():
    with pytest.raises(Unavailable):
        sending.post(PARCEL, "http://127.0.0.1:1/")


def test_a_file_is_written_whole_and_once(tmp_path):
    folder = tmp_path / "demo-partner"

    assert sending.drop(PARCEL, folder) == "file m-1.json"
    assert sending.drop(PARCEL, folder) == "file m-1.json"

    assert [file.name for file in folder.iterdir()] == ["m-1.json"]
    assert json.loads((folder / "m-1.json").read_text()) == MESSAGE


def test_a_notice_waits_for_the_gateway_and_says_no_more_than_it_was_given(settings, tmp_path):
    settings.VAR = tmp_path
    parcel = replace(PARCEL, address="joan@surgery.example", payload="Referral 7KQ4 has changed.")

    receipts = {sending.send_notice(parcel) for _ in range(2)}

    (file,) = (tmp_path / "outgoing" / "notices").iterdir()
    told = json.loads(file.read_text())
    assert receipts == {f"file {parcel.id}.json"}
    assert (told["to"], told["words"]) == (parcel.address, parcel.payload)
