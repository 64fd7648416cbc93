"""The file of identity providers: read at start, refused key by key, its secrets kept from logs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from joinedup.foundation.place_reading import Fault, read_written
from joinedup.foundation.place_schema import Entry
from joinedup.foundation.place_shapes import Code, Shape, Text
from joinedup.kernel.errors import JoinedupError
from joinedup.kernel.finding import Finding
from joinedup.office.adapters import asking, keys
from joinedup.office.domain import providers
from joinedup.office.domain.providers import Profile, Provider


class ProvidersRefused(JoinedupError):
    """A file of providers that cannot be used; carries everything that is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(f"{f.source}, {f.at}: {f.message}" for f in findings))


def _issuer(text: str) -> str:
    if not asking.is_safe(text) or re.search(r"[\s?#]", text):
        raise ValueError(text)
    return text


Issuer = Annotated[str, Shape('an address that starts with "https://"', _issuer)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenProvider(Entry):
    """One provider as the file says it; files are looked for beside it."""

    code: Code
    name: Text
    profile: Profile
    issuer: Issuer
    client_id: Text
    key_file: Text | None = None
    key_id: Text | None = None
    secret_file: Text | None = None
    account_claim: Text | None = None
    role_claim: Text | None = None
    organisation_claim: Text | None = None
    strength: Text | None = None
    fhir: Issuer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvidersFile:
    """Everything that the file declares."""

    providers: Mapping[str, WrittenProvider]


def read(file: Path) -> dict[str, Provider]:
    """Read the file of providers; everything wrong with it is refused at once."""
    written = read_written(ProvidersFile, file)
    found: Mapping[str, WrittenProvider] = written.sections.get("providers", {})
    faults = [fault for one in found.values() for fault in _faults(one, file.parent)]
    findings = written.findings + tuple(written.locate(fault) for fault in faults)
    if findings:
        raise ProvidersRefused(findings)
    return {code: _provider(one, file.parent) for code, one in found.items()}


def _faults(one: WrittenProvider, folder: Path) -> Iterator[Fault]:
    wrong = providers.faults(
        profile=one.profile,
        issuer=one.issuer,
        has_key=bool(one.key_file),
        has_secret=bool(one.secret_file),
        strength=one.strength or "",
        fhir=one.fhir or "",
    )
    for key, said in wrong:
        yield Fault("providers", said, one.code, key)
    if one.key_file:
        yield from _faults_of_file(one, folder / one.key_file, "key_file")
    if one.secret_file:
        yield from _faults_of_file(one, folder / one.secret_file, "secret_file")


def _faults_of_file(one: WrittenProvider, file: Path, key: str) -> Iterator[Fault]:
    # What is in the file is never said: only which it is, and what was expected in it.
    try:
        text = file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        yield Fault("providers", f"the file {file} cannot be read ({why})", one.code, key)
        return
    if not text.strip():
        yield Fault("providers", f"the file {file} is empty", one.code, key)
    elif key == "key_file" and keys.private_key(text) is None:
        said = f"the file {file} holds no private RSA or EC key in PEM"
        yield Fault("providers", said, one.code, key)


def _provider(one: WrittenProvider, folder: Path) -> Provider:
    return Provider(
        code=one.code,
        name=one.name,
        profile=one.profile,
        issuer=one.issuer,
        client_id=one.client_id,
        key=(folder / one.key_file).read_text() if one.key_file else "",
        key_id=one.key_id or "",
        secret=(folder / one.secret_file).read_text().strip() if one.secret_file else "",
        account_claim=one.account_claim or "",
        role_claim=one.role_claim or "",
        organisation_claim=one.organisation_claim or "",
        strength=one.strength or "",
        fhir=(one.fhir or "").rstrip("/"),
    )
