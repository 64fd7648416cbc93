"""Words for what the rules of `referrals` refuse, and for its reasons why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "already_filed": _("Somebody has filed this already. Look at the page again."),
    "filed_before_written": _(
        "It was written here at %(written_at)s. Give a time between then and now."
    ),
    "capacity_as_of_wrong": _("Say as of when: now or earlier, within the last day."),
    "handover_confirmed_already": _("You have confirmed this handover already."),
    "handover_giver_first": _(
        "Whoever hands over confirms first. Ask them to confirm, then confirm yourself."
    ),
    "handover_is_over": _("This handover is over. What was accepted stays accepted."),
    "handover_not_giver": _("Only whoever began this handover can give its rows or change it."),
    "handover_not_of_team": _("Choose a colleague of the team that has these rows."),
    "handover_line_changed": _(
        "Somebody changed this since you looked. See what changed, then accept it again."
    ),
    "handover_nothing_chosen": _("Tick at least one row first."),
    "handover_row_accepted": _("Somebody has accepted this row already."),
    "handover_row_not_yours": _("A row is accepted by whoever it was given to."),
    "handover_to_yourself": _("Choose a colleague: nobody hands over to themselves."),
    "note_has_ended": _("Somebody has said already that this is over."),
    "pack_not_written": _(
        "The downtime pack could not be written into %(folder)s (%(because)s). The one before is"
        " still there. Free the disk, or choose another folder."
    ),
    "raised_again_unknown": _("Choose one of the times offered, or not to be told again."),
    "raised_is_settled": _("This has been seen to already. Open the duty board again to see how."),
    "raised_wants_words": _("Say to whom you gave it, or why it can wait."),
    "already_sent": _("This referral was sent before."),
    "person_has_died": _(
        "They died on %(died_on)s. Say that you know it and ask all the same, or stop here."
    ),
    "already_to_go": _("This colleague is to go already."),
    "answer_already_due": _(
        "The time by which an answer is wanted has passed. Choose a later one. "
    ),
    "began_after_receipt": _("The call began after it was taken down. Check the time."),
    "call_began_later": _("The call began later than it was taken down. Check the time."),
    "call_began_long_ago": _("The call began more than a week ago. Check the day."),
    "call_began_reason_missing": _(
        "Say why the call is taken down so long after it began: its clock counts from then."
    ),
    "call_ended": _("This call has ended, with its outcome. Take another call for what is new."),
    "call_not_found": _("This call is not here. Take the call again."),
    "call_of_colleague": _(
        "%(name)s has this call. Press “Go on with this call” to take it over, then repeat this."
    ),
    "call_too_long": _("This is longer than a call can be. Shorten it."),
    "call_without_person": _(
        "Nobody is chosen yet. Say who it is about in the box above, or “Not sure who yet”."
    ),
    "call_already_due": _("The time of the call has passed. Choose a later one."),
    "call_promised_sooner": _(
        "A call was promised for sooner. Make that call first; then another can be promised."
    ),
    "contact_after_end": _(
        "This ended at %(closed_at)s. Only what happened before that is entered here, and within a"
        " week of it. What happened since needs a referral of its own."
    ),
    "contact_before_referral": _(
        "The contact is before the referral was received. Check the time."
    ),
    "contact_by_whom": _("That is not your profession. Say who made the contact."),
    "contact_by_message": _(
        "Contacts of this team come by message from %(partner)s. Record it there; it then appears"
        " here."
    ),
    "contact_in_error": _(
        "This contact was recorded here, and no message undoes it. Ring the team that has the"
        " referral."
    ),
    "contact_of_another": _("Referral %(reference)s is of another person. Check which is meant."),
    "no_line_of_team": _(
        "Referral %(reference)s has nothing that was sent to this team. Check the reference."
    ),
    "contact_in_future": _("The contact must be now or earlier."),
    "contact_recorded_already": _(
        "%(name)s has entered this contact already: the same kind, by the same profession, in this"
        " minute. If it is another one, say the minute in which it happened."
    ),
    "decision_before_last": _(
        "That is before the referral came, or before what was decided last, or advice before the"
        " last contact. Check the time."
    ),
    "decision_before_worse": _(
        "That was decided before it was told, %(worse_at)s, that they are worse. Read what was told"
        " and decide now."
    ),
    "decision_in_future": _("The decision must be now or earlier."),
    "decision_late_reason_missing": _(
        "Say why the decision is entered so long after it was taken: it counts from then."
    ),
    "decline_instead": _(
        "Nobody has answered this yet. Decline it, so that it goes back to be triaged again."
    ),
    "draft_not_found": _(
        "This draft is not here. It was sent or thrown away, or nobody came back to it for a week."
        " Nothing of what you just typed was sent. Begin a new referral."
    ),
    "draft_too_long": _("This is longer than a draft can be. Shorten it."),
    "draft_without_person": _("The person's details are not complete. Go back and fill them in."),
    "join_into_earlier": _(
        "%(reference)s was told first. Open the other one, and join it to this."
    ),
    "join_other_need": _("Only two referrals of the same person can be one need."),
    "key_missing": _("This form was not complete. Open it again and repeat."),
    "no_access_nothing_to_confirm": _(
        "Nobody has tried to reach the person yet, so there is nothing to agree with."
    ),
    "no_access_step_not_next": _("This is not the next step. Take the steps in order."),
    "no_access_steps_left": _("Steps are left that must be taken first: %(asked)s."),
    "no_number_to_ring": _(
        "There is no number to ring. Ask the caller for it, or write where one can be had."
    ),
    "nobody_takes_it": _("Say who takes it, so that the caller can be told whom to ring."),
    "no_call_promised": _("Nobody was promised a call about this."),
    "nobody_reached": _("Nobody has reached the person, so this cannot be the outcome."),
    "not_at_this_stage": _(
        "This cannot be done now: the referral stands at “%(stage)s”. Open it again to see."
    ),
    "not_of_the_team": _("Choose somebody of the team that has this."),
    "not_yet_taken_on": _(
        "A team must have accepted this and tried before it can be closed as not reached."
    ),
    "referral_incomplete": _("Something is not answered yet."),
    "referral_is_complete": _("Every part of this referral has closed. Make a new referral."),
    "history_not_plain": _(
        "A history of somebody merged or restricted, of several services, or that ends with nobody"
        " reached, is told step by step."
    ),
    "step_out_of_order": _("A step is told as earlier than the one before it."),
    "same_class": _("It is in this class already."),
    "agreed_time_wrong": _(
        "Choose a time that is ahead, later than what was agreed before, and within 14 days."
    ),
    "same_lead": _("This profession leads already."),
    "second_clinician_is_none": _(
        "Only a clinician can agree to this, and your account says no clinical profession."
    ),
    "second_clinician_is_the_first": _(
        "Whoever tried, or took the steps, cannot also be the second clinician."
    ),
    "second_clinician_needed": _(
        "A second clinician must agree before this is closed as not reached."
    ),
    "telephone_after_end": _(
        "“%(column)s” is %(when)s, after “ended”, which is %(end)s: correct the times, and read it"
        " again."
    ),
    "telephone_answered_and_abandoned": _(
        "It has a time in “answered” and in “abandoned”: only one of them can be. Leave the other"
        " empty, and read it again."
    ),
    "telephone_before_start": _(
        "“%(column)s” is %(when)s, before “started”, which is %(start)s: correct the times, and"
        " read it again."
    ),
    "telephone_column_twice": _(
        "The first row names a column twice: %(columns)s. Take one of them out, and read the file."
    ),
    "telephone_columns_missing": _(
        "The first row must name the columns. It does not name: %(missing)s."
    ),
    "telephone_delimiter": _(
        "The columns are not parted by commas. Export it again with commas, and read that file."
    ),
    "telephone_differs": _(
        "Call %(call)s is here already with other times. What is here was not changed."
    ),
    "telephone_endless": _(
        "From “started” to “%(column)s” are more than 12 hours: check both times, and read it"
        " again."
    ),
    "telephone_file_empty": _("There is nothing in this file."),
    "telephone_file_missing": _("Choose the file that the telephone system has exported."),
    "telephone_in_future": _(
        "“%(column)s” is %(at)s, which is still to come: check the time, and the clock of the"
        " telephone system."
    ),
    "telephone_long_ago": _(
        "“%(column)s” is %(when)s, more than two years ago: check the date, and read it again."
    ),
    "telephone_no_id": _(
        "“call_id” is empty: without it the call could not be told from another. Export it again."
    ),
    "telephone_no_start": _("“started” is empty: say when the call began, and read it again."),
    "telephone_no_time": _("“%(text)s” is no time like 2026-11-24 09:30:00 or 24/11/2026 09:30."),
    "telephone_not_text": _(
        "This is not a text file in UTF-8. Save it as “CSV UTF-8”, and read that: other encodings"
        " spoil names and numbers."
    ),
    "telephone_row": _("This row cannot be a call. Correct it, and load the file again."),
    "telephone_quotation_open": _(
        "A quotation mark is opened here and never closed: the file may be cut, and nothing after"
        " this row was read. Put it right and read the whole file again; no call is taken twice."
    ),
    "telephone_row_cut": _("The row has fewer columns than the first: the file may be cut here."),
    "telephone_row_long": _("The row has more columns than the first."),
    "telephone_source_missing": _("Say which telephone system it comes from, in a few words."),
    "telephone_too_long": _(
        "“%(column)s” is longer than %(longest)s signs, or holds signs that cannot be printed."
        " Correct it, and read it again."
    ),
    "unknown_code": _("Choose one of the answers shown."),
    "unknown_page": _("This page of the list is no longer there. Go to the first page."),
    "words_missing": _("Say something here."),
    "words_too_long": _("Use %(longest)s characters or fewer."),
}

REASONS: Final[Reasons] = {
    "not_your_team": (
        _("This is another team's list."),
        _("You join the team, or act in another of your roles."),
        _("Ring the team, or your manager."),
    ),
    "no_part_in_line": (
        _("Neither you nor your team has this referral."),
        _("It is sent to your team, allocated to you, or you act in another of your roles."),
        _("Ring the team that has it, or %(front_door)s on %(front_door_number)s."),
    ),
}

FACTS: Final[Facts] = {
    "referrals.referral_received": _("Referral received"),
    "referrals.line_asked": _("Service asked for"),
    "referrals.line_placed": _("Locality became known"),
    "referrals.line_opened": _("First looked at"),
    "referrals.line_triaged": _("Triaged and sent to a team"),
    "referrals.more_asked": _("More was asked for"),
    "referrals.question_answered": _("Question answered"),
    "referrals.advice_given": _("Closed with advice"),
    "referrals.line_redirected": _("Offered to another service"),
    "referrals.redirect_confirmed": _("The other service accepted"),
    "referrals.redirect_refused": _("The other service did not accept"),
    "referrals.help_refused": _("Closed: could not help"),
    "referrals.line_accepted": _("Accepted by the team"),
    "referrals.line_declined": _("Declined by the team"),
    "referrals.line_allocated": _("Allocated to a worker"),
    "referrals.worker_stood_down": _("Whoever was to go has left; nobody is to go now"),
    "referrals.contact_recorded": _("Contact recorded"),
    "referrals.line_answered": _("Answered"),
    "referrals.no_access_step_taken": _("Step taken: nobody answered"),
    "referrals.no_access_confirmed": _("A second clinician agreed"),
    "referrals.line_reclassified": _("Class changed"),
    "referrals.answer_put_off": _("A later time agreed"),
    "referrals.lead_changed": _("Lead changed"),
    "referrals.line_closed": _("Closed"),
    "referrals.line_withdrawn": _("Withdrawn"),
    "referrals.referral_completed": _("Referral finished"),
    "referrals.information_added": _("More was told"),
    "referrals.worse_told": _("Told that the person is worse"),
    "referrals.capacity_entered": _("Capacity of tonight entered"),
    "referrals.handover_begun": _("Handover begun"),
    "referrals.handover_confirmed": _("Handover confirmed"),
    "referrals.handover_rows_given": _("Rows given in a handover"),
    "referrals.handover_stopped": _("Handover stopped"),
    "referrals.line_handed_over": _("Handed over to a colleague who accepted it"),
    "referrals.pack_printed": _("Downtime pack written"),
    "referrals.safety_net_answered": _("Seen to by whoever was on duty"),
    "referrals.safety_net_cleared": _("Done meanwhile: no longer raised"),
    "referrals.safety_net_raised": _("Raised with whoever was on duty"),
    "referrals.shift_note_ended": _("Note of the shift ended"),
    "referrals.shift_noted": _("Note of the shift made"),
    "referrals.call_back_promised": _("A call was promised"),
    "referrals.call_back_kept": _("The promised call was made"),
    "referrals.visit_details_seen": _("Where to go was looked at"),
    "referrals.referral_followed": _("Referral followed its person"),
    "referrals.call_taken": _("Call taken"),
    "referrals.call_beginning_changed": _("Time of the call put right"),
    "referrals.call_taken_over": _("Call taken over by a colleague"),
    "referrals.call_about_person": _("It became known whom the call is about"),
    "referrals.person_rung_about": _("Somebody rang about them"),
    "referrals.call_finished": _("Call ended"),
    "referrals.caller_rung_back": _("The caller was rung back"),
    "referrals.entry_filed": _("Filed in the partner's own system"),
    "referrals.telephone_file_read": _("Times of the telephone system read"),
}

MISTAKEN: Facts = {
    "referrals.person_rung_about": _("Chosen by mistake for a call: it was about somebody else"),
}
"""What is said of a fact that says it `is_mistaken`."""
