"""One invented person who sees their own care, by a letter that was given to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings

from joinedup.foundation.scope import system
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain.letters import SeenHow
from joinedup.mycare.queries import letters as queries
from joinedup.mycare.services import joining
from joinedup.mycare.services import letters as services
from joinedup.people.queries import own as people
from joinedup.referrals.queries import own as referrals

USERNAME: Final = "resident"


def tell(ids: Sequence[PersonId], *, at: datetime) -> None:
    """Give a letter to somebody whom a worker is to visit, and let them sign in by it."""
    by = system("demonstration")
    able = [one for one in referrals.visited_among(by.scope, ids) if people.may_have_own_view(one)]
    if not able:
        return
    code = services.issue_code(able[0], seen_how=SeenHow.KNOWN, at=at, by=by)
    joining.join_by_letter(
        queries.code_named(code),
        username=USERNAME,
        password=settings.JOINEDUP_DEMO_PASSWORD,
        at=at,
        by=system("sign_in"),
    )
