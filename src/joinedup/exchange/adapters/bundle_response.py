"""How a posted Bundle is answered: of each entry whether it was taken, or every reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import orjson

from joinedup.exchange.adapters import outcome
from joinedup.exchange.adapters.raw import Tree
from joinedup.kernel.finding import Finding

CREATED: Final = HTTPStatus.CREATED
OK: Final = HTTPStatus.OK
NOT_KEPT: Final = "This is no part of a record of care, and is kept nowhere but in what was sent."


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """What became of one entry: taken, known already, or refused; a remark is its code and words.

    What was changed, struck out or set aside says so by a remark.
    """

    is_new: bool = False
    location: str = ""
    remark: tuple[str, str] | None = None
    findings: tuple[Finding, ...] = ()


def bundle_response(kind: str, entries: Sequence[EntryAnswer]) -> bytes:
    """The Bundle that answers a transaction or a batch, an entry for each entry of it."""
    answered = [{"response": _response(one)} for one in entries]
    return orjson.dumps({"resourceType": "Bundle", "type": kind, "entry": answered})


def _response(one: EntryAnswer) -> Tree:
    if one.findings:
        status = outcome.answer_to(one.findings).status
        said = orjson.Fragment(outcome.operation_outcome(one.findings))
        return {"status": _status(status), "outcome": said}
    response: Tree = {"status": _status(CREATED if one.is_new else OK)}
    if one.location:
        response["location"] = one.location
    if one.remark:
        response["outcome"] = orjson.Fragment(outcome.noted(*one.remark))
    return response


def _status(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
