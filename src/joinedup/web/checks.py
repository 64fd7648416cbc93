"""Checked at start-up: every address leads to a view that says who may use it."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from joinedup.foundation.permissions import Permission
from joinedup.web.room_view import Door, RoomView


@register("joinedup")
def every_view_says_who_may(**options: Any) -> list[CheckMessage]:
    """Every routed view is a `RoomView` with a `permission`."""
    del options
    return [
        Error(
            f"{address or '/'} is answered by {name} without a permission",
            hint="Make it a RoomView and give it `permission`: a Permission, SIGNED_IN or PUBLIC.",
            id="joinedup.E001",
        )
        for address, name, permission in routes()
        if not _is_permission(permission)
    ]


def routes() -> list[tuple[str, str, object]]:
    """Every address, the view that answers it, and the permission it asks for."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, str, object]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
            continue
        view_class = getattr(pattern.callback, "view_class", None)
        is_room_view = isinstance(view_class, type) and issubclass(view_class, RoomView)
        permission = getattr(view_class, "permission", None) if is_room_view else None
        yield address, pattern.lookup_str, permission


def _is_permission(said: object) -> bool:
    if isinstance(said, tuple):
        return bool(said) and all(isinstance(one, Permission) for one in said)
    return isinstance(said, Permission | Door)
