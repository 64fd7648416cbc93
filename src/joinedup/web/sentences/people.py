"""Words for what the rules of `people` refuse, and for its reasons why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "consent_not_needed": _(
        "%(organisation)s sees records here without consent, so this would change nothing. To keep"
        " them out, record an objection."
    ),
    "proxy_is_another": _(
        "The document on the record names %(names)s. Write the name as it stands there, or record"
        " the document that names them."
    ),
    "proxy_not_on_record": _(
        "No document is in force on the record: %(document)s. Record it first, as its paper says."
    ),
    "proxy_not_registered": _(
        "The lasting power of attorney on the record is not known to be registered: before that"
        " nobody decides by it. See the registered copy and record that."
    ),
    "proxy_not_seen": _(
        "Nobody has noted that the original was seen: %(document)s. See it, note it, and come back."
    ),
    "research_by_another": _(
        "Nobody consents to research for somebody else here: research with people who cannot"
        " decide has rules of its own (Mental Capacity Act 2005, sections 30 to 33)."
    ),
    "sharing_basis_missing": _(
        "Say why they cannot decide this themselves, whom you asked and why it is best for them."
    ),
    "sharing_decider_missing": _("Say who decided it for them."),
    "sharing_decision_over": _("This was taken back already."),
    "sharing_not_of_this_age": _(
        "From %(years)s on nobody decides as a parent; before, an attorney, a deputy and best"
        " interests under the Mental Capacity Act do not apply. Choose who decided."
    ),
    "sharing_organisation_missing": _("Choose the organisation."),
    "sharing_organisation_unknown": _("This organisation is none of this place's. Choose again."),
    "sharing_section_missing": _("Choose the part of the record that is limited."),
    "alert_kind_unknown": _("Choose one of the kinds of alert shown."),
    "alert_without_words": _("Say it in words, so that whoever goes there knows what to do."),
    "adrt_without_treatment": _("Say which treatment is refused, in the words of the paper."),
    "already_identified": _("It is known who this is."),
    "account_unknown": _("Nobody here signs in as %(username)s. Check the user name."),
    "because_missing": _("Say why: whoever reads it next year was not there."),
    "born_in_future": _("The date of birth must be today or earlier."),
    "born_too_long_ago": _("Check the year of birth: nobody has lived so long."),
    "date_not_real": _("There is no such date of birth. Check the day, the month and the year."),
    "day_in_future": _("The day must be today or earlier."),
    "cannot_open_anybody": _(
        "%(username)s holds no role that opens records. Name somebody who cares for people."
    ),
    "day_before_issued": _("This day is before the document was issued. Check both dates."),
    "deputy_over_life": _(
        "No deputy may refuse life-sustaining treatment (Mental Capacity Act 2005, section 20(5))."
        " Choose another answer."
    ),
    "finding_without_words": _("Say in words what is to change, or to whom it was passed."),
    "last_who_is_named": _(
        "They are the last who is named: name somebody else first, or lift the restriction."
    ),
    "nobody_is_named": _("Name at least one who goes on with the person's care, by user name."),
    "not_named": _("They are not named for this record."),
    "meeting_time_wrong": _(
        "A meeting begins before it ends, lasts eight hours at the most, is not over yet and is"
        " within a year. Check both times."
    ),
    "meeting_without_title": _("Say what the meeting is called."),
    "meeting_too_many": _("A meeting has %(most)s attendees at the most."),
    "meeting_over": _("The meeting is over, or was cancelled."),
    "meeting_not_yours": _("Only the chair cancels a meeting."),
    "agenda_without_reason": _("Say why they are to be spoken of."),
    "agenda_of_nobodys": _(
        "You have no part in their care but by a meeting or your own word. Ask somebody present who"
        " has to put them on the agenda."
    ),
    "agenda_already": _(
        "They are on the agenda already, or were taken off it. See the page again."
    ),
    "key_worker_not_of_care": _(
        "Choose one of those shown: they work in a team that cares for this person, or in yours."
    ),
    "key_worker_already": _("They are the key worker already."),
    "key_worker_another": _(
        "Somebody changed the key worker since you opened this page. See who it is now, and choose"
        " again if it should still be another."
    ),
    "key_worker_over": _("They are the key worker no longer. See the page again."),
    "carer_another": _(
        "Somebody changed what is noted of this carer since you opened this page. See it now, and"
        " note again what should be otherwise."
    ),
    "carer_over": _("It is noted already that they care for nobody now. See the page again."),
    "carer_died": _("They died, so nobody notes them as a carer now."),
    "claim_against_them": _(
        "The person decided that you do not see their record, and saying that you care for them"
        " does not change it. Ask them. If they cannot be asked and it cannot wait, open it in an"
        " emergency."
    ),
    "claim_of_restricted": _(
        "Fewer people may open this record. If it cannot wait, open it in an emergency: it shows"
        " allergies, treatment wishes and whom to ring. Otherwise ring the privacy officer."
    ),
    "opt_out_request_unknown": _(
        "The list that was asked is none that was made here, or it was changed since. Give the very"
        " file that joinedup opt-outs request wrote."
    ),
    "opt_out_answer_older": _(
        "A list that was made later was answered already (%(last)s). Nothing was changed: ask anew"
        " with joinedup opt-outs request."
    ),
    "opt_out_answer_taken": _(
        "This list was answered before, on %(at)s, by another file. Nothing was changed: ask anew"
        " with joinedup opt-outs request."
    ),
    "opt_out_answer_not_believed": _(
        "Of %(asked)s numbers the answer holds %(returned)s: more than half would have opted out,"
        " which is not so. The file may be cut off. Nothing was changed: fetch it again from MESH."
    ),
    "opt_outs_nobody_to_ask": _("Nobody here has an NHS number: there is nothing to ask."),
    "glass_form_used": _(
        "This form was sent before, and what it opened is closed again. Nothing is open: go to the"
        " person and open it anew."
    ),
    "look_is_ones": _("You looked yourself: somebody else judges it."),
    "look_reviewed": _("Somebody judged it already. See the page again."),
    "well_known_already": _("It is so already. See the page again."),
    "own_record_is_ones": _("It is your own account: a colleague takes it back."),
    "own_record_not_said": _("It is said of them no more. See the page again."),
    "glass_is_ones": _("You opened it yourself: somebody else reviews it."),
    "glass_not_needed": _("This record is open to you already. Go to their page."),
    "glass_of_oneself": _(
        "This is your own record, or of your family or household. Ask a colleague to open it."
    ),
    "glass_over": _("It is closed to you already."),
    "glass_reason_unknown": _("Choose one of the reasons shown."),
    "glass_reviewed": _("It was reviewed already."),
    "glass_without_words": _(
        "Say what is happening, in %(shortest)s letters at least: whoever reviews it was not there."
    ),
    "description_missing": _("Describe the person: how they look, about how old, what they say."),
    "died_before_birth": _("The date of death is before the date of birth. Check both."),
    "died_in_future": _("The date of death must be today or earlier."),
    "dnacpr_that_attempts": _(
        "A DNACPR form says not to attempt CPR. If CPR is to be attempted, end the form instead."
    ),
    "document_over": _("This document was ended already. Go back to see what is in force."),
    "document_without_summary": _("Say in a few words what whoever stands at the bed should do."),
    "ends_before_it_begins": _("The end is before the beginning. Check both dates."),
    "allergy_recorded": _(
        "An allergy is in their record. Strike it out, or ask who sent it to correct it, before"
        " saying that there is none."
    ),
    "entry_changed": _("This was changed or struck out since you read it. Read it again."),
    "entry_before_birth": _("The day is before they were born: check it, or their date of birth."),
    "entry_in_future": _("The day must be today or earlier."),
    "entry_ours_not_moved": _(
        "This was written here: strike it out, and write it where it belongs."
    ),
    "entry_there_already": _("Their record has this already, from the same source."),
    "moved_to_nobody": _("Nobody else here has this NHS number. Check it, or register them first."),
    "entry_not_ours": _("Another system sent this. Ask them to correct it."),
    "entry_struck_without_reason": _("Say why it was wrong."),
    "entry_without_key": _("An entry needs its sender's own key, of %(longest)s letters at most."),
    "entry_without_words": _("An entry needs words that say what it is."),
    "item_never_narrowed": _(
        "This is for everybody who cares for them: whoever is with them in an emergency goes by it."
        " Allergies, treatment wishes, and who decides are never for fewer people."
    ),
    "item_never_held_back": _("A person always reads what they are allergic to."),
    "item_chosen_since": _("Somebody chose who sees this since you read it. Read it again."),
    "audience_unnamed": _("Choose your own organisation or one of your teams."),
    "item_reason_unfit": _("Choose a reason that fits what you chose."),
    "item_never_quiet": _(
        "That there is something stays said, of a medicine or condition always, and else unless"
        " saying so could cause serious harm or tells of somebody else."
    ),
    "item_review_missing": _("Say by when it is looked at again: within %(days)s days."),
    "item_assessor_missing": _(
        "Name the health professional who judged that serious harm could follow, and their role."
    ),
    "identified_as_unknown": _("Choose somebody who is identified."),
    "identifier_of_another": _("This number of another system belongs to somebody else here."),
    "join_needs_words": _(
        "Something speaks against joining these two. Say in words how you know that they are one"
        " person all the same."
    ),
    "may_be_told_by_whom": _("Say who agreed to it and on which day, or choose another answer."),
    "merged_meanwhile": _(
        "One of the two was joined to another record meanwhile. Go back to the list: whoever goes"
        " on is compared again within a minute."
    ),
    "next_review_not_ahead": _("The next review must be after this one."),
    "not_died": _("No death is recorded of this person, or it was taken back already."),
    "not_merged": _("This record is joined to no other, or was parted from it already."),
    "number_of_another": _(
        "This NHS number belongs to somebody else here, or to somebody of another name"
        " and date of birth."
    ),
    "pair_answered": _("Somebody has said already whether these two are one person."),
    "pair_words_missing": _("Say how you know: nobody is asked about these two again."),
    "person_merged": _("This record was joined to another. Change that one."),
    "person_not_identified": _("It is not known yet who this is. Say who it is first."),
    "person_without_name_or_number": _("Enter a family name or an NHS number."),
    "plan_without_day": _("Say on which day the plan was made: an old plan may be wrong."),
    "postcode_form": _("Enter a full postcode, like HP20 1UA."),
    "preferred_place_missing": _("Say where they want to be cared for, or where to die."),
    "proxy_without_name": _("Give the name of whoever decides for the person."),
    "reason_unknown": _("Choose one of the reasons shown."),
    "relation_to_themselves": _("Nobody is their own carer. Choose somebody else."),
    "relation_without_name": _("Choose somebody from the index, or enter a name."),
    "relationship_over": _("This was changed or ended already. Go back to see what holds now."),
    "restriction_reason_unknown": _("Choose one of the reasons shown."),
    "reference_unknown": _(
        "This looks like a reference and opens no referral that you may see. Check each letter"
        " and digit, or find the person by number, or by name with a date of birth."
    ),
    "review_not_ahead": _("The review must be after today and within a year."),
    "same_record": _("This is the same record already. Choose another."),
    "search_empty": _(
        "Type an NHS number, a name with a date of birth, or a name with a postcode."
    ),
    "search_too_long": _("Type less: the details of one person only."),
    "search_too_thin": _(
        "A name alone would list strangers. Add a date of birth, an NHS number or a postcode: its"
        " first half is enough."
    ),
    "seen_by_nobody": _("Say who did it and on which day."),
    "survivor_of_neither": _("Choose which of the two records goes on."),
    "text_too_long": _("Use %(longest)s characters or fewer."),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {
    "people.person_registered": _("Person registered"),
    "people.opened_despite": _("Opened though another system told of them otherwise"),
    "people.person_described": _("Somebody not yet identified was described"),
    "people.person_identified": _("It was found who this is"),
    "people.person_absorbed": _("Another record was joined to this one"),
    "people.person_joined": _("Joined to another record"),
    "people.person_parted": _("Parted again from the record it was joined to"),
    "people.person_left": _("A record that was joined to this one was parted from it again"),
    "people.pair_answered": _("Looked at beside a record that may be the same person"),
    "people.relationship_begun": _("Somebody who stands by them noted"),
    "people.relationship_changed": _("Somebody who stands by them: changed"),
    "people.relationship_ended": _("Somebody who stands by them: ended"),
    "people.alert_raised": _("Alert"),
    "people.alert_changed": _("Alert looked at again"),
    "people.alert_ended": _("Alert ended"),
    "people.sharing_decided": _("Decided what of the record is shared"),
    "people.sharing_taken_back": _("Took back what was decided of sharing"),
    "people.document_recorded": _("Emergency or advance care document recorded"),
    "people.original_seen": _("Original of a document seen"),
    "people.audience_chosen": _("Chosen who sees an item"),
    "people.own_view_marked": _("Marked whether they read an item online"),
    "people.document_reviewed": _("Document reviewed: still right"),
    "people.document_ended": _("Document in force no more"),
    "people.details_corrected": _("Details corrected"),
    "people.identifier_linked": _("Number of another system noted"),
    "people.person_moved": _("Whereabouts changed"),
    "people.practice_changed": _("Practice changed"),
    "people.location_restricted": _("Whereabouts restricted"),
    "people.record_restricted": _("The whole record restricted to those who are named for it"),
    "people.record_opened_again": _("The whole record open again to those who care for them"),
    "people.named_for_record": _("Somebody named for the restricted record"),
    "people.named_no_longer": _("Somebody no longer named for the restricted record"),
    "people.location_shown_again": _("Whereabouts shown again"),
    "people.death_recorded": _("Death recorded"),
    "people.death_taken_back": _("A death recorded by mistake was taken back"),
    "people.death_went_back": _("A death told of a record joined by mistake went back with it"),
    "people.record_received": _("Entries of their record received"),
    "people.entry_moved_away": _("An entry filed here by mistake went to whoever it is about"),
    "people.entry_moved_here": _("An entry that was filed with somebody else came here"),
    "people.record_added": _("Written in their record here"),
    "people.glass_broken": _("Opened in an emergency, without a part in their care"),
    "people.glass_closed": _("Closed again, before the time of the emergency was over"),
    "people.glass_reviewed": _("It was reviewed that the record was opened in an emergency"),
    "people.care_claimed": _("Somebody said that they care for them now"),
    "people.care_claim_ended": _("Somebody who had said so cares for them no longer"),
    "people.care_claim_reviewed": _("It was reviewed that somebody said they care for them"),
    "people.opt_outs_requested": _("A list was made to be checked for national data opt-outs"),
    "people.opt_outs_answered": _("National data opt-outs were checked"),
    "people.type_one_opt_out_changed": _("Whether they have a type 1 opt-out changed"),
    "people.key_worker_named": _("A key worker was named"),
    "people.key_worker_ended": _("They have a key worker no longer"),
    "people.meeting_called": _("A meeting was called"),
    "people.meeting_cancelled": _("A meeting was cancelled"),
    "people.agenda_item_put": _("Put on the agenda of a meeting"),
    "people.agenda_item_taken_off": _("Taken off the agenda of a meeting"),
    "people.carer_identified": _("Noted as an unpaid carer"),
    "people.carer_ended": _("They are an unpaid carer no longer"),
    "people.own_record_said": _("Noted that they work here"),
    "people.look_reviewed": _("Judged why somebody looked"),
    "people.well_known_said": _("Whether every look is judged changed"),
    "people.own_record_taken_back": _("Noted that they do not work here"),
}
