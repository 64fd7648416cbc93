"""Serves the gallery to a browser, in a process and a store of its own, until told to stop."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving() -> Iterator[str]:
    """The address of a gallery that runs until the block ends."""
    command = [sys.executable, "-m", "tests.gallery.serve"]
    with Popen(command, cwd=ROOT, stdout=PIPE, text=True) as process:
        try:
            if process.stdout is None or not (address := process.stdout.readline().strip()):
                raise RuntimeError("the gallery did not start")
            yield address
        finally:
            process.terminate()


def main() -> None:
    """Make the store, let two people in, say where, and serve."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.gallery.settings"

    import django

    django.setup()

    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    from joinedup.foundation.permissions import Role
    from tests.builders.office import a_colleague, a_membership

    call_command("migrate", verbosity=0)
    a_membership(a_colleague(), Role.TEAM_MANAGER)
    a_colleague("ann", display_name="Ann Webb", role=Role.TEAM_MEMBER)

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler, allow_reuse_address=False)
    server.set_app(get_wsgi_application())
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
