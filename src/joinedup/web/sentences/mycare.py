"""Words for what the rules of `mycare` refuse, and for its facts."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.kernel.sections import Section
from joinedup.web.sentences.kinds import Facts, Reasons, Refusals, Sentence

REFUSALS: Final[Refusals] = {
    "letter_code_not_taken": _(
        "That code and date of birth do not open anything. Check both, or ask for a new letter."
    ),
    "letter_code_for_nobody": _(
        "A letter needs a date of birth to go with it, and somebody living: add it first."
    ),
    "letter_code_is_over": _("That letter was used or closed already: look at the page again."),
    "delegate_without_name": _("Type their name"),
    "delegate_without_parts": _("Choose what they can see"),
    "delegate_is_oneself": _("You can not act for yourself: these are your own pages already."),
    "delegate_named_twice": _("They act for this person already. Change that, or end it first."),
    "delegates_too_many": _("Ten people act for you. End one of them first."),
    "delegation_is_over": _("That was ended already. To let them act again, name them again."),
    "delegation_without_reason": _("Write why"),
    "request_missing": _("Write what you want to ask"),
    "answer_missing": _("Write what you tell them"),
    "request_is_answered": _("It was answered already: look at the page again."),
    "reading_out_of_range": _(
        "%(label)s: we can only take a number from %(lowest)s to %(highest)s. Check it."
    ),
    "card_not_opened": _(
        "That code and number do not open a card. Check both with the person, or ask for a new"
        " card."
    ),
    "summary_without_words": _("Write what you tell them"),
    "summary_no_mobile": _(
        "We hold no mobile number for them that a text can go to. Put their number right first,"
        " or choose a letter."
    ),
    "summary_texts_not_wanted": _("They said that they want no texts. Choose a letter."),
    "summary_texts_off": _("No texts are sent here yet. Choose a letter or their own pages."),
    "summary_text_restricted": _(
        "Where they are is kept secret, and somebody else may read a text. Choose a letter, and"
        " give it to them by hand."
    ),
    "summary_for_the_dead": _("They have died: nothing is sent to them."),
    "summary_text_too_long": _(
        "It would go as %(segments)s texts, and %(most)s is the most. Make it shorter."
    ),
    "summary_number_doubted": _(
        "Look at what is said about this number, and tick to send it there all the same."
    ),
    "summary_just_sent": _(
        "%(who)s sent them a summary at %(when)s. Look at it first, and tick to send this one too."
    ),
    "summary_text_changed": _(
        "What they would get has changed since you looked. Read it again, then send it."
    ),
    "summary_now_unreasoned": _("Write why it can not wait for the morning"),
    "summary_without_note": _("Write a few words"),
    "summary_is_in_error": _("It was marked as a mistake already: look at the page again."),
    "summary_is_settled": _("There is nothing to see to any more: look at the page again."),
    "carrier_away": _("The carrier of texts did not answer. It is tried again."),
    "carrier_refuses_us": _("The carrier of texts refuses our key."),
    "carrier_refuses_number": _("The carrier of texts refuses the number."),
    "card_empty": _("Choose what they can see"),
    "card_is_over": _("That card is over: look at the page again."),
    "reading_lower_missing": _(
        "Blood pressure has two numbers. Type the top one first, then the bottom one, like 120 and"
        " 80."
    ),
}

_RING: Final = _("Ring us on %(front_door_number)s.")
REASONS: Final[Reasons] = {
    "delegate_suspended": (
        _("You can not see these pages now."),
        _("The person, or those who care for them, let you see them again."),
        _RING,
    ),
    "delegate_stopped": (
        _("No one has looked at this for more than a year, so it has stopped."),
        _("Ask the person to keep you for one more year. They can do it on their own pages."),
        _RING,
    ),
    "delegate_ended": (
        _("You do not act for this person any more."),
        _("The person names you again."),
        _RING,
    ),
    "delegate_not_given": (
        _("You were not given this part to see."),
        _("The person lets you see this part too."),
        _RING,
    ),
}

FACTS: Final[Facts] = {
    "mycare.request_made": _("Asked something about their own record"),
    "mycare.request_answered": _("Answered what they asked about their own record"),
    "mycare.letter_code_issued": _("Given a letter to see their own care online"),
    "mycare.letter_code_revoked": _("Letter to see their own care closed"),
    "mycare.delegate_named": _("Somebody named to act for them on their own pages"),
    "mycare.delegate_began": _("A delegate began to act for them"),
    "mycare.delegate_limited": _("What a delegate may see changed"),
    "mycare.delegate_suspended": _("A delegate suspended"),
    "mycare.delegate_resumed": _("A delegate's suspension lifted"),
    "mycare.delegate_reviewed": _("A delegate kept for another year"),
    "mycare.delegate_ended": _("A delegate acts for them no longer"),
    "mycare.own_care_opened": _("Sees their own care online"),
    "mycare.own_care_closed": _("Sees their own care online no longer"),
    "mycare.sign_in_renewed": _("Chose anew how to sign in to their own care"),
    "mycare.card_made": _("Made a card that opens a part of their own record"),
    "mycare.card_opened": _("Their card was opened with their number"),
    "mycare.card_ended": _("Their card opens no more"),
    "mycare.summary_sent": _("Told what was talked about"),
    "mycare.summary_text_sent": _("Text of a summary sent"),
    "mycare.summary_text_arrived": _("Text of a summary arrived"),
    "mycare.summary_text_failed": _("Text of a summary did not arrive"),
    "mycare.mobile_found_dead": _("Their mobile number does not work: ask for the right one"),
    "mycare.summary_sent_in_error": _("A summary was sent by mistake"),
    "mycare.summary_settled": _("A text that did not arrive was seen to"),
    "mycare.texts_decided": _("Said what may be sent to them by text"),
}

PAGES: Final = {
    "mycare:home": _("Their own care"),
    "mycare:coming": _("Who is coming, as the person reads it"),
    "mycare:next": _("What happens next, as the person reads it"),
    "mycare:worse": _("What to do if it gets worse, as the person reads it"),
    "mycare:people": _("Their own people"),
    "mycare:record": _("The parts of their own record"),
    "mycare:part": _("A part of their own record"),
    "mycare:sharing": _("Who can see their own record"),
    "mycare:decide": _("Deciding who sees their own record"),
    "mycare:take_back": _("Taking back what they decided of their own record"),
    "mycare:looks": _("Who has looked at their own record"),
    "mycare:print": _("Their own sheet for the fridge"),
    "mycare:about_me": _("What they said of themselves"),
    "mycare:language": _("Saying their own language"),
    "mycare:lasting": _("Saying what matters to them"),
    "mycare:told": _("Their own notes and readings"),
    "mycare:note": _("Writing a note of their own"),
    "mycare:reading": _("Giving a reading of their own"),
    "mycare:asked": _("What they asked about their own record"),
    "mycare:correction": _("Asking for something to be put right"),
    "mycare:ask_name": _("Asking who looked at their own record"),
    "mycare:card": _("Their own card"),
    "mycare:end_card": _("Ending their own card"),
    "mycare:open_card": _("Opening somebody's card with their number"),
    "mycare:opened_card": _("What somebody's card shows"),
    "mycare:caring": _("What they say of caring for somebody"),
    "mycare:end_caring": _("Saying that they care for nobody now"),
    "mycare:requests": _("What people asked about their own records"),
    "mycare:request": _("The answer to what somebody asked about their own record"),
    "mycare:delegates": _("Who acts for them"),
    "mycare:name_delegate": _("Naming somebody to act for them"),
    "mycare:delegate": _("One who acts for them"),
    "mycare:suspend_delegate": _("Suspending one who acts for them"),
    "mycare:resume_delegate": _("Letting one act for them again"),
    "mycare:keep_delegate": _("Keeping one who acts for them"),
    "mycare:end_delegate": _("Ending that one acts for them"),
    "mycare:acting": _("For whom a delegate acts"),
    "mycare:delegate_code": _("The code to act for another"),
    "mycare:delegate_choose": _("Choosing how to sign in to act for another"),
    "mycare:theirs": _("The pages of another, as their delegate"),
    "mycare:their_part": _("A part of the pages of another, as their delegate"),
    "mycare:delegates_of": _("Who acts for a person"),
    "mycare:delegate_of": _("One who acts for a person"),
    "mycare:arrive": _("Coming to one's own care from a provider"),
    "office:come_in": _("Signing in to one's own care from a provider"),
    "mycare:start": _("My care, before signing in"),
    "mycare:letter": _("The code of a letter to see one's own care"),
    "mycare:choose": _("Choosing how to sign in to one's own care"),
    "mycare:exit": _("Leaving one's own care at once"),
    "mycare:account": _("How they sign in to their own care"),
    "mycare:help": _("Help with one's own care"),
    "mycare:privacy": _("Privacy, for people who see their own care"),
    "mycare:accessibility": _("Accessibility, for people who see their own care"),
    "mycare:told_me": _("What they were told, as they read it"),
    "mycare:one_told_me": _("One thing they were told, as they read it"),
    "mycare:my_texts": _("Saying what may be sent to them by text"),
    "mycare:told_of": _("What somebody was told after talks"),
    "mycare:texts_of": _("What somebody said about texts"),
    "mycare:summary_choose": _("Choosing what to send somebody after a talk"),
    "mycare:summary_write": _("Writing what somebody is told after a talk"),
    "mycare:summaries": _("Texts that did not arrive"),
    "mycare:summary": _("One thing that somebody was told after a talk"),
    "mycare:summary_letter": _("The letter of what somebody was told"),
    "mycare:settle_summary": _("Seeing to a text that did not arrive"),
    "mycare:take_back_summary": _("Marking a summary as a mistake"),
    "mycare:letter_of": _("Giving somebody a letter to see their own care"),
    "mycare:close_letter": _("Closing a letter to see one's own care"),
}
"""What the pages of this room are called in the log of reading."""

SECTIONS: Final[Mapping[str, Sentence]] = {
    Section.CONDITIONS: _("Illnesses and operations"),
    Section.MEDICINES: _("Medicines and jabs"),
    Section.CONTACTS: _("Visits and stays"),
    Section.RESULTS: _("Tests and readings"),
    Section.PLANS: _("Plans and goals"),
    Section.SOCIAL_CARE: _("Care from the council"),
    Section.MENTAL_HEALTH: _("Mental health"),
    Section.SEXUAL_HEALTH: _("Sexual health"),
    Section.LETTERS: _("Letters and papers"),
    Section.NOTES: _("Notes"),
}
"""The parts of a record that somebody may keep back, in their words."""

DELEGATED: Final[Mapping[str, Sentence]] = {
    "coming": _("Who is coming, and what happens next"),
    "medicines": _("Medicines"),
    "allergies": _("Allergies"),
    "conditions": _("Illnesses and health problems"),
    "tests": _("Tests and readings"),
    "visits": _("Visits and stays"),
    "treatments": _("Operations and treatments"),
    "vaccines": _("Jabs"),
    "plans": _("Plans and goals"),
    "letters": _("Letters"),
    "wishes": _("What was agreed to"),
    "notes": _("Notes"),
}
"""The parts of somebody's own pages that another may be let see."""

REFUSED: Final = {
    "delegate_suspended": _("a delegate who is suspended, or from whom the record is kept"),
    "delegate_stopped": _("a delegate whose review is overdue"),
    "delegate_ended": _("a delegate no longer"),
    "delegate_not_given": _("a part that the delegate was not given"),
    "for_staff_only": _("a page for staff"),
    "own_care_not_matched": _("no care is known by what the provider told"),
    "card_not_opened": _("the code of a card or its holder's number is wrong"),
    "letter_code_not_taken": _("the code of a letter or the date of birth is wrong"),
}
"""Why somebody was refused, as the log of reading tells it."""
