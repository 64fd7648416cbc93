"""Accounts: found, made, given roles, closed and opened, and what each signs in by."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from joinedup.foundation import accounts, instant, journey, place, scope
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from tests.builders import clients
from tests.builders.office import PASSWORD, a_colleague, a_membership, signed_in
from tests.builders.queries import at_most

LIST = "/accounts"
FOUND = f"{LIST}/found"
REFUSED = sorted(set(Role) - {Role.PLACE_ADMINISTRATOR, Role.SYSTEM})
FRESH = "four more plain words"
NEWCOMER = {
    "username": "mary.ward",
    "display_name": "Mary Ward",
    "profession": "District nurse",
    "email": "mary.ward@bht.example",
    "direct_number": "01632 960123",
    "password": FRESH,
}


@pytest.fixture
def ade() -> Account:
    """Whoever manages accounts."""
    return a_colleague("ade", role=Role.PLACE_ADMINISTRATOR, display_name="Ade Bello")


@pytest.fixture
def client(ade: Account) -> Client:
    """Their browser."""
    return signed_in(ade)


@pytest.fixture
def sam() -> Account:
    """Somebody whose account is managed."""
    return a_colleague()


def text(client: Client, address: str) -> str:
    """What a page says, without its layout of lines."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def own(account: Account | UUID) -> str:
    """The address of an account's page."""
    return f"{LIST}/{account if isinstance(account, UUID) else account.id}"


def is_signed_in(client: Client) -> bool:
    """Whether the browser still has a session of somebody."""
    return client.get("/session").status_code == 200


def a_partner(*, with_token: bool = False) -> Account:
    """The account of a partner's system."""
    made = a_colleague("demo-partner", role=None, display_name="Demonstration partner")
    Account.objects.filter(id=made.id).update(is_system=True, password="!")
    if with_token:
        accounts.issue_token(made.id, at=instant.now(), by=scope.system("tests"))
    made.refresh_from_db()
    return made


def kinds(account: Account) -> list[str]:
    """What was recorded of an account, oldest first."""
    return [entry.kind for entry in journey.entries_of([account.id])][::-1]


def routes(account: Account, membership: Membership) -> list[tuple[str, str]]:
    """Every address of these pages, and how it is asked."""
    asked = ("password", "close", "open", "token", "token/end")
    both = [
        f"{LIST}/new",
        f"{LIST}/new-partner",
        f"{LIST}/roles/{membership.id}/end",
        *(f"{own(account)}/{act}" for act in asked),
    ]
    return [
        ("get", LIST),
        ("get", own(account)),
        ("post", f"{own(account)}/roles"),
        *((how, where) for where in both for how in ("get", "post")),
    ]


@pytest.mark.parametrize("role", REFUSED)
def test_a_role_without_the_permission_is_refused_everywhere(role: Role, ade: Account) -> None:
    assert Permission.ACCOUNT_MANAGE not in ROLE_PERMISSIONS[role]
    client = signed_in(a_colleague(role=role))
    membership = ade.memberships.get()

    answers = [getattr(client, how)(where).status_code for how, where in routes(ade, membership)]

    assert set(answers) == {403}
    assert kinds(ade) == []


def test_the_list_names_everybody_with_their_roles(client: Client) -> None:
    ann = a_colleague("ann", role=Role.TEAM_MEMBER, display_name="Ann Whitfield")
    Membership.objects.create(
        account=ann,
        role=Role.TEAM_MEMBER,
        organisation_code="bht",
        team_code="rapid_response",
        since=instant.now(),
        given_by=ann.id,
    )

    page = text(client, LIST)

    assert "Ade Bello" in page
    assert "Ann Whitfield" in page
    assert re.search(r"Trust: [^<]+Team, Rapid Response Team", page)


def test_jobs_of_our_own_are_nobody_to_manage(client: Client) -> None:
    job = scope.system("tests")

    assert "system:tests" not in text(client, LIST)
    assert client.get(own(job.account_id)).status_code == 404


@pytest.mark.parametrize("typed", ["okafor", "Sam Ok", "okafor  sam", "SAM"])
def test_somebody_is_found_by_the_words_of_their_name(
    client: Client, sam: Account, typed: str
) -> None:
    page = client.post(FOUND, {"name": typed}).content.decode()

    assert own(sam) in page
    assert "Showing 1 of 1" in page


def test_the_list_is_narrowed_by_role_and_by_closed(client: Client, sam: Account) -> None:
    closed = a_colleague("old", is_active=False, display_name="Old Hand")

    assert own(sam) not in text(client, f"{LIST}?role=place_administrator")
    assert own(sam) in text(client, f"{LIST}?role=referral_clinician")
    assert own(closed) not in text(client, LIST)
    assert own(closed) in text(client, f"{LIST}?which=closed")


@pytest.mark.parametrize(
    "query", ["role=x", "which=x", "name=%00", f"after={UUID(int=7)}", "after=x"]
)
def test_a_strange_address_is_answered(client: Client, query: str) -> None:
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_nobody_found_is_said(client: Client) -> None:
    page = client.post(FOUND, {"name": "zebedee"}).content.decode()

    assert "No account fits" in page


def test_a_name_that_was_typed_stands_in_no_address(client: Client, sam: Account) -> None:
    for number in range(30):
        a_colleague(f"n{number}", role=None, display_name=f"Nurse Okafor {number}")

    sent = {"name": "okafor", "which": ""}
    page = client.post(FOUND, sent).content.decode()
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)

    assert "Showing 31 of 31" in page
    assert not [one for one in addresses if "okafor" in one.casefold()]
    # An address of before finds everybody.
    assert "Showing 25 of 32" in text(client, f"{LIST}?name=okafor")
    assert "Showing 25 of 32" in client.post(FOUND).content.decode()


def test_pages_follow_by_key_and_show_each_once(client: Client) -> None:
    for number in range(30):
        a_colleague(f"n{number}", role=None, display_name=f"Nurse {number % 3}")

    first = client.get(LIST).content.decode()
    after = re.search(r"after=([0-9a-f-]{36})", first)
    assert after is not None
    second = client.get(LIST, {"after": after[1]}).content.decode()

    listed = [re.findall(r'/accounts/([0-9a-f-]{36})"', page) for page in (first, second)]
    assert "Showing 25 of 31" in first
    assert len(set(listed[0])) == 25
    assert len(set(listed[1])) == 6
    assert set(listed[0]).isdisjoint(listed[1])


def test_the_list_asks_as_few_queries_for_many_as_for_one(client: Client) -> None:
    for number in range(25):
        a_colleague(f"n{number}", display_name=f"Nurse {number}")
    client.get(LIST)

    with at_most(7):
        client.get(LIST)


def test_an_account_asks_few_queries(client: Client, sam: Account) -> None:
    client.post(f"{own(sam)}/password", {"password": FRESH})
    client.get(own(sam))

    with at_most(9):
        client.get(own(sam))


def test_an_account_is_made_and_can_sign_in(client: Client) -> None:
    answer = client.post(f"{LIST}/new", NEWCOMER)

    made = Account.objects.get(username="mary.ward")
    assert answer["Location"] == own(made)
    assert (made.display_name, made.direct_number) == ("Mary Ward", "01632960123")
    assert kinds(made) == ["foundation.account_made"]
    assert "Give it a role" in text(client, own(made))
    signing_in = Client().post("/sign-in", {"login": "mary.ward", "password": FRESH})
    assert signing_in.status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": ""}, "Enter a user name"),
        ({"username": "SAM"}, "Somebody has this user name already"),
        ({"username": "system:worker"}, "Use letters, digits"),
        ({"username": "two words"}, "Use letters, digits"),
        ({"username": "x" * 61}, "Use 60 characters or fewer"),
        ({"display_name": " "}, "Enter their name"),
        ({"email": "mary"}, "Enter an email address in full"),
        ({"direct_number": "ask"}, "Enter a telephone number"),
        ({"password": ""}, "Enter a first password"),
        ({"password": "short"}, "too short"),
        ({"password": "password1234"}, "too common"),
        ({"password": "mary.ward@bht"}, "too similar"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_beside_it(
    client: Client, sam: Account, changed: dict[str, str], said: str
) -> None:
    answer = client.post(f"{LIST}/new", {**NEWCOMER, **changed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Account.objects.filter(display_name="Mary Ward").exists()


def test_a_password_is_never_printed_back(client: Client) -> None:
    answer = client.post(f"{LIST}/new", {**NEWCOMER, "username": ""})

    assert FRESH not in answer.content.decode()


def test_a_role_is_given_in_a_team(client: Client, sam: Account) -> None:
    given = {"role": "team_manager", "organisation_code": "bht", "team_code": "rapid_response"}

    answer = client.post(f"{own(sam)}/roles", given)
    page = text(client, own(sam))

    assert answer["Location"] == own(sam)
    assert sam.memberships.filter(**given, until=None).count() == 1
    assert "Team manager, Buckinghamshire Healthcare NHS Trust: Rapid Response Team" in page
    assert "Ade Bello" in page


def test_nobody_is_offered_or_given_a_role_of_their_own(client: Client, ade: Account) -> None:
    given = {"role": "team_member", "organisation_code": "bht", "team_code": "spr"}

    answer = client.post(f"{own(ade)}/roles", given)

    assert answer.status_code == 422
    assert "Ask another administrator to give it to you" in answer.content.decode()
    assert ade.memberships.count() == 1
    page = text(client, own(ade))
    assert "Nobody gives themselves a role" in page
    assert "Give the role" not in page


def test_an_email_that_somebody_signs_in_by_is_not_given_twice(client: Client) -> None:
    a_colleague("bea", email="mary.ward@bht.example")

    answer = client.post(f"{LIST}/new", NEWCOMER)

    assert answer.status_code == 422
    assert "Somebody signs in by this email already" in answer.content.decode()
    assert not Account.objects.filter(username="mary.ward").exists()


def test_staff_of_a_practice_are_in_its_team(client: Client, sam: Account) -> None:
    client.post(f"{own(sam)}/roles", {"role": "referrer", "organisation_code": "K99001"})

    assert sam.memberships.get(role="referrer").team_code == "K99001"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a role"),
        ({"role": "system", "organisation_code": "bht"}, "Choose one of the answers shown"),
        ({"role": "referrer"}, "Choose an organisation"),
        ({"role": "referrer", "organisation_code": "x"}, "Choose one of the answers shown"),
        (
            {"role": "referrer", "organisation_code": "bht", "team_code": "x"},
            "Choose one of the answers shown",
        ),
    ],
)
def test_a_role_that_there_is_not_is_refused(
    client: Client, sam: Account, given: dict[str, str], said: str
) -> None:
    answer = client.post(f"{own(sam)}/roles", given)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert sam.memberships.count() == 1


def test_a_role_ends_at_once_where_it_is_in_use(client: Client, sam: Account) -> None:
    theirs = signed_in(sam)
    held = sam.memberships.get()
    end = f"{LIST}/roles/{held.id}/end"

    asked = text(client, end)
    answer = client.post(end)

    assert "End this role of Sam Okafor?" in asked
    assert answer["Location"] == own(sam)
    assert theirs.get("/gallery/triage").status_code == 403
    assert client.get(end).status_code == 404


def test_an_account_is_closed_and_its_sessions_end(client: Client, sam: Account) -> None:
    theirs = signed_in(sam)

    answer = client.post(f"{own(sam)}/close", {"seen": sam.version})

    assert answer["Location"] == own(sam)
    assert not is_signed_in(theirs)
    assert kinds(sam) == ["foundation.account_deactivated"]


def test_a_closed_account_is_opened_again(client: Client) -> None:
    closed = a_colleague(is_active=False)

    page = text(client, own(closed))
    client.post(f"{own(closed)}/open", {"seen": closed.version})

    assert "Open the account again" in page
    assert "Give the role" not in page
    signed_in(closed)


def test_two_administrators_do_not_close_and_open_blindly(client: Client, sam: Account) -> None:
    client.post(f"{own(sam)}/close", {"seen": sam.version})

    answer = client.post(f"{own(sam)}/close", {"seen": sam.version})

    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Account closed" in said
    assert "Ade Bello" in said


@pytest.mark.parametrize("seen", ["", "x", "0", "99999999999999999999"])
def test_a_version_that_somebody_changed_is_refused(
    client: Client, sam: Account, seen: str
) -> None:
    assert client.post(f"{own(sam)}/close", {"seen": seen}).status_code == 422
    sam.refresh_from_db()
    assert sam.is_active


def test_nobody_closes_their_own_account(client: Client, ade: Account) -> None:
    answer = client.post(f"{own(ade)}/close", {"seen": ade.version})

    assert answer.status_code == 422
    assert "You cannot close your own account" in answer.content.decode()
    assert f"{own(ade)}/close" not in text(client, own(ade))


def test_a_lost_password_is_set_anew_and_ends_sessions(client: Client, sam: Account) -> None:
    theirs = signed_in(sam)

    answer = client.post(f"{own(sam)}/password", {"password": FRESH})

    assert answer["Location"] == own(sam)
    assert not is_signed_in(theirs)
    assert Client().post("/sign-in", {"login": "sam", "password": PASSWORD}).status_code == 422
    assert Client().post("/sign-in", {"login": "sam", "password": FRESH}).status_code == 302


@pytest.mark.parametrize("given", ["", "short", "Sam Okafor 1"])
def test_a_poor_password_is_not_set(client: Client, sam: Account, given: str) -> None:
    answer = client.post(f"{own(sam)}/password", {"password": given})

    assert answer.status_code == 422
    assert kinds(sam) == []


def test_a_partner_of_the_place_gets_an_account_with_its_role(client: Client) -> None:
    answer = client.post(f"{LIST}/new-partner", {"partner_code": "demo-partner"})

    made = Account.objects.get(username="demo-partner")
    assert answer["Location"] == own(made)
    assert made.is_system
    assert made.memberships.get().role == Role.SYSTEM
    for other in place.current().partners:
        client.post(f"{LIST}/new-partner", {"partner_code": other})
    assert "Every partner of the place has an account" in text(client, f"{LIST}/new-partner")


def test_a_partner_that_the_place_does_not_have_is_refused(client: Client) -> None:
    assert client.post(f"{LIST}/new-partner", {"partner_code": "x"}).status_code == 422


def test_a_token_is_told_once(client: Client) -> None:
    partner = a_partner()

    told = client.post(f"{own(partner)}/token").content.decode()
    token = re.search(r"jup_[\w-]+", told)

    assert token is not None
    signed_in_by = accounts.account_of_token(token[0])
    assert signed_in_by is not None
    assert signed_in_by.id == partner.id
    assert token[0] not in text(client, own(partner))
    assert "Has one" in text(client, own(partner))


def test_the_page_of_a_token_is_kept_by_no_browser(client: Client) -> None:
    answer = client.post(f"{own(a_partner())}/token")

    assert answer["Cache-Control"] == "no-store"


def test_a_new_token_ends_the_one_before(client: Client) -> None:
    partner = a_partner(with_token=True)
    before = clients.secrets_of(partner.id)

    asked = text(client, f"{own(partner)}/token")
    client.post(f"{own(partner)}/token")

    assert "stops working at once" in asked
    assert len(clients.secrets_of(partner.id) - before) == 1
    assert not clients.secrets_of(partner.id) & before


def test_a_token_is_ended(client: Client) -> None:
    partner = a_partner(with_token=True)

    client.post(f"{own(partner)}/token/end")

    assert not clients.secrets_of(partner.id)
    assert "cannot sign in" in text(client, own(partner))


def test_a_person_gets_no_token(client: Client, sam: Account) -> None:
    answer = client.post(f"{own(sam)}/token")

    assert answer.status_code == 422
    assert "Only the account of a partner" in answer.content.decode()


def test_an_account_that_is_not_there_is_not_found(client: Client) -> None:
    nobody = own(new_id())

    for act in ("", "/password", "/close", "/open", "/token", "/token/end"):
        assert client.get(f"{nobody}{act}").status_code == 404
    assert client.post(f"{nobody}/roles", {"role": "referrer"}).status_code == 404


def test_a_role_that_ended_is_not_shown(clock: instant.Hands, client: Client) -> None:
    sam = a_colleague()
    ended = a_membership(sam, Role.TEAM_MANAGER)
    Membership.objects.filter(id=ended.id).update(until=instant.now() + timedelta(minutes=1))

    clock.tick(timedelta(minutes=2))

    assert "Team manager, " not in text(client, own(sam))
