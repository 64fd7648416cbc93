"""Questions put together once: only what differs is filled in when one is asked again.

To put a question together costs a page many times what the store takes to answer it. A question is
a function that makes a queryset of its arguments and of nothing else. It is made once with
stand-ins for them; its text is kept, and each stand-in is replaced by what is asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final, Protocol, Self, runtime_checkable
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import NotSupportedError, connections
from django.db.models import Count, QuerySet, Value

from joinedup.foundation.prepared import Preparing, may_ask_again

LONGEST: Final = 128
"""A list that is longer is asked for without keeping the question: it is seldom the same length."""
MOST_KEPT: Final = 64
# No fact is of these years, no text and no identifier begins so: what does is a stand-in.
_YEARS: Final = range(2700, 2800)
_AN_INSTANT: Final = datetime(2750, 7, 1, 13, 17, 19, 424_242, tzinfo=UTC)
_A_DAY: Final = date(2750, 1, 1)
_A_TEXT: Final = "\u2042 stand-in "
_AN_ID: Final = 0x2042_57A4_D000_0000_0000_0000_0000_0000

type Shape = tuple[object, ...]
type Given = UUID | datetime | date | str


@runtime_checkable
class ManyValues(Protocol):
    """One argument that brings several values: it says what it is like, and takes others."""

    @property
    def shape(self) -> Shape:
        """What the question depends on besides the values."""

    def with_values(self, replaced: Callable[[Any], Any]) -> Self:
        """The same with each of its values replaced."""


def counted(rows: QuerySet[Any, Any]) -> QuerySet[Any, int]:
    """How many rows there are, as a question that can be kept; no row where there are none."""
    every = rows.order_by().values(every=Value(1)).annotate(rows=Count("pk"))
    found: QuerySet[Any, int] = every.values_list("rows", flat=True)
    return found


def question[**P, R](build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """Keep the text of a question; asking it answers with all its rows.

    Arguments are identifiers, instants, days, texts, collections of these and a viewer's scope:
    each is filled in as it is, so that what follows from one (a day before) is an argument of its
    own, and none of them may be looked at. Claims, numbers, members of a list and None are part of
    the question, and may be; so is of a scope what it may, not who it is.
    """
    return _Question(build)


class _Question[R]:
    def __init__(self, build: Callable[..., QuerySet[Any, R]]) -> None:
        self._build = build
        self._kept: dict[Shape, _Kept] = {}
        self.__doc__ = build.__doc__

    def __call__(self, *args: Any, **named: Any) -> list[R]:
        given = _Arguments.of([*args, *named.values()])
        if given is None:
            return list(self._build(*args, **named))
        shape = (*given.shape, *named)
        kept = self._kept.get(shape)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            stand_ins = given.stand_ins
            count = len(args)
            asked = self._build(
                *stand_ins[:count], **dict(zip(named, stand_ins[count:], strict=True))
            )
            kept = self._kept[shape] = _Kept.of(asked, given.stood_for)
        return kept.ask(given.values)


@dataclass(slots=True)
class _Arguments:
    """Arguments taken apart: what the question looks like, and the values that stand in it."""

    shape: list[object]
    values: list[Given]
    stand_ins: list[Any]
    stood_for: list[Given]

    @classmethod
    def of(cls, arguments: Sequence[Any]) -> "_Arguments | None":
        given = cls([], [], [], [])
        for one in arguments:
            if isinstance(one, list | tuple | AbstractSet | Mapping) and len(one) > LONGEST:
                return None
            given.stand_ins.append(given.stand_in(one))
        return given

    def stand_in(self, one: Any) -> Any:
        match one:
            case None | int() | Enum():
                self.shape.append(one)
                return one
            case UUID() | datetime() | date() | str():
                self.shape.append(type(one))
                return self.stand_in_for(one)
            case ManyValues():
                self.shape.append(one.shape)
                return one.with_values(self.stand_in_for)
            case list() | tuple() | AbstractSet() | Mapping():
                # As many as the next power of two, the last one again: there are few such lengths.
                values = list(one)
                length = 1 << (len(values) - 1).bit_length() if values else 0
                self.shape.append(length)
                values += values[-1:] * (length - len(values))
                return [self.stand_in_for(each) for each in values]
        raise TypeError(f"{type(one).__name__} cannot be filled into a question")

    def stand_in_for(self, value: Given) -> Given:
        number = len(self.values)
        self.values.append(value)
        stands: Given
        match value:
            case UUID():
                stands = UUID(int=_AN_ID + number)
            case datetime():
                stands = _AN_INSTANT + timedelta(microseconds=number)
            case date():
                stands = _A_DAY + timedelta(days=number)
            case str():
                stands = f"{_A_TEXT}{number}"
            case _:
                raise TypeError(f"{type(value).__name__} cannot be filled into a question")
        self.stood_for.append(stands)
        return stands


@dataclass(frozen=True, slots=True)
class _Kept:
    """The text of a question, and which of its parameters are filled in by which value."""

    asked: QuerySet[Any, Any]
    compiler: Any
    text: str
    parameters: tuple[object, ...]

    @classmethod
    def of(cls, asked: QuerySet[Any, Any], stood_for: Sequence[Given]) -> "_Kept":
        compiler = asked.query.get_compiler(using=asked.db)
        try:
            text, parameters = compiler.as_sql()
        except EmptyResultSet:
            text, parameters = "", ()
        held = {_held(one, compiler.connection): n for n, one in enumerate(stood_for)}
        return cls(asked, compiler, text, tuple(_marked(one, held) for one in parameters))

    def ask(self, values: Sequence[Given]) -> list[Any]:
        if not self.text:
            return []
        connection = connections[self.asked.db]
        if connection.vendor != "postgresql" or not settings.JOINEDUP_KEPT_PLANS:
            return self._asked_of(connection, values)
        try:
            return self._asked_of(Preparing(connection), values)
        except NotSupportedError:
            # A table was altered since: its plans go with the connection that holds them.
            if not may_ask_again(connection):
                raise
            return self._asked_of(Preparing(connection), values)

    def _asked_of(self, connection: Any, values: Sequence[Given]) -> list[Any]:
        filled = tuple(_filled(self.parameters, [_held(one, connection) for one in values]))
        compiler = copy(self.compiler)
        compiler.connection, compiler.as_sql = connection, lambda: (self.text, filled)
        rows = self.asked.all()
        rows.query.get_compiler = lambda *args, **named: compiler  # type: ignore[method-assign]
        return list(rows)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a question the value of a number stands."""

    number: int


def _held(value: Given, connection: Any) -> Any:
    """A value as the store holds it."""
    match value:
        case UUID():
            return value if connection.features.has_native_uuid_field else value.hex
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return connection.ops.adapt_datefield_value(value)
    return str(value)


def _marked(parameter: Any, held: Mapping[object, int]) -> object:
    if isinstance(parameter, list | tuple):
        return [_marked(each, held) for each in parameter]
    try:
        return _Place(held[parameter])
    except (KeyError, TypeError):
        if _is_derived(parameter):
            raise ValueError(
                f"{parameter!r} follows from an argument: it has to be an argument of its own"
            ) from None
    return parameter


def _is_derived(parameter: object) -> bool:
    match parameter:
        case date():
            return parameter.year in _YEARS
        case UUID():
            return parameter.int >> 64 == _AN_ID >> 64
        case str():
            begins = parameter[:4]
            is_instant = begins.isdigit() and int(begins) in _YEARS and parameter[4:5] == "-"
            is_id = UUID(int=_AN_ID).hex[:16] in parameter
            return is_instant or is_id or _A_TEXT.strip() in parameter
    return False


def _filled(parameters: Sequence[Any], values: Sequence[Any]) -> Iterator[Any]:
    for one in parameters:
        if isinstance(one, _Place):
            yield values[one.number]
        elif isinstance(one, list):
            yield list(_filled(one, values))
        else:
            yield one
