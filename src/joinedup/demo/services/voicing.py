"""What invented people, practices and professionals said of care in the last year."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from joinedup.foundation import place
from joinedup.foundation.scope import system
from joinedup.voice import services
from joinedup.voice.domain.questions import HIGHEST, ITEMS, NOT_MINE, Answer, Asked, Context

_A_QUARTER: Final = {Asked.PERSON: 24, Asked.PRACTICE: 8, Asked.PROFESSIONAL: 14}
_QUARTER: Final = timedelta(days=91)
_WORDS: Final = (
    "They rang before they came",
    "I had to say it all again to the second one",
    "Kind people, and on time",
    "Nobody told me when it would end",
)


def tell(*, at: datetime, seed: int) -> None:
    """A year of answers: a little better from quarter to quarter, and not in everything."""
    chosen, codes = Random(seed), list(place.current().services)[:3]
    for of, count in _A_QUARTER.items():
        rows = []
        for back in range(4):
            for number in range(count):
                likes = 3.2 + 0.2 * (3 - back)
                scores = {item: _score(chosen, likes) for item in ITEMS[of]}
                care = Context(service_code=chosen.choice(codes))
                words = chosen.choice(_WORDS) if chosen.random() < 0.1 else ""
                rows.append(
                    services.FileRow(
                        key=f"demonstration-{back}-{number}",
                        quarter_day=at - back * _QUARTER,
                        of_care=care if of is Asked.PERSON else Context(),
                        answer=Answer(scores, words if of is Asked.PERSON else ""),
                    )
                )
        services.read_rows(of, rows, at=at, by=system("demonstration"))


def _score(chosen: Random, likes: float) -> int:
    if chosen.random() < 0.06:
        return NOT_MINE
    return max(1, min(HIGHEST, round(chosen.gauss(likes, 1.1))))
