"""The form that every page's form is: it carries out a service and turns a refusal into words."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from joinedup.foundation import instant
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Refused
from joinedup.web import words
from joinedup.web.moments import Boxes
from joinedup.web.sentences.kinds import Sentence

_OF_THE_BOX: Final = (None, "required", "known_or_not")
_GIVE_OR_TICK: Final = _("Answer “%(field)s”, or tick “%(tick)s”")
_NOT_BOTH: Final = _("Keep one answer to “%(field)s”: what you gave, or “%(tick)s”")


class Form(forms.Form):
    """A form whose errors are in words and which keeps what was typed."""

    use_required_attribute = False
    refusal_fields: ClassVar[Mapping[str, str]] = {}
    """Which field a refusal's code belongs beside; without one it stands on top."""
    or_not_known: ClassVar[Mapping[str, str]] = {}
    """A field, and the tick beside it that says it is not known: one of the two is needed."""
    asked_as: ClassVar[Mapping[str, Sentence]] = {}
    """Questions that are put in other words here than in the form that this one is made from."""

    given: Mapping[str, Any] = {}
    """What the service was given by name."""
    result: Any = None
    """What the service answered."""

    def __init__(self, *args: Any, **django: Any) -> None:
        super().__init__(*args, **django)
        for name, question in self.asked_as.items():
            self.fields[name].label = question

    def carries_out(
        self, service: Callable[..., Any], /, *thing: object, by: Actor, **given: object
    ) -> bool:
        """Validate, call the service, and say whether it was done; a refusal becomes an error.

        What was typed goes by name, as `arguments` says; `at` is now unless the form asked when.
        """
        if not self.is_valid():
            return False
        self.given = arguments = {**self.arguments(), **given}
        if "at" in inspect.signature(service).parameters:
            arguments.setdefault("at", instant.now())
        try:
            self.result = service(*thing, **arguments, by=by)
        except Refused as refusal:
            self.refused(refusal)
            return False
        return True

    def arguments(self) -> dict[str, Any]:
        """What the service is given by name; a form that builds one value overrides this."""
        ticks = set(self.or_not_known.values())
        return {name: value for name, value in self.cleaned_data.items() if name not in ticks}

    def refused(self, refusal: Refused) -> None:
        """Show a refusal where it belongs."""
        said = forms.ValidationError(
            words.of_refusal(refusal.refusal_code, refusal.values), code=refusal.refusal_code
        )
        self.add_error(self._field_of(refusal), said)

    def clean(self) -> dict[str, Any]:
        """Check what belongs together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, tick in self.or_not_known.items():
            self._check_given_or_not_known(name, tick)
        return cleaned

    def full_clean(self) -> None:
        """Validate; a wrong hidden field was typed by nobody, and is said once, on top."""
        super().full_clean()
        wrong = [field.name for field in self.hidden_fields() if field.name in self.errors]
        for name in wrong:
            del self.errors[name]
        if wrong:
            tampered = forms.ValidationError(
                words.of_refusal("page_tampered", {}), code="page_tampered"
            )
            self.add_error(None, tampered)

    def summary(self) -> list[dict[str, str]]:
        """Every error and the box it points to, in the order of the page, for the error summary.

        Away from its box a sentence that fits many says which one it is about.
        """
        listed = []
        for name in [NON_FIELD_ERRORS, *self.fields]:
            href = {} if name == NON_FIELD_ERRORS else {"href": f"#{self._first_box(name)}"}
            listed += [{"text": said, **href} for said in self._said_of(name)]
        return listed

    def has_error_code(self, code: str) -> bool:
        """Whether any field, or the form, was refused for a reason."""
        return any(e.code == code for errors in self.errors.as_data().values() for e in errors)

    def _field_of(self, refusal: Refused) -> str | None:
        # A rule that refuses one value says which, by the name that the service knows it by.
        named = self.refusal_fields.get(refusal.refusal_code, refusal.values.get("at"))
        return named if isinstance(named, str) and named in self.fields else None

    def _said_of(self, name: str) -> list[str]:
        """The errors of a field; named by it where the words were not written for it alone."""
        label = str(self.fields[name].label or "") if name in self.fields else ""
        mark = " " if label.endswith("?") else ": "
        return [
            said if error.code in _OF_THE_BOX or not label else f"{label}{mark}{said}"
            for error in self.errors.as_data().get(name, [])
            for said in error.messages
        ]

    def _first_box(self, name: str) -> str:
        bound = self[name]
        widget = bound.field.widget
        return widget.id_for_label(bound.auto_id) if isinstance(widget, Boxes) else bound.auto_id

    def _check_given_or_not_known(self, name: str, tick: str) -> None:
        if name in self.errors:
            return
        is_given = self.cleaned_data.get(name) not in (None, "", [])
        is_ticked = bool(self.cleaned_data.get(tick))
        if is_given == is_ticked:
            said = _NOT_BOTH if is_given else _GIVE_OR_TICK
            asked = {"field": self.fields[name].label, "tick": self.fields[tick].label}
            self.add_error(name, forms.ValidationError(said, code="known_or_not", params=asked))
