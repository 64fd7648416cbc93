"""A carrier of texts that answers as GOV.UK Notify does, on this machine: it keeps what it took."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import OctKey

from joinedup.foundation import instant

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"joined_up-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@dataclass
class Carrier:
    """What was sent, what came of each, and how it answers next."""

    clock: instant.Hands
    address: str = ""
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answers: int = 0
    """The status of every answer instead of the usual one, while it is not 0."""
    loses_answer: bool = False
    """Whether what is taken is taken, and the answer lost."""
    secret: str = SECRET
    refuses_numbers: bool = False

    def sent_to(self, number: str) -> list[str]:
        """The words that were sent to a number."""
        held = [one for one in self.texts.values() if one["phone_number"] == number]
        return [one["personalisation"]["message"] for one in held]

    def comes(self, status: str) -> None:
        """Have every text come to this."""
        for one in self.texts.values():
            one["status"] = status


@contextmanager
def carrying(clock: instant.Hands) -> Iterator[Carrier]:
    """Answer on a free port until the block ends."""
    carrier = Carrier(clock)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            _answer(self, carrier, json.loads(body))

        def do_GET(self) -> None:
            _answer(self, carrier, None)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    carrier.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def set_up(settings: Any, carrier: Carrier, folder: Path) -> None:
    """Have texts go out by this carrier."""
    folder.mkdir(exist_ok=True)
    (folder / "notify_key").write_text(f"{KEY}\n")
    settings.JOINEDUP_DEMO = False
    settings.JOINEDUP_TEXTS = "notify"
    settings.JOINEDUP_NOTIFY_ADDRESS = carrier.address
    settings.JOINEDUP_NOTIFY_KEY_FILE = str(folder / "notify_key")
    settings.JOINEDUP_NOTIFY_TEMPLATE = TEMPLATE


def _answer(request: BaseHTTPRequestHandler, carrier: Carrier, body: Any) -> None:
    carrier.asked.append(f"{request.command} {urlsplit(request.path).path}")
    if not _is_ours(request.headers.get("Authorization", ""), carrier):
        _said(request, 403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]})
    elif carrier.answers:
        _said(request, carrier.answers, {"errors": [{"error": "Error", "message": "Not now"}]})
    elif body is not None:
        _taken(request, carrier, body)
    else:
        _told(request, carrier)


def _taken(request: BaseHTTPRequestHandler, carrier: Carrier, body: dict[str, Any]) -> None:
    if carrier.refuses_numbers or not body["phone_number"].startswith("+447"):
        said = {"error": "ValidationError", "message": "phone_number Not a UK mobile number"}
        return _said(request, 400, {"status_code": 400, "errors": [said]})
    if body["template_id"] != TEMPLATE:
        said = {"error": "BadRequestError", "message": "Template not found"}
        return _said(request, 400, {"status_code": 400, "errors": [said]})
    made = str(uuid4())
    carrier.texts[made] = {**body, "id": made, "status": "created"}
    if carrier.loses_answer:
        request.close_connection = True
        return request.connection.close()
    return _said(request, 201, {"id": made, "reference": body["reference"]})


def _told(request: BaseHTTPRequestHandler, carrier: Carrier) -> None:
    parts = urlsplit(request.path)
    if parts.path == "/v2/notifications":
        (wanted,) = parse_qs(parts.query)["reference"]
        found = [one for one in carrier.texts.values() if one["reference"] == wanted]
        return _said(request, 200, {"notifications": found})
    one = carrier.texts.get(parts.path.rpartition("/")[2])
    return _said(request, 200 if one else 404, one or {"errors": []})


def _is_ours(header: str, carrier: Carrier) -> bool:
    try:
        token = jwt.decode(
            header.removeprefix("Bearer "), OctKey.import_key(carrier.secret), algorithms=["HS256"]
        )
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not ours
        return False
    # As at Notify, a token is of the last half minute.
    age = carrier.clock.at.timestamp() - token.claims["iat"]
    return token.header["typ"] == "JWT" and token.claims["iss"] == SERVICE and abs(age) <= 30


def _said(request: BaseHTTPRequestHandler, status: int, body: object) -> None:
    told = json.dumps(body).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(told)))
    request.end_headers()
    request.wfile.write(told)
