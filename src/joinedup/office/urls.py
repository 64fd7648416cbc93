"""Addresses of the office. Those that the sign-in library looks for keep its names."""

from django.urls import include, path

from joinedup.office.views import (
    accounts,
    apps,
    clients,
    identities,
    launching,
    links,
    passkeys,
    place,
    providers,
    sessions,
    signing_in,
    staffing,
    undelivered,
)

_HAND_OFF = "undelivered/<uuid:delivery_id>"
_ACCOUNT = "accounts/<uuid:account_id>"
_CLIENT = "clients/<uuid:client_id>"
_IDENTITY = "identities/<uuid:identity_id>"
_MINE = "account/sign-in/<slug:provider_code>"
_PROVIDER = "sign-in/with/<slug:provider_code>"

_STEP = "account/second-step"
_PASSKEY = f"{_STEP}/passkeys/<uuid:passkey_id>"

_own = [
    path("account", signing_in.MyAccount.as_view(), name="account"),
    path("account/role", signing_in.ChooseRole.as_view(), name="choose_role"),
    path("switch-user", signing_in.SwitchUser.as_view(), name="switch_user"),
    path("session", signing_in.Session.as_view(), name="session"),
    path("session/stay", signing_in.StaySignedIn.as_view(), name="stay"),
    path("account/sessions", sessions.SeeSessions.as_view(), name="sessions"),
    path("account/sessions/end", sessions.EndSession.as_view(), name="end_session"),
    path("account/sessions/end-others", sessions.EndOthers.as_view(), name="end_other_sessions"),
    path(f"{_ACCOUNT}/sessions/end", sessions.EndSessionsOf.as_view(), name="end_sessions_of"),
    path(f"{_STEP}/passkeys/new", passkeys.AddPasskey.as_view(), name="add_passkey"),
    path(f"{_PASSKEY}/name", passkeys.RenamePasskey.as_view(), name="rename_passkey"),
    path(f"{_PASSKEY}/remove", passkeys.RemovePasskey.as_view(), name="remove_passkey"),
    path("sign-in/passkey", passkeys.SignInByPasskey.as_view(), name="sign_in_by_passkey"),
    path("sign-in/code/passkey", passkeys.PasskeyAsSecondStep.as_view(), name="step_by_passkey"),
    path("undelivered", undelivered.SeeUndelivered.as_view(), name="undelivered"),
    path("undelivered/release", undelivered.ReleaseHeld.as_view(), name="release_held"),
    path(_HAND_OFF, undelivered.SeeHandOff.as_view(), name="hand_off"),
    path(f"{_HAND_OFF}/try", undelivered.TryNow.as_view(), name="try_now"),
    path(f"{_HAND_OFF}/hold", undelivered.HoldBack.as_view(), name="hold_back"),
    path(f"{_HAND_OFF}/release", undelivered.Release.as_view(), name="release"),
    path(f"{_HAND_OFF}/give-up", undelivered.GiveUp.as_view(), name="give_up"),
    path("accounts", accounts.FindAccounts.as_view(), name="accounts"),
    path("accounts/found", accounts.FindAccountsByName.as_view(), name="found_accounts"),
    path("accounts/new", accounts.MakeAccount.as_view(), name="make_account"),
    path("accounts/new-partner", accounts.MakePartnerAccount.as_view(), name="make_partner"),
    path("accounts/changes", staffing.ReadStaffFile.as_view(), name="staff_changes"),
    path("accounts/changes/take", staffing.TakeStaffFile.as_view(), name="take_staff_file"),
    path(
        "accounts/changes/<uuid:change_id>/withdraw",
        staffing.WithdrawStaffChange.as_view(),
        name="withdraw_staff_change",
    ),
    path("accounts/roles/<uuid:membership_id>/end", accounts.EndRole.as_view(), name="end_role"),
    path(_ACCOUNT, accounts.SeeAccount.as_view(), name="see_account"),
    path(f"{_ACCOUNT}/roles", accounts.GiveRole.as_view(), name="give_role"),
    path(f"{_ACCOUNT}/password", accounts.SetPassword.as_view(), name="set_password"),
    path(f"{_ACCOUNT}/close", accounts.CloseAccount.as_view(), name="close_account"),
    path(f"{_ACCOUNT}/open", accounts.OpenAccount.as_view(), name="open_account"),
    path(f"{_ACCOUNT}/token", accounts.IssueToken.as_view(), name="issue_token"),
    path(f"{_ACCOUNT}/token/end", accounts.RevokeToken.as_view(), name="revoke_token"),
    path(f"{_ACCOUNT}/clients/new", clients.MakeClient.as_view(), name="make_client"),
    path("apps", apps.FindApps.as_view(), name="apps"),
    path("apps/register", apps.RegisterApp.as_view(), name="register_app"),
    path("apps/<uuid:app_id>", apps.SeeApp.as_view(), name="see_app"),
    path("apps/<uuid:app_id>/end", apps.EndApp.as_view(), name="end_app"),
    path("clients", clients.FindClients.as_view(), name="clients"),
    path(_CLIENT, clients.SeeClient.as_view(), name="see_client"),
    path(f"{_CLIENT}/secret", clients.MakeSecret.as_view(), name="make_secret"),
    path(f"{_CLIENT}/end", clients.EndClient.as_view(), name="end_client"),
    path(f"{_ACCOUNT}/identity", identities.BindIdentity.as_view(), name="bind_identity"),
    path(
        "identities/<uuid:identity_id>/end", identities.EndIdentity.as_view(), name="end_identity"
    ),
    path(_MINE, providers.BindMine.as_view(), name="bind_mine"),
    path(f"{_MINE}/go", providers.GoAndBindMine.as_view(), name="go_and_bind_mine"),
    path(_PROVIDER, providers.GoToProvider.as_view(), name="go_to_provider"),
    path(f"{_PROVIDER}/back", providers.ComeBack.as_view(), name="come_back"),
    path("sign-in/in", providers.ComeIn.as_view(), name="come_in"),
    path(f"{_PROVIDER}/signed-out", providers.SignedOutThere.as_view(), name="signed_out_there"),
    path("api/links", links.MakeLink.as_view(), name="make_link"),
    path("launch/link/<str:token>", links.OpenLink.as_view(), name="open_link"),
    path("launch", launching.Launch.as_view(), name="launch"),
    path("agreements", place.SeeAgreements.as_view(), name="agreements"),
    path("place", place.SeePlace.as_view(), name="place"),
    path("place/check", place.CheckPlace.as_view(), name="check_place"),
]

_codes = f"{_STEP}/codes"

urlpatterns = [
    path("", include((_own, "office"))),
    path("sign-in", signing_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code", signing_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/closed", signing_in.AccountInactive.as_view(), name="account_inactive"),
    path("sign-out", signing_in.SignOut.as_view(), name="account_logout"),
    path("account/password", signing_in.ChangePassword.as_view(), name="account_change_password"),
    path("account/confirm", signing_in.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm-code", signing_in.ConfirmSecondStep.as_view(), name="mfa_reauthenticate"),
    path(
        "account/confirm-passkey",
        passkeys.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(_STEP, signing_in.SecondStepHome.as_view(), name="mfa_index"),
    path(f"{_STEP}/set-up", signing_in.SetUpSecondStep.as_view(), name="mfa_activate_totp"),
    path(f"{_STEP}/stop", signing_in.StopSecondStep.as_view(), name="mfa_deactivate_totp"),
    path(_codes, signing_in.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        f"{_codes}/new", signing_in.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"
    ),
]
