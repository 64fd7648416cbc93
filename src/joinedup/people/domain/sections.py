"""Which section of a record an entry falls in: by its kind, its source, its code and its words."""

from collections.abc import Mapping
from typing import Final

from joinedup.kernel.sections import Section
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.record_now import TREATMENT_WORDS, WISH_KINDS

SNOMED: Final = "http://snomed.info/sct"

SECTION_OF: Final[Mapping[EntryKind, Section]] = {
    EntryKind.ALLERGY: Section.ALERTS,
    EntryKind.FLAG: Section.ALERTS,
    EntryKind.CONSENT: Section.WISHES,
    EntryKind.RELATED_PERSON: Section.PERSONAL,
    EntryKind.CONDITION: Section.CONDITIONS,
    EntryKind.PROCEDURE: Section.CONDITIONS,
    EntryKind.MEDICATION: Section.MEDICINES,
    EntryKind.IMMUNISATION: Section.MEDICINES,
    EntryKind.OBSERVATION: Section.RESULTS,
    EntryKind.REPORT: Section.RESULTS,
    EntryKind.ENCOUNTER: Section.CONTACTS,
    EntryKind.REQUEST: Section.CONTACTS,
    EntryKind.TASK: Section.CONTACTS,
    EntryKind.CARE_TEAM: Section.PLANS,
    EntryKind.CARE_PLAN: Section.PLANS,
    EntryKind.GOAL: Section.PLANS,
    EntryKind.DOCUMENT: Section.LETTERS,
    EntryKind.SOCIAL_CARE_EVENT: Section.SOCIAL_CARE,
    EntryKind.SERVICE: Section.SOCIAL_CARE,
    EntryKind.QUESTIONNAIRE: Section.NOTES,
    EntryKind.OTHER: Section.NOTES,
}

NEVER_CLOSED: Final = frozenset({EntryKind.ALLERGY, EntryKind.CONSENT, EntryKind.RELATED_PERSON})
"""Kinds that stand in their own section alone, whatever their code and words."""

# What is coded, and what is only written: a limit that missed the uncoded half would not hold. That
# it may catch too much (an "ST depression") is said beside what is not shown.
CODES: Final[Mapping[Section, frozenset[str]]] = {
    Section.MENTAL_HEALTH: frozenset(
        {
            "74732009",  # mental disorder
            "35489007",  # depressive disorder
            "370143000",  # major depressive disorder
            "197480006",  # anxiety disorder
            "21897009",  # generalised anxiety disorder
            "48694002",  # anxiety
            "371631005",  # panic disorder
            "58214004",  # schizophrenia
            "13746004",  # bipolar disorder
            "69322001",  # psychotic disorder
            "47505003",  # post-traumatic stress disorder
            "191736004",  # obsessive-compulsive disorder
            "33449004",  # personality disorder
            "72366004",  # eating disorder
            "248062006",  # self-injurious behaviour
        }
    ),
    Section.SEXUAL_HEALTH: frozenset(
        {
            "86406008",  # human immunodeficiency virus infection
            "62479008",  # acquired immune deficiency syndrome
            "8098009",  # sexually transmitted infectious disease
            "240589008",  # chlamydia trachomatis infection
            "15628003",  # gonorrhoea
            "76272004",  # syphilis
            "33839006",  # genital herpes simplex
            "386639001",  # termination of pregnancy
            "57797005",  # induced termination of pregnancy
            "15296000",  # sterility
            "6738008",  # female infertility
            "93461009",  # gender dysphoria
        }
    ),
}
WORDS: Final[Mapping[Section, tuple[str, ...]]] = {
    Section.MENTAL_HEALTH: (
        *("mental health", "mental disorder", "psychiatr", "psychos", "psychot", "schizo"),
        *("depression", "depressive", "anxiety", "bipolar", "panic disorder", "panic attack"),
        *("obsessive", "post-traumatic", "post traumatic", "ptsd", "personality disorder"),
        *("eating disorder", "anorexia nervosa", "bulimi", "self-harm", "self harm", "suicid"),
        *("antidepress", "antipsychotic", "sertraline", "citalopram", "fluoxetine"),
        *("mirtazapine", "venlafaxine", "olanzapine", "risperidone", "quetiapine"),
        *("aripiprazole", "clozapine", "lithium"),
    ),
    Section.SEXUAL_HEALTH: (
        *("sexual health", "sexually transmitted", "genitourinary medicine", "genital herpes"),
        *("genital wart", "hiv infection", "hiv positive", "hiv disease", "hiv test"),
        *("human immunodeficiency", "antiretroviral", "chlamydia", "gonorrh", "syphilis"),
        *("contracept", "termination of pregnancy", "abortion", "miscarriage", "infertil"),
        *("fertility treatment", "in vitro fert", "erectile", "gender reassign"),
        *("gender dysphoria", "gender incongruence"),
    ),
}


def kinds_of(section: Section) -> frozenset[EntryKind]:
    """The kinds of entry that a section holds by their kind alone."""
    return frozenset(kind for kind, of in SECTION_OF.items() if of is section)


def may_hold(section: Section, kind: EntryKind) -> bool:
    """Whether an entry of a kind may fall in a section: then it may be missing where it is closed.

    What nobody is kept from falls in no other section than its own.
    """
    if SECTION_OF[kind] is section:
        return True
    return kind not in NEVER_CLOSED and section in _BEYOND_KINDS


def tells_of_wishes(kind: EntryKind, words: str) -> bool:
    """Whether an entry may say what treatment somebody wants: nobody is kept from that."""
    said = words.lower()
    return kind in WISH_KINDS and any(part in said for part in TREATMENT_WORDS)


def sections_of(
    kind: EntryKind, *, code_system: str, code: str, words: str, told_by: Section | None
) -> frozenset[Section]:
    """Every section that an entry falls in; it is shown while all of them are open.

    `told_by` is the section that whatever its source tells falls in, where it is so: of a mental
    health trust, or of the council's social care.
    """
    if kind in NEVER_CLOSED:
        return frozenset({SECTION_OF[kind]})
    if tells_of_wishes(kind, words):
        return frozenset({Section.WISHES})
    found = {SECTION_OF[kind]} | ({told_by} if told_by else set())
    told = {"code_system": code_system, "code": code, "words": words}
    return frozenset(found | {one for one in CODES if tells_of(one, **told)})


def tells_of(section: Section, *, code_system: str, code: str, words: str) -> bool:
    """Whether a code or words tell of a section, whatever the kind of the entry."""
    if code_system == SNOMED and code in CODES[section]:
        return True
    said = words.lower()
    return any(part in said for part in WORDS[section])


_BEYOND_KINDS: Final = frozenset({*CODES, Section.SOCIAL_CARE})
