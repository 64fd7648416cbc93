"""Words for what the rules of `office` refuse, and for its reasons why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "claimed_role_not_held": _(
        "At %(provider)s you chose the role %(role)s at %(organisation)s, which is here"
        " %(here)s at %(where)s. Your account does not hold it, so you were not let in."
        " Choose another role there, or have an administrator give you this one."
    ),
    "claimed_role_unknown": _(
        "At %(provider)s you chose the role %(role)s at %(organisation)s. This place has no role"
        " for it, so you were not let in. Choose another role there, or ring."
    ),
    "code_not_taken": _(
        "%(provider)s did not take its own word back: it was used before, or too late."
        " Sign in once more."
    ),
    "identity_has_ended": _("This opens the account no longer."),
    "identity_of_another": _(
        "This already opens another account. One person there is one account here: end it there"
        " first, if the two are one person."
    ),
    "identity_of_person_only": _("The account of a partner's system signs in by a token alone."),
    "identity_unknown": _(
        "%(provider)s knows who you are, and nobody here has that identity, so you were not let"
        " in. Sign in another way and choose %(provider)s on your account, or read the lines below"
        " to an administrator, who enters them in your account."
    ),
    "launch_not_named": _(
        "The system that opened this did not say what it began, so nobody was opened. Open it"
        " again from there."
    ),
    "launch_of_another": _(
        "%(provider)s told of another person than the one who is chosen there, so nobody was"
        " opened."
    ),
    "launch_person_kept_back": _(
        "%(provider)s did not let us read who is chosen there. Open it again from there; you may"
        " need to agree there that we read it."
    ),
    "launch_system_unknown": _(
        "The system that opened this is not one that this place has agreed with, so nobody was"
        " opened and it was asked nothing."
    ),
    "launch_without_person": _(
        "%(provider)s did not say who is chosen there. Choose somebody there and open it again."
    ),
    "link_incomplete": _("The request for a link says nothing, or too little, at %(where)s."),
    "link_over": _(
        "This link was used already, or is more than a minute old, so nobody was opened. Open it"
        " again from your system."
    ),
    "link_unreadable": _("The request for a link is not an object in JSON."),
    "link_user_unknown": _("No open account here is that user's."),
    "link_wrong": _("The request for a link cannot be read at %(where)s."),
    "logout_event": _("The token is not one of signing out."),
    "logout_nonce": _("The token is one of signing in: it carries a nonce."),
    "logout_once": _("The token of signing out has no name of its own (jti)."),
    "no_role_selected": _(
        "%(provider)s did not say which of your roles you chose. Sign in once more and choose one;"
        " without a role there, you sign in another way."
    ),
    "partner_not_of_place": _("This partner is not one of this place's."),
    "provider_away": _(
        "%(provider)s could not be reached. Nothing is wrong with your account. Try again in a"
        " moment, or sign in another way: you then go on to the page that you wanted."
    ),
    "provider_odd": _(
        "%(provider)s answered what we cannot use. Try again in a moment, or sign in another way."
    ),
    "provider_of_another_name": _(
        "What answered in the name of %(provider)s says that it is another, so we did not go on."
        " Sign in another way, and tell whoever runs the server."
    ),
    "provider_refuses_us": _(
        "%(provider)s does not know this site as its partner. Sign in another way, and tell whoever"
        " runs the server: the key or the client id is wrong or has ended."
    ),
    "provider_slow": _(
        "%(provider)s took too long. Nothing is wrong with your account. Try again in a moment, or"
        " sign in another way: you then go on to the page that you wanted."
    ),
    "sign_in_denied": _(
        "The sign-in at %(provider)s was broken off there. Sign in once more, or another way."
    ),
    "sign_in_failed_there": _(
        "The sign-in at %(provider)s did not succeed there. Sign in once more, or another way."
    ),
    "sign_in_not_begun": _(
        "This sign-in was not begun in this browser, or it is over already: a page of it was"
        " opened twice, went back to, or waited too long. Sign in once more."
    ),
    "token_algorithm": _(
        "The answer of %(provider)s is signed in a way that proves nothing, so we did not take it."
    ),
    "token_audience": _("The answer of %(provider)s is for another site, so we did not take it."),
    "token_authorised_party": _(
        "The answer of %(provider)s was asked for by another site, so we did not take it."
    ),
    "token_expired": _(
        "The answer of %(provider)s was too old, so we did not take it. Sign in once more; if the"
        " same comes again, a clock is wrong."
    ),
    "token_hash": _(
        "Two parts of the answer of %(provider)s do not belong together, so we did not take it."
    ),
    "token_issuer": _(
        "The answer is from another provider than %(provider)s, so we did not take it."
    ),
    "token_key": _(
        "The answer is signed with a key that %(provider)s does not have, so we did not take it."
    ),
    "token_nonce": _(
        "The answer of %(provider)s is to another sign-in than yours, so we did not take it."
    ),
    "token_of_the_future": _(
        "The answer of %(provider)s is of a time to come: a clock is wrong, there or here."
        " Try again in a few minutes, or sign in another way."
    ),
    "token_signature": _(
        "The answer of %(provider)s was changed on its way, so we did not take it."
    ),
    "token_stale": _(
        "%(provider)s was asked to have you show anew who you are, and did not. Sign out there,"
        " then sign in once more."
    ),
    "token_strength": _(
        "You showed who you are less surely than this place asks for (%(demanded)s at"
        " %(provider)s). Sign in there with a stronger method, as with a smartcard or an app."
    ),
    "token_subject": _(
        "The answer of %(provider)s does not say who you are, so we did not take it."
    ),
    "token_unreadable": _("The answer of %(provider)s cannot be read, so we did not take it."),
    "used_before": _(
        "The answer of %(provider)s was used before. It counts once: sign in once more."
    ),
    "userinfo_of_another": _(
        "%(provider)s told of another person than the one who signed in, so we did not take it."
    ),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {
    "office.identity_bound": _("Can sign in through a provider"),
    "office.identity_ended": _("Can sign in through a provider no longer"),
    "office.launched": _("Opened from another system"),
    "office.link_made": _("Link made for another system"),
    "office.signed_in": _("Signed in through a provider"),
    "office.signed_out": _("Signed out"),
}
