"""All settings, read top to bottom. What differs between installations comes from the environment.

The safe value is the default everywhere: without DEMO=1 these are production settings. Each variable is
described in docs/settings.md. `make setup` writes a SECRET_KEY of the installation's own to var/delegat.env.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]

env = environ.Env()


def env_flag(name: str) -> bool:
    """Read NAME as yes or no, no when it is not set. Anything else stops the start rather than guess."""
    word = env.str(name, default="0").strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off", ""):
        return False
    raise ImproperlyConfigured(f"{name}={word} går inte att tolka. Inget har startats. Skriv 1 eller 0.")


def env_word(name: str, *words: str) -> str:
    """Read NAME as one of `words`, the first when it is not set. Anything else stops the start."""
    word: str = env.str(name, default=words[0])
    if word not in words:
        raise ImproperlyConfigured(
            f"{name}={word} går inte att välja. Inget har startats. Skriv något av: {', '.join(words)}."
        )
    return word


DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
environ.Env.read_env(DATA_DIR / "delegat.env")

# --- what this installation is -------------------------------------------------------------------------

DEMO = env_flag("DEMO")  # demo logins with known passwords; only ever on the loopback address
DEBUG = env_flag("DEBUG")
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK)
# Where the public reaches the site. It stands in signed documents, so it is meant to last.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY saknas. Kör make setup, som skapar en, eller sätt den i miljön.")
if len(SECRET_KEY) < 32 and not (DEMO or DEBUG):
    raise ImproperlyConfigured(
        f"SECRET_KEY är {len(SECRET_KEY)} tecken och kan gissas. Inget har startats. "
        "Ta en slumpad på minst 32, som den make setup skapar."
    )
if DEBUG and not set(ALLOWED_HOSTS) <= set(LOOPBACK):
    raise ImproperlyConfigured(
        "DEBUG=1 visar programmets innanmäte och får bara svara på 127.0.0.1. Inget har startats. "
        "Ta bort DEBUG eller sätt ALLOWED_HOSTS till 127.0.0.1,localhost."
    )
if DEMO and not set(ALLOWED_HOSTS) <= set(LOOPBACK):
    raise ImproperlyConfigured(
        "DEMO=1 ger inloggningar med kända lösenord och får bara svara på 127.0.0.1. "
        "Ta bort DEMO eller sätt ALLOWED_HOSTS till 127.0.0.1,localhost."
    )

# --- applications --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "delegation",
    "decisions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_prose_editor",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.security.headers",
    "config.errors.utf8_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data ----------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'delegat.db'}")}
DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "config.sqlite3"
    DATABASES["default"]["OPTIONS"] |= {
        # Lock at BEGIN: select_for_update does nothing here, and two signers would both read "submitted".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds a writer waits for another
        # recursive_triggers: INSERT OR REPLACE must not slip past the triggers that guard signed rows.
        # synchronous=FULL: a signed decision survives a power cut.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA synchronous=FULL;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Failed logins are counted here, for all workers together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    # The content-addressed store of signed documents and basis files (decisions/store.py).
    "documents": {
        "BACKEND": "decisions.store.DurableStorage",
        "OPTIONS": {"location": DATA_DIR / "documents"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Uploads: a basis file may be 20 MB; the form answers in Swedish, this bound stops what no form would read.
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- signatures (docs/signatures.md) ---------------------------------------------------------------------

KEYS_SECRET = env.str("KEYS_SECRET", default="")  # what the keys in DATA_DIR/keys are encrypted with
SIGNATURE_BACKEND = env_word("SIGNATURE_BACKEND", "local", "csc")
SEAL_BACKEND = env_word("SEAL_BACKEND", "local", "pkcs12", "pkcs11", "csc")
TSA_URL = env.str("TSA_URL", default="")

# --- login ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.StaffOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# A second factor at login for who has one: an app with codes (TOTP) or a passkey, and codes in reserve.
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # the key's PIN or fingerprint, not only its touch
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the organisation gives the accounts; no address is verified
SECOND_FACTOR_TO_DECIDE = env_flag("SECOND_FACTOR_TO_DECIDE")
# How many proxies stand in front: from which of the forwarded addresses failed logins are counted.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Beside the login's own limits, what those without a login may try: whether a document is genuine, and the
# page of a letter's counterpart (decisions/views/verification.py and counterpart.py).
ACCOUNT_RATE_LIMITS = {
    "verify_document": "30/m/ip",
    "countersign": "30/h/key",
    "countersign_miss": "60/m/ip",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
CSRF_FAILURE_VIEW = "decisions.views.kept.csrf_failure"

# --- e-mail --------------------------------------------------------------------------------------------

EMAIL_TIMEOUT = 30  # seconds a mail server may take for each answer
SENDS_EMAIL = DEMO or "EMAIL_URL" in env
if "EMAIL_URL" in env:
    try:
        vars().update(env.email_url("EMAIL_URL"))
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured(
            "EMAIL_URL går inte att tolka. Inget har startats. Skriv den som smtp+tls://namn:lösen@värd:587."
        ) from error
elif DEMO:  # the mails of a demo go nowhere: they lie in a folder, to be looked at
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
else:  # decisions are not sent by e-mail then; should a library try, the log shows it
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# The sender of decisions, whose domain is in every Message-ID; returns come back to it.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="delegat@localhost")
if "EMAIL_URL" in env and "DEFAULT_FROM_EMAIL" not in env:
    raise ImproperlyConfigured(
        "EMAIL_URL är satt men inte DEFAULT_FROM_EMAIL, som besluten skickas från. Inget har startats. "
        "Sätt den till en adress som organisationen läser, till exempel delegat@example.org."
    )

# --- transport -----------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the decision's PDF is shown in the decision's own page
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY, for sites without frames of their own
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 10 * 60 * 60  # a working day
if not (DEMO or DEBUG):
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- signatures made with keys of the organisation's own, or over a line: docs/signature-backends.md -------

SEAL_PKCS12_FILE = env.str("SEAL_PKCS12_FILE", default="")
SEAL_PKCS12_PASSWORD = env.str("SEAL_PKCS12_PASSWORD", default="")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_LABEL = env.str("SEAL_PKCS11_LABEL", default="")
SEAL_PKCS11_PIN = env.str("SEAL_PKCS11_PIN", default="")
CSC_URL = env.str("CSC_URL", default="")
CSC_VERSION = env_word("CSC_VERSION", "1", "2")  # 1 is 1.0.4
CSC_TOKEN = env.str("CSC_TOKEN", default="")
CSC_TOKEN_URL = env.str("CSC_TOKEN_URL", default="")
CSC_CLIENT_ID = env.str("CSC_CLIENT_ID", default="")
CSC_CLIENT_SECRET = env.str("CSC_CLIENT_SECRET", default="")
CSC_SEAL_CREDENTIAL = env.str("CSC_SEAL_CREDENTIAL", default="")
CSC_SEAL_PIN = env.str("CSC_SEAL_PIN", default="")

# --- language and time ---------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
USE_I18N = True  # Django's own form texts in Swedish; ours are Swedish in the source
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# --- log: ids, never names or texts ---------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # One warning per glyph and CSS nicety; a failed render raises.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        # A certificate that does not hold, with the name of its holder; the answer tells, and without names.
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
        # Says that it has been loaded.
        "pikepdf": {"level": "WARNING"},
    },
}
