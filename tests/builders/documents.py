"""Documents on what somebody wants, and who decides for them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from joinedup.foundation import instant, place
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.documents import (
    Cpr,
    DocumentKind,
    Ended,
    EndedHow,
    Focus,
    Paper,
    Reviewed,
    Sight,
)
from tests.builders import people as build


def a_respect(**changes: Any) -> Paper:
    """A ReSPECT form of ten days ago that asks for comfort."""
    form = {
        "kind": DocumentKind.RESPECT,
        "summary": "Stay at home. Comfort care.",
        "cpr": Cpr.DO_NOT_ATTEMPT,
        "focus": Focus.COMFORT,
        "issued_on": place.today() - timedelta(days=10),
        "signed_by": "Dr Amin, GP",
        "kept_where": "Yellow folder by the door",
    }
    return Paper(**{**form, **changes})


def a_sight(**changes: Any) -> Sight:
    """A district nurse saw the original yesterday."""
    nurse = {
        "name": "Nia Price",
        "role": "district nurse",
        "on": place.today() - timedelta(days=1),
    }
    return Sight(**{**nurse, **changes})


def recorded(
    person: PersonId,
    *,
    original: Sight | None = None,
    key: UUID | None = None,
    by: Actor | None = None,
    **changes: Any,
) -> UUID:
    """A document, recorded: a ReSPECT form where nothing else is said."""
    return services.record_document(
        person,
        a_respect(**changes),
        original=original,
        key=key or build.a_key(),
        at=instant.now(),
        by=by or build.the_office(),
    )


def seen(document_id: UUID, **changes: Any) -> None:
    """The original, seen."""
    services.see_original(
        document_id, seen=None, sight=a_sight(**changes), at=instant.now(), by=build.the_office()
    )


def reviewed(document_id: UUID, **changes: Any) -> None:
    """Found still right today, to be looked at in a month."""
    gp = {
        "name": "Dr Amin",
        "role": "GP",
        "on": place.today(),
        "next_on": place.today() + timedelta(days=30),
    }
    services.review_document(
        document_id,
        seen=None,
        reviewed=Reviewed(**{**gp, **changes}),
        at=instant.now(),
        by=build.the_office(),
    )


def ended(document_id: UUID, how: EndedHow = EndedHow.REVOKED, **changes: Any) -> None:
    """A document that is in force no more."""
    said = {"because": "She changed her mind", "decided_by": "Ethel"}
    services.end_document(
        document_id,
        seen=None,
        ended=Ended(how=how, **{**said, **changes}),
        at=instant.now(),
        by=build.the_office(),
    )
