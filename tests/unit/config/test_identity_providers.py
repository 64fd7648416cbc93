"""The file of identity providers: what is wrong is said key by key, and a secret never."""

from pathlib import Path

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from joinedup.config import identity_providers
from joinedup.config.identity_providers import ProvidersRefused

RIGHT = {
    "code": "cis2",
    "name": "NHS CIS2",
    "profile": "cis2",
    "issuer": "https://am.example/oidc",
    "client_id": "1234",
    "key_file": "key.pem",
}


def written(folder: Path, *providers: dict[str, str]) -> Path:
    """A file of providers, with a key and a secret beside it."""
    (folder / "key.pem").write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    (folder / "secret").write_text("very hidden\n")
    (folder / "empty").write_text("\n")
    (folder / "public.pem").write_bytes(ECKey.generate_key("P-256").as_pem(private=False))
    file = folder / "sign-in.toml"
    tables = ("\n".join(f'{key} = "{one}"' for key, one in each.items()) for each in providers)
    file.write_text("\n".join(f"[[providers]]\n{table}" for table in tables))
    return file


def faults(folder: Path, **changed: str) -> list[str]:
    said = {key: one for key, one in {**RIGHT, **changed}.items() if one}
    with pytest.raises(ProvidersRefused) as refused:
        identity_providers.read(written(folder, said))
    return [one.message for one in refused.value.findings]


def test_a_right_file_is_read_with_what_is_beside_it(tmp_path: Path) -> None:
    work = {**RIGHT, "code": "work", "profile": "generic", "secret_file": "secret"}
    del work["key_file"]

    found = identity_providers.read(written(tmp_path, RIGHT, work))

    assert list(found) == ["cis2", "work"]
    assert "PRIVATE KEY" in found["cis2"].key
    assert found["work"].secret == "very hidden"
    assert "hidden" not in repr(found)
    assert "PRIVATE" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"issuer": "http://am.example"}, 'issuer: found "http://am.example", expected an address'),
        ({"issuer": "https://am.example?x=1"}, "issuer: found"),
        ({"profile": "cis3"}, 'profile: found "cis3", expected one of cis2'),
        ({"client_id": ""}, "client_id: found nothing under this key"),
        ({"profil": "x"}, "profil: found a key of this name"),
        ({"key_file": ""}, "key_file: found neither key_file nor secret_file"),
        ({"key_file": "", "secret_file": "secret"}, "secret_file: found a secret"),
        ({"key_file": "gone.pem"}, "gone.pem cannot be read (No such file or directory)"),
        ({"key_file": "empty"}, "is empty"),
        ({"key_file": "secret"}, "holds no private RSA or EC key"),
        ({"key_file": "public.pem"}, "holds no private RSA or EC key"),
        ({"strength": "high"}, 'strength: found "high", expected "2" or "3"'),
        ({"profile": "nhs_login", "strength": "P5.Cp.Cd"}, "expected P9"),
        ({"profile": "entra", "issuer": "https://a/common/v2.0"}, "of your own tenant"),
    ],
)
def test_what_is_wrong_is_said_by_its_key(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    found = faults(tmp_path, **changed)

    assert any(said in one for one in found), found
    assert "very hidden" not in "".join(found)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProvidersRefused, match="cannot be read"):
        identity_providers.read(tmp_path / "none.toml")


def test_a_shared_secret_is_no_key_to_sign_with(tmp_path: Path) -> None:
    (tmp_path / "oct").write_bytes(OctKey.generate_key(256).raw_value)

    assert any("key_file" in one for one in faults(tmp_path, key_file="oct"))
