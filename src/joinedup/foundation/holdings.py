"""What is held of a person, table by table: declared beside each model, so that a copy is whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import models
from django.db.models import Q

from joinedup.kernel.ids import PersonId

TECHNICAL: Final = frozenset({"version", "made_key", "digest", "seq", "sealed_seq", "order_key"})
"""Columns that tell nothing of anybody: how the store keeps a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One table of what is held of people.

    `paths` lead from a row to the person it is about. `others` are columns that name or describe
    somebody else, `words` those of free text, where anybody may be named; `left_out` are columns
    that are no data of the person. Of a guarded table nothing is given before somebody has judged
    it, row by row, nor of one that `says_where` somebody is while that is restricted; `never` are
    rows that no copy tells of.
    """

    model: type[models.Model]
    title: str
    paths: tuple[str, ...]
    others: tuple[str, ...]
    words: tuple[str, ...]
    left_out: frozenset[str]
    more: tuple[str, ...]
    is_guarded: bool
    held_back: str
    says_where: bool
    never: Q | None

    @property
    def code(self) -> str:
        """By what the table is known in a copy."""
        return str(self.model._meta.label_lower)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a copy gives, in the order of the table; then those from elsewhere."""
        own = (one.attname for one in self.model._meta.concrete_fields)
        return (*(one for one in own if one not in self.left_out), *self.more)

    @property
    def key(self) -> str:
        """The column that tells one row from another."""
        return str(self.model._meta.pk.attname)


_declared: dict[type[models.Model], Holding] = {}
_nothing: dict[type[models.Model], str] = {}


def of_person(
    model: type[models.Model],
    title: str,
    *,
    paths: Sequence[str] = ("person_id",),
    others: Sequence[str] = (),
    words: Sequence[str] = (),
    left_out: Iterable[str] = (),
    more: Sequence[str] = (),
    is_guarded: bool = False,
    held_back: str = "",
    says_where: bool = False,
    never: Q | None = None,
) -> None:
    """Say that a table is about people, and how a row of it is given to whoever it is about."""
    known = {one.attname for one in model._meta.concrete_fields}
    named = {*others, *words, *left_out, held_back} - {"", *more}
    if unknown := named - known:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
    _declared[model] = Holding(
        model=model,
        title=title,
        paths=tuple(paths),
        others=tuple(others),
        words=tuple(words),
        left_out=frozenset({*left_out, *(TECHNICAL & known)}),
        more=tuple(more),
        is_guarded=is_guarded,
        held_back=held_back,
        says_where=says_where,
        never=never,
    )


def nothing_of(model: type[models.Model], because: str) -> None:
    """Say why a table holds nothing that is to be given to anybody it may be about."""
    _nothing[model] = because


def declared() -> tuple[Holding, ...]:
    """Every table that is about people, in the order of their titles."""
    return tuple(sorted(_declared.values(), key=lambda one: (one.title, one.code)))


def reasons() -> Mapping[type[models.Model], str]:
    """The other tables, and why nothing of them is given."""
    return _nothing


def undeclared(every: Iterable[type[models.Model]]) -> list[str]:
    """Tables of which nobody has said whether they are about people."""
    return sorted(
        str(one._meta.label_lower) for one in every if one not in _declared and one not in _nothing
    )


def rows_of(
    holding: Holding, ids: Sequence[PersonId], *, keys: Sequence[str] | None = None
) -> Iterator[dict[str, Any]]:
    """What one table holds of somebody, by each of the ids that they go by; or some of its rows."""
    theirs = reduce(or_, (Q(**{f"{path}__in": ids}) for path in holding.paths))
    found: models.QuerySet[Any] = models.QuerySet(holding.model).filter(theirs)
    if holding.never is not None:
        found = found.exclude(holding.never)
    if keys is not None:
        found = found.filter(pk__in=keys)
    columns = {holding.key, *holding.columns, *filter(None, (holding.held_back,))}
    yield from found.order_by("pk").values(*sorted(columns)).iterator(chunk_size=500)
