"""What a place may say of an identity provider, and vectors of trust."""

from dataclasses import replace

import pytest

from joinedup.office.domain import providers, vectors
from joinedup.office.domain.providers import Profile, Provider
from tests.rules import rule


def faults(profile: Profile = Profile.GENERIC, **changed: object) -> list[str]:
    """The keys that are wrong in a provider."""
    said = {"issuer": "https://a", "has_key": True, "has_secret": False, "strength": "", **changed}
    return [key for key, _ in providers.faults(profile=profile, **said)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("profile", "changed", "wrong"),
    [
        (Profile.GENERIC, {}, []),
        (Profile.GENERIC, {"has_key": False, "has_secret": True}, []),
        (Profile.GENERIC, {"has_key": False}, ["key_file"]),
        (Profile.GENERIC, {"has_secret": True}, ["key_file"]),
        (Profile.GENERIC, {"strength": "anything"}, []),
        (Profile.CIS2, {"has_key": False, "has_secret": True}, ["secret_file"]),
        (Profile.CIS2, {"strength": "3"}, []),
        (Profile.CIS2, {"strength": "AAL3"}, ["strength"]),
        (Profile.ENTRA, {"issuer": "https://login.example/common/v2.0"}, ["issuer"]),
        (Profile.ENTRA, {"issuer": "https://login.example/1234/v2.0"}, []),
        (Profile.NHS_LOGIN, {"strength": "P9.Cp.Cd P9.Cm"}, []),
        (Profile.NHS_LOGIN, {"strength": "P9.Cp.Cd P5.Cm"}, ["strength"]),
        (Profile.NHS_LOGIN, {"strength": "high"}, ["strength"]),
        (Profile.ONE_LOGIN, {"strength": "Cl.Cm"}, []),
        (Profile.SMART, {"fhir": "https://a/fhir"}, []),
        (Profile.SMART, {}, ["fhir"]),
        (Profile.GENERIC, {"fhir": "https://a/fhir"}, ["fhir"]),
    ],
)
def test_a_provider_is_refused_key_by_key(
    profile: Profile, changed: dict[str, object], wrong: list[str]
) -> None:
    assert faults(profile, **changed) == wrong


def test_a_profile_says_what_a_file_leaves_out() -> None:
    of = Provider(code="a", name="A", profile=Profile.CIS2, issuer="https://a", client_id="us")
    work = Provider(
        code="b",
        name="B",
        profile=Profile.ENTRA,
        issuer="https://b",
        client_id="us",
        role_claim="roles",
        secret="hidden",
    )

    assert (of.known_by, of.demanded, of.demands_role) == ("sub", "2", True)
    assert (work.known_by, work.demanded, work.demands_role) == ("oid", "", True)
    assert "hidden" not in repr(work)
    assert not work.launches
    assert replace(work, profile=Profile.SMART).launches


@rule("Which vector of trust reaches another")
@pytest.mark.parametrize(
    ("found", "demanded", "reaches"),
    [
        ("P9.Cp.Cd", "P9.Cp.Cd", True),
        ("P9.Cp.Cd.Cm", "P9.Cp.Cd", True),
        ("P9.Cp.Cd", "P5.Cp.Cd", True),
        ("P5.Cp.Cd", "P9.Cp.Cd", False),
        ("P9.Cp", "P9.Cp.Cd", False),
        ("Cl.Cm", "Cl", True),
        ("Cl.Cm", "P2.Cl.Cm", False),
        ("", "Cl", False),
        ("Cl", "", False),
    ],
)
def test_a_vector_reaches_what_is_demanded(found: str, demanded: str, reaches: bool) -> None:
    assert vectors.reaches(found, demanded) is reaches
