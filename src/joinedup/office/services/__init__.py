"""What the office changes beyond the foundation's own services."""

from joinedup.office.services.arranging import (
    AT_ONCE,
    close_dormant_accounts,
    make_partner_account,
    release_held,
)
from joinedup.office.services.identities import (
    bind_identity,
    end_identity,
    sign_in,
    sign_out,
    sign_out_from_there,
)
from joinedup.office.services.launching import end_launch, forget_launches, keep_launched
from joinedup.office.services.links import forget_links, make_link, open_link
from joinedup.office.services.once import forget_used, use_once

__all__ = [
    "AT_ONCE",
    "bind_identity",
    "close_dormant_accounts",
    "end_identity",
    "end_launch",
    "forget_launches",
    "forget_links",
    "forget_used",
    "keep_launched",
    "make_link",
    "make_partner_account",
    "open_link",
    "release_held",
    "sign_in",
    "sign_out",
    "sign_out_from_there",
    "use_once",
]
