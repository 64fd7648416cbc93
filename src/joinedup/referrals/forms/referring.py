"""The referral as a form: who it is about, the eight compulsory things, and what may be added."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import HiddenInput, fields
from django.utils.translation import gettext_lazy as _

from joinedup.foundation import instant, place
from joinedup.foundation.place_schema import Observation as Observed
from joinedup.foundation.place_schema import ObservationKind
from joinedup.kernel.ids import Version
from joinedup.people.domain.details import Gender, PersonDetails
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    NOT_KNOWN,
    Agreement,
    AgreementKind,
    Answer,
    AskedService,
    Caller,
    ForThisVisit,
    Observation,
    PersonContact,
    Request,
    RespectForm,
    RespectKind,
    Staying,
    Urgency,
    WhatChanged,
    Where,
    WhereKind,
    Who,
)
from joinedup.referrals.forms import boxes, choices
from joinedup.referrals.forms.boxes import PostcodeText
from joinedup.web.fields import (
    HiddenId,
    NhsNumberText,
    OneOf,
    Phone,
    Seen,
    SomeOf,
    Text,
    Tick,
    Words,
)
from joinedup.web.forms import Form
from joinedup.web.moments import Day, Moment
from joinedup.web.place_words import of_place

_NEEDS_MORE: Final = {
    AgreementKind.LACKS_CAPACITY: "by_whom",
    AgreementKind.NOT_ASKED: "reason",
    AgreementKind.REFUSES: "explained",
}
_SAY_MORE: Final = {
    AgreementKind.LACKS_CAPACITY: _(
        "Say who decided in their best interests, or write “not known”"
    ),
    AgreementKind.NOT_ASKED: _("Say why they have not been asked, or write “not known”"),
    AgreementKind.REFUSES: _("Say what was explained to them, or write “not known”"),
}


class ChosenPerson(Form):
    """Somebody who was found."""

    person = HiddenId()


class BirthDay(Day):
    """A date of birth; of a year of two digits the century is filled in where only one can be."""

    def clean(self, value: Any) -> date | None:
        """The date, or None when the boxes are empty."""
        parts = dict(value or {})
        year = parts.get("year", "")
        if len(year) == 2 and year.isdecimal() and int(f"20{year}") > place.today().year:
            parts["year"] = f"19{year}"
        return super().clean(parts)


class NewPerson(Form):
    """Somebody who is not in the index yet."""

    prefix = "new"

    family_name = Text(_("Family name"), missing=_("Enter the family name"), max_length=100)
    given_name = Text(_("Given name"), max_length=100)
    born_on = BirthDay(_("Date of birth"), hint=_("For example, 27 3 1941"))
    gender = OneOf(_("Gender"), [(one.value, one.label) for one in Gender], inline=True)
    nhs_number = NhsNumberText()
    address = Text(_("Home address"), max_length=200)
    postcode = PostcodeText(_("Postcode"))
    phone = Phone(_("Telephone"))
    practice_code = OneOf(of_place("%(Practice)s"), choices.practices, as_list=True)

    def details(self) -> PersonDetails:
        """What was typed, as the index takes it."""
        given = self.cleaned_data
        return PersonDetails(
            family_name=given["family_name"],
            given_name=given["given_name"],
            born_on=given["born_on"],
            gender=Gender(given["gender"] or Gender.UNKNOWN),
            nhs_number=given["nhs_number"],
            address_lines=tuple(part.strip() for part in given["address"].split(",")),
            postcode=given["postcode"],
            phone=given["phone"],
            practice_code=given["practice_code"],
        )


class NotSureWho(Form):
    """Somebody whose name nobody present can vouch for."""

    description = Text(
        _("How you would know them again"),
        hint=_("For example: man of about 80, grey coat, found at the bus station"),
        missing=_("Describe them, so that others know whom you mean"),
        max_length=300,
    )


class Referral(Form):
    """Everything a referral asks, on one page; only the first eight things must be answered."""

    seen = Seen()

    caller_name = Text(_("Your name"), missing=_("Enter your name"), max_length=150)
    caller_role = Text(_("Your role"), max_length=100)
    caller_number = Phone(_("Your direct number"), hint=_("So that a clinician can ring you back"))
    caller_number_not_known = Tick(_("No direct number"))

    where_kind = OneOf(
        _("Where are they now?"), choices.where_kinds, missing=_("Say where they are, or not known")
    )
    where_address = Text(_("Address, or ward"), max_length=500)
    where_postcode = PostcodeText(_("Postcode"))
    where_address_not_known = Tick(_("Address not known"))
    until_kind = OneOf(
        _("Until when?"),
        [
            ("staying", _("They are staying there")),
            ("until", _("Until a time that I know")),
            ("not_known", _("Not known")),
        ],
        missing=_("Say until when, or not known"),
        inline=True,
    )
    where_until = Moment(_("Until"))

    contact_number = Phone(_("Number that reaches them there"))
    who_is_with_them = Text(_("Or who is with them"), max_length=300)
    contact_not_known = Tick(_("Not known"))

    change_words = Words(_("What has changed?"), hint=_("In your own words"), rows=4)
    change_words_not_known = Tick(_("Not known"))
    since_words = Text(_("Since when?"), hint=_("For example: since this morning"), max_length=300)
    since_words_not_known = Tick(_("Not known"))

    services = SomeOf(
        _("What do you ask for?"),
        choices.services,
        missing=_("Choose at least one, or “Not sure: please decide”"),
    )
    response_class = OneOf(
        _("How soon?"), choices.how_soon, missing=_("Say how soon, or that you are not sure")
    )
    if_nobody_comes = Text(_("What happens if nobody comes?"), max_length=500)
    if_nobody_comes_not_known = Tick(_("Not known"))

    agreement = OneOf(
        _("Do they agree to this referral?"),
        choices.agreements,
        missing=_("Say whether they agree, or that it is not known"),
    )
    agreement_more = Text(
        _("If they did not agree themselves"),
        hint=_("Who decided in their best interests, why not asked, or what was explained"),
        max_length=300,
    )

    is_crew_on_scene = Tick(_("A crew is waiting on scene"))
    observed_at = Moment(_("Measured at"))
    risks = Words(_("Risk to staff"), rows=2)
    allergies = Words(_("Allergies"), hint=_("Write “none known” if you asked"), rows=2)
    respect_kind = OneOf(
        _("ReSPECT or DNACPR form"),
        [("in_place", _("In place")), ("none", _("None")), ("not_known", _("Not known"))],
        inline=True,
    )
    respect_signed_on = Day(_("Signed on"))
    is_respect_original_seen = Tick(_("I have seen the original"))
    interpreter = Text(_("Interpreter or communication needs"), max_length=100)
    carer = Text(_("Unpaid carer, and how they are"), max_length=300)
    other_words = Words(_("Anything else"), rows=3)
    visit_address = Text(
        _("Where to go for this visit, if it is private"),
        hint=_("Shown only to the clinician who triages and the worker who goes"),
        max_length=500,
    )
    key_safe_code = Text(_("Key safe code"), max_length=60, width=10)
    access_note = Words(_("How to get in"), rows=2)

    or_not_known: ClassVar[Mapping[str, str]] = {
        "caller_number": "caller_number_not_known",
        "change_words": "change_words_not_known",
        "since_words": "since_words_not_known",
        "if_nobody_comes": "if_nobody_comes_not_known",
    }

    def __init__(
        self,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        has_home_address: bool = True,
    ) -> None:
        """`has_home_address` is False where the viewer can see that none is on record."""
        super().__init__(data, initial=initial)
        self._has_home_address = has_home_address
        for one in place.current().observations.values():
            self.fields[f"observed_{one.code}"] = _observed_field(one)

    def clean(self) -> dict[str, Any]:
        """Check what belongs together."""
        given = super().clean()
        self._check_address(given)
        self._check_until(given)
        self._check_contact(given)
        boxes.check_when(self, given)
        if given.get("agreement") in _SAY_MORE and not given.get("agreement_more"):
            self.add_error("agreement_more", _SAY_MORE[given["agreement"]])
        return given

    @property
    def has_no_address(self) -> bool:
        """Whether nobody could be sent by what was filled in and what is on record."""
        return self._lacks_address(self.cleaned_data)

    def observation_names(self) -> list[str]:
        """The names of the boxes for what was measured."""
        return [name for name in self.fields if name.startswith("observed_") and name[9:] != "at"]

    def request(self, who: Who, *, organisation_code: str, team_code: str) -> Request:
        """The referral that was filled in."""
        given = self.cleaned_data
        return Request(
            referrer=Caller(
                name=given["caller_name"],
                role=given["caller_role"],
                organisation_code=organisation_code,
                team_code=team_code,
                direct_number=self._answer("caller_number"),
            ),
            person=who,
            where=Where(
                kind=choices.where_kind(given["where_kind"]),
                address=given["where_address"],
                postcode=given["where_postcode"],
                until=self._until(),
            ),
            contact=PersonContact(
                number=NOT_KNOWN if given["contact_not_known"] else given["contact_number"] or None,
                who_is_with_them=given["who_is_with_them"],
            ),
            change=WhatChanged(
                words=self._answer("change_words"), since_words=self._answer("since_words")
            ),
            asked=tuple(AskedService(service_code=code) for code in given["services"]),
            urgency=Urgency(
                response_class=_or_not_known(given["response_class"], choices.NOT_STATED),
                if_nobody_comes=self._answer("if_nobody_comes"),
            ),
            agreement=self._agreement(),
            is_crew_on_scene=given["is_crew_on_scene"],
            observations=tuple(self._observations()),
            risks=given["risks"] or None,
            allergies=given["allergies"] or None,
            respect_form=RespectForm(
                kind=RespectKind(given["respect_kind"] or RespectKind.NOT_KNOWN),
                signed_on=given["respect_signed_on"],
                is_original_seen=given["is_respect_original_seen"],
            ),
            interpreter=given["interpreter"],
            carer=given["carer"],
            other_words=given["other_words"],
            for_this_visit=ForThisVisit(
                visit_address=given["visit_address"],
                key_safe_code=given["key_safe_code"],
                access_note=given["access_note"],
            ),
        )

    def _lacks_address(self, given: Mapping[str, Any]) -> bool:
        is_at_home = given.get("where_kind") == WhereKind.HOME
        is_said = given.get("where_address") or given.get("visit_address")
        return is_at_home and not is_said and not self._has_home_address

    def _check_address(self, given: Mapping[str, Any]) -> None:
        is_left = self._lacks_address(given) and not given.get("where_address_not_known")
        if is_left and "where_address" not in self.errors:
            said = _("Give the address and postcode, or tick “Address not known”")
            self.add_error("where_address", said)

    def _check_until(self, given: Mapping[str, Any]) -> None:
        is_missing = given.get("until_kind") == "until" and not given.get("where_until")
        if is_missing and "where_until" not in self.errors:
            self.add_error("where_until", _("Enter the day and time"))

    def _check_contact(self, given: Mapping[str, Any]) -> None:
        is_given = bool(given.get("contact_number") or given.get("who_is_with_them"))
        if "contact_number" not in self.errors and is_given == bool(given.get("contact_not_known")):
            said = (
                _("You gave an answer and ticked “Not known”: keep one of them")
                if is_given
                else _("Give a number, say who is with them, or tick “Not known”")
            )
            self.add_error("contact_number", said)

    def _answer(self, name: str) -> Answer[str]:
        if self.cleaned_data[self.or_not_known[name]]:
            return NOT_KNOWN
        answer: str = self.cleaned_data[name]
        return answer

    def _until(self) -> Answer[datetime | Staying]:
        match self.cleaned_data["until_kind"]:
            case "staying":
                return NO_PLAN_TO_MOVE
            case "until":
                until: datetime = self.cleaned_data["where_until"]
                return until
            case _:
                return NOT_KNOWN

    def _agreement(self) -> Agreement:
        kind = AgreementKind(self.cleaned_data["agreement"])
        more = (
            {_NEEDS_MORE[kind]: self.cleaned_data["agreement_more"]} if kind in _NEEDS_MORE else {}
        )
        return Agreement(kind=kind, **more)

    def _observations(self) -> Iterator[Observation]:
        taken_at = self.cleaned_data["observed_at"] or instant.now()
        for name in self.observation_names():
            value = self.cleaned_data[name]
            if value not in (None, ""):
                one = place.current().observations[name.removeprefix("observed_")]
                yield Observation(
                    code=one.code, value=value, unit=one.unit or "", taken_at=taken_at
                )


class Measured(Text):
    """A number that was measured, within what a person can have."""

    def __init__(self, one: Observed) -> None:
        unit = f" ({one.unit})" if one.unit else ""
        super().__init__(f"{one.name}{unit}", width=4, inputmode="decimal", max_length=10)
        self._lowest, self._highest = one.lowest, one.highest

    def clean(self, value: Any) -> Any:
        """The number, or None when the box is empty."""
        given = super().clean(value)
        if not given:
            return None
        try:
            number = Decimal(given)
        except InvalidOperation as error:
            raise ValidationError(_("Enter a number"), code="no_number") from error
        # What is no number at all cannot be compared with one.
        if not number.is_finite():
            raise ValidationError(_("Enter a number"), code="no_number")
        too_low = self._lowest is not None and number < self._lowest
        too_high = self._highest is not None and number > self._highest
        if too_low or too_high:
            said = _("Enter a number from %(lowest)s to %(highest)s")
            limits = {"lowest": self._lowest, "highest": self._highest}
            raise ValidationError(said, code="out_of_range", params=limits)
        return number


class AddInformation(Form):
    """More is told about a referral."""

    seen = Seen()
    words = Words(_("What is new"), missing=_("Write what is new"), rows=3)
    picture = OneOf(
        _("How are they compared with when they were referred?"),
        [("worse", _("Worse")), ("same", _("The same, or better"))],
        missing=_("Say whether they are worse"),
    )
    refusal_fields: ClassVar[Mapping[str, str]] = {"words_missing": "words"}

    def __init__(
        self,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        among: UUID | None = None,
    ) -> None:
        """`among` tells the boxes apart from those for other referrals on the same page."""
        super().__init__(data, initial=initial, auto_id=f"{among}-%s" if among else "id_%s")

    def arguments(self) -> dict[str, Any]:
        """Worse or not, as the service asks."""
        given = super().arguments()
        given["worse"] = given.pop("picture") == "worse"
        return given


class AnswerAsked(Form):
    """The referrer answers what the front door asked."""

    seen = Seen()
    answer = Words(_("Your answer"), missing=_("Write your answer"), rows=3)


class LinesSeen(fields.CharField):
    """The open lines that a preview showed, with the version of each, carried unseen."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=HiddenInput, max_length=4000)

    def to_python(self, value: Any) -> dict[LineId, Version]:
        """Line to version."""
        pairs = [one.partition(":") for one in str(value or "").split(",") if one]
        try:
            return {LineId(UUID(line)): Version(int(version)) for line, _colon, version in pairs}
        except ValueError as error:
            raise ValidationError(_("This page was changed"), code="page_tampered") from error


class Withdraw(Form):
    """Take a referral back."""

    seen = Seen()
    reason = OneOf(_("Why"), choices.reasons(choices.ReasonKind.WITHDRAW), missing=_("Choose why"))
    words = Words(_("Anything that the teams need to know"), rows=2)
    lines = LinesSeen()

    def arguments(self) -> dict[str, Any]:
        """The lines as the preview showed them, under the service's name for them."""
        given = super().arguments()
        given["lines_seen"] = given.pop("lines")
        return given


class Send(Form):
    """Send what was checked."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"person_has_died": "despite_death"}

    despite_death = Tick(choices.DESPITE_DEATH)


class Discard(Form):
    """Throw a draft away."""

    seen = Seen()


def _observed_field(one: Observed) -> Any:
    if one.kind is ObservationKind.NUMBER:
        return Measured(one)
    listed = [("", _("Not measured")), *((c.code, c.name) for c in one.choices)]
    return OneOf(one.name, listed, as_list=True)


def _or_not_known(answer: str, not_known: str) -> Answer[str]:
    return NOT_KNOWN if answer == not_known else answer
