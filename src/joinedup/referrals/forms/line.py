"""What is filled in about one line: a decision at the front door, or a step of the team."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joinedup.foundation import instant, place
from joinedup.foundation.place import ReasonKind
from joinedup.kernel.ids import AccountId
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.lateness import OnPaper
from joinedup.referrals.forms import choices
from joinedup.web.fields import HiddenId, OneOf, Seen, Text, Words
from joinedup.web.forms import Form
from joinedup.web.moments import Moment
from joinedup.web.place_words import of_place
from joinedup.web.sentences.kinds import Sentence

AS_THE_SHEET_SAYS: Final = _("As the sheet says: both times are kept.")


class OnLine(Form):
    """A step about a line as the viewer saw it."""

    act: ClassVar[str]
    """The last part of the step's address, and the prefix of its boxes' ids."""
    title: ClassVar[Sentence]
    button: ClassVar[Sentence]
    kind: ClassVar[str] = "secondary"
    earlier: ClassVar[Sequence[str]] = ()
    """What is said only of a step that was taken before it is entered."""

    seen = Seen()

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"{self.act}-%s")


class MaybeEarlier(OnLine):
    """A step that may have been taken before it is entered, as on paper."""

    earlier = ("decided_at", "decided_by", "late_reason")
    was_earlier: ClassVar[Sentence] = _("It was done earlier, on paper")

    decided_at = Moment(_("When it was done"), hint=AS_THE_SHEET_SAYS)
    decided_by = Text(_("Who did it, if it was not you"), max_length=wording.LONGEST_NAME)
    late_reason = OneOf(
        _("Why it is entered later"), choices.reasons_for_telling_late, as_list=True
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.order_fields([name for name in self.fields if name not in self.earlier])

    def arguments(self) -> dict[str, Any]:
        """When it was done, by whom and why it is told late as one value, where that is said."""
        given = super().arguments()
        at, by, reason = (given.pop(one) for one in self.earlier)
        return given if at is None else {**given, "on_paper": OnPaper(at=at, by=by, reason=reason)}

    def clean(self) -> dict[str, Any]:
        """Who did it earlier, and why it is entered only now, are said with a time."""
        cleaned = super().clean()
        at, by, reason = (cleaned.get(one) for one in self.earlier)
        if at is None and "decided_at" not in self.errors and (by or reason):
            self.add_error("decided_at", ValidationError(_("Say when it was done")))
        return cleaned


class TriageLine(MaybeEarlier):
    """Accept at the front door, and send."""

    act, kind = "triage", ""
    title, button = _("Accept and send"), _("Accept and send")
    cell = OneOf(
        of_place(_("%(Class)s and %(lead)s")),
        choices.cells,
        missing=_("Choose how soon, and who leads"),
    )
    team_code = OneOf(_("Team"), choices.teams, as_list=True)
    safety_net = Words(
        _("What would make us change our mind"),
        hint=_("Told to the referrer and the person. Change it to fit."),
        missing=_("Say what they should do if things get worse"),
        rows=3,
    )
    was_earlier = _("It was decided earlier, on paper")
    decided_at = Moment(_("When it was decided"), hint=AS_THE_SHEET_SAYS)
    decided_by = Text(_("Who decided, if it was not you"), max_length=wording.LONGEST_NAME)

    def __init__(
        self,
        data: Any = None,
        *,
        suggest: Callable[[str, str], str] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self._suggest = suggest

    def arguments(self) -> dict[str, Any]:
        """The class and lead apart; where no team was chosen, the one suggested for them."""
        given = super().arguments()
        response_class, _, lead = given.pop("cell").partition(":")
        if not given["team_code"] and self._suggest:
            given["team_code"] = self._suggest(response_class, lead)
        return {**given, "response_class": response_class, "lead": lead}


class JoinLine(OnLine):
    """It is the same need as an earlier referral."""

    act = "join"
    title, button = _("It is the same need"), _("It is the same need: make it one")

    into = HiddenId()


class AskForMore(OnLine):
    """Ask somebody for what is missing."""

    act = "ask"
    title, button = _("Ask for more"), _("Ask")

    of = OneOf(
        _("Whom to ask"),
        [
            ("referrer", _("The referrer")),
            ("person", _("The person or whoever is with them")),
            ("practice", of_place(_("Their %(practice)s"))),
            ("other", _("Somebody else")),
        ],
        missing=_("Choose whom to ask"),
    )
    reason = OneOf(_("Why"), choices.reasons_to_ask, missing=_("Choose why more is needed"))
    question = Words(_("The question"), missing=_("Write the question"), rows=2)
    by_when = Moment(_("By when"), missing=_("Say by when the answer is needed"))
    refusal_fields: ClassVar[Mapping[str, str]] = {"answer_already_due": "by_when"}


class AnswerQuestion(OnLine):
    """Record the answer to an open question."""

    act, kind = "answer", ""
    title, button = _("Record the answer"), _("Record the answer")

    answer = Words(_("The answer"), missing=_("Write the answer"), rows=3)


class TakeBackQuestion(OnLine):
    """Stop waiting for an answer."""

    act = "take-back"
    title, button = _("Stop waiting for the answer"), _("Stop waiting")


class AdviseOnly(MaybeEarlier):
    """Close with advice."""

    act = "advise"
    title, button = _("Advice only"), _("Close with this advice")

    reason = OneOf(
        _("Why nobody needs to visit"),
        choices.reasons(ReasonKind.ADVICE_ONLY),
        missing=_("Choose why"),
    )
    words = Words(_("The advice, as the referrer will read it"), missing=_("Write the advice"))


class RedirectLine(MaybeEarlier):
    """Offer to somebody outside."""

    act = "redirect"
    title, button = _("Redirect"), _("Offer it to them")

    to = OneOf(_("To whom"), choices.outside, as_list=True, missing=_("Choose whom to offer it to"))
    reason = OneOf(_("Why"), choices.reasons(ReasonKind.REDIRECT), missing=_("Choose why"))
    words = Words(
        _("What to tell them"),
        hint=_("It stays ours, and its clock runs, until they accept."),
        missing=_("Write what they need to know"),
    )


class ConfirmRedirect(OnLine):
    """The other side accepted."""

    act, kind = "redirect-accepted", ""
    title, button = _("They accepted"), _("Record that they accepted")

    words = Words(_("Who accepted, and what they will do"), missing=_("Say who accepted"), rows=2)


class RefuseRedirect(OnLine):
    """The other side did not accept."""

    act = "redirect-refused"
    title, button = _("They did not accept"), _("Record that they did not")

    reason = OneOf(
        _("Why not"), choices.reasons(ReasonKind.REFUSE_REDIRECT), missing=_("Choose why")
    )
    words = Words(_("What they said"), rows=2)


class CannotHelp(MaybeEarlier):
    """Close because we cannot help, saying who has the person."""

    act, kind = "cannot-help", "warning"
    title, button = _("Cannot help"), _("Close: we cannot help")

    reason = OneOf(_("Why"), choices.reasons(ReasonKind.CANNOT_HELP), missing=_("Choose why"))
    now_held_by = OneOf(
        _("Who has the person now"),
        choices.holders,
        as_list=True,
        missing=_("Say who has the person now: nobody is left with nobody"),
    )
    words = Words(_("What was agreed with them"), missing=_("Write what was agreed"), rows=2)


class AcceptLine(MaybeEarlier):
    """Take the line on for the team."""

    act, kind = "accept", ""
    title, button = _("Accept"), _("Accept for the team")


class DeclineLine(MaybeEarlier):
    """Give the line back to the front door."""

    act = "decline"
    title, button = _("Decline"), of_place(_("Give it back to %(door)s"))

    reason = OneOf(_("Why"), choices.reasons(ReasonKind.DECLINE), missing=_("Choose why"))
    words = Words(
        of_place(_("What %(door)s needs to know")),
        missing=_("Write what they need to know"),
        rows=2,
    )


class AllocateLine(MaybeEarlier):
    """Say who goes."""

    act, kind = "allocate", ""
    title, button = _("Who goes"), _("Allocate")

    worker = OneOf(_("Worker"), [], as_list=True, missing=_("Choose who goes"))
    refusal_fields: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("already_to_go", "not_of_the_team"), "worker"
    )

    def __init__(
        self,
        data: Any = None,
        *,
        workers: Sequence[tuple[str, str]] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["worker"].choices = [("", _("Choose")), *workers]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The worker as the account that they are."""
        given = super().arguments()
        given["worker"] = AccountId(UUID(given["worker"]))
        return given


class RecordContact(OnLine):
    """Somebody reached the person, or tried."""

    act, kind = "contact", ""
    title, button = _("Record a contact"), _("Record the contact")
    refusal_fields: ClassVar[Mapping[str, str]] = {
        "contact_after_end": "happened_at",
        "contact_before_referral": "happened_at",
        "contact_in_future": "happened_at",
        "contact_recorded_already": "happened_at",
        "contact_by_whom": "made_by",
    }

    kind_of_contact = OneOf(
        _("What happened"), choices.contact_types, missing=_("Choose what happened")
    )
    profession = OneOf(
        _("Profession of whoever did it"),
        choices.professions,
        as_list=True,
        missing=_("Choose the profession of whoever did it"),
    )
    made_by = Text(_("Who did it, if it was not you"), max_length=wording.LONGEST_NAME)
    happened_at = Moment(
        _("When"),
        hint=_("If it was earlier, say when: both times are kept."),
        missing=_("Say when it happened"),
    )
    late_reason = OneOf(
        _("If it is told late, why"), choices.reasons_for_telling_late, as_list=True
    )
    words = Words(_("What was found, and what comes next"), missing=_("Say what was found"))

    def arguments(self) -> dict[str, Any]:
        """`kind` under its own name, which the form needs for its button."""
        given = super().arguments()
        given["kind"] = given.pop("kind_of_contact")
        return given


class TakeNoAccessStep(OnLine):
    """The next step when nobody answers."""

    act = "no-access"
    title, button = _("Nobody answers"), _("Record this step")

    step = OneOf(_("Step taken"), choices.no_access_steps, missing=_("Choose the step"))
    words = Words(_("What came of it"), missing=_("Say what came of it"), rows=2)
    refusal_fields: ClassVar[Mapping[str, str]] = {"no_access_step_not_next": "step"}

    def __init__(
        self,
        data: Any = None,
        *,
        left: Sequence[tuple[str, str]] = (),
        later: Sequence[str] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if left:
            self.fields["step"].choices = left  # type: ignore[attr-defined]
        if later:
            self.fields["step"].help_text = _("Then: %(steps)s.") % {"steps": "; ".join(later)}


class ConfirmNoAccess(OnLine):
    """A second clinician agrees."""

    act = "no-access-agreed"
    title, button = _("Agree that they could not be reached"), _("I agree")

    words = Words(_("What you checked"), missing=_("Say what you checked before agreeing"), rows=2)


class ReclassifyLine(OnLine):
    """Change how soon."""

    act = "reclassify"
    title = button = of_place(_("Change the %(class)s"))

    response_class = OneOf(
        of_place(_("New %(class)s")),
        choices.response_classes,
        missing=of_place(_("Choose the new %(class)s")),
    )
    reason = OneOf(_("Why"), choices.reasons(ReasonKind.RECLASSIFY), missing=_("Choose why"))
    refusal_fields: ClassVar[Mapping[str, str]] = {"same_class": "response_class"}


class ChangeLead(OnLine):
    """Let another profession lead."""

    act = "lead"
    title = button = of_place(_("Change the %(lead)s"))

    lead = OneOf(_("Who leads"), choices.leads, inline=True, missing=_("Choose who leads"))
    reason = OneOf(_("Why"), choices.reasons(ReasonKind.CHANGE_LEAD), missing=_("Choose why"))
    refusal_fields: ClassVar[Mapping[str, str]] = {"same_lead": "lead"}


class PutOffAnswer(OnLine):
    """Agree a later answer."""

    act = "put-off"
    title, button = _("Agree a later time"), _("Stand the clock still until then")

    until = Moment(_("Until when"), missing=_("Say until when"))
    reason = OneOf(_("Why"), choices.reasons(ReasonKind.PUT_OFF), missing=_("Choose why"))
    refusal_fields: ClassVar[Mapping[str, str]] = {"agreed_time_wrong": "until"}


class CloseLine(MaybeEarlier):
    """End the line with its outcome."""

    act, kind = "close", "warning"
    title, button = _("Close"), _("Close with this outcome")

    outcome = OneOf(
        _("Outcome"), choices.reasons(ReasonKind.CLOSE), missing=_("Choose the outcome")
    )
    words = Words(
        _("Summary for the referrer"),
        hint=_("What was found, what was done, and what happens next."),
        missing=_("Write the summary"),
    )
    caller_told = OneOf(
        _("Does whoever rang know how it ended?"),
        [("told", _("Yes, they have been told")), ("ring", _("No: somebody rings them"))],
        missing=_("Say whether whoever rang has been told"),
    )
    ring_by = Moment(_("By when, if somebody rings them"))
    refusal_fields: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(
            (
                "decline_instead",
                "no_access_steps_left",
                "nobody_reached",
                "not_yet_taken_on",
                "second_clinician_needed",
            ),
            "outcome",
        ),
        "call_already_due": "ring_by",
    }

    def __init__(
        self,
        data: Any = None,
        *,
        told_by_voice: bool = False,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if not told_by_voice:
            # Whoever has the referral in a list, or is sent a message, reads how it ended.
            del self.fields["caller_told"], self.fields["ring_by"]

    def clean(self) -> dict[str, Any]:
        """By when, where they are to be rung."""
        given = super().clean()
        is_left = given.get("caller_told") == "ring" and not given.get("ring_by")
        if is_left and "ring_by" not in self.errors:
            self.add_error("ring_by", _("Say by when they are rung"))
        return given

    def arguments(self) -> dict[str, Any]:
        """Whether they were told, and else by when they are."""
        given = super().arguments()
        told, ring_by = given.pop("caller_told", ""), given.pop("ring_by", None)
        if not told:
            return given
        is_told = told == "told"
        return {**given, "is_caller_told": is_told, "ring_by": None if is_told else ring_by}


class PromiseCallBack(OnLine):
    """Promise to ring."""

    act = "call-back"
    title, button = _("Promise to ring back"), _("Promise")

    by_when = Moment(_("By when"), missing=_("Say by when you will ring"))
    refusal_fields: ClassVar[Mapping[str, str]] = {
        "call_already_due": "by_when",
        "call_promised_sooner": "by_when",
    }


class KeepCallBack(OnLine):
    """The promised call was made."""

    act, kind = "called-back", ""
    title, button = _("The promised call"), _("Record that it was made")

    words = Words(_("What was said"), missing=_("Say what was said"), rows=2)


# What is usually promised; whoever promises more, or less, changes it.
_ANSWERED_WITHIN: Mapping[type[OnLine], timedelta] = {
    AskForMore: timedelta(hours=1),
    PromiseCallBack: timedelta(minutes=30),
}


def filled_in(form_class: type[OnLine], *, seen: int, profession: str = "") -> dict[str, Any]:
    """What a fresh form starts with; `profession` is the viewer's own."""
    now = instant.now()
    started: dict[str, Any] = {"seen": seen}
    if form_class is RecordContact:
        started |= {"happened_at": now, "profession": profession}
    if form_class in _ANSWERED_WITHIN:
        started["by_when"] = _rounded_up(now + _ANSWERED_WITHIN[form_class])
    if form_class is TriageLine:
        first = next(iter(place.current().response_classes.values()))
        started["safety_net"] = first.safety_net
    return started


def _rounded_up(at: datetime) -> datetime:
    five = timedelta(minutes=5)
    return at + (datetime.min.replace(tzinfo=at.tzinfo) - at) % five
