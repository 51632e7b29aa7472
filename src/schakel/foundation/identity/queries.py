"""How somebody logs in, and where they are logged in now."""

from collections.abc import Collection
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from schakel.foundation.identity.models import BrowserSession, User

# The one identity provider of this server, as the log-in library names it.
PROVIDER = "organisation"


def joined_to(subject: str) -> User | None:
    """Whose log-in an account at the identity provider is; None: of nobody yet."""
    found = SocialAccount.objects.filter(provider=PROVIDER, uid=subject).select_related("user")
    account = found.first()
    return account.user if account else None


def joined(user_ids: Collection[int]) -> frozenset[int]:
    """Who of these log in with the identity provider."""
    accounts = SocialAccount.objects.filter(provider=PROVIDER, user_id__in=user_ids)
    return frozenset(accounts.values_list("user_id", flat=True))


def open_sessions(user: User, now: datetime) -> list[BrowserSession]:
    """Where somebody is logged in, the last used first."""
    alive = Session.objects.filter(session_key=OuterRef("key"), expire_date__gt=now)
    sessions = BrowserSession.objects.filter(Exists(alive), user=user)
    return list(sessions.order_by("-used_at", "-pk"))
