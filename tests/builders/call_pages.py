"""The call pad as a browser posts it."""

from html import unescape
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from joinedup.foundation.models import Account
from joinedup.referrals.models import Call
from tests.builders import referrals

KEY = "018f6d0e-0000-7000-8000-00000000c0de"
CALLER = {
    "key": KEY,
    "caller_name": "Dr Joan Pryce",
    "caller_role": "GP",
    "caller_organisation": referrals.LARKMEAD,
    "caller_number": "01632 960010",
}
ANSWERS = {
    **CALLER,
    "where_kind": "home",
    "where_address": "4 Orchard Close",
    "until_kind": "staying",
    "contact_number": "01632 960777",
    "change_words": "Not drinking, dizzy and muddled.",
    "since_words": "since last night",
    "services": ["rapid_response"],
    "response_class": "rapid",
    "if_nobody_comes": "Ambulance",
    "agreement": "agrees",
}


def signed_in(client: Client, username: str) -> Client:
    """A clinician signed in."""
    referrals.clinician(username)
    client.force_login(
        Account.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    return client


def post(client: Client, route: str = "referrals:call_new", *args: Any, **typed: Any) -> Any:
    """What the pad answers to what is typed."""
    return client.post(reverse(route, args=args), typed)


def words(answer: Any) -> str:
    """What a page says."""
    return unescape(answer.content.decode())


def the_call() -> Call:
    """The one call that was taken."""
    return Call.objects.get()


def end(client: Client, outcome: str, **typed: Any) -> Any:
    """What a button of the outcomes answers."""
    return post(client, **{**CALLER, "do": outcome, **typed})
