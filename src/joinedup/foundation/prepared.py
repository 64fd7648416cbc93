"""Questions that PostgreSQL prepares: how it goes about one is kept by each connection.

It takes the store longer to find a way through nine tables than to go it.
"""

from typing import Any, Final

from psycopg import Cursor

AFTER: Final = 1
"""How often a text is asked before its plan is kept."""


class Preparing:
    """Django's connection, whose cursors send text and values apart, to be kept when asked twice.

    Whatever else is asked by the connection is put together here and planned each time.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        """A cursor that is watched and timed as every other."""
        watched = self._connection.cursor()
        connected = self._connection.connection
        connected.prepare_threshold = AFTER
        watched.cursor = Cursor(connected)
        return watched


def may_ask_again(connection: Any) -> bool:
    """Give up a connection whose plans are of tables that have been altered since.

    In the middle of a change it may not be given up: the change fails, and the next has another.
    """
    if connection.in_atomic_block:
        connection.close_at = 0
        return False
    connection.close()
    return True
