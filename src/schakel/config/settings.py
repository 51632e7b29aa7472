"""Django's settings, read from the environment. ``docs/operate/settings.md`` explains each."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

import structlog

from schakel.config import content_security
from schakel.foundation.database.address import databases
from schakel.foundation.database.embedded import EmbeddedServer
from schakel.gateways.identity_provider import provider_of
from schakel.gateways.trusted_mail import trusted_of

PACKAGE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SCHAKEL_DATA", "data")).absolute()

DEBUG = False
DEMO = os.environ.get("SCHAKEL_DEMO") == "1"
PORT = int(os.environ.get("PORT", "8000"))
# Where ``schakel run`` takes mail in, for who tries it.
MAIL_PORT = int(os.environ.get("SCHAKEL_MAIL_PORT", str(PORT + 25)))
PUBLIC_URL = os.environ.get("SCHAKEL_PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = os.environ.get("SCHAKEL_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# What these say in X-Forwarded-Proto is taken over by the web server, which hears it from no other.
TRUSTED_PROXIES = tuple(os.environ.get("SCHAKEL_TRUSTED_PROXIES", "").replace(",", " ").split())
VIRUS_SCANNER = os.environ.get("SCHAKEL_VIRUS_SCANNER", "")
OIDC = provider_of(os.environ)
SMTP_URL = os.environ.get("SCHAKEL_SMTP_URL", "")
MAIL_FROM = os.environ.get("SCHAKEL_MAIL_FROM", "schakel@localhost")
MAIL_DNS = os.environ.get("SCHAKEL_MAIL_DNS", "1") == "1"
TRUSTED_MAIL = trusted_of(os.environ)
# By which hosts an institution may let its mail go; who runs the server allows others.
MAIL_HOSTS = (
    "smtp.office365.com",
    "outlook.office365.com",
    "login.microsoftonline.com",
    "smtp.gmail.com",
    "imap.gmail.com",
    "oauth2.googleapis.com",
    *os.environ.get("SCHAKEL_MAIL_HOSTS", "").lower().replace(",", " ").split(),
)


def _secret_key() -> str:
    """From the environment; else made once and kept in the data folder, for one machine."""
    if key := os.environ.get("SCHAKEL_SECRET_KEY"):
        return key
    kept = DATA / "secret-key"
    if not kept.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        made = DATA / f"secret-key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        # Another process may be first: then its key is the key.
        with suppress(FileExistsError):
            os.link(made, kept)
        made.unlink()
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = os.environ.get("SCHAKEL_SECRET_KEY_FALLBACKS", "").split()

DATABASES = databases(
    os.environ.get("DATABASE_URL") or EmbeddedServer(DATA).url(),
    os.environ.get("DATABASE_APP_URL"),
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before allauth, whose pages it replaces.
    "schakel.entrypoints.account",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "procrastinate.contrib.django",
    "schakel.foundation.identity",
    "schakel.foundation.tenancy",
    "schakel.foundation.journal",
    "schakel.foundation.search",
    "schakel.foundation.files",
    "schakel.foundation.ui",
    "schakel.domain.organisations",
    "schakel.domain.staff",
    "schakel.domain.networks",
    "schakel.domain.cautions",
    "schakel.domain.parties",
    "schakel.domain.connections",
    "schakel.domain.matters",
    "schakel.domain.contacts",
    "schakel.domain.access",
    "schakel.domain.messages",
    "schakel.domain.notices",
    "schakel.domain.tasks",
    "schakel.domain.spokespersons",
    "schakel.domain.anchoring",
    "schakel.domain.reviews",
    "schakel.domain.promises",
    "schakel.domain.terms",
    "schakel.domain.initiatives",
    "schakel.domain.surveys",
    "schakel.domain.health",
    "schakel.domain.continuity",
    "schakel.domain.answers",
    "schakel.domain.submissions",
    "schakel.domain.imports",
    "schakel.domain.followers",
    "schakel.domain.arrivals",
    "schakel.domain.privacy",
    "schakel.entrypoints.neighbourhood_sheet",
    "schakel.entrypoints.desk",
    "schakel.entrypoints.public",
    "schakel.entrypoints.worker",
    "schakel.entrypoints.manage",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "schakel.entrypoints.account.middleware.SessionMiddleware",
    "schakel.entrypoints.account.middleware.OneTimePasswordMiddleware",
    "schakel.entrypoints.account.middleware.TenantMiddleware",
    "schakel.entrypoints.public.errors.NotAllowedMiddleware",
]

ROOT_URLCONF = "schakel.config.urls"
WSGI_APPLICATION = "schakel.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "schakel.entrypoints.account.context.place",
            ],
        },
    },
]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "domain" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("SCHAKEL_STATIC", DATA / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

# Shared by all processes and machines: rate limits and second factors count in one place.
CACHES = {
    "default": {
        "BACKEND": "schakel.foundation.database.cache.SharedCache",
        "LOCATION": "schakel_cache",
        "TIMEOUT": 3_600,
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3_600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "schakel.entrypoints.public.errors.csrf_refused"
SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CONTENT_SECURITY_POLICY = content_security.POLICY

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {"change_password": "schakel.entrypoints.account.forms.OwnPasswordForm"}
ACCOUNT_ADAPTER = "schakel.entrypoints.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "30/m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_TEMPLATE_EXTENSION = "html"
SOCIALACCOUNT_ADAPTER = "schakel.entrypoints.account.adapter.ProviderAdapter"
MFA_ADAPTER = "schakel.entrypoints.account.adapter.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "schakel.entrypoints.account.forms.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey is the second factor; what comes first stays the password.
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Schakel"

LOGGING_CONFIG = None
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ],
)
