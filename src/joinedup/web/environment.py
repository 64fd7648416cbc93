"""The Jinja2 environment of every page: escapes, and refuses to print what is missing."""

from pathlib import Path
from typing import Any, Never

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup

from joinedup.web import adapter, filters


class Unprintable(jinja2.ChainableUndefined):
    """A missing value that may be asked about but never printed.

    A silent blank where an allergy should be is worse than a plain failure.
    """

    __slots__ = ()

    def __str__(self) -> Never:
        self._fail_with_undefined_error()

    def __html__(self) -> Never:
        self._fail_with_undefined_error()


def environment(**options: Any) -> jinja2.Environment:
    """Build the environment that Django's Jinja2 backend asks for."""
    rooms: jinja2.BaseLoader = options.pop("loader")
    made = jinja2.Environment(
        **{
            **options,
            "loader": jinja2.ChoiceLoader([rooms, jinja2.PackageLoader("nhsuk_frontend_jinja")]),
            "undefined": Unprintable,
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": [InternationalizationExtension],
            "bytecode_cache": _bytecode_cache(Path(settings.JOINEDUP_TEMPLATE_CACHE)),
        }
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        _=said,
        gettext=said,
        url=url,
        static=static,
        field_kind=adapter.kind,
        field_params=adapter.params,
        **filters.GLOBALS,
    )
    made.filters.update(filters.FILTERS)
    return made


def said(message: str, /, **variables: object) -> Markup:
    """A sentence of a template in the language of the reader; what is put into it is escaped."""
    found = Markup(filters.said(message))
    return found % variables if "%" in message else found


def url(route: str, /, *args: object, **parameters: object) -> str:
    """The address of a named route: `url("desk:home")`, `url("referrals:line", line.id)`."""
    return reverse(route, args=args, kwargs=parameters)


def _bytecode_cache(folder: Path) -> jinja2.FileSystemBytecodeCache:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return jinja2.FileSystemBytecodeCache(str(folder))
