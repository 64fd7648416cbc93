"""The one seam to FHIR: bytes to a resource that is R4 by schema and rules, or to findings."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import fhirkit

from joinedup.exchange.adapters import r4, raw, repairs, rules
from joinedup.exchange.adapters.raw import DEFAULT_LIMITS, Limits, Tree
from joinedup.kernel.finding import Finding

_LONGEST_MESSAGE: Final = 240
_ROUNDS_OF_REPAIR: Final = 3

# What the library says, to a code that stays the same when its words change.
_CODES: Final = (
    (re.compile(r"required element missing"), "required_missing"),
    (re.compile(r"unknown element"), "unknown_element"),
    (re.compile(r"only one type may be given"), "choice_twice"),
    (re.compile(r"needs a resourceType"), "no_resource_type"),
    (re.compile(r"is not a FHIR R4 resource type"), "unknown_resource_type"),
    (re.compile(r"^null is not allowed"), "null_not_allowed"),
    (re.compile(r"^expected .* found"), "wrong_shape"),
    (re.compile(r"is not a (?:valid|FHIR)|outside the"), "value_not_valid"),
    (re.compile(r"empty"), "empty_element"),
)
_STU3_ADDRESS: Final = re.compile(r"/STU3/|/CareConnect-|/3\.0/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A resource that may be believed, and what was repaired to make it so."""

    resource: Tree
    repaired: tuple[Finding, ...] = ()

    @property
    def type_name(self) -> str:
        """The resource type."""
        return rules.tree_type(self.resource)


def validate(
    body: bytes,
    *,
    source: str,
    on: date,
    limits: Limits = DEFAULT_LIMITS,
    repairs_allowed: Collection[str] = (),
) -> tuple[Parsed | None, tuple[Finding, ...]]:
    """The one R4 resource that a body holds, or every reason why it holds none.

    Strict unless repairs are named; then what they mended is recorded with the resource, and the
    bytes themselves are never changed.
    """
    tree, refused = raw.read(body, source=source, limits=limits)
    if tree is None:
        return None, refused
    findings, repaired = examine(
        tree, source=source, on=on, repairs_allowed=repairs_allowed, body=body
    )
    return (None, findings) if findings else (Parsed(tree, repaired), ())


def is_fhir(tree: Tree) -> bool:
    """Whether a tree says of itself that it is a resource."""
    return bool(rules.tree_type(tree))


def examine(
    tree: Tree,
    *,
    source: str,
    on: date,
    repairs_allowed: Collection[str] = (),
    body: bytes = b"",
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Everything wrong with a tree, and everything that was repaired in it.

    `body` is what the tree was read from, where it is at hand: it is judged in half the time.
    """
    issues, repaired = _schema(tree, body, source, repairs_allowed)
    found = [Finding(source, *_named(issue)) for issue in issues]
    older = older_release(
        tree, source=source, at=rules.tree_type(tree) or raw.WHOLE, has_issues=bool(issues)
    )
    if older and not _has_own_entries(tree):
        found.insert(0, older)
    elif rules.tree_type(tree):
        found += [f for f in rules.findings(tree, source=source, on=on) if not _is_said(f, found)]
    return tuple(found), repaired


def older_release(tree: Tree, *, source: str, at: str, has_issues: bool) -> Finding | None:
    """Why a resource is not taken that is of the release before; nothing for one of this."""
    if not _is_stu3(tree, has_issues=has_issues):
        return None
    said = "This is FHIR STU3. Only R4 is taken: send it again as R4."
    return Finding(source, at, "stu3_not_taken", said)


def _has_own_entries(tree: Tree) -> bool:
    # Each entry of these is judged by itself: one of STU3 does not make its neighbours so.
    return rules.tree_type(tree) == "Bundle" and tree.get("type") != "message"


def _schema(
    tree: Tree, body: bytes, source: str, allowed: Collection[str]
) -> tuple[list[fhirkit.Issue], tuple[Finding, ...]]:
    issues = _issues(body.removeprefix(raw.BYTE_ORDER_MARK) or tree)
    repaired: tuple[Finding, ...] = ()
    # A mended element can bring to light what stood inside it: one round is not always enough.
    for _ in range(_ROUNDS_OF_REPAIR if allowed else 0):
        mended = repairs.repair(tree, issues, allowed=allowed, source=source)
        if not mended:
            break
        repaired += mended
        issues = _issues(tree)
    return issues, repaired


def _issues(read: Tree | bytes) -> list[fhirkit.Issue]:
    return [issue for issue in fhirkit.validate(read) if issue.severity == "error"]


def _named(issue: fhirkit.Issue) -> tuple[str, str, str]:
    code = next((code for said, code in _CODES if said.search(issue.message)), "not_valid_r4")
    said = issue.message
    shortened = said if len(said) <= _LONGEST_MESSAGE else f"{said[:_LONGEST_MESSAGE]}..."
    # FHIRPath knows an element with a choice of types by its bare name.
    return issue.path.replace("[x]", "") or raw.WHOLE, code, f"Not valid FHIR R4: {shortened}."


def _is_said(finding: Finding, already: list[Finding]) -> bool:
    return any(one.at == finding.at and one.code == finding.code for one in already)


def _is_stu3(tree: Tree, *, has_issues: bool) -> bool:
    if rules.tree_type(tree) in r4.STU3_ONLY:
        return True
    if any(_STU3_ADDRESS.search(profile) for profile in _profiles(tree)):
        return True
    # R4 may still carry an extension that STU3 named; what is not valid R4 besides is STU3.
    return has_issues and any(
        _STU3_ADDRESS.search(value) for path, value in raw.walk(tree) if _is_address(path, value)
    )


def _profiles(tree: Tree) -> Iterator[str]:
    meta = tree.get("meta")
    listed = meta.get("profile") if isinstance(meta, dict) else None
    yield from (one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()


def _is_address(path: str, value: Any) -> bool:
    return isinstance(value, str) and path.endswith((".url", ".system"))
