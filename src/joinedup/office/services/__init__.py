"""What the office changes beyond the foundation's own services."""

from joinedup.office.services.arranging import AT_ONCE, make_partner_account, release_held
from joinedup.office.services.identities import (
    bind_identity,
    end_identity,
    sign_in,
    sign_out,
    sign_out_from_there,
)
from joinedup.office.services.once import forget_used, use_once

__all__ = [
    "AT_ONCE",
    "bind_identity",
    "end_identity",
    "forget_used",
    "make_partner_account",
    "release_held",
    "sign_in",
    "sign_out",
    "sign_out_from_there",
    "use_once",
]
