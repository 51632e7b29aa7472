"""Log-ins are given out, and given anew to who lost theirs.

Rights are not decided here: callers ask the rules of ``staff`` first, and write the journal of
the tenant in which it happens.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from schakel.foundation.identity.models import User
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
    All sessions end: each holds a digest of the old password.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    password = new_paper_code()
    user.password_is_one_time = True
    user.set_password(password)
    user.save(update_fields=["password", "password_is_one_time"])
    Authenticator.objects.filter(user=user).delete()
    return password


@transaction.atomic
def choose_password(*, user: User, password: str) -> User:
    """Set a password of the owner's choice; their other sessions end."""
    user.password_is_one_time = False
    user.set_password(password)
    user.save(update_fields=["password", "password_is_one_time"])
    return user


@transaction.atomic
def give_second_factor(*, user: User, secret: str) -> list[str]:
    """A second factor by this base-32 secret (RFC 6238); gives the recovery codes."""
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes
