"""A page of somebody else, made with a SMART client library that is not ours (fhirclient)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

LIBRARY = Path(__file__).parents[2] / "node_modules/fhirclient/build/fhir-client.pure.min.js"
_LAUNCH = Template("""<!doctype html><html lang="en"><title>Their app</title><p id="said"></p>
<script src="/fhir-client.js"></script>
<script>
FHIR.oauth2.authorize({clientId: "$client_id", scope: "$scope", redirectUri: "$back"})
  .catch(error => { document.getElementById("said").textContent = "Error: " + error.message });
</script></html>""")
_BACK = """<!doctype html><html lang="en"><title>Their app</title>
<h1 id="said">Waiting</h1><ul id="conditions"></ul>
<script src="/fhir-client.js"></script>
<script>
const said = document.getElementById("said");
FHIR.oauth2.ready().then(async client => {
  window.client = client;
  const patient = await client.patient.read();
  const found = await client.request("Condition?patient=" + client.patient.id, {flat: true});
  for (const one of found) {
    const item = document.createElement("li");
    item.textContent = one.code.text;
    document.getElementById("conditions").append(item);
  }
  said.textContent = "Read: " + patient.name[0].family;
}).catch(error => { said.textContent = "Error: " + error.message });
</script></html>"""


@dataclass
class TheirApp:
    """The app as it is served from another address than ours."""

    address: str
    client_id: str = "none"
    scope: str = "launch patient/Patient.rs patient/Condition.rs"
    asked: list[str] = field(default_factory=list)

    def page(self, path: str) -> tuple[str, bytes]:
        """What is answered at one of its addresses."""
        if path == "/fhir-client.js":
            return "text/javascript", LIBRARY.read_bytes()
        if path == "/launch.html":
            made = _LAUNCH.substitute(
                client_id=self.client_id, scope=self.scope, back=f"{self.address}/"
            )
            return "text/html; charset=utf-8", made.encode()
        return "text/html; charset=utf-8", _BACK.encode()


@contextmanager
def served() -> Iterator[TheirApp]:
    """Serve it until it is done with."""
    if not LIBRARY.is_file():
        raise FileNotFoundError(f"{LIBRARY} is missing: type `make test`, which brings it.")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            app.asked.append(self.path)
            media_type, body = app.page(path)
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing: a test tells what it saw."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    app = TheirApp(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
