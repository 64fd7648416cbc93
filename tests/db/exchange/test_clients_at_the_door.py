"""API clients at the door of FHIR: what their scopes refuse, and how often each may ask."""

import json

from django.test import Client

from joinedup.foundation import clients, instant
from joinedup.foundation.permissions import ClientScope, Permission
from tests.builders import clients as build


def test_a_reader_may_not_send_and_a_sender_may_not_read() -> None:
    doors = {"read": ("/fhir/Patient?_id=x", "get"), "send": ("/fhir", "post")}

    for mine in ClientScope:
        secret = build.a_secret(build.a_client(scopes={mine}, name=mine))
        headers = {"Authorization": f"Bearer {secret}"}
        for door, (address, method) in doors.items():
            ask = getattr(Client(), method)
            given = {"content_type": "application/fhir+json"} if method == "post" else {}
            answer = ask(address, headers=headers, **given)
            is_refused = answer.status_code == 403
            assert is_refused == (door != mine), (mine, door, answer.content)
            if is_refused:
                assert b"This API client may not" in answer.content


def test_a_sender_may_post_a_resource_where_others_search() -> None:
    secret = build.a_secret(build.a_client(scopes={ClientScope.SEND}))

    answer = Client().post(
        "/fhir/Patient",
        "{}",
        content_type="application/fhir+json",
        headers={"Authorization": f"Bearer {secret}"},
    )

    assert answer.status_code == 422


def test_a_client_that_asks_too_often_is_told_when_to_come_again() -> None:
    one = build.a_client(a_minute=3)
    headers = {"Authorization": f"Bearer {build.a_secret(one)}"}
    other = {"Authorization": f"Bearer {build.a_secret(build.a_client(name='Other'))}"}

    answers = [Client().get("/fhir/metadata", headers=headers) for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3]["Retry-After"]) <= 20
    assert json.loads(answers[3].content)["issue"][0]["code"] == "throttled"
    assert Client().get("/fhir/metadata", headers=other).status_code == 200


def test_whoever_nobody_knows_is_counted_by_address() -> None:
    for _ in range(300):
        assert Client().get("/fhir/metadata").status_code == 200

    assert Client().get("/fhir/metadata").status_code == 429
    # A header that any sender can write is believed of no proxy that the site has not.
    forged = {"X-Forwarded-For": "198.51.100.7"}
    assert Client().get("/fhir/metadata", headers=forged).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.8").get("/fhir/metadata").status_code == 200


def test_every_scope_leaves_something() -> None:
    secret = build.a_secret(build.a_client())
    came = clients.bearer(secret, at=instant.now())

    assert came is not None
    assert came.scopes == frozenset(ClientScope)
    assert Permission.MESSAGE_SEND in clients.SCOPE_PERMISSIONS[ClientScope.SEND]
