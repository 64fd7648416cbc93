"""OperationOutcome: every refusal with its path, as the standard answers it over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import orjson

from joinedup.exchange.adapters.raw import Tree
from joinedup.kernel.finding import Finding

# The name of this system as the standard's own examples write it, small "s" included.
HTTP_ERRORS: Final = "https://fhir.nhs.uk/Codesystem/http-error-codes"
REFUSALS: Final = "urn:joinedup:refusal"
_MOST_ISSUES: Final = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """How a kind of refusal is answered: HTTP status, the standard's code, FHIR's issue type."""

    status: int
    error: str
    issue: str


BAD_REQUEST: Final = Answer(400, "REC_BAD_REQUEST", "invalid")
UNAUTHORISED: Final = Answer(401, "REC_UNAUTHORIZED", "login")
FORBIDDEN: Final = Answer(403, "REC_FORBIDDEN", "forbidden")
NOT_FOUND: Final = Answer(404, "REC_NOT_FOUND", "not-found")
METHOD_NOT_ALLOWED: Final = Answer(405, "REC_METHOD_NOT_ALLOWED", "not-supported")
NOT_ACCEPTABLE: Final = Answer(406, "REC_NOT_ACCEPTABLE", "not-supported")
CONFLICT: Final = Answer(409, "REC_CONFLICT", "conflict")
TOO_LARGE: Final = Answer(413, "REC_BAD_REQUEST", "too-long")
NO_SUCH_KIND: Final = Answer(404, "REC_NOT_FOUND", "not-supported")
UNSUPPORTED: Final = Answer(415, "REC_UNSUPPORTED_MEDIA_TYPE", "not-supported")
UNPROCESSABLE: Final = Answer(422, "REC_UNPROCESSABLE_ENTITY", "business-rule")
TOO_OFTEN: Final = Answer(429, "REC_TOO_MANY_REQUESTS", "throttled")
SERVER_ERROR: Final = Answer(500, "REC_SERVER_ERROR", "exception")
UNAVAILABLE: Final = Answer(503, "REC_SERVICE_UNAVAILABLE", "transient")

_STRUCTURE: Final = Answer(400, "REC_BAD_REQUEST", "structure")
_VALUE: Final = Answer(400, "REC_BAD_REQUEST", "value")
_REQUIRED: Final = Answer(400, "REC_BAD_REQUEST", "required")
_UNKNOWN: Final = Answer(400, "REC_BAD_REQUEST", "not-supported")
_INVARIANT: Final = Answer(400, "REC_BAD_REQUEST", "invariant")
_NOT_SUPPORTED: Final = Answer(422, "REC_UNPROCESSABLE_ENTITY", "not-supported")

ANSWERS: Final[Mapping[str, Answer]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("empty", "not_utf8", "not_json", "truncated", "repeated_key", "not_an_object"),
            _STRUCTURE,
        ),
        **dict.fromkeys(
            ("unknown_element", "wrong_shape", "null_not_allowed", "empty_element", "choice_twice"),
            _STRUCTURE,
        ),
        **dict.fromkeys(("too_large", "too_many_values", "too_deep"), TOO_LARGE),
        **dict.fromkeys(
            ("not_a_number", "unprintable", "value_not_valid", "id_not_valid", "no_such_day"),
            _VALUE,
        ),
        **dict.fromkeys(
            ("nhs_number_check", "nhs_number_length", "birth_date_future", "blank"), _VALUE
        ),
        **dict.fromkeys(("narrative_not_safe", "not_valid_r4"), BAD_REQUEST),
        **dict.fromkeys(("required_missing", "no_resource_type", "not_fhir"), _REQUIRED),
        **dict.fromkeys(("identifier_missing", "person_not_described"), _REQUIRED),
        **dict.fromkeys(("parameter_unknown", "parameter_modifier"), _UNKNOWN),
        **dict.fromkeys(("parameter_empty", "parameter_twice", "parameter_not_valid"), _VALUE),
        "search_too_wide": _REQUIRED,
        "subject_missing": _REQUIRED,
        "happens_later": _VALUE,
        "search_of_several": _VALUE,
        "code_not_allowed": Answer(400, "REC_BAD_REQUEST", "code-invalid"),
        "reference_not_here": Answer(400, "REC_BAD_REQUEST", "not-found"),
        **dict.fromkeys(("focus_not_here", "subject_not_here", "focus_not_one"), _INVARIANT),
        **dict.fromkeys(("focus_wrong_kind", "reference_wrong_kind"), _INVARIANT),
        "message_expected": _NOT_SUPPORTED,
        **dict.fromkeys(("message_header_first", "event_unknown", "reason_unknown"), _INVARIANT),
        "status_does_not_fit": _INVARIANT,
        **dict.fromkeys(("stu3_not_taken", "unknown_resource_type"), _NOT_SUPPORTED),
        **dict.fromkeys(("appointment_not_taken", "resource_not_taken"), _NOT_SUPPORTED),
        **dict.fromkeys(("bundle_type_not_taken", "open_referral_not_taken"), _NOT_SUPPORTED),
        **dict.fromkeys(("category_not_taken", "format_not_taken"), _NOT_SUPPORTED),
        **dict.fromkeys(("archive_not_taken", "method_not_taken"), _NOT_SUPPORTED),
        **dict.fromkeys(("message_not_expected", "resource_not_expected"), _NOT_SUPPORTED),
        **dict.fromkeys(("record_is_ours", "number_invalidated"), _NOT_SUPPORTED),
        **dict.fromkeys(("two_people_meant", "identifier_of_another"), CONFLICT),
        "response_not_expected": NOT_FOUND,
        # No refusal here is a `duplicate`: a sender takes that for *received already*.
        **dict.fromkeys(("message_id_reused", "changed_meanwhile"), CONFLICT),
        **dict.fromkeys(("referral_already_here", "person_differs", "newer_is_known"), CONFLICT),
        **dict.fromkeys(("referral_is_complete", "already_sent", "number_of_another"), CONFLICT),
        **dict.fromkeys(("sender_is_another", "role_may_not", "no_part_in_line"), FORBIDDEN),
        "partner_unknown": FORBIDDEN,
        "store_busy": UNAVAILABLE,
    }
)


def answer_to(findings: Sequence[Finding]) -> Answer:
    """How a whole list is answered: as its first finding is, which says best what is wrong."""
    return ANSWERS.get(findings[0].code, UNPROCESSABLE) if findings else UNPROCESSABLE


def operation_outcome(findings: Sequence[Finding], answer: Answer | None = None) -> bytes:
    """Every finding as an issue with its path; `answer` where the request itself is refused."""
    issues = [_issue(finding, answer) for finding in findings[:_MOST_ISSUES]]
    if len(findings) > _MOST_ISSUES:
        rest = len(findings) - _MOST_ISSUES
        said = Finding("", "", "and_more", f"There are {rest} more. Correct these first.")
        issues.append(_issue(said, answer_to(findings)))
    return orjson.dumps({"resourceType": "OperationOutcome", "issue": issues})


def noted(code: str, said: str) -> bytes:
    """Something that was taken, with a remark and no message to answer with."""
    details = {"coding": [{"system": REFUSALS, "code": code}], "text": said}
    issue = {"severity": "information", "code": "informational", "details": details}
    return orjson.dumps({"resourceType": "OperationOutcome", "issue": [issue]})


def _issue(finding: Finding, answer: Answer | None) -> Tree:
    meant = answer or ANSWERS.get(finding.code, UNPROCESSABLE)
    issue: Tree = {
        "severity": "error",
        "code": meant.issue,
        "details": {
            "coding": [
                {"system": HTTP_ERRORS, "code": meant.error},
                {"system": REFUSALS, "code": finding.code},
            ],
            "text": finding.message,
        },
        "diagnostics": finding.message,
    }
    if finding.at[:1].isupper():
        issue["expression"] = [finding.at]
    return issue
