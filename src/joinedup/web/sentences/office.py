"""Words for what the rules of `office` refuse, and for its reasons why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "claimed_role_not_held": _(
        "At %(provider)s you chose the role %(role)s at %(organisation)s, which is here"
        " %(here)s at %(where)s. Your account does not hold it, so you were not let in."
        " Choose another role there, or have an administrator give you this one."
    ),
    "claimed_role_unknown": _(
        "At %(provider)s you chose the role %(role)s at %(organisation)s. This place has no role"
        " for it, so you were not let in. Choose another role there, or ring."
    ),
    "code_not_taken": _(
        "%(provider)s did not take its own word back: it was used before, or too late."
        " Sign in once more."
    ),
    "identity_has_ended": _("This opens the account no longer."),
    "identity_of_another": _(
        "This already opens another account. One person there is one account here: end it there"
        " first, if the two are one person."
    ),
    "identity_of_person_only": _("The account of a partner's system signs in by a token alone."),
    "identity_unknown": _(
        "%(provider)s knows who you are, and nobody here has that identity, so you were not let"
        " in. Sign in another way and choose %(provider)s on your account, or read the lines below"
        " to an administrator, who enters them in your account."
    ),
    "launch_not_named": _(
        "The system that opened this did not say what it began, so nobody was opened. Open it"
        " again from there."
    ),
    "launch_of_another": _(
        "%(provider)s told of another person than the one who is chosen there, so nobody was"
        " opened."
    ),
    "launch_person_kept_back": _(
        "%(provider)s did not let us read who is chosen there. Open it again from there; you may"
        " need to agree there that we read it."
    ),
    "launch_system_unknown": _(
        "The system that opened this is not one that this place has agreed with, so nobody was"
        " opened and it was asked nothing."
    ),
    "launch_without_person": _(
        "%(provider)s did not say who is chosen there. Choose somebody there and open it again."
    ),
    "link_incomplete": _("The request for a link says nothing, or too little, at %(where)s."),
    "link_over": _(
        "This link was used already, or is more than a minute old, so nobody was opened. Open it"
        " again from your system."
    ),
    "link_unreadable": _("The request for a link is not an object in JSON."),
    "link_user_unknown": _("No open account here is that user's."),
    "link_wrong": _("The request for a link cannot be read at %(where)s."),
    "logout_event": _("The token is not one of signing out."),
    "logout_nonce": _("The token is one of signing in: it carries a nonce."),
    "logout_once": _("The token of signing out has no name of its own (jti)."),
    "no_role_selected": _(
        "%(provider)s did not say which of your roles you chose. Sign in once more and choose one;"
        " without a role there, you sign in another way."
    ),
    "passkey_counter": _(
        "This passkey counted back: somebody may have copied it, so we did not take it. Sign in"
        " another way, remove this passkey and add a new one."
    ),
    "passkey_here_already": _("This passkey is on your account already."),
    "passkey_not_asked": _(
        "This answer was used before, came too late, or was asked for by another page. Try again."
    ),
    "passkey_not_verified": _(
        "Your device did not check that it is you, so we did not take the passkey. Use a device"
        " that asks for your finger, your face or a PIN."
    ),
    "passkey_other_origin": _(
        "The passkey was used for another address than this one, so we did not take it. Look at"
        " the address of the page: it may not be ours. Then ring."
    ),
    "passkey_other_site": _(
        "The passkey is one for another site, so we did not take it. Choose one for this site."
    ),
    "passkey_unknown": _(
        "This passkey does not open the account here, or was removed. Choose another one, or sign"
        " in another way."
    ),
    "passkey_unreadable": _(
        "Your browser did not send the answer of a passkey. Try again, or sign in another way."
    ),
    "passkey_wrong": _("The answer of the passkey is not right. Try again, or use another way."),
    "passkeys_enough": _("You have %(most)s passkeys already. Remove one first."),
    "partner_not_of_place": _("This partner is not one of this place's."),
    "provider_away": _(
        "%(provider)s could not be reached. Nothing is wrong with your account. Try again in a"
        " moment, or sign in another way: you then go on to the page that you wanted."
    ),
    "provider_odd": _(
        "%(provider)s answered what we cannot use. Try again in a moment, or sign in another way."
    ),
    "provider_of_another_name": _(
        "What answered in the name of %(provider)s says that it is another, so we did not go on."
        " Sign in another way, and tell whoever runs the server."
    ),
    "provider_refuses_us": _(
        "%(provider)s does not know this site as its partner. Sign in another way, and tell whoever"
        " runs the server: the key or the client id is wrong or has ended."
    ),
    "provider_slow": _(
        "%(provider)s took too long. Nothing is wrong with your account. Try again in a moment, or"
        " sign in another way: you then go on to the page that you wanted."
    ),
    "sign_in_denied": _(
        "The sign-in at %(provider)s was broken off there. Sign in once more, or another way."
    ),
    "sign_in_failed_there": _(
        "The sign-in at %(provider)s did not succeed there. Sign in once more, or another way."
    ),
    "sign_in_not_begun": _(
        "This sign-in was not begun in this browser, or it is over already: a page of it was"
        " opened twice, went back to, or waited too long. Sign in once more."
    ),
    "staff_column_unknown": _(
        "“%(column)s” is no column of this file, or stands twice. The columns are %(columns)s."
    ),
    "staff_columns_missing": _(
        "The first row does not name %(missing)s. Put the names of the columns in the first row."
    ),
    "staff_day_far": _("“%(text)s” is more than two years away. Correct the day."),
    "staff_delimiter": _("The columns are not parted by commas. Save the file as CSV with commas."),
    "staff_direct_number_wrong": _("Write the number in digits and spaces, as in 01632 960001."),
    "staff_email_wrong": _("Write the email address in full, like name@example.nhs.uk."),
    "staff_event_unknown": _("“%(text)s” is none of joiner, mover and leaver."),
    "staff_file_empty": _("There is nothing in this file. Export it again."),
    "staff_file_gone": _(
        "This file was read more than a day ago, or by somebody else. Read it again."
    ),
    "staff_file_missing": _("Choose the file of joiners, movers and leavers."),
    "staff_file_not_text": _("This file is no text that can be read. Save it as CSV in UTF-8."),
    "staff_file_packed": _("This is a spreadsheet or a zip. Save it as CSV, and send that."),
    "staff_file_taken": _("This file is taken already. Read it again to see that nothing is left."),
    "staff_file_too_large": _("The file has more than %(most)s rows. Send it in parts."),
    "staff_formula": _(
        "This begins like a formula of a spreadsheet (= + - @). Correct what exported it."
    ),
    "staff_is_closed": _(
        "The account of “%(username)s” is closed. Where they work here again, open it on its page."
    ),
    "staff_joiner_closed": _(
        "“%(username)s” worked here before and their account is closed. Open it on its page, then"
        " send them as a mover."
    ),
    "staff_joiner_is_here": _(
        "“%(username)s” signs in here already. Send them as a mover, or give another user name."
    ),
    "staff_leaver_days": _(
        "“from” must be the day after “until”. Keep one of the two for a leaver."
    ),
    "staff_no_day": _("“%(text)s” is no day like 2026-11-24 or 24/11/2026."),
    "staff_not_known": _(
        "Nobody who works here signs in as “%(username)s”. Check the user name, or send them as a"
        " joiner."
    ),
    "staff_not_plain": _(
        "This holds a line break or a letter that cannot be printed. Take it out."
    ),
    "staff_sender_left": _(
        "Whoever sent the file is no administrator any more: somebody who is sends the row again."
    ),
    "staff_failed": _(
        "The row could not be carried out, and the server's log says why: look at the account, then"
        " send the row again."
    ),
    "staff_oneself": _(
        "This is whoever sent the file. Another administrator has to send this row."
    ),
    "staff_organisation_unknown": _(
        "“%(text)s” is no organisation of this place. Use its code or name from the place file."
    ),
    "staff_quotation_open": _(
        "A quotation mark is not closed, or the file is cut here. Nothing after it was read."
    ),
    "staff_role_unknown": _("“%(text)s” is no role here. Use its code or name, as on an account."),
    "staff_row": _("This row cannot be taken. Correct it, and send the file again."),
    "staff_row_cut": _("The row has fewer columns than the first: the file may be cut here."),
    "staff_row_long": _(
        "The row has more columns than the first: a comma may need quotation marks."
    ),
    "staff_teams_unknown": _(
        "“%(text)s” is no team of this place. Use codes or names, parted by semicolons."
    ),
    "staff_too_long": _("This is longer than %(longest)s letters. Shorten it."),
    "staff_twice": _(
        "“%(username)s” stands in more than one row, so none of them is taken. Keep one row for"
        " each person in a file."
    ),
    "staff_until_before_from": _("“until”, the last day of work, is before “from”."),
    "staff_username_wrong": _(
        "A user name has letters, digits and . _ @ + - only, and begins with a letter or digit."
    ),
    "staff_value_missing": _("This is empty and is needed."),
    "token_algorithm": _(
        "The answer of %(provider)s is signed in a way that proves nothing, so we did not take it."
    ),
    "token_audience": _("The answer of %(provider)s is for another site, so we did not take it."),
    "token_authorised_party": _(
        "The answer of %(provider)s was asked for by another site, so we did not take it."
    ),
    "token_expired": _(
        "The answer of %(provider)s was too old, so we did not take it. Sign in once more; if the"
        " same comes again, a clock is wrong."
    ),
    "token_hash": _(
        "Two parts of the answer of %(provider)s do not belong together, so we did not take it."
    ),
    "token_issuer": _(
        "The answer is from another provider than %(provider)s, so we did not take it."
    ),
    "token_key": _(
        "The answer is signed with a key that %(provider)s does not have, so we did not take it."
    ),
    "token_nonce": _(
        "The answer of %(provider)s is to another sign-in than yours, so we did not take it."
    ),
    "token_of_the_future": _(
        "The answer of %(provider)s is of a time to come: a clock is wrong, there or here."
        " Try again in a few minutes, or sign in another way."
    ),
    "token_signature": _(
        "The answer of %(provider)s was changed on its way, so we did not take it."
    ),
    "token_stale": _(
        "%(provider)s was asked to have you show anew who you are, and did not. Sign out there,"
        " then sign in once more."
    ),
    "token_strength": _(
        "You showed who you are less surely than this place asks for (%(demanded)s at"
        " %(provider)s). Sign in there with a stronger method, as with a smartcard or an app."
    ),
    "token_subject": _(
        "The answer of %(provider)s does not say who you are, so we did not take it."
    ),
    "token_unreadable": _("The answer of %(provider)s cannot be read, so we did not take it."),
    "used_before": _(
        "The answer of %(provider)s was used before. It counts once: sign in once more."
    ),
    "userinfo_of_another": _(
        "%(provider)s told of another person than the one who signed in, so we did not take it."
    ),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {
    "office.identity_bound": _("Can sign in through a provider"),
    "office.identity_ended": _("Can sign in through a provider no longer"),
    "office.launched": _("Opened from another system"),
    "office.link_made": _("Link made for another system"),
    "office.staff_change_withdrawn": _("Joining, moving or leaving taken back"),
    "office.staff_file_taken": _("File of joiners, movers and leavers taken"),
    "office.passkey_added": _("Added a passkey"),
    "office.passkey_removed": _("Removed a passkey"),
    "office.passkey_renamed": _("Renamed a passkey"),
    "office.sessions_ended": _("Signed out elsewhere"),
    "office.signed_in": _("Signed in through a provider"),
    "office.signed_out": _("Signed out"),
}
