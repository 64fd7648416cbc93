"""What people are asked who let another act for them, those who do, and staff about both."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.mycare.domain import delegates
from joinedup.mycare.domain.delegates import Basis
from joinedup.mycare.forms.own import GiveCode
from joinedup.web import fields
from joinedup.web.forms import Form
from joinedup.web.sentences import mycare
from joinedup.web.sentences.kinds import Sentence


class NameDelegate(Form):
    """Whom somebody lets see their own pages, and which parts."""

    refusal_fields: ClassVar[Mapping[str, str]] = {
        "delegate_without_name": "name",
        "delegate_is_oneself": "name",
        "delegate_named_twice": "name",
        "delegate_without_parts": "parts",
    }

    name = fields.Text(
        _("What is their name?"),
        hint=_("Their first and last name"),
        missing=_("Type their name"),
        max_length=delegates.NAME_LONGEST,
        width=20,
    )
    parts = fields.SomeOf(
        _("What can they see?"),
        lambda: list(mycare.DELEGATED.items()),
        missing=_("Choose what they can see"),
    )


class LimitDelegate(Form):
    """Which parts of somebody's pages another may see."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"delegate_without_parts": "parts"}

    seen = fields.Seen()
    parts = fields.SomeOf(
        _("What can they see?"),
        lambda: list(mycare.DELEGATED.items()),
        missing=_("Choose what they can see"),
    )


class RecordDelegate(NameDelegate):
    """Who acts for somebody by a paper or a decision that staff have seen."""

    basis = fields.OneOf(
        _("By what right do they act?"),
        [(one.value, one.label) for one in delegates.BY_STAFF],
        hint=_("See the paper or the decision itself before you record it"),
        missing=_("Choose by what right they act"),
    )

    def arguments(self) -> dict[str, Any]:
        """The delegate as the service takes one."""
        given = super().arguments()
        return {**given, "basis": Basis(given["basis"])}


class ChangeDelegate(Form):
    """What staff do about a delegate, and why."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"delegation_without_reason": "reason"}

    seen = fields.Seen()
    act = fields.OneOf(
        _("What do you want to do?"),
        [
            ("suspend", _("Suspend: they see nothing until it is lifted")),
            ("resume", _("Lift the suspension")),
            ("review", _("Keep for another year, having looked at it again")),
            ("end", _("End it for good")),
        ],
        missing=_("Choose what you want to do"),
    )
    reason = fields.Text(_("Why?"), missing=_("Write why"), max_length=200)

    def arguments(self) -> dict[str, Any]:
        """What the service of the act is given."""
        return {"seen": self.cleaned_data["seen"], "reason": self.cleaned_data["reason"]}


class GiveDelegateCode(GiveCode):
    """The code that somebody was given to act for another, and the date of birth of that one."""

    asked_as: ClassVar[Mapping[str, Sentence]] = {
        "code": _("The code that they gave you"),
        "born_on": _("Their date of birth"),
    }
