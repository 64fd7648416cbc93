"""Answers on how care was, by the hundred."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import instant
from joinedup.foundation.scope import system
from joinedup.voice import services
from joinedup.voice.domain.questions import ITEMS, Answer, Asked, Context

NINE = dict.fromkeys(ITEMS[Asked.PERSON], "4")


def answered(
    count: int,
    score: int = 5,
    *,
    of: Asked = Asked.PERSON,
    service: str = "",
    team: str = "",
    words: str = "",
    at: datetime | None = None,
    key: str = "row",
) -> tuple[int, int]:
    """So many who gave the same score to everything, as a file brings them."""
    given = Answer(dict.fromkeys(ITEMS[of], score), words)
    care = Context(service_code=service, team_code=team)
    when = at or instant.now()
    rows = [
        services.FileRow(f"{key}-{service}-{team}-{score}-{n}", when, care, given)
        for n in range(count)
    ]
    return services.read_rows(of, rows, at=instant.now(), by=system("tests"))


def a_key(number: int = 1) -> str:
    """The key of a form."""
    return str(UUID(int=number, version=4))
