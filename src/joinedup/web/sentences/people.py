"""Words for what the rules of `people` refuse, and for its reasons why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "already_identified": _("It is known who this is."),
    "born_in_future": _("The date of birth must be today or earlier."),
    "born_too_long_ago": _("Check the year of birth: nobody has lived so long."),
    "date_not_real": _("There is no such date of birth. Check the day, the month and the year."),
    "description_missing": _("Describe the person: how they look, about how old, what they say."),
    "died_before_birth": _("The date of death is before the date of birth. Check both."),
    "died_in_future": _("The date of death must be today or earlier."),
    "ends_before_it_begins": _("The end is before the beginning. Check both dates."),
    "entry_without_key": _("An entry needs its sender's own key, of %(longest)s letters at most."),
    "entry_without_words": _("An entry needs words that say what it is."),
    "identified_as_unknown": _("Choose somebody who is identified."),
    "identifier_of_another": _("This number of another system belongs to somebody else here."),
    "number_of_another": _(
        "This NHS number belongs to somebody else here, or to somebody of another name"
        " and date of birth."
    ),
    "person_merged": _("This record was joined to another. Change that one."),
    "person_not_identified": _("It is not known yet who this is. Say who it is first."),
    "person_without_name_or_number": _("Enter a family name or an NHS number."),
    "postcode_form": _("Enter a full postcode, like HP20 1UA."),
    "reason_unknown": _("Choose one of the reasons shown."),
    "restriction_reason_unknown": _("Choose one of the reasons shown."),
    "reference_unknown": _(
        "This looks like a reference and opens no referral that you may see. Check each letter"
        " and digit, or find the person by number, or by name with a date of birth."
    ),
    "search_empty": _(
        "Type an NHS number, a name with a date of birth, or a name with a postcode."
    ),
    "search_too_long": _("Type less: the details of one person only."),
    "search_too_thin": _(
        "A name alone would list strangers. Add a date of birth, a postcode or an NHS number."
    ),
    "text_too_long": _("Use %(longest)s characters or fewer."),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {
    "people.person_registered": _("Person registered"),
    "people.person_described": _("Somebody not yet identified was described"),
    "people.person_identified": _("It was found who this is"),
    "people.person_absorbed": _("Another record was joined to this one"),
    "people.details_corrected": _("Details corrected"),
    "people.identifier_linked": _("Number of another system noted"),
    "people.person_moved": _("Whereabouts changed"),
    "people.practice_changed": _("Practice changed"),
    "people.location_restricted": _("Whereabouts restricted"),
    "people.location_shown_again": _("Whereabouts shown again"),
    "people.death_recorded": _("Death recorded"),
    "people.record_received": _("Entries of their record received"),
    "people.record_added": _("Written in their record here"),
}
