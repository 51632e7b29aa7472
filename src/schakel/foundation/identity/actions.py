"""Log-ins are made, reset and closed. Nobody resets their own alone: rules of who may are above."""

import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction

from schakel.foundation.identity.models import User


@transaction.atomic
def make_log_in(*, email: str) -> tuple[User, str | None]:
    """The log-in of an address, with its first password; None when it had one already."""
    found = User.objects.filter(email=email.lower()).first()
    if found is not None:
        return found, None
    password = _password()
    return User.objects.create_user(email, password), password


@transaction.atomic
def reset_log_in(*, user: User) -> str:
    """A new password, no second factor, and the end of every session; gives the password.

    Sessions end by the password: each holds a digest of it, which is compared at every request.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    password = _password()
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    Authenticator.objects.filter(user=user).delete()
    return password


@transaction.atomic
def close_log_in(*, user: User) -> None:
    """The log-in opens nothing any more."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def _password() -> str:
    """96 random bits, in groups that can be read out over the phone."""
    text = secrets.token_hex(12)
    return "-".join(text[start : start + 6] for start in range(0, len(text), 6))
