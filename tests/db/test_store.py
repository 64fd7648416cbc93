"""The store that this ring runs on is the one that was asked for."""

import os

from django.conf import settings
from django.db import connection


def test_the_ring_runs_on_the_store_that_was_asked_for():
    asked = os.environ.get("JOINEDUP_TEST_STORE", "sqlite")

    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[asked]


def test_the_store_is_one_made_for_tests():
    assert "test" in str(connection.settings_dict["NAME"]).rpartition("/")[2]
    assert "joinedup-tests-" in str(settings.VAR)
