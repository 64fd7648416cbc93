"""The desk's pages: my work, one person, and who has looked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.foundation import place, reading
from joinedup.foundation.entries import EntryRow
from joinedup.foundation.permissions import Permission
from joinedup.foundation.reading import Look
from joinedup.foundation.scope import Scope
from joinedup.people.domain.documents import DocumentKind, EndedHow
from joinedup.people.domain.pairs import known_because
from joinedup.referrals.queries.rows import OtherLine, QueueRow
from joinedup.web import filters, words
from joinedup.web.sentences import (
    mycare,
    people_pages,
    plans,
    relations,
    safeguarding,
    subject_access,
    voice,
)
from joinedup.web.sentences.refused import REFUSED

_JOINED = "people.person_joined"
_DETAILS = {
    "team": "team_name",
    "response_class": "class",
    "lead": "lead",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a look was refused, and the people who were asked for."""

    words: str
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a person, as the timeline shows it."""

    title: str
    at: datetime
    who: str
    words: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at a person, in plain words."""

    at: datetime
    who: str
    role: str
    why: str
    where: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One open line of a person, with the page where this viewer follows it, if there is one."""

    service: str
    stage: str
    reference: str
    href: str
    received_at: datetime
    words: str


def lines(found: list[OtherLine], scope: Scope) -> list[OpenLine]:
    """What is open for a person, each with the page that the viewer's role has for it."""
    return [
        OpenLine(
            service=service(one.service_code),
            stage=one.stage.replace("_", " ").capitalize(),
            reference=one.reference,
            href=_href(one, scope),
            received_at=one.received_at,
            words=one.change_words or "",
        )
        for one in found
    ]


def timeline(
    entries: list[EntryRow], names: dict[UUID, str], *, is_restricted: bool = False
) -> list[Happened]:
    """Entries as the timeline shows them; late ones and corrections visibly so."""
    return [_happened(entry, names, is_restricted=is_restricted) for entry in entries]


def why(grounds: tuple[str, ...], *, call_until: datetime | None = None) -> list[str]:
    """Why the viewer may see this person, every reason; `call_until` once a call has ended."""
    said = {code: words.of_ground(code) for code in grounds}
    if call_until is not None and "open_call" in said:
        until = {"when": filters.moment(call_until)}
        said["open_call"] = _("your team had a call about them: until %(when)s") % until
    return list(said.values())


def looks(
    found: list[Look], names: dict[UUID, str], *, is_restricted: bool = False
) -> list[Looked]:
    """Who has looked, by name, role and organisation."""
    return [
        Looked(
            at=one.at,
            who=names.get(one.account_id, _("An account that is no more")),
            role=_role(one.role, one.organisation_code, is_restricted=is_restricted),
            why=", ".join(why((one.ground,))) if one.ground else "",
            where=page_name(one.route),
        )
        for one in found
    ]


def outcome(asked: str) -> str:
    """The outcome that the address asks for; one that there is not shows every look."""
    known = {reading.NOTHING_FOUND, reading.REFUSED, reading.SIGN_IN_FAILED}
    return asked if asked in known else ""


def page_name(route: str) -> str:
    """A page as those who open it know it; what a system of a partner did is told as such."""
    room, page = route.partition(":")[::2]
    if room == "exchange" and route not in _PAGES:
        verb, kind = page.removesuffix("_by_form").partition("_")[::2]
        what = str(_OVER_FHIR.get(verb, "%(kind)s")) % {"kind": kind.capitalize()}
        return _("A partner's system, over FHIR: %(what)s") % {"what": what}
    return str(_PAGES.get(route) or _("A page that is no more"))


def refusal(detail: str) -> Refusal:
    """Why somebody was refused, and whom they asked for."""
    words, people = [], []
    for part in detail.split():
        try:
            people.append(UUID(part))
        except ValueError:
            words.append(str(REFUSED.get(part) or _("another reason")))
    said = ", ".join(dict.fromkeys(words))
    return Refusal(f"{said[:1].upper()}{said[1:]}", tuple(people))


def outcome_name(code: str) -> str:
    """What came of a look."""
    return str(_OUTCOMES.get(code) or _("Another outcome"))


def none_yet(outcome: str) -> str:
    """What is said where no look of an outcome was written down."""
    return {
        reading.REFUSED: _("Nobody has been refused anything."),
        reading.NOTHING_FOUND: _("Every search found somebody."),
        reading.SIGN_IN_FAILED: _("No sign-in has failed."),
    }.get(outcome, _("Nobody has looked at anybody yet."))


# What it is about is for few to know: whoever reviews reading sees that a page was opened.
_A_CONFIDENTIAL_PAGE: Final = _lazy("A confidential page")
_PAGES: Final = {
    **mycare.PAGES,
    **subject_access.PAGES,
    **voice.PAGES,
    **plans.PAGES,
    **relations.PAGES,
    "desk:home": _lazy("My work"),
    "desk:person": _lazy("The page of a person"),
    "desk:emergency": _lazy("What an emergency needs of a person"),
    **dict.fromkeys(safeguarding.ROUTES, _A_CONFIDENTIAL_PAGE),
    **people_pages.PAGES,
    "desk:fridge": _lazy("The fridge copy of a person"),
    "desk:looks": _lazy("Who has looked at one person"),
    "desk:entry": _lazy("An entry of the record of a person"),
    "people:move_entry": _lazy("Moving an entry to another person"),
    "people:write_entry": _lazy("Writing in the record of a person"),
    "people:found": _lazy("Find a person"),
    "referrals:queue": _lazy("The queue"),
    "referrals:team_list": _lazy("The list of a team"),
    "referrals:line": _lazy("A referral, where it is decided"),
    "referrals:visit": _lazy("Where to go, and how to get in"),
    "referrals:mine": _lazy("My referrals"),
    "referrals:status": _lazy("A referral followed"),
    "referrals:sent": _lazy("A referral just sent"),
    "referrals:find_who": _lazy("Find whom to refer"),
    "referrals:new": _lazy("New referral"),
    "referrals:refer": _lazy("A referral being written"),
    "referrals:check": _lazy("A referral being checked"),
    "referrals:withdraw": _lazy("A referral being withdrawn"),
    "referrals:call_new": _lazy("The call pad"),
    "referrals:call": _lazy("A call"),
    "referrals:calls": _lazy("All calls"),
    "referrals:call_owed": _lazy("A call that is owed"),
    "referrals:duty": _lazy("The duty board"),
    "referrals:raised": _lazy("Something raised on the duty board"),
    "referrals:handovers": _lazy("Handovers"),
    "referrals:handover": _lazy("A handover"),
    "referrals:handover_give": _lazy("A handover, where rows are given"),
    "referrals:handover_accept": _lazy("A handover, where rows are accepted"),
    "referrals:paper": _lazy("The paper to have at hand"),
    "measures:response": _lazy("The response board"),
    "measures:behind": _lazy("The list behind a figure"),
    "account_change_password": _lazy("Changing their password"),
    "account_inactive": _lazy("An account that is closed"),
    "account_logout": _lazy("Signing out"),
    "account_reauthenticate": _lazy("Signing in once more"),
    "mfa_activate_totp": _lazy("Setting up a second step"),
    "mfa_deactivate_totp": _lazy("Ending a second step"),
    "mfa_generate_recovery_codes": _lazy("Making recovery codes"),
    "mfa_index": _lazy("Their second step of signing in"),
    "mfa_reauthenticate": _lazy("Signing in once more, the second step"),
    "mfa_reauthenticate_webauthn": _lazy("Signing in once more, a passkey"),
    "mfa_view_recovery_codes": _lazy("Their recovery codes"),
    "home": _lazy("The first page"),
    "accessibility": _lazy("About accessibility"),
    "privacy": _lazy("About privacy and cookies"),
    "help": _lazy("Help"),
    "health": _lazy("Whether the place runs"),
    "account_login": _lazy("Signing in"),
    "mfa_authenticate": _lazy("Signing in, the second step"),
    "office:agreements": _lazy("Sharing agreements"),
    "office:account": _lazy("Their own account"),
    "office:choose_role": _lazy("Choosing a role"),
    "office:switch_user": _lazy("Changing the user"),
    "office:session": _lazy("Whether one is signed in"),
    "office:stay": _lazy("Staying signed in"),
    "office:add_passkey": _lazy("Adding a passkey"),
    "office:rename_passkey": _lazy("Renaming a passkey"),
    "office:remove_passkey": _lazy("Removing a passkey"),
    "office:sign_in_by_passkey": _lazy("Signing in with a passkey"),
    "office:step_by_passkey": _lazy("Signing in, a passkey as the second step"),
    "office:sessions": _lazy("Where they are signed in"),
    "office:end_session": _lazy("Signing out elsewhere"),
    "office:end_other_sessions": _lazy("Signing out everywhere else"),
    "office:end_sessions_of": _lazy("Signing somebody out everywhere"),
    "office:undelivered": _lazy("Undelivered"),
    "office:release_held": _lazy("Releasing what is held back"),
    "office:hand_off": _lazy("A message to be delivered"),
    "office:try_now": _lazy("Trying to deliver again"),
    "office:hold_back": _lazy("Holding a message back"),
    "office:release": _lazy("Releasing a message"),
    "office:give_up": _lazy("Giving up a message"),
    "office:accounts": _lazy("Accounts"),
    "office:found_accounts": _lazy("Accounts by name"),
    "office:make_account": _lazy("A new account"),
    "office:make_partner": _lazy("A new account of a partner"),
    "office:staff_changes": _lazy("Joiners, movers and leavers"),
    "office:take_staff_file": _lazy("Carrying out a file of joiners, movers and leavers"),
    "office:withdraw_staff_change": _lazy("Taking back a joiner, mover or leaver"),
    "office:end_role": _lazy("Ending a role"),
    "office:see_account": _lazy("An account"),
    "office:give_role": _lazy("Giving a role"),
    "office:set_password": _lazy("Setting a password"),
    "office:close_account": _lazy("Closing an account"),
    "office:open_account": _lazy("Opening an account again"),
    "office:issue_token": _lazy("A token for a partner"),
    "office:revoke_token": _lazy("Ending a token of a partner"),
    "office:apps": _lazy("Apps"),
    "office:register_app": _lazy("A new app"),
    "office:see_app": _lazy("One app"),
    "office:end_app": _lazy("Ending an app"),
    "exchange:open_in_app": _lazy("Opening them in an app"),
    "exchange:let_app_read": _lazy("Letting an app read"),
    "exchange:give_token": _lazy("A token for an app"),
    "exchange:smart_configuration": _lazy("What apps may ask"),
    "office:clients": _lazy("API clients"),
    "office:make_client": _lazy("A new API client"),
    "office:see_client": _lazy("An API client"),
    "office:make_secret": _lazy("A secret for an API client"),
    "office:end_client": _lazy("Ending an API client"),
    "office:bind_identity": _lazy("Entering who somebody is at a provider"),
    "office:end_identity": _lazy("Ending who somebody is at a provider"),
    "office:bind_mine": _lazy("Saying who one is at a provider"),
    "office:go_and_bind_mine": _lazy("Going to a provider to say who one is"),
    "office:go_to_provider": _lazy("Going to a provider to sign in"),
    "office:come_back": _lazy("Coming back from a provider"),
    "office:make_link": _lazy("A link from another system"),
    "office:open_link": _lazy("Opened by a link from another system"),
    "office:launch": _lazy("Opened from another system"),
    "people:launched": _lazy("A person chosen in another system"),
    "office:signed_out_there": _lazy("Signed out at a provider"),
    "office:place": _lazy("The place"),
    "office:check_place": _lazy("Checking the place"),
    "people:find": _lazy("Find a person, the form"),
    "people:find_json": _lazy("Find a person, while typing"),
    "people:new": _lazy("A new person"),
    "people:registered": _lazy("A person just registered"),
    "people:unidentified": _lazy("People not identified yet"),
    "people:duplicates": _lazy("Records that may be one person"),
    "people:pair": _lazy("Two records compared"),
    "people:one_person": _lazy("Joining two records"),
    "people:two_people": _lazy("Saying that two records are two people"),
    "people:cannot_tell": _lazy("Saying that it cannot be told yet"),
    "people:other_record": _lazy("Another record of a person"),
    "people:part": _lazy("Parting two records"),
    "people:alerts": _lazy("Alerts to look at again"),
    "people:alert": _lazy("An alert"),
    "people:end_alert": _lazy("Ending an alert"),
    "people:raise_alert": _lazy("A new alert"),
    "people:relationship": _lazy("Who stands by a person"),
    "people:end_relationship": _lazy("Ending who stands by a person"),
    "people:relate": _lazy("Adding who stands by a person"),
    "people:relate_find": _lazy("Finding who stands by a person"),
    "people:documents": _lazy("The documents of a person"),
    "people:record_document": _lazy("Recording a document of a person"),
    "people:sharing": _lazy("What of a record is shared"),
    "people:decide_sharing": _lazy("Recording what a person decided of sharing"),
    "people:end_sharing": _lazy("Taking back what a person decided of sharing"),
    "people:document": _lazy("A document of a person"),
    "people:see_original": _lazy("Saying that the original was seen"),
    "people:review_document": _lazy("Reviewing a document of a person"),
    "people:end_document": _lazy("Ending a document of a person"),
    "people:who_sees_entry": _lazy("Choosing who sees an entry"),
    "people:own_view_entry": _lazy("Marking whether they read an entry online"),
    "people:who_sees_document": _lazy("Choosing who sees a document"),
    "people:own_view_document": _lazy("Marking whether they read a document online"),
    "people:identify": _lazy("Saying who somebody is"),
    "people:identify_as_new": _lazy("Saying who somebody new is"),
    "people:compare": _lazy("Somebody described, compared"),
    "people:strike_entry": _lazy("Striking out an entry of a record"),
    "people:correct": _lazy("Correcting the details of a person"),
    "people:where": _lazy("Where a person is now"),
    "people:death": _lazy("Recording a death"),
    "people:take_back_death": _lazy("Taking back a death"),
    "people:restrict": _lazy("Restricting whereabouts"),
    "people:lift": _lazy("Lifting a restriction"),
    "people:restrict_record": _lazy("Restricting a whole record"),
    "people:name_for_record": _lazy("Naming who may open a restricted record"),
    "people:name_no_longer": _lazy("Ending who may open a restricted record"),
    "people:open_record_again": _lazy("Opening a restricted record to all again"),
    "people:close_glass": _lazy("Closing a record opened in an emergency"),
    "people:own_record": _lazy("Whether they looked at a record of their own"),
    "people:own_record_not": _lazy("Taking back that a record is a colleague's own"),
    "people:glass_read": _lazy("What was read of a record opened in an emergency"),
    "referrals:keep": _lazy("A referral being written, saved"),
    "referrals:discard": _lazy("A draft thrown away"),
    "referrals:add_to_duplicate": _lazy("Adding to a referral that is open"),
    "referrals:add": _lazy("Adding to a referral"),
    "referrals:answer_asked": _lazy("Answering a question about a referral"),
    "referrals:telephone": _lazy("Times of the telephone system"),
    "referrals:call_find": _lazy("The call pad, finding who it is about"),
    "referrals:call_keep": _lazy("The call pad, saved"),
    "referrals:call_go_on": _lazy("The call pad, gone on with"),
    "referrals:call_rung_back": _lazy("A call made that was owed"),
    "referrals:duty_changes": _lazy("What is new on the duty board"),
    "referrals:duty_on": _lazy("Coming on duty"),
    "referrals:duty_stay": _lazy("Staying on duty"),
    "referrals:duty_off": _lazy("Going off duty"),
    "referrals:duty_allocate": _lazy("Sending somebody from the duty board"),
    "referrals:duty_capacity": _lazy("What a team has room for"),
    "referrals:duty_note": _lazy("A note for the shift"),
    "referrals:duty_note_end": _lazy("A note for the shift, ended"),
    "referrals:handover_begin": _lazy("Beginning a handover"),
    "referrals:handover_note": _lazy("A note in a handover"),
    "referrals:handover_confirm": _lazy("Confirming a handover"),
    "referrals:handover_stop": _lazy("Stopping a handover"),
    "referrals:handover_changes": _lazy("What is new in a handover"),
    "referrals:queue_changes": _lazy("What is new in the queue"),
    "referrals:team": _lazy("The lists of teams"),
    "referrals:filing": _lazy("What is to be filed elsewhere"),
    "referrals:note_filed": _lazy("Noting what was filed elsewhere"),
    "referrals:filing_sheet": _lazy("The sheet to file elsewhere"),
    "referrals:triage": _lazy("Deciding about a referral"),
    "referrals:ask": _lazy("Asking the referrer"),
    "referrals:join": _lazy("Joining two referrals"),
    "referrals:answer": _lazy("Writing down an answer"),
    "referrals:take_back": _lazy("Taking a referral back from a team"),
    "referrals:advise": _lazy("Giving advice only"),
    "referrals:redirect": _lazy("Offering a referral to another service"),
    "referrals:redirect_accepted": _lazy("Another service takes a referral"),
    "referrals:redirect_refused": _lazy("Another service does not take a referral"),
    "referrals:cannot_help": _lazy("Saying that nobody here can help"),
    "referrals:accept": _lazy("Accepting work for a team"),
    "referrals:decline": _lazy("Declining work for a team"),
    "referrals:allocate": _lazy("Sending somebody"),
    "referrals:contact": _lazy("Recording a contact"),
    "referrals:no_access": _lazy("What was done when nobody answered"),
    "referrals:no_access_agreed": _lazy("What was agreed when nobody answered"),
    "referrals:reclassify": _lazy("Changing how soon"),
    "referrals:lead": _lazy("Changing who leads"),
    "referrals:put_off": _lazy("Putting off an answer"),
    "referrals:close": _lazy("Closing a referral"),
    "referrals:call_back": _lazy("Promising to ring back"),
    "referrals:called_back": _lazy("A promised call made"),
    "measures:old_figures": _lazy("The response board, by its old address"),
    "desk:readings": _lazy("Who has looked"),
    "joinedup print-pack": _lazy("The downtime pack"),
    "joinedup queue": _lazy("The queue listed by the command"),
    "joinedup record": _lazy("A record listed by the command"),
}
# What a partner's system did over FHIR, by the beginning of the route.
_OVER_FHIR: Final = {
    "read": _lazy("%(kind)s read"),
    "search": _lazy("%(kind)s searched for"),
    "take": _lazy("something sent"),
    "process": _lazy("a message sent"),
    "metadata": _lazy("what can be asked"),
}
_OUTCOMES: Final = {
    reading.SHOWN: _lazy("Shown"),
    reading.NOTHING_FOUND: _lazy("Nothing found"),
    reading.REFUSED: _lazy("Refused"),
    reading.SIGN_IN_FAILED: _lazy("Sign-in failed"),
}


def service(code: str) -> str:
    """A service as the place calls it."""
    here = place.current()
    found = here.services.get(code)
    return found.name if found else _("%(door)s to choose") % {"door": here.front_door.short_name}


def team(code: str) -> str:
    """A team as the place calls it."""
    found = place.current().teams.get(code)
    return found.name if found else code


def whereabouts(row: QueueRow) -> str:
    """Where to go: the address told with the referral, or where they are registered as living."""
    card = row.card
    home = (card.address, card.postcode) if row.where_kind == "home" else ()
    return row.where_address or ", ".join(part for part in home if part)


def _href(one: OtherLine, scope: Scope) -> str:
    if scope.may(Permission.QUEUE_SEE) or scope.may(Permission.LINE_ACCEPT):
        return reverse("referrals:line", args=[one.line_id])
    return reverse("referrals:status", args=[one.referral_id])


def _happened(entry: EntryRow, names: dict[UUID, str], *, is_restricted: bool) -> Happened:
    notes = []
    if entry.is_late:
        notes.append(_("Told late, %(at)s") % {"at": filters.moment(entry.recorded_at)})
    if entry.corrects:
        notes.append(_("Correction"))
    if entry.is_content_destroyed:
        notes.append(_("Words destroyed"))
    who = names.get(entry.by_account, "")
    at = _role(entry.by_role, entry.by_organisation, is_restricted=is_restricted)
    return Happened(
        title=_title(entry),
        at=entry.at,
        who=", ".join(part for part in (who, at) if part),
        words=entry.content or "",
        notes=tuple(notes),
    )


def _title(entry: EntryRow) -> str:
    here = place.current()
    said = []
    for name in _DETAILS:
        code = getattr(entry.fact, name, "")
        if code:
            named = {"team": here.teams, "response_class": here.response_classes}.get(
                name, here.leads
            )
            found = named.get(code)
            said.append(found.name if found else str(code))
    for name in ("kind", "how"):
        value = getattr(entry.fact, name, None)
        if isinstance(value, DocumentKind | EndedHow):
            said.append(value.label)
    if on := getattr(entry.fact, "died_on", None):
        said.append(filters.short_day(on))
    if entry.kind == _JOINED:
        # In words of its own it stands below; the reason by its code is the title's.
        said.append(known_because(entry.fact.because))
    title = words.of_fact(entry.kind, entry.fact)
    return f"{title}: {', '.join(said)}" if said else title


def _role(role: str, organisation: str, *, is_restricted: bool) -> str:
    # The practice whose staff see somebody is likely to be their own.
    if is_restricted and organisation in place.current().practices:
        organisation = ""
    here = place.current()
    where = here.organisation_name(organisation)
    return ", ".join(part for part in (here.role_name(role), where) if part)
