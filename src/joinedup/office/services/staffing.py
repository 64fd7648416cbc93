"""Files of joiners, movers and leavers are read, taken, and carried out on their day."""

import logging
from datetime import datetime, timedelta
from itertools import batched
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.db.models.functions import Lower

from joinedup.foundation import accounts, administrators, journey, place
from joinedup.foundation.models import Account, Anchor, periods
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Actor, require_permission
from joinedup.kernel.errors import JoinedupError, NotFound, Refused
from joinedup.kernel.ids import AccountId
from joinedup.office import events, queries
from joinedup.office.domain.staffing import Event, StaffRow
from joinedup.office.models import Identity, StaffChange, StaffFile
from joinedup.office.queries import Planned, StaffPlan
from joinedup.office.services.identities import end_identity

KEPT_TO_BE_TAKEN: Final = timedelta(days=1)
AT_A_TIME: Final = 500
_log: Final = logging.getLogger("joinedup.office")
_State = StaffChange.State


@journey.change
def read_staff_file(plan: StaffPlan, *, name: str, at: datetime, by: Actor) -> UUID:
    """Keep what a file would change until whoever sent it has read that and says so."""
    require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    plain = "".join(one for one in name if one.isprintable())[:200]
    file = StaffFile.objects.create(name=plain, read_by=by.account_id, read_at=at)
    for some in batched(plan.planned, AT_A_TIME):
        StaffChange.objects.bulk_create([_made(file, one) for one in some])
    return file.id


@journey.change
def take_staff_file(file_id: UUID, *, at: datetime, by: Actor) -> int:
    """Have what a file changes carried out, each row from its day on; says how many.

    A row that another file has brought meanwhile is left out; one that says otherwise than a row
    which waits replaces it.
    """
    require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    # Two files taken at once wait for each other here: the second finds what the first brought.
    held = Anchor.objects.select_for_update(no_key=True).filter(id=journey.place_anchor_id())
    list(held.values_list("id"))
    found = StaffFile.objects.select_for_update(no_key=True).filter(id=file_id)
    file = found.filter(read_by=by.account_id).first()
    if file is None:
        raise Refused("staff_file_gone")
    if file.taken_at is not None:
        raise Refused("staff_file_taken")
    taken = 0
    rows = list(file.changes.filter(state=_State.READ).order_by("row"))
    for some in batched(rows, AT_A_TIME):
        taken += _wait(some, at=at)
    file.taken_at = at
    file.save(update_fields=["taken_at"])
    fact = events.StaffFileTaken(row_count=taken)
    journey.record(fact, about=file, place=True, at=at, by=by)
    return taken


@journey.change
def withdraw_staff_change(change_id: UUID, *, at: datetime, by: Actor) -> None:
    """Take back a row that waits: nothing of it happens."""
    require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    change = _waiting(change_id)
    if change is None:
        raise NotFound()
    _settle(change, _State.WITHDRAWN, at=at)
    fact = events.StaffChangeWithdrawn(event=change.event)
    journey.record(fact, about=change, place=True, at=at, by=by)


def carry_out_staff_changes(*, at: datetime, by: Actor) -> int:
    """Carry out the rows whose day has come, each in a change of its own; says how many.

    One that a rule refuses is kept with why, and keeps no other from being carried out.
    """
    due = StaffChange.objects.filter(state=_State.WAITING, due_at__lte=at)
    done = 0
    for change_id in list(due.order_by("due_at", "id").values_list("id", flat=True)[:AT_A_TIME]):
        try:
            carry_out_staff_change(change_id, at=at, by=by)
            done += 1
        except Refused as refusal:
            refuse_staff_change(change_id, refusal.refusal_code, at=at, by=by)
        except JoinedupError:
            # What nobody foresaw of one row keeps no leaver after it at work.
            _log.exception("staff_change_failed row=%s", change_id)
            refuse_staff_change(change_id, "staff_failed", at=at, by=by)
    return done


@journey.change
def carry_out_staff_change(change_id: UUID, *, at: datetime, by: Actor) -> None:
    """Carry out one row that waits, whole or not at all; a second time nothing happens."""
    # As every change of a role does, before anything else is locked.
    administrators.locked(at=at)
    change = _waiting(change_id)
    if change is None:
        return
    _check_sender(change, at=at)
    match change.event:
        case Event.JOINER:
            account_id = _join(change, at=at, by=by)
        case Event.MOVER:
            account_id = _move(change, at=at, by=by)
        case _:
            account_id = _leave(change, at=at, by=by)
    change.account_id = account_id
    _settle(change, _State.DONE, at=at)
    if change.last_day is not None:
        _will_leave(change)


@journey.change
def refuse_staff_change(change_id: UUID, code: str, *, at: datetime, by: Actor) -> None:
    """Keep with a row that it could not be carried out, and why."""
    require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    change = _waiting(change_id)
    if change is not None:
        change.refusal = code
        found = Account.objects.filter(username__iexact=change.username).first()
        change.account_id = found.id if found else None
        _settle(change, _State.REFUSED, at=at)


def forget_staff_files(*, at: datetime) -> None:
    """Forget what was read and never taken: it names people."""
    old = StaffFile.objects.filter(taken_at__isnull=True, read_at__lt=at - KEPT_TO_BE_TAKEN)
    StaffChange.objects.filter(file__in=old).delete()
    old.delete()


def _made(file: StaffFile, planned: Planned) -> StaffChange:
    row: StaffRow = planned.row
    return StaffChange(
        file=file,
        row=row.row,
        event=row.event,
        username=row.username,
        name=row.name,
        email=row.email,
        direct_number=row.direct_number,
        profession=row.profession,
        organisation_code=row.organisation_code,
        role=row.role,
        team_codes=" ".join(row.team_codes),
        reason=row.reason,
        begins_on=row.begins_on,
        last_day=row.last_day,
        due_at=planned.due_at,
        digest=row.digest,
    )


def _wait(rows: tuple[StaffChange, ...], *, at: datetime) -> int:
    """Let rows wait for their day; those that are known are dropped, those they replace end."""
    live = StaffChange.objects.filter(state__in=(_State.WAITING, _State.DONE))
    same = set(
        live.filter(digest__in=[one.digest for one in rows]).values_list("digest", flat=True)
    )
    new = [one for one in rows if one.digest not in same]
    said = {(one.username.casefold(), one.event) for one in new}
    waiting = StaffChange.objects.filter(state=_State.WAITING).annotate(low=Lower("username"))
    named = waiting.select_for_update(no_key=True).filter(low__in={name for name, _ in said})
    for one in named:
        if (one.username.casefold(), one.event) in said:
            _settle(one, _State.REPLACED, at=at)
    StaffChange.objects.filter(id__in=[one.id for one in rows if one.digest in same]).delete()
    waits = StaffChange.objects.filter(id__in=[one.id for one in new])
    return waits.update(state=_State.WAITING)


def _waiting(change_id: UUID) -> StaffChange | None:
    found = StaffChange.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("file").filter(id=change_id, state=_State.WAITING).first()


def _settle(change: StaffChange, state: str, *, at: datetime) -> None:
    change.state = state
    change.settled_at = at
    # Where they are reached is on their account, or is nobody's concern any more.
    change.email = change.direct_number = ""
    settled = ["state", "settled_at", "refusal", "account_id", "email", "direct_number"]
    change.save(update_fields=settled)


def _join(change: StaffChange, *, at: datetime, by: Actor) -> AccountId:
    account_id = accounts.make_account(
        change.username,
        display_name=change.name,
        profession=change.profession,
        email=change.email,
        direct_number=change.direct_number,
        at=at,
        by=by,
    )
    _give_roles(change, account_id, at=at, by=by)
    return account_id


def _move(change: StaffChange, *, at: datetime, by: Actor) -> AccountId:
    account = _account_of(change)
    account_id = AccountId(account.id)
    given = _give_roles(change, account_id, at=at, by=by)
    before = account.memberships.filter(until__isnull=True).exclude(id__in=given)
    for membership_id in before.order_by("id").values_list("id", flat=True):
        accounts.end_role(membership_id, at=at, by=by)
    return account_id


def _leave(change: StaffChange, *, at: datetime, by: Actor) -> AccountId:
    account = _account_of(change)
    account_id = AccountId(account.id)
    accounts.close_for_good(account_id, at=at, by=by)
    bound = Identity.objects.filter(account_id=account_id, until__isnull=True).order_by("id")
    for identity_id in bound.values_list("id", flat=True):
        end_identity(identity_id, at=at, by=by)
    # A passkey is a whole sign-in: nobody comes back by one that lay in a drawer.
    Authenticator.objects.filter(user_id=account_id).delete()
    return account_id


def _check_sender(change: StaffChange, *, at: datetime) -> None:
    """Refuse to give anybody anything for an administrator who is none any more."""
    if change.event == Event.LEAVER:
        return
    sender = Account.objects.filter(id=change.file.read_by, is_active=True).first()
    if sender is None:
        raise Refused("staff_sender_left")
    held = sender.memberships.filter(periods.running(at), role=Role.PLACE_ADMINISTRATOR)
    # The command line acts as the place itself, for whoever may use the machine.
    if not sender.is_system and not held.exists():
        raise Refused("staff_sender_left")


def _account_of(change: StaffChange) -> Account:
    found = Account.objects.filter(username__iexact=change.username, is_system=False).first()
    if found is None or found.memberships.filter(role=Role.RESIDENT).exists():
        raise Refused("staff_not_known", username=change.username)
    if not found.is_active:
        raise Refused("staff_is_closed", username=change.username)
    if found.id == change.file.read_by:
        # The job acts for whoever sent the file: nobody gives themselves a role by way of it.
        raise Refused("staff_oneself", username=change.username)
    return found


def _give_roles(
    change: StaffChange, account_id: AccountId, *, at: datetime, by: Actor
) -> list[UUID]:
    return [
        accounts.give_role(
            account_id,
            role=Role(change.role),
            organisation_code=change.organisation_code,
            team_code=team_code,
            at=at,
            by=by,
        )
        for team_code in change.team_codes.split() or [""]
    ]


def _will_leave(change: StaffChange) -> None:
    """Somebody whose last day was said leaves when it is over, unless another row says when."""
    if change.last_day is None:
        return
    waiting = StaffChange.objects.filter(
        username__iexact=change.username, event=Event.LEAVER, state=_State.WAITING
    )
    if waiting.exists():
        return
    row = StaffRow(
        row=change.row,
        event=Event.LEAVER,
        username=change.username,
        begins_on=change.last_day + timedelta(days=1),
        reason=change.reason,
    )
    day = queries.due_at(row.begins_on, ZoneInfo(place.current().zone))
    made = _made(change.file, Planned(row, day, None, change.account_id))
    made.state = _State.WAITING
    made.save(force_insert=True)
