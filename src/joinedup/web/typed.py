"""What somebody typed into a form that could not be taken, question by question.

Where a page is refused before its form is read, the forms themselves still know what was asked.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Final, NamedTuple

from django import forms
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

from joinedup.web import words
from joinedup.web.fields import Secret
from joinedup.web.forms import Form

_NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "seen", "key", "next", "code"})
# An answer that no form of ours knows comes as its code, which tells nobody what they chose.
_CODE: Final = re.compile(
    r"[a-z0-9]+(?:[_:][a-z0-9]+)+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_SHORTEST: Final = 3
_LONGEST: Final = 20_000


class Question(NamedTuple):
    """A question as a form asks it, and the field that reads its answer."""

    words: str
    field: forms.Field


type Questions = Mapping[str, Question]


class Typed(NamedTuple):
    """One answer as it was typed or chosen, and the question; blank where no form asks it."""

    question: str
    answer: str


def given_back(request: HttpRequest) -> list[Typed]:
    """What was typed and chosen, so that none of it is lost; no password, no token."""
    asked = _asked(request)
    answers: dict[str, list[str]] = {}
    for name, given in request.POST.lists():
        if _is_typed(name):
            answers.setdefault(_whole(name, asked), []).extend(given)
    told = (_told(name, given, asked) for name, given in answers.items())
    return [one for one in told if one is not None and len(one.answer) < _LONGEST]


def _is_typed(name: str) -> bool:
    """Whether a box is one that somebody fills in and may read again."""
    return not (name in _NOT_TYPED or name.startswith("seen-") or "password" in name)


def _told(name: str, given: Sequence[str], asked: Sequence[Questions]) -> Typed | None:
    said = [one.strip() for one in given if one.strip()]
    found = [one[name] for one in asked if name in one]
    if not said or any(_is_secret(one.field) for one in found):
        return None
    ways = {one.words for one in found}
    question = ways.pop() if len(ways) == 1 else ""
    answer = _answer(found[0].field, said) if found else _unasked(said)
    return Typed(question, answer) if answer else None


def _is_secret(field: forms.Field) -> bool:
    """Whether nobody typed it, or nobody is to read it: a password, or a code that counts once."""
    is_once = getattr(field, "autocomplete", "") == "one-time-code"
    return is_once or isinstance(field, Secret) or isinstance(field.widget, forms.HiddenInput)


def _answer(field: forms.Field, said: Sequence[str]) -> str:
    match field:
        case forms.BooleanField():
            return _("Ticked")
        case forms.ChoiceField():
            named = {str(code): str(label) for code, label in _flat(field.choices)}
            return ", ".join(filter(None, (named.get(one) or _unasked([one]) for one in said)))
        case forms.CharField():
            return "\n".join(said)
        case _:
            return " ".join(said)


def _unasked(said: Sequence[str]) -> str:
    """Words of which no form says what they answer; a code is told by its name or not at all."""
    known = [words.of_choice(one) or one for one in said if len(one) >= _SHORTEST]
    return "\n".join(one for one in known if not _CODE.fullmatch(one))


def _flat(choices: Iterable[Any]) -> Iterator[tuple[object, object]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield code, label


def _whole(name: str, asked: Sequence[Questions]) -> str:
    """The name of the question: a day and a time are typed into several boxes of one."""
    whole = name.rpartition("-")[0]
    is_part = all(name not in one for one in asked)
    return whole if is_part and any(whole in one for one in asked) else name


def _asked(request: HttpRequest) -> list[Questions]:
    """The forms that ask most of what was answered: several, where they ask the same of it."""
    names = {name for name in request.POST if _is_typed(name)}
    names |= {name.rpartition("-")[0] for name in names}
    counted = [
        (len(names & questions.keys()), questions)
        for questions in map(_questions, _forms_of(request.resolver_match))
    ]
    most = max((count for count, _questions in counted), default=0)
    return [questions for count, questions in counted if count == most > 0]


def _forms_of(match: ResolverMatch | None) -> list[type[Form]]:
    """The form of the view that was asked; where it has several, all that it works with."""
    every = list(_all(Form))
    view = getattr(match.func, "view_class", match.func) if match else None
    if view is None:
        return every
    of_view = getattr(view, "form_class", None)
    if isinstance(of_view, type) and issubclass(of_view, Form):
        return [of_view]
    beside = vars(sys.modules[view.__module__]).values()
    near = {one.__name__ for one in beside if isinstance(one, ModuleType)}
    return [form for form in every if form.__module__ in near] or every


def _questions(form: type[Form]) -> Questions:
    # No form is made for it: some need to know of what they ask, or a store that may be away.
    prefix = f"{form.prefix}-" if form.prefix else ""
    fields: Mapping[str, forms.Field] = form.base_fields  # type: ignore[attr-defined]
    return {
        f"{prefix}{name}": Question(str(form.asked_as.get(name, field.label) or ""), field)
        for name, field in fields.items()
    }


def _all(form: type[Form]) -> Iterator[type[Form]]:
    for one in form.__subclasses__():
        yield one
        yield from _all(one)
