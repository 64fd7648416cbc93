"""Settings of one process: one place, one database. What may differ is in `environment`."""

from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from joinedup.config import environment, identity_providers
from joinedup.foundation import place

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / environment.value("JOINEDUP_VAR")
PLACE = environment.value("JOINEDUP_PLACE")
place.serve(PLACE, folder=environment.value("JOINEDUP_PLACES"))
DEBUG = False
SECRET_KEY = environment.secret_key(VAR)
IS_HTTPS = environment.is_on("JOINEDUP_HTTPS")
ALLOWED_HOSTS = environment.value("JOINEDUP_HOSTS").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "joinedup.foundation",
    "joinedup.web",
    "joinedup.office",
    "joinedup.people",
    "joinedup.safeguarding",
    "joinedup.referrals",
    "joinedup.plans",
    "joinedup.measures",
    "joinedup.voice",
    "joinedup.mycare",
    "joinedup.subject_access",
    "joinedup.desk",
    "joinedup.exchange",
    "joinedup.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "joinedup.web.middleware.Headers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "joinedup.exchange.views.cross_origin.CrossOrigin",
    "joinedup.exchange.views.answers.InFhir",
    "joinedup.web.middleware.RequestSize",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "joinedup.web.middleware.IdleSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "joinedup.config.urls"
WSGI_APPLICATION = "joinedup.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "joinedup.web.environment.environment",
            "context_processors": [
                "django.template.context_processors.csp",
                "joinedup.web.context.kit",
            ],
        },
    }
]

AUTH_USER_MODEL = "foundation.Account"
DATABASES = {"default": environment.store(environment.value("JOINEDUP_DATABASE_URL"), folder=VAR)}
JOINEDUP_KEPT_PLANS = environment.is_on("JOINEDUP_KEPT_PLANS")
# Shared by every process of a site, or each would count sign-in attempts for itself.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "office_cacheentry",
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
_is_collected = (STATIC_ROOT / "staticfiles.json").is_file()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "joinedup.web.static_files.HashedFiles"
        if _is_collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _is_collected
WHITENOISE_AUTOREFRESH = not _is_collected

# --- What a browser is told

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = int(environment.value("JOINEDUP_MAX_REQUEST_MB")) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Sessions and sign-in

# A name that browsers take over HTTPS from this very host alone, and from no neighbour of it.
_OWN = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_OWN}joinedup_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_OWN}joinedup_form"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "joinedup.web.errors.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if IS_HTTPS else []
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
JOINEDUP_LAUNCHED_URL = "people:launched"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.value("JOINEDUP_PROXIES"))
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_DISPLAY = "joinedup.office.forms.signing_in.display_name"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "letter": "10/10m/ip"}
ACCOUNT_FORMS = {
    "login": "joinedup.office.forms.signing_in.SignIn",
    "change_password": "joinedup.office.forms.signing_in.ChangePassword",
    "reauthenticate": "joinedup.office.forms.signing_in.ConfirmPassword",
}
MFA_FORMS = {
    "authenticate": "joinedup.office.forms.signing_in.SecondStep",
    "reauthenticate": "joinedup.office.forms.signing_in.ConfirmSecondStep",
    "activate_totp": "joinedup.office.forms.signing_in.SetUpSecondStep",
    "deactivate_totp": "joinedup.office.forms.signing_in.StopSecondStep",
    "generate_recovery_codes": "joinedup.office.forms.signing_in.NewRecoveryCodes",
}
# Where staff may sign in besides, by code; nowhere where no file is named.
_providers = environment.value("JOINEDUP_SIGN_IN")
JOINEDUP_PROVIDERS = identity_providers.read(ROOT / _providers) if _providers else {}
MFA_TOTP_ISSUER = "Joinedup"
MFA_TOTP_TOLERANCE = 1

# --- The log

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "names_nobody": {
            "()": "joinedup.web.logs.NamesNobody",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "names_nobody"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Its own handler prints the message of an exception; a refused form is no warning.
        "django": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.request": {"level": "CRITICAL"},
        # It tells which passkey was used, and so who was here.
        "fido2": {"level": "WARNING"},
    },
}

# --- Our own

JOINEDUP_DEMO = environment.is_on("JOINEDUP_DEMO")
JOINEDUP_CLOCK_AHEAD = timedelta(
    seconds=float(environment.value("JOINEDUP_CLOCK_AHEAD")) if JOINEDUP_DEMO else 0
)
JOINEDUP_DEMO_PASSWORD = "joined-up-demonstration"
JOINEDUP_LOG_KEY_FILE = VAR / (environment.value("JOINEDUP_LOG_KEY_FILE") or "keys/journey_log")
JOINEDUP_SEAL_FILE = VAR / (environment.value("JOINEDUP_SEAL_FILE") or "seals/seals.jsonl")
JOINEDUP_PACKS = VAR / (environment.value("JOINEDUP_PACKS") or "packs")
JOINEDUP_TEXTS = environment.value("JOINEDUP_TEXTS").strip().lower()
JOINEDUP_NOTIFY_KEY_FILE = environment.value("JOINEDUP_NOTIFY_KEY_FILE")
JOINEDUP_NOTIFY_TEMPLATE = environment.value("JOINEDUP_NOTIFY_TEMPLATE")
JOINEDUP_NOTIFY_ADDRESS = environment.value("JOINEDUP_NOTIFY_ADDRESS")
JOINEDUP_TEMPLATE_CACHE = VAR / "templates"
JOINEDUP_IDLE_SECONDS = int(environment.value("JOINEDUP_IDLE_MINUTES")) * 60
JOINEDUP_IDLE_WARNING_SECONDS = 120
JOINEDUP_LONGEST_SESSION_SECONDS = SESSION_COOKIE_AGE
JOINEDUP_NAVIGATION = "joinedup.config.navigation.MAIN"
JOINEDUP_OWN_NAVIGATION = "joinedup.config.navigation.OWN"
JOINEDUP_FOOTER = "joinedup.config.navigation.FOOTER"
