"""The signed token in the form: it makes sending twice one matter, and tells how old a form is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.tokens import new_token

# Nobody writes a message and a name in less; a program does.
LEAST_TIME = timedelta(seconds=3)
MOST_TIME = timedelta(hours=24)

_SIGNER = "schakel.public.form"


@dataclass(frozen=True)
class FormToken:
    """``key`` is once for each form that was shown; ``shown_at`` in seconds since 1970."""

    key: str
    shown_at: float


def made(now: datetime) -> str:
    """A token for a form that is shown now."""
    content = {"key": new_token(), "at": now.timestamp()}
    return Signer(salt=_SIGNER).sign_object(content)


def read(text: str) -> FormToken | None:
    """What a token says; None when it is not of ours."""
    try:
        content = Signer(salt=_SIGNER).unsign_object(text)
    except BadSignature:
        return None
    return FormToken(str(content["key"]), float(content["at"]))


def check(token: FormToken | None, now: datetime) -> FormToken:
    """Refused when the form is not ours, was open for a day, or filled in within moments."""
    if token is None or now.timestamp() - token.shown_at > MOST_TIME.total_seconds():
        raise Refused("form_too_old")
    if now.timestamp() - token.shown_at < LEAST_TIME.total_seconds():
        raise Refused("form_too_fast")
    return token
