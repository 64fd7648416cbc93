"""Named permissions, and the roles that gather them."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a signed-in person may do, whoever it is about."""

    PERSON_FIND = "person_find"
    PERSON_OPEN = "person_open"
    PERSON_REGISTER = "person_register"
    PERSON_CORRECT = "person_correct"
    PERSON_IDENTIFY = "person_identify"
    PERSON_RESTRICT = "person_restrict"
    REFERRAL_MAKE = "referral_make"
    REFERRAL_FOLLOW = "referral_follow"
    QUEUE_SEE = "queue_see"
    REFERRAL_TRIAGE = "referral_triage"
    LINE_ACCEPT = "line_accept"
    LINE_ALLOCATE = "line_allocate"
    CONTACT_RECORD = "contact_record"
    FIGURES_SEE = "figures_see"
    READING_REVIEW = "reading_review"
    DELIVERY_REVIEW = "delivery_review"
    ACCOUNT_MANAGE = "account_manage"
    PLACE_CHECK = "place_check"
    MESSAGE_SEND = "message_send"
    LINK_MAKE = "link_make"
    CALL_TAKE = "call_take"
    DUTY_SEE = "duty_see"
    DUTY_HAND_OVER = "duty_hand_over"
    PERSON_MERGE = "person_merge"
    RECORD_SEE = "record_see"
    RECORD_ADD = "record_add"
    TELEPHONE_READ = "telephone_read"
    EMERGENCY_OPEN = "emergency_open"
    GLASS_BREAK = "glass_break"
    CARE_CLAIM = "care_claim"
    RECORD_RESTRICT = "record_restrict"
    SHARING_DECIDE = "sharing_decide"
    CONCERN_RAISE = "concern_raise"
    CONCERN_LEAD = "concern_lead"
    CONCERN_ANSWER = "concern_answer"
    OWN_CARE = "own_care"
    LETTER_ISSUE = "letter_issue"
    VOICE_READ = "voice_read"
    SUMMARY_SEND = "summary_send"
    SUBJECT_ACCESS = "subject_access"


class ClientScope(StrEnum):
    """What an API client of a partner is let do; never more than its account's role may."""

    READ = "read"
    SEND = "send"
    LINK = "link"

    @property
    def label(self) -> str:
        """The scope in words."""
        return _SCOPE_LABELS[self]


class Role(StrEnum):
    """What somebody is at work, as a membership says; or that it is their own care they look at."""

    REFERRER = "referrer"
    REFERRAL_CLINICIAN = "referral_clinician"
    URGENT_CLINICIAN = "urgent_clinician"
    TEAM_MEMBER = "team_member"
    TEAM_MANAGER = "team_manager"
    COMMISSIONER = "commissioner"
    PRIVACY_OFFICER = "privacy_officer"
    PLACE_ADMINISTRATOR = "place_administrator"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    SAFEGUARDING_WORKER = "safeguarding_worker"
    RESIDENT = "resident"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """The role in words."""
        return _LABELS[self]


_LABELS = {
    Role.REFERRER: "Referrer",
    Role.REFERRAL_CLINICIAN: "Referral clinician",
    Role.URGENT_CLINICIAN: "Urgent care clinician",
    Role.TEAM_MEMBER: "Team member",
    Role.TEAM_MANAGER: "Team manager",
    Role.COMMISSIONER: "Commissioner",
    Role.PRIVACY_OFFICER: "Privacy officer",
    Role.PLACE_ADMINISTRATOR: "Place administrator",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead",
    Role.SAFEGUARDING_WORKER: "Safeguarding front door worker",
    Role.RESIDENT: "Resident",
    Role.SYSTEM: "Partner system",
}

_SCOPE_LABELS = {
    ClientScope.READ: "Read people, referrals and records over FHIR",
    ClientScope.SEND: "Send referrals, messages and records over FHIR",
    ClientScope.LINK: "Make links that open Joinedup for a user with a person chosen",
}

_P = Permission

SCOPE_PERMISSIONS: dict[ClientScope, frozenset[Permission]] = {
    ClientScope.READ: frozenset(
        {_P.PERSON_FIND, _P.PERSON_OPEN, _P.REFERRAL_FOLLOW, _P.RECORD_SEE}
    ),
    ClientScope.SEND: frozenset({_P.MESSAGE_SEND}),
    ClientScope.LINK: frozenset({_P.LINK_MAKE}),
}
"""What each scope leaves of the permissions of a partner's system."""

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REFERRER: frozenset(
        {
            _P.PERSON_FIND,
            _P.PERSON_OPEN,
            _P.PERSON_REGISTER,
            _P.REFERRAL_MAKE,
            _P.REFERRAL_FOLLOW,
            _P.RECORD_SEE,
            _P.GLASS_BREAK,
            _P.CARE_CLAIM,
            _P.SHARING_DECIDE,
            _P.CONCERN_RAISE,
            _P.LETTER_ISSUE,
            _P.SUMMARY_SEND,
        }
    ),
    Role.REFERRAL_CLINICIAN: frozenset(
        {
            _P.PERSON_FIND,
            _P.PERSON_OPEN,
            _P.PERSON_REGISTER,
            _P.PERSON_CORRECT,
            _P.PERSON_IDENTIFY,
            _P.PERSON_RESTRICT,
            _P.REFERRAL_MAKE,
            _P.REFERRAL_FOLLOW,
            _P.QUEUE_SEE,
            _P.REFERRAL_TRIAGE,
            _P.CONTACT_RECORD,
            _P.DELIVERY_REVIEW,
            _P.CALL_TAKE,
            _P.DUTY_SEE,
            _P.DUTY_HAND_OVER,
            _P.PERSON_MERGE,
            _P.RECORD_SEE,
            _P.RECORD_ADD,
            _P.GLASS_BREAK,
            _P.CARE_CLAIM,
            _P.SHARING_DECIDE,
            _P.CONCERN_RAISE,
            _P.LETTER_ISSUE,
            _P.SUMMARY_SEND,
        }
    ),
    Role.URGENT_CLINICIAN: frozenset(
        {
            _P.PERSON_FIND,
            _P.PERSON_OPEN,
            _P.PERSON_REGISTER,
            _P.REFERRAL_MAKE,
            _P.REFERRAL_FOLLOW,
            _P.RECORD_SEE,
            _P.EMERGENCY_OPEN,
            _P.GLASS_BREAK,
            _P.CARE_CLAIM,
            _P.SHARING_DECIDE,
            _P.CONCERN_RAISE,
        }
    ),
    Role.TEAM_MEMBER: frozenset(
        {
            _P.PERSON_FIND,
            _P.PERSON_OPEN,
            _P.PERSON_CORRECT,
            _P.REFERRAL_MAKE,
            _P.REFERRAL_FOLLOW,
            _P.LINE_ACCEPT,
            _P.CONTACT_RECORD,
            _P.DUTY_SEE,
            _P.RECORD_SEE,
            _P.RECORD_ADD,
            _P.GLASS_BREAK,
            _P.CARE_CLAIM,
            _P.SHARING_DECIDE,
            _P.CONCERN_RAISE,
            _P.LETTER_ISSUE,
            _P.SUMMARY_SEND,
        }
    ),
    Role.TEAM_MANAGER: frozenset(
        {
            _P.PERSON_FIND,
            _P.PERSON_OPEN,
            _P.PERSON_CORRECT,
            _P.REFERRAL_MAKE,
            _P.REFERRAL_FOLLOW,
            _P.LINE_ACCEPT,
            _P.LINE_ALLOCATE,
            _P.TELEPHONE_READ,
            _P.CONTACT_RECORD,
            _P.FIGURES_SEE,
            _P.DUTY_SEE,
            _P.DUTY_HAND_OVER,
            _P.RECORD_SEE,
            _P.RECORD_ADD,
            _P.GLASS_BREAK,
            _P.CARE_CLAIM,
            _P.SHARING_DECIDE,
            _P.CONCERN_RAISE,
            _P.LETTER_ISSUE,
            _P.SUMMARY_SEND,
        }
    ),
    Role.COMMISSIONER: frozenset({_P.FIGURES_SEE, _P.VOICE_READ}),
    Role.PRIVACY_OFFICER: frozenset(
        {
            _P.SUBJECT_ACCESS,
            _P.READING_REVIEW,
            _P.PERSON_FIND,
            _P.PERSON_RESTRICT,
            _P.RECORD_RESTRICT,
            _P.SHARING_DECIDE,
        }
    ),
    Role.PLACE_ADMINISTRATOR: frozenset(
        {_P.ACCOUNT_MANAGE, _P.PLACE_CHECK, _P.DELIVERY_REVIEW, _P.TELEPHONE_READ}
    ),
    Role.SAFEGUARDING_LEAD: frozenset({_P.CONCERN_LEAD}),
    Role.SAFEGUARDING_WORKER: frozenset({_P.CONCERN_ANSWER}),
    Role.RESIDENT: frozenset({_P.OWN_CARE}),
    Role.SYSTEM: frozenset(
        {
            _P.PERSON_FIND,
            _P.PERSON_OPEN,
            _P.PERSON_REGISTER,
            _P.PERSON_CORRECT,
            _P.REFERRAL_MAKE,
            _P.REFERRAL_FOLLOW,
            _P.MESSAGE_SEND,
            _P.LINK_MAKE,
            _P.RECORD_SEE,
        }
    ),
}
