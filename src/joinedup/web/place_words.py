"""Sentences that hold what the place calls its things, filled when they are shown."""

from typing import Final

from django.utils.functional import Promise, lazy

from joinedup.foundation import place
from joinedup.web import filters


def filled(sentence: str | Promise, **values: object) -> str:
    """A sentence with the place's words in it.

    `%(class)s` stands for what the place calls a response class, `%(Class)s` for the same at the
    start of a sentence; so with `lead`, `locality` and `practice`. `%(door)s` is the front door.
    """
    here = place.current()
    called = {
        "class": here.words.response_class,
        "lead": here.words.lead,
        "locality": here.words.locality,
        "practice": here.words.practice,
    }
    begun = {name.capitalize(): filters.capital(word) for name, word in called.items()}
    return str(sentence) % {**called, **begun, "door": here.front_door.short_name, **values}


of_place: Final = lazy(filled, str)
