"""The tests run as strictly as they say: warnings, order, expected failures, the held clock."""

import warnings

import pytest
from django.contrib.auth import get_user_model


def test_a_warning_of_our_own_is_an_error():
    with pytest.raises(UserWarning, match="planted"):
        warnings.warn_explicit("planted", UserWarning, "a.py", 1, module="joinedup.people.services")


@pytest.mark.filterwarnings("ignore:planted")
def test_a_warning_of_a_dependency_is_not():
    warnings.warn_explicit("planted", UserWarning, "a.py", 1, module="allauth.account")


def test_an_expected_failure_that_passes_is_a_failure(pytestconfig: pytest.Config):
    assert pytestconfig.getini("xfail_strict")


def test_tests_run_in_random_order(pytestconfig: pytest.Config):
    assert pytestconfig.pluginmanager.hasplugin("randomly")
    assert pytestconfig.getoption("randomly_reorganize")


def test_a_test_of_another_ring_is_refused_the_store():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        get_user_model().objects.exists()
