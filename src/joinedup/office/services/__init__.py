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
from joinedup.office.services.passkeys import (
    add_passkey,
    remove_passkey,
    rename_passkey,
    use_passkey,
)
from joinedup.office.services.sessions import end_sessions
from joinedup.office.services.staffing import (
    carry_out_staff_change,
    carry_out_staff_changes,
    forget_staff_files,
    read_staff_file,
    refuse_staff_change,
    take_staff_file,
    withdraw_staff_change,
)

__all__ = [
    "AT_ONCE",
    "add_passkey",
    "bind_identity",
    "carry_out_staff_change",
    "carry_out_staff_changes",
    "close_dormant_accounts",
    "end_identity",
    "end_launch",
    "end_sessions",
    "forget_launches",
    "forget_links",
    "forget_staff_files",
    "forget_used",
    "keep_launched",
    "make_link",
    "make_partner_account",
    "open_link",
    "read_staff_file",
    "refuse_staff_change",
    "release_held",
    "remove_passkey",
    "rename_passkey",
    "sign_in",
    "sign_out",
    "sign_out_from_there",
    "take_staff_file",
    "use_once",
    "use_passkey",
    "withdraw_staff_change",
]
