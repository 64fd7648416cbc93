"""Reading at the front door. Every query takes the scope first and answers with frozen rows."""

from joinedup.referrals.queries.arrivals import changes_since
from joinedup.referrals.queries.calls import (
    call,
    call_begun,
    calls_of,
    find_in_call,
    open_calls,
    strip,
)
from joinedup.referrals.queries.drafts import draft, drafts
from joinedup.referrals.queries.duty_board import team_of_line, written_down
from joinedup.referrals.queries.following import (
    followed,
    message_line,
    my_referrals,
    referral_status,
    sent_by,
    sent_from,
    withdrawal_preview,
)
from joinedup.referrals.queries.going_on import going_on
from joinedup.referrals.queries.handed import given_to_me
from joinedup.referrals.queries.line_page import triage_page
from joinedup.referrals.queries.listed import listed
from joinedup.referrals.queries.naming import line_references, references
from joinedup.referrals.queries.owed import call_owed_by, promised_calls, promised_page
from joinedup.referrals.queries.queue import my_work, queue, queue_counts, team_list
from joinedup.referrals.queries.raised import raised_on_line, raised_since, waiting_for_me
from joinedup.referrals.queries.same_person import likely_duplicates, open_lines, open_lines_of
from joinedup.referrals.queries.team import team_counts, team_to_open, team_workers
from joinedup.referrals.queries.telephone import telephone_files

__all__ = [
    "call",
    "call_begun",
    "call_owed_by",
    "calls_of",
    "changes_since",
    "draft",
    "drafts",
    "find_in_call",
    "followed",
    "given_to_me",
    "going_on",
    "likely_duplicates",
    "line_references",
    "listed",
    "message_line",
    "my_referrals",
    "my_work",
    "open_calls",
    "open_lines",
    "open_lines_of",
    "promised_calls",
    "promised_page",
    "queue",
    "queue_counts",
    "raised_on_line",
    "raised_since",
    "references",
    "referral_status",
    "sent_by",
    "sent_from",
    "strip",
    "team_counts",
    "team_list",
    "team_of_line",
    "team_to_open",
    "team_workers",
    "telephone_files",
    "triage_page",
    "waiting_for_me",
    "withdrawal_preview",
    "written_down",
]
