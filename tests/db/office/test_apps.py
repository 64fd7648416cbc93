"""Registering SMART apps: the pages, the command, and who may."""

import json
import re

import pytest
from django.test import Client

from joinedup.config import cli
from joinedup.foundation import instant, smart
from joinedup.foundation.models import App
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotPermitted
from tests.builders import referrals as work
from tests.builders import smart as build
from tests.builders.queries import at_most

pytestmark = pytest.mark.usefixtures("clock")
TYPED = {
    "name": "Growth chart",
    "owner": "The makers",
    "launch_url": build.LAUNCH,
    "redirect_uris": f"{build.BACK}\r\n\r\n https://app.example/two \r\n",
    "kinds": ["Patient", "Condition"],
    "until_0": "",
}


def ade() -> Client:
    return build.browser(work.staff("ade", Role.PLACE_ADMINISTRATOR))


def test_an_app_is_registered_seen_and_ended() -> None:
    browser = ade()

    answer = browser.post("/apps/register", TYPED)

    app = App.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/apps/{app.id}")
    assert app.redirect_uris == f"{build.BACK}\nhttps://app.example/two"
    assert app.kinds == "Patient Condition"
    page = browser.get(answer["Location"]).content.decode()
    assert str(app.id) in page
    assert "http://127.0.0.1/fhir" in page
    assert "Growth chart" in browser.get("/apps").content.decode()
    assert browser.get(f"/apps/{app.id}/end").status_code == 200
    assert browser.post(f"/apps/{app.id}/end", {"seen": "1"}).status_code == 303
    assert not smart.live_apps(at=instant.now())
    again = browser.post(f"/apps/{app.id}/end", {"seen": "2"})
    assert again.status_code == 422
    assert "has ended" in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter a name"),
        ({"owner": ""}, "Say who answers for it"),
        ({"launch_url": "ftp://app.example"}, "Enter a whole address"),
        ({"redirect_uris": "http://app.example/"}, "Enter a whole address"),
        ({"redirect_uris": "\n".join(f"https://a.example/{n}" for n in range(11))}, "1 to 10"),
        ({"kinds": []}, "Choose at least one thing"),
        ({"kinds": ["Immunization"]}, "Choose"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_given_back(
    changed: dict[str, object], said: str
) -> None:
    answer = ade().post("/apps/register", {**TYPED, **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(said, page)
    assert App.objects.count() == 0
    if "owner" not in changed:
        assert "The makers" in page


def test_the_list_is_paged_and_asks_the_same_of_many() -> None:
    for number in range(30):
        build.an_app(name=f"App {number:02}")
    browser = ade()

    with at_most(12):
        first = browser.get("/apps").content.decode()

    assert "App 24" in first
    assert "App 25" not in first
    after = re.search(r'href="(/apps\?after=[^"]+)"', first)
    assert after is not None
    assert "App 29" in browser.get(after[1]).content.decode()


def test_nobody_but_an_administrator() -> None:
    nurse = work.nurse("ann")
    app = build.an_app()

    for path in ("/apps", "/apps/register", f"/apps/{app}", f"/apps/{app}/end"):
        assert build.browser(nurse).get(path).status_code == 403
    sent = smart.AppSent("A", "B", build.LAUNCH, (build.BACK,), ("Patient",))
    for change in (
        lambda: smart.register_app(sent, at=instant.now(), by=nurse),
        lambda: smart.end_app(app, seen=None, at=instant.now(), by=nurse),
    ):
        with pytest.raises(NotPermitted):
            change()


def test_the_command_registers_lists_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["app", "add", "Growth chart", "--owner", "The makers", "--launch", build.LAUNCH]
    words += ["--redirect", build.BACK, "--kind", "Patient", "--kind", "Condition"]

    assert cli.main([*words, "--last-day", "2030-01-31"]) == 0

    app = App.objects.get()
    assert capsys.readouterr().out.strip() == str(app.id)
    assert cli.main(["app", "list"]) == 0
    assert "Growth chart" in capsys.readouterr().out
    assert cli.main(["app", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["kinds"] == ["Patient", "Condition"]
    assert cli.main(["app", "end", "Growth chart"]) == 0
    assert not smart.live_apps(at=instant.now())
    capsys.readouterr()
    assert cli.main(["app", "end", "Growth chart"]) != 0
    assert cli.main([*words[:6], "nowhere", *words[7:]]) != 0
    assert "https://" in capsys.readouterr().err
