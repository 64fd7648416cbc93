"""A partner's receiving end: it writes down each message that arrives, and applies each id once."""

import random
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ANSWERS_LOST = 0.15
TIMES_AWAY = 0.15


class Receiver:
    """What arrived, how often, and what was applied."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        self.applied: dict[str, bytes] = {}
        self.answers_lost = 0
        self.times_away = 0
        self.address = ""
        self.certificate = Path()
        self._rng = random.Random(404)
        self._lock = threading.Lock()

    def take(self, message_id: str, body: bytes) -> bool:
        """Write a message down and apply it unless it was before; whether it is acknowledged.

        Now and then the message is lost before it is written down, or the acknowledgement after.
        """
        with self._lock:
            if self._rng.random() < TIMES_AWAY:
                self.times_away += 1
                return False
            self.arrived[message_id] += 1
            self.applied.setdefault(message_id, body)
            is_lost = self._rng.random() < ANSWERS_LOST
            self.answers_lost += is_lost
            return not is_lost


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """Listen on a free port until the block ends; some acknowledgements are lost on their way."""
    receiver = Receiver()
    receiver.certificate = _certificate(folder)

    class Taking(BaseHTTPRequestHandler):
        taker: ClassVar[Receiver] = receiver

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not self.taker.take(self.headers["X-Correlation-Id"], body):
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            del said

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    shielded = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shielded.load_cert_chain(receiver.certificate)
    server.socket = shielded.wrap_socket(server.socket, server_side=True)
    receiver.address = f"https://127.0.0.1:{server.server_port}/messages"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(folder: Path) -> Path:
    """A key and a certificate of our own for this machine, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A partner's receiving end")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "receiver.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
