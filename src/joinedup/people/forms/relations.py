"""What is noted of who stands by somebody, and of what must be known before going there."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from joinedup.people.domain.details import LONGEST
from joinedup.people.domain.relations import (
    LONGEST_BECAUSE,
    LONGEST_WORDS,
    AlertKind,
    Related,
    Relation,
    Told,
    Warned,
)
from joinedup.people.queries.relations import AlertRow, RelatedRow
from joinedup.people.queries.signs import kinds_of_place
from joinedup.web import fields, moments
from joinedup.web.forms import Form

_YES, _NO = "yes", "no"


def _alert_kinds() -> list[tuple[str, Any]]:
    usual = [(kind.value, kind.label) for kind in AlertKind]
    return [*usual, *kinds_of_place().items()]


class _Related(Form):
    """Who stands by somebody, and what they do."""

    name = fields.Text(_("Their name"), max_length=LONGEST["family_name"], width=20)
    phone = fields.Phone(_("Telephone"), hint=_("Where they are reached at night as well, if so"))
    relation = fields.OneOf(
        _("What are they to the person?"),
        [(one.value, one.label) for one in Relation],
        missing=_("Choose what they are to the person"),
    )
    is_unpaid_carer = fields.Tick(
        _("Unpaid carer"), hint=_("They look after the person and nobody pays them for it.")
    )
    lives_with = fields.Tick(_("Lives with the person"))
    is_next_of_kin = fields.Tick(_("Next of kin, as the person says"))
    is_key_holder = fields.Tick(_("Holds a key"))
    may_be_told = fields.OneOf(
        _("May they be told about the person's care?"),
        [(one.value, one.label) for one in Told],
        missing=_("Choose whether they may be told"),
    )
    told_by = fields.Text(
        _("If yes: who said so?"),
        hint=_("The person; or who decided in their best interests"),
        max_length=LONGEST["family_name"],
        width=20,
    )
    told_on = moments.Day(_("If yes: on which day?"))
    plan = fields.Words(
        _("If the carer cannot care: who does what?"),
        hint=_("The emergency plan in a few words, with numbers to ring."),
        rows=3,
        max_length=LONGEST_WORDS,
    )
    plan_on = moments.Day(_("Plan made on"))

    refusal_fields: ClassVar = {
        "relation_without_name": "name",
        "may_be_told_by_whom": "told_by",
        "plan_without_day": "plan_on",
    }

    def related(self, other_id: UUID | None = None) -> Related:
        """What was typed, as one value."""
        typed = self.cleaned_data
        given = {name: typed[name] for name in typed if name in _OF_RELATED}
        return Related(
            **{**given, "relation": Relation(typed["relation"])},
            may_be_told=Told(typed["may_be_told"]),
            other_id=other_id,
        )


_OF_RELATED = {
    *("name", "phone", "relation", "is_unpaid_carer", "lives_with", "is_next_of_kin"),
    *("is_key_holder", "told_by", "told_on", "plan", "plan_on"),
}


class Relate(_Related):
    """Somebody new who stands by a person."""

    key = fields.Key()
    other = fields.HiddenId(required=False)

    def arguments(self) -> dict[str, Any]:
        """The relationship as one value, and the key that makes it once."""
        return {
            "related": self.related(self.cleaned_data["other"]),
            "key": self.cleaned_data["key"],
        }


class ChangeRelationship(_Related):
    """What is known of somebody who stands by a person, changed."""

    seen = fields.Seen()
    because = fields.Words(
        _("Why is it changed?"),
        missing=_("Say why it is changed"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )

    refusal_fields: ClassVar = {**_Related.refusal_fields, "because_missing": "because"}

    def __init__(self, *given: Any, row: RelatedRow, **django: Any) -> None:
        super().__init__(*given, **django)
        if row.card is not None:
            del self.fields["name"]

    @classmethod
    def showing(cls, row: RelatedRow) -> "ChangeRelationship":
        """The form with its boxes as they are held; what is hidden is left empty."""
        held = {name: getattr(row, name) for name in (*_OF_RELATED, "may_be_told")}
        held |= {"relation": row.relation.value, "may_be_told": row.may_be_told.value}
        if row.is_where_hidden:
            held |= {"plan": "", "plan_on": None}
        return cls(initial={**held, "seen": row.version}, row=row)

    def arguments(self) -> dict[str, Any]:
        """The relationship as one value, with the reason."""
        typed = self.cleaned_data
        return {"related": self.related(), "seen": typed["seen"], "because": typed["because"]}


class _Warned(Form):
    """What whoever goes there must know."""

    kind = fields.OneOf(_("What is it?"), _alert_kinds, missing=_("Choose what it is"))
    words = fields.Words(
        _("In words, for whoever goes there"),
        hint=_("What there is, and what to do: “Large dog, loose. Ring first, it is shut in.”"),
        missing=_("Say it in words"),
        rows=3,
        max_length=LONGEST_WORDS,
    )
    review_on = moments.Day(
        _("Look at it again on"),
        hint=_("Within a year. An old alert that nobody looks at is believed by nobody."),
        missing=_("Say when it is looked at again"),
    )
    is_person_told = fields.OneOf(
        _("Was the person told that this is noted?"),
        [(_YES, _("Yes")), (_NO, _("No"))],
        missing=_("Say whether the person was told"),
        inline=True,
    )
    not_told_because = fields.Words(_("If not: why not?"), rows=2, max_length=LONGEST_BECAUSE)

    refusal_fields: ClassVar = {"alert_kind_unknown": "kind"}

    def warned(self) -> Warned:
        """What was typed, as one value."""
        typed = self.cleaned_data
        return Warned(
            kind=typed["kind"],
            words=typed["words"],
            review_on=typed["review_on"],
            is_person_told=typed["is_person_told"] == _YES,
            not_told_because=typed["not_told_because"],
        )


class RaiseAlert(_Warned):
    """Something new that must be known."""

    key = fields.Key()

    def arguments(self) -> dict[str, Any]:
        """The alert as one value, and the key that makes it once."""
        return {"warned": self.warned(), "key": self.cleaned_data["key"]}


class ChangeAlert(_Warned):
    """An alert looked at again."""

    seen = fields.Seen()
    because = fields.Words(
        _("What was found when it was looked at again?"),
        missing=_("Say what was found"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )

    refusal_fields: ClassVar = {**_Warned.refusal_fields, "because_missing": "because"}

    @classmethod
    def showing(cls, row: AlertRow) -> "ChangeAlert":
        """The form with its boxes as they are held; when to look at it again is asked anew."""
        held = {
            "kind": row.kind,
            "words": row.words,
            "is_person_told": _YES if row.is_person_told else _NO,
            "not_told_because": row.not_told_because,
        }
        return cls(initial={**held, "seen": row.version})

    def arguments(self) -> dict[str, Any]:
        """The alert as one value, with the reason."""
        typed = self.cleaned_data
        return {"warned": self.warned(), "seen": typed["seen"], "because": typed["because"]}


class EndIt(Form):
    """That somebody stands by a person no more, or an alert holds no more."""

    seen = fields.Seen()
    because = fields.Words(
        _("Why?"),
        hint=_("It is shown as ended, with your name and this reason."),
        missing=_("Say why it ends"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )

    refusal_fields: ClassVar = {"because_missing": "because"}
