"""Changing at the front door: one verb, one transaction, one fact."""

from joinedup.referrals.services.adding import add_information
from joinedup.referrals.services.answering import (
    accept_line,
    allocate_line,
    change_lead,
    decline_line,
    reclassify_line,
)
from joinedup.referrals.services.asking import answer_question, ask_for_more, take_back_question
from joinedup.referrals.services.calling import (
    choose_person,
    go_on_with_call,
    leave_person,
    save_call,
    take_call,
)
from joinedup.referrals.services.calling_back import keep_call_back, promise_call_back
from joinedup.referrals.services.closing import close_line, withdraw_referral
from joinedup.referrals.services.deciding import advise_only, cannot_help, open_line, triage_line
from joinedup.referrals.services.drafting import discard_draft, purge_drafts, save_draft
from joinedup.referrals.services.ending_calls import (
    advise_by_call,
    note_cut_off,
    promise_to_ring,
    refer_from_call,
    ring_back,
    send_elsewhere,
    tell_from_call,
)
from joinedup.referrals.services.filing import note_filed
from joinedup.referrals.services.following import follow_person, go_back
from joinedup.referrals.services.handing_over import (
    accept_row,
    begin_handover,
    confirm_handover,
    give_rows,
    note_handover,
    stop_handover,
)
from joinedup.referrals.services.history import History, KeptHistories, keep_histories
from joinedup.referrals.services.joining import join_line
from joinedup.referrals.services.looking import look_at_visit_details, note_presence
from joinedup.referrals.services.noting import end_note, enter_capacity, note_for_shift
from joinedup.referrals.services.packing import print_pack
from joinedup.referrals.services.putting_off import put_off_answer
from joinedup.referrals.services.reaching import (
    confirm_no_access,
    record_contact,
    take_no_access_step,
)
from joinedup.referrals.services.redirecting import (
    confirm_redirect,
    redirect_line,
    refuse_redirect,
)
from joinedup.referrals.services.sending import send_referral
from joinedup.referrals.services.standing_down import stand_down
from joinedup.referrals.services.telephone import read_telephone_file
from joinedup.referrals.services.watching import answer_raised, watch

__all__ = [
    "History",
    "KeptHistories",
    "accept_line",
    "accept_row",
    "add_information",
    "advise_by_call",
    "advise_only",
    "allocate_line",
    "answer_question",
    "answer_raised",
    "ask_for_more",
    "begin_handover",
    "cannot_help",
    "change_lead",
    "choose_person",
    "close_line",
    "confirm_handover",
    "confirm_no_access",
    "confirm_redirect",
    "decline_line",
    "discard_draft",
    "end_note",
    "enter_capacity",
    "follow_person",
    "give_rows",
    "go_back",
    "go_on_with_call",
    "join_line",
    "keep_call_back",
    "keep_histories",
    "leave_person",
    "look_at_visit_details",
    "note_cut_off",
    "note_filed",
    "note_for_shift",
    "note_handover",
    "note_presence",
    "open_line",
    "print_pack",
    "promise_call_back",
    "promise_to_ring",
    "purge_drafts",
    "put_off_answer",
    "read_telephone_file",
    "reclassify_line",
    "record_contact",
    "redirect_line",
    "refer_from_call",
    "refuse_redirect",
    "ring_back",
    "save_call",
    "save_draft",
    "send_elsewhere",
    "send_referral",
    "stand_down",
    "stop_handover",
    "take_back_question",
    "take_call",
    "take_no_access_step",
    "tell_from_call",
    "triage_line",
    "watch",
    "withdraw_referral",
]
