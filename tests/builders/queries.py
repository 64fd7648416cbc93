"""How many queries a piece of work asks of the store."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def at_most(count: int) -> Iterator[CaptureQueriesContext]:
    """Fail where the work within asks more queries than this, and print them."""
    with CaptureQueriesContext(connection) as asked:
        yield asked
    listed = "\n".join(query["sql"] for query in asked)
    assert len(asked) <= count, f"{len(asked)} queries, {count} at most:\n{listed}"
