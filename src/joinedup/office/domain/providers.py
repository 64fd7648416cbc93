"""Identity providers: what each profile asks of them, and what a place says of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from joinedup.office.domain import vectors


class Profile(StrEnum):
    """A kind of provider that we know how to talk to."""

    CIS2 = "cis2"
    ENTRA = "entra"
    NHS_LOGIN = "nhs_login"
    ONE_LOGIN = "one_login"
    GENERIC = "generic"
    SMART = "smart"
    """A clinical system that opens us with somebody chosen (SMART App Launch 2.2)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a profile asks: how it signs, how we sign, what we ask for, what it calls its people."""

    signs_by: tuple[str, ...]
    """The algorithms of its tokens that we take: never `none`, never one with a shared secret."""
    we_sign_by: str
    scopes: str
    is_for_staff: bool = True
    needs_key: bool = True
    account_claim: str = "sub"
    reads_person: bool = False
    """Whether the person is read from its userinfo as well."""
    prompt: str = ""
    usual_strength: str = ""


_ANY_STRONG: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")

# Each from the provider's own guide for developers, as of November 2026: NHS England's for CIS2
# Authentication and NHS login, Microsoft's for ID tokens, the GOV.UK One Login technical pages.
RULES: Final = {
    Profile.CIS2: Rules(
        signs_by=("RS256", "RS512"),
        we_sign_by="RS512",
        scopes="openid profile nationalrbacaccess selectedrole",
        reads_person=True,
        # The role is chosen while signing in, so CIS2 asks for the sign-in to be done anew.
        prompt="login",
        usual_strength="2",
    ),
    # `sub` differs between applications of one tenant: `oid` is what its administrators see.
    Profile.ENTRA: Rules(
        signs_by=("RS256",),
        we_sign_by="RS256",
        scopes="openid profile",
        needs_key=False,
        account_claim="oid",
    ),
    Profile.NHS_LOGIN: Rules(
        signs_by=("RS512",),
        we_sign_by="RS512",
        scopes="openid profile",
        is_for_staff=False,
        reads_person=True,
        usual_strength="P9.Cp.Cd P9.Cp.Ck P9.Cm",
    ),
    Profile.ONE_LOGIN: Rules(
        signs_by=("ES256", "RS256"),
        we_sign_by="PS256",
        scopes="openid",
        is_for_staff=False,
        usual_strength="Cl.Cm",
    ),
    Profile.GENERIC: Rules(
        signs_by=_ANY_STRONG,
        we_sign_by="RS256",
        scopes="openid profile",
        needs_key=False,
        reads_person=True,
    ),
    # Scopes of an EHR launch, and the algorithm that every SMART server takes.
    Profile.SMART: Rules(
        signs_by=_ANY_STRONG,
        we_sign_by="RS384",
        scopes="launch openid fhirUser patient/Patient.rs",
        needs_key=False,
    ),
}
_OF_MANY_TENANTS: Final = ("/common/", "/organizations/", "/consumers/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One identity provider of a place; what it knows us by is shown to nobody."""

    code: str
    name: str
    profile: Profile
    issuer: str
    client_id: str
    key: str = field(default="", repr=False)
    key_id: str = ""
    secret: str = field(default="", repr=False)
    account_claim: str = ""
    role_claim: str = ""
    organisation_claim: str = ""
    strength: str = ""
    fhir: str = ""
    """Where a clinical system answers in FHIR: by this it names itself when it opens us."""

    @property
    def launches(self) -> bool:
        """Whether it opens us with somebody chosen, rather than being gone to for a sign-in."""
        return self.profile is Profile.SMART

    @property
    def rules(self) -> Rules:
        """What its profile asks."""
        return RULES[self.profile]

    @property
    def known_by(self) -> str:
        """The claim that names an account there."""
        return self.account_claim or self.rules.account_claim

    @property
    def demanded(self) -> str:
        """How strong a sign-in must be, in the provider's own words; nothing where any will do."""
        return self.strength or self.rules.usual_strength

    @property
    def demands_role(self) -> bool:
        """Whether it says which role somebody works in, and that one is followed."""
        return self.profile is Profile.CIS2 or bool(self.role_claim)


def faults(
    *,
    profile: Profile,
    issuer: str,
    has_key: bool,
    has_secret: bool,
    strength: str,
    fhir: str = "",
) -> Iterator[tuple[str, str]]:
    """What does not hold together in what a place says of a provider: the key, and what to do."""
    rules = RULES[profile]
    if has_key == has_secret:
        found = "both key_file and secret_file" if has_key else "neither key_file nor secret_file"
        yield "key_file", f"found {found}, expected one of the two"
    elif rules.needs_key and not has_key:
        yield "secret_file", f"found a secret, expected key_file: {profile} knows us by a key alone"
    if profile is Profile.ENTRA and any(one in f"{issuer}/" for one in _OF_MANY_TENANTS):
        yield "issuer", "found the issuer of many tenants, expected that of your own tenant"
    if (profile is Profile.SMART) != bool(fhir):
        said = "nothing, expected where the system answers" if not fhir else f"it for {profile}"
        yield "fhir", f"found {said}: it is for systems that open us"
    if strength and not _is_strength(profile, strength):
        yield "strength", f'found "{strength}", expected {_STRENGTHS[profile]}'
    elif profile is Profile.NHS_LOGIN and not all(_is_proved(one) for one in strength.split()):
        yield "strength", f'found "{strength}", expected P9: by less nobody is known by number'


_STRENGTHS: Final = {
    Profile.CIS2: '"2" or "3", the authentication assurance level',
    Profile.NHS_LOGIN: 'vectors of trust, as in "P9.Cp.Cd P9.Cm"',
    Profile.ONE_LOGIN: 'vectors of trust, as in "Cl.Cm"',
}


def _is_proved(vector: str) -> bool:
    # NHS login: only P9 means that the NHS number was made sure to be theirs.
    return vectors.reaches(vector, "P9")


def _is_strength(profile: Profile, strength: str) -> bool:
    if profile is Profile.CIS2:
        return strength in {"2", "3"}
    if profile in (Profile.NHS_LOGIN, Profile.ONE_LOGIN):
        return all(vectors.is_vector(one) for one in strength.split())
    return True
