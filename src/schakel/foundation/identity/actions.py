"""Log-ins are given out, and given anew to who lost theirs.

Rights are not decided here: callers ask the rules of ``staff`` first, and write the journal of
the tenant in which it happens.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from schakel.foundation.identity.models import BrowserSession, User
from schakel.foundation.identity.queries import PROVIDER
from schakel.foundation.kernel.tokens import new_paper_code


@transaction.atomic
def give_log_in(*, email: str) -> tuple[User, str]:
    """The log-in of an address, with a first password of 80 random bits, for one time.

    The password is empty when the address has a log-in already, in this institution or another:
    then that one counts, with its own password.
    """
    known = User.objects.filter(email=email.strip().lower()).first()
    if known is not None:
        return known, ""
    password = new_paper_code()
    user = User.objects.create_user(email.strip(), password, password_is_one_time=True)
    return user, password


@transaction.atomic
def reset_log_in(*, user: User) -> str:
    """A new password for who lost theirs, for one time; give it to them, and to nobody else.

    Second factors and recovery codes are gone, so that new ones are set up at the next log-in.
    All sessions end: each holds a digest of the old password. Whoever logged in with the identity
    provider no longer does, until they join again.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    password = new_paper_code()
    user.password_is_one_time = True
    user.set_password(password)
    user.save(update_fields=["password", "password_is_one_time"])
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    _end(BrowserSession.objects.filter(user=user))
    return password


@transaction.atomic
def choose_password(*, user: User, password: str, session: int | None = None) -> User:
    """Set a password of the owner's choice; their sessions end, but the one with this number."""
    user.password_is_one_time = False
    user.set_password(password)
    user.save(update_fields=["password", "password_is_one_time"])
    _end(BrowserSession.objects.filter(user=user).exclude(pk=session or 0))
    return user


@transaction.atomic
def give_second_factor(*, user: User, secret: str) -> list[str]:
    """A second factor by this base-32 secret (RFC 6238); gives the recovery codes."""
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


@transaction.atomic
def join_provider(*, user: User | None, email: str, subject: str) -> User:
    """Somebody logs in with the identity provider from now on, and no longer with a password.

    ``subject`` is the digest of their account there. What they had to log in with is gone, and so
    are their sessions: else they could come in when their account there is closed. ``user`` None
    makes a log-in.
    """
    if user is None:
        user = User.objects.create_user(email)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_unusable_password()
    user.password_is_one_time = False
    user.save(update_fields=["password", "password_is_one_time"])
    Authenticator.objects.filter(user=user).delete()
    _end(BrowserSession.objects.filter(user=user))
    SocialAccount.objects.create(user=user, provider=PROVIDER, uid=subject)
    return user


@transaction.atomic
def begin_session(*, user: User, key: str, browser: str, now: datetime) -> BrowserSession:
    """Keep that somebody logged in, in this kind of browser; what is over is forgotten."""
    known = Session.objects.filter(expire_date__gt=now).values("session_key")
    BrowserSession.objects.filter(user=user).exclude(key__in=known).delete()
    return BrowserSession.objects.create(
        user=user, key=key, browser=browser, started_at=now, used_at=now
    )


def use_session(*, number: int, key: str, now: datetime) -> None:
    """Keep that a session was used, under the key that it has now."""
    BrowserSession.objects.filter(pk=number).update(key=key, used_at=now)


@transaction.atomic
def end_session(*, user: User, number: int) -> int:
    """End one session of one's own. Returns how many ended."""
    return _end(BrowserSession.objects.filter(user=user, pk=number))


@transaction.atomic
def end_other_sessions(*, user: User, number: int | None) -> int:
    """End all sessions of one's own but the one with this number. Returns how many ended."""
    return _end(BrowserSession.objects.filter(user=user).exclude(pk=number or 0))


def _end(sessions: QuerySet[BrowserSession]) -> int:
    keys = list(sessions.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return len(keys)
