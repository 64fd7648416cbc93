"""Words for what the kernel and the foundation refuse."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.foundation.permissions import Permission
from joinedup.web.sentences.kinds import Facts, Reasons, Refusals, Sentence

REFUSALS: Final[Refusals] = {
    "already_decided": _("The same was decided before and is in force. Nothing was changed."),
    "account_is_active": _("This account is open already."),
    "account_in_use": _("Somebody has signed in by this account meanwhile, so it stays open."),
    "account_not_active": _("This account is closed already."),
    "already_merged": _("This record has been joined to another already."),
    "already_restricted": _("This restriction is in force already."),
    "another_key_here": _("Another key of the journey log is here already: %(file)s."),
    "backup_damaged": _("The backup is damaged: %(file)s is not as it was written."),
    "backup_folder_in_use": _("A backup goes into a new folder: %(folder)s is in use."),
    "backup_format": _("The backup has format %(found)s and this release reads %(expected)s."),
    "backup_not_here": _("There is no backup in %(folder)s."),
    "backup_of_another_place": _("The backup is of %(found)s and this is %(expected)s."),
    "backup_of_another_store": _("The backup is for %(found)s and this store is %(expected)s."),
    "clock_already_paused": _("The clock is paused already."),
    "clock_has_ended": _("The clock has stopped, so it cannot be changed."),
    "content_is_destroyed": _("The words of this entry were destroyed earlier."),
    "delivery_is_delivered": _("This has been delivered already."),
    "delivery_is_given_up": _("This was given up already."),
    "delivery_is_held": _("This is held back already."),
    "delivery_is_not_held": _("This is not held back."),
    "delivery_wants_release": _("This is held back. Release it, and it goes out at once."),
    "duty_has_ended": _("This duty is over already. Open the page again to see who is on now."),
    "duty_number_missing": _("Say on which number you can be rung."),
    "duty_role_not_yours": _("Only the people of its team can hold this duty."),
    "duty_time_wrong": _("Say when you go: later than now, and within a day."),
    "email_taken": _(
        "Somebody signs in by this email already. Give their own address, or leave it empty."
    ),
    "in_the_future": _("The time must be now or earlier. %(at)s has not happened yet."),
    "key_not_here": _("The key of the journey log is not here: bring it by --keys."),
    "merge_into_merged": _("Choose the record that stays: this one was joined to another."),
    "nhs_number_check": _(
        "This is not an NHS number: its last digit does not agree with the others."
        " Check each digit."
    ),
    "nhs_number_length": _("An NHS number has 10 digits. Check what you typed."),
    "nhs_number_placeholder": _(
        "This number is typed by systems when the real one is not known. Leave the box empty."
    ),
    "role_of_residents": _(
        "Somebody sees their own care by a letter that they are given, not by a role."
    ),
    "account_of_resident": _(
        "This account shows its holder their own care: it takes no role of the staff."
    ),
    "last_administrator": _(
        "This is the last administrator of the place without an end: nobody could let anybody in"
        " or out. Give the role to somebody else first, without an end, then do this again."
    ),
    "not_own_role": _(
        "You cannot give yourself a role. Ask another administrator to give it to you; if there is"
        " none, whoever runs the server gives it by “joinedup account role”."
    ),
    "not_oneself": _("You cannot close your own account. Ask another administrator."),
    "not_restricted": _("This restriction is not in force, so it cannot be lifted."),
    "on_duty_already": _("You are on duty in this role already."),
    "organisation_unknown": _("The organisation is not one of this place's."),
    "rehearsal_of_real_people": _(
        "The people here are real: their clock cannot be set. Rehearse in a demonstration."
    ),
    "rehearsal_time_not_read": _(
        "%(found)s is no time to rehearse at. Say 20:45, or 2026-12-24T20:45."
    ),
    "page_tampered": _(
        "This page was changed on its way to us, so nothing was saved."
        " Open the page again and repeat."
    ),
    "app_addresses": _("Enter 1 to %(most)s addresses, one a line."),
    "app_address_wrong": _(
        "Enter a whole address that begins with https:// and has no # in it. Without https only"
        " 127.0.0.1 and localhost are taken, for trying an app out."
    ),
    "app_ends_before": _("The app would end before it begins. Choose a later day."),
    "app_has_ended": _("This app has ended. Choose another, or ask whoever runs the place."),
    "app_launch_over": _(
        "The app was opened too long ago, was let read already, or was opened by somebody else."
        " Open it again from the page of the person."
    ),
    "app_without_kind": _("Choose at least one thing that the app may read."),
    "client_ends_before": _("The client would end before it begins. Choose a later day."),
    "client_has_ended": _("This client has ended. Make a new one."),
    "client_rate": _("Say a number of requests a minute from 1 to %(most)s."),
    "client_without_scope": _("Choose at least one thing that the client may do."),
    "overlap_too_long": _("The old secret may go on working for %(days)s days at most."),
    "reference_check": _("This is not one of our references. Check each letter and digit."),
    "refused": _("This cannot be done as it stands."),
    "request_too_large": _(
        "This is larger than we take in one go (%(limit)s MB). Nothing was stored."
        " Send it in smaller parts."
    ),
    "request_without_length": _(
        "The request does not say how long it is (Content-Length). Nothing was stored."
        " Say so and send it again."
    ),
    "role_has_ended": _("This role has ended already."),
    "store_not_empty": _("The store is not empty: an empty one is wanted, or --replace."),
    "team_unknown": _("The team is not one of this place's."),
    "time_repeated": _("The clocks went back and this time came twice. Say which one you mean."),
    "time_skipped": _("The clocks went forward and this time did not happen. Check the time."),
    "opt_outs_not_checked": _(
        "National data opt-outs were not checked within the last %(days)s days, so nothing is given"
        " out for this. Type joinedup opt-outs request FILE, send the file over MESH, and take the"
        " answer with joinedup opt-outs import."
    ),
    "token_for_systems_only": _("Only the account of a partner's system can have a token."),
    "username_taken": _("Somebody has this user name already. Choose another."),
}

REASONS: Final[Reasons] = {
    "access_restricted": (
        _("This record is restricted: fewer people may open it."),
        _("The restriction is lifted, or you are named as one of the people who may open it."),
        _("%(privacy_officer)s"),
    ),
    "consent_needed": (
        _(
            "Your organisation sees a record with the person's consent, and none is recorded"
            " for it."
        ),
        _("They consent, or somebody who may decide for them does, and it is recorded."),
        _("Ask the person, or ring the team that looks after them."),
    ),
    "not_agreed": (
        _(
            "This was told by another organisation, and no sharing agreement in force says that"
            " it is shared with yours."
        ),
        _("The organisations agree, and the agreement is entered for this place."),
        _("%(privacy_officer)s"),
    ),
    "objected": (
        _("The person objected to your organisation seeing their record."),
        _(
            "They take the objection back; or it is an emergency in which they cannot be asked,"
            " and you open the record and say why."
        ),
        _("Ask the person. Or: %(privacy_officer)s"),
    ),
    "objected_but_carers": (
        _("The person said that only those who care for them now see their record."),
        _("You have a part in their care again, or they take it back."),
        _("Ask the person. Or: %(privacy_officer)s"),
    ),
    "for_others": (
        _("This is for some of those who care for them: %(whose)s."),
        _(
            "They choose that more people see it; or it is an emergency, and you open the record"
            " and say why."
        ),
        _("Ring %(whose)s."),
    ),
    "section_limited": (
        _("The person limited this part of their record: %(section)s."),
        _(
            "They take the limit back; or it is an emergency in which they cannot be asked, and"
            " you open the record and say why."
        ),
        _("Ask the person. Or: %(privacy_officer)s"),
    ),
    "not_in_app": (
        _("The app was opened about somebody else."),
        _("Open it from the page of the person whom it is to show."),
        "",
    ),
    "app_may_not": (
        _("The app was not let read %(kind)s."),
        _("It asks for the scope, and its user lets it read that too."),
        "",
    ),
    "client_may_not": (
        _("This API client may not %(permission)s."),
        _("An administrator makes a client with a scope that includes it."),
        _("Ring the place administrator."),
    ),
    "opted_out": (
        _("They opted out of uses like this, which are not their own care."),
        _("They change their choice, at nhs.uk or at their practice."),
        "",
    ),
    "opt_out_not_checked": (
        _("It was not checked lately whether they opted out of uses like this."),
        _("National data opt-outs are checked, with joinedup opt-outs."),
        "",
    ),
    "no_care_relationship": (
        _("You have no part in this person's care that we know of."),
        _(
            "A referral to your team, an episode with your team, a call or contact that is open"
            " now, or the person registers with your practice."
        ),
        _("Ring the team that looks after them, or %(front_door)s on %(front_door_number)s."),
    ),
    "for_staff_only": (
        _("This page is for staff."),
        _("You signed in to see your own care. Staff sign in with another account."),
        _("Ring %(front_door)s on %(front_door_number)s if you need help."),
    ),
    "no_role": (
        _("Your account holds no role at the moment."),
        _("An administrator gives your account a role."),
        _("Ring the place administrator."),
    ),
    "no_token": (
        _("No token that is valid here came with this: send it as Authorization: Bearer TOKEN."),
        _("An administrator makes a token for the account of a partner."),
        "",
    ),
    "not_signed_in": (_("You are not signed in."), _("Sign in."), ""),
    "not_your_duty": (
        _("This is another person's duty."),
        _("They come off themselves, or whoever hands over for their team says that they went."),
        _("Ring them, or their team."),
    ),
    "role_may_not": (
        _("Your role does not let you %(permission)s."),
        _("You act in a role that may, or an administrator gives you one."),
        _("Ring your team manager or the place administrator."),
    ),
}

UNAVAILABLE: Final[Refusals] = {
    "no_such_channel": _("Nothing here can send by this channel."),
    "no_such_listener": _("Nothing here listens to this any more."),
    "store_away": _(
        "The store of records does not answer. What was saved is safe: try again in a moment."
    ),
    "files_away": _(
        "The file could not be kept: the disk may be full. Nothing was taken. Try again later."
    ),
    "store_busy": _("The records are busy. Nothing was lost: try again in a moment."),
}

FACTS: Final[Facts] = {
    "foundation.account_deactivated": _("Account closed"),
    "foundation.account_dormant": _("Account closed, as nobody used it for a long time"),
    "foundation.account_made": _("Account made"),
    "foundation.account_reactivated": _("Account opened again"),
    "foundation.password_set": _("Password changed"),
    "foundation.role_ended": _("Role ended"),
    "foundation.role_given": _("Role given"),
    "foundation.token_issued": _("Token made for a partner's system"),
    "foundation.token_revoked": _("Token of a partner's system ended"),
    "foundation.app_registered": _("App registered"),
    "foundation.app_ended": _("App ended"),
    "foundation.app_let_read": _("An app was let read of them"),
    "foundation.client_made": _("API client made"),
    "foundation.client_secret_made": _("Secret made for an API client"),
    "foundation.client_ended": _("API client ended"),
    "foundation.content_destroyed": _("Words destroyed"),
    "foundation.came_off_duty": _("Came off duty"),
    "foundation.duty_prolonged": _("Said another time to go off duty"),
    "foundation.went_on_duty": _("Went on duty"),
    "foundation.delivery_given_up": _("Hand-off given up"),
    "foundation.delivery_held": _("Hand-off held back"),
    "foundation.delivery_released": _("Hand-off released"),
    "foundation.delivery_retried": _("Hand-off tried again"),
    "foundation.log_exported": _("The log was exported, for a purpose that is noted"),
    "foundation.store_restored": _("Store restored from a backup"),
}

PERMISSIONS: Final[Mapping[str, Sentence]] = {
    Permission.PERSON_FIND: _("find people"),
    Permission.PERSON_OPEN: _("open a person's page"),
    Permission.PERSON_REGISTER: _("register a person"),
    Permission.PERSON_CORRECT: _("correct a person's details"),
    Permission.PERSON_IDENTIFY: _("say who an unidentified person is"),
    Permission.PERSON_RESTRICT: _("restrict a person's record"),
    Permission.REFERRAL_MAKE: _("make a referral"),
    Permission.REFERRAL_FOLLOW: _("follow a referral"),
    Permission.QUEUE_SEE: _("see the triage queue"),
    Permission.REFERRAL_TRIAGE: _("triage a referral"),
    Permission.LINE_ACCEPT: _("accept work for a team"),
    Permission.LINE_ALLOCATE: _("allocate work to somebody"),
    Permission.CONTACT_RECORD: _("record a contact"),
    Permission.FIGURES_SEE: _("see figures"),
    Permission.READING_REVIEW: _("review who has looked at records"),
    Permission.DELIVERY_REVIEW: _("see what has not been delivered"),
    Permission.ACCOUNT_MANAGE: _("manage accounts"),
    Permission.PLACE_CHECK: _("check the place"),
    Permission.MESSAGE_SEND: _("send messages as a system"),
    Permission.LINK_MAKE: _("make links that open this for somebody"),
    Permission.CALL_TAKE: _("take calls"),
    Permission.TELEPHONE_READ: _("read the times of the telephone system"),
    Permission.DUTY_SEE: _("see the duty board"),
    Permission.DUTY_HAND_OVER: _("hand over a shift"),
    Permission.PERSON_MERGE: _("say that two entries are one person"),
    Permission.RECORD_SEE: _("see the record"),
    Permission.RECORD_ADD: _("add to the record"),
    Permission.EMERGENCY_OPEN: _("open what an emergency needs of people in contact with you"),
    Permission.GLASS_BREAK: _("open a record in an emergency"),
    Permission.CARE_CLAIM: _("say yourself that you care for somebody now"),
    Permission.RECORD_RESTRICT: _("say who may open a restricted record"),
    Permission.SHARING_DECIDE: _("record what a person decided of sharing"),
    Permission.CONCERN_RAISE: _("raise a safeguarding concern"),
    Permission.CONCERN_LEAD: _("see safeguarding concerns as the lead"),
    Permission.CONCERN_ANSWER: _("take safeguarding concerns at the council's front door"),
    Permission.OWN_CARE: _("see their own care"),
    Permission.VOICE_READ: _("read what people say of care, without their names"),
    Permission.LETTER_ISSUE: _("give somebody a letter to sign in to their own care"),
    Permission.SUMMARY_SEND: _("send somebody what was talked about"),
    Permission.SUBJECT_ACCESS: _("answer requests for a copy of what is held"),
}
"""What a permission lets somebody do, to follow *your role does not let you*."""

GROUNDS: Final[Mapping[str, Sentence]] = {
    "episode": _("your team has an episode of care with them"),
    "allocated": _("you are to visit them"),
    "sent_to_team": _("a referral about them was sent to your team"),
    "open_referral": _("your team made or holds an open referral about them"),
    "open_call": _("your team has a call about them, and may see them for 24 hours after it"),
    "practice_registration": _("they are registered with your practice"),
    "live_contact": _("they are in contact with your organisation now"),
    "named": _("you are named as one of those who may open this restricted record"),
    "self_claimed": _("you said yourself that you care for them, for a day, and it is reviewed"),
    "meeting": _("you attend a meeting about them, an hour before and after included"),
    "key_worker": _("you are their key worker"),
    "broken_glass": _("you opened it in an emergency, for three hours, and it is reviewed"),
    "own_record": _("it is their own care"),
    "subject_access": _("they asked for a copy of all that is held of them"),
    "delegate": _("they act for the person, as their delegate"),
    "job": _("a job acts for everybody whom its fact is about"),
}
"""On what ground somebody may see a person, in their own words."""

SEERS: Final[Mapping[str, Sentence]] = {
    "episode": _("cares for them"),
    "allocated": _("is to visit them"),
    "sent_to_team": _("was sent a referral about them"),
    "open_referral": _("made or holds a referral about them"),
    "open_call": _("took a call about them"),
    "key_worker": _("somebody there is their key worker"),
    "practice_registration": _("they are registered there"),
    "live_contact": _("they are in contact with it now"),
    "named": _("somebody there is named for this record"),
    "self_claimed": _("somebody there said that they care for them"),
    "broken_glass": _("somebody there opened it in an emergency"),
}
"""Why an organisation may see somebody's record, as it is said to anybody."""
