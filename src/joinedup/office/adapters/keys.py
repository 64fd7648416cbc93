"""Our own keys, by which an identity provider knows us."""

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey


def private_key(text: str) -> RSAKey | ECKey | None:
    """The private key that a text in PEM holds; nothing where it holds none that can sign."""
    for kind in (RSAKey, ECKey):
        try:
            key = kind.import_key(text)
        except (JoseError, ValueError, TypeError):
            continue
        if key.is_private:
            return key
    return None
