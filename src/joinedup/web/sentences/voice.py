"""Words for what is asked of how care was, for what is refused, and for facts and pages."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals, Sentence

REFUSALS: Final[Refusals] = {
    "voice_answer_wrong": _("Choose one of the six answers to each, or none."),
    "voice_answered_already": _("It was answered lately: once in three months is enough."),
    "voice_nothing_answered": _("Answer at least one."),
    "voice_paper_used": _(
        "No form of this number waits to be typed in. Check the number: each is typed in once."
    ),
}

REASONS: Final[Reasons] = {
    "voice_not_asked": (
        _("Your role is not asked how working together goes."),
        _("Practices and those who see people are asked."),
        "",
    ),
}

FACTS: Final[Facts] = {
    "voice.voice_given": _("It was said how care was, and kept without a name"),
    "voice.voice_paper_made": _("A form to say how care was, was printed"),
    "voice.voice_file_read": _("Answers on how care was were read from a file"),
}

PAGES: Final = {
    "voice:figures": _("What people say"),
    "voice:words": _("What people wrote"),
    "voice:staff": _("How working together goes"),
    "voice:paper": _("A form on paper"),
    "voice:type_in": _("Typing in a form"),
    "mycare:how_it_was": _("Saying how care was"),
}

QUESTIONS: Final[Mapping[str, Mapping[str, Sentence]]] = {
    "person": {
        "planned": _("I helped to plan my care"),
        "matters": _("My care helped with what matters most to me"),
        "next": _("I knew what would happen next, and when"),
        "once": _("I did not have to tell my story again and again"),
        "whom_to_ring": _("I knew who to ring with a question"),
        "one_team": _("The people who helped me worked as one team"),
        "followed": _("I was told things in a way that I could follow"),
        "close_ones": _("The people close to me were listened to"),
        "if_worse": _("I knew what to do if things got worse"),
    },
    "practice": {
        "reach": _("I can quickly reach somebody who can help"),
        "heard": _("What I ask for is understood the first time"),
        "told": _("I am told what was decided, and why"),
        "one_plan": _("I can see one plan for my patient, and it is right"),
        "in_time": _("My patients are seen when they were promised"),
        "saves_work": _("Working together saves my practice work"),
    },
    "professional": {
        "who_does_what": _("I know who does what for the people I see"),
        "can_read": _("I can read what I need before I see somebody"),
        "write_once": _("I write things down once"),
        "my_view": _("My view counts when care is planned"),
        "speak_up": _("I can say that something is not safe, and it is put right"),
    },
}
SCALE: Final[tuple[tuple[str, Sentence], ...]] = (
    ("5", _("Yes, very much")),
    ("4", _("Yes")),
    ("3", _("In between")),
    ("2", _("No")),
    ("1", _("No, not at all")),
    ("0", _("This does not fit me")),
)
