"""Calls as tests need them: one taken by a clinician at the front door."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from joinedup.foundation import instant
from joinedup.foundation.models import Entry
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.referrals import services
from joinedup.referrals.domain.ids import CallId
from joinedup.referrals.domain.pad import Beginning, Told
from joinedup.referrals.models import Call
from tests.builders import referrals

NAMES = UUID("018f6d0e-0000-7000-8000-000000000003")


def told(**changes: Any) -> Told:
    """What Dr Pryce says in the first seconds."""
    said = {
        "caller_name": "Dr Joan Pryce",
        "caller_role": "GP",
        "caller_organisation": referrals.LARKMEAD,
        "caller_number": "01632960010",
        "wanted": "Not drinking, dizzy on standing",
        "fields": {"change_words": ["Not drinking, dizzy on standing"]},
    }
    return Told(**{**said, **changes})


def taken(
    *, by: Actor | None = None, key: str = "one", about: PersonId | None = None, **changes: Any
) -> CallId:
    """A call that somebody has just taken, about somebody where that is said."""
    by = by or referrals.clinician()
    call_id = services.take_call(
        told(**changes),
        key=str(uuid5(NAMES, key)),
        opened_at=instant.now(),
        at=instant.now(),
        by=by,
    )
    if about is not None:
        services.choose_person(call_id, seen=Version(1), person_id=about, at=instant.now(), by=by)
    return call_id


def promise(call_id: CallId, *, after: timedelta) -> None:
    """Promise whoever rang that they are rung back after so long."""
    services.promise_to_ring(
        call_id,
        seen=seen(call_id),
        by_when=instant.now() + after,
        at=instant.now(),
        by=referrals.clinician(),
    )


def row(call_id: CallId) -> Call:
    """A call as the store has it."""
    return Call.objects.get(pk=call_id)


def seen(call_id: CallId) -> Version:
    """The version of a call as it stands."""
    return Version(row(call_id).version)


def kinds(subject_id: UUID) -> list[str]:
    """What was recorded of a call, or of a person, in order."""
    found = Entry.objects.filter(subject_id=subject_id).order_by("seq")
    return list(found.values_list("kind", flat=True))


def saved(
    call_id: CallId,
    *,
    by: Actor | None = None,
    seen: Version | None = None,
    beginning: Beginning | None = None,
    **changes: Any,
) -> None:
    """Keep what a call holds as it is typed; by whom and as of when only where it matters."""
    services.save_call(
        call_id,
        seen=seen or Version(row(call_id).version),
        told=told(**changes),
        beginning=beginning,
        at=instant.now(),
        by=by or referrals.clinician(),
    )


def advised(call_id: CallId, **changes: Any) -> None:
    """End a call with advice."""
    given = {
        "reason": "advice_to_referrer",
        "advice": "Fluids, and look again at six",
        "safety_net": "Ring us or 999 if she is drowsy",
    }
    services.advise_by_call(
        call_id,
        seen=seen(call_id),
        **{**given, **changes},
        at=instant.now(),
        by=referrals.clinician(),
    )
