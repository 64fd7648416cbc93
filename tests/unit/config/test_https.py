"""What a place that is served over HTTPS tells browsers, and how it keeps passwords."""

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

NAMES = [
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_SSL_REDIRECT",
    "PASSWORD_HASHERS",
]
SAID = f"""
import json
from joinedup.config import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}))
"""
A_YEAR = 365 * 24 * 60 * 60


@cache
def settings(*, https: str) -> dict[str, Any]:
    """The settings of a process that is started with HTTPS on or off."""
    environment = {**os.environ, "JOINEDUP_HTTPS": https, "JOINEDUP_SECRET_KEY": "of this test"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", SAID]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(told.stdout)


def test_cookies_are_for_https_and_this_host_alone():
    over = settings(https="yes")

    assert over["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert over["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert over["SESSION_COOKIE_SECURE"]
    assert over["CSRF_COOKIE_SECURE"]
    assert over["SESSION_COOKIE_HTTPONLY"]


def test_a_demonstration_without_https_keeps_its_cookies_too():
    assert settings(https="no")["SESSION_COOKIE_NAME"] == "joinedup_session"
    assert not settings(https="no")["SESSION_COOKIE_SECURE"]


def test_browsers_are_told_to_come_by_https_for_a_year():
    over = settings(https="yes")

    assert over["SECURE_HSTS_SECONDS"] >= A_YEAR
    assert over["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert over["SECURE_SSL_REDIRECT"]


def test_passwords_are_hashed_by_argon2():
    (hasher,) = settings(https="yes")["PASSWORD_HASHERS"]

    assert hasher.endswith("Argon2PasswordHasher")
