"""What a session remembers of its log-in: which one it is, and who vouched for it when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from schakel.entrypoints.account.browsers import kind_of
from schakel.foundation.identity.actions import begin_session, use_session
from schakel.foundation.identity.models import User

_NUMBER, _KEY, _USED = "log_in", "log_in_key", "log_in_used"
_VOUCHED, _ASKED = "vouched", "asked_after"
SECOND_FACTOR = "second_factor"
# More often would be a write for every page.
_KEEP_USE_EVERY = timedelta(minutes=10)
# A provider that does not answer is asked again, but not at every click.
_ASK_AGAIN_AFTER = timedelta(minutes=5)
# A form that was being filled in is still taken; after this nothing is.
_GRACE = timedelta(hours=1)


def begin(request: HttpRequest, user: User, now: datetime) -> None:
    """Somebody is in, past every step."""
    if request.session.session_key is None:
        request.session.save()
    key = str(request.session.session_key)
    browser = kind_of(request.headers.get("User-Agent", ""))
    kept = begin_session(user=user, key=key, browser=browser, now=now)
    _remember(request, kept.pk, key, now)


def number_of(request: HttpRequest) -> int | None:
    """The number of this session in the list of its owner."""
    number: int | None = request.session.get(_NUMBER)
    return number


def keep_use(request: HttpRequest, now: datetime) -> None:
    """Keep that it was used, once in a while, and under which key it goes on."""
    number, key = number_of(request), request.session.session_key
    if number is None or key is None:
        return
    used = datetime.fromtimestamp(request.session[_USED], tz=now.tzinfo)
    if key != request.session[_KEY] or now - used >= _KEEP_USE_EVERY:
        use_session(number=number, key=key, now=now)
        _remember(request, number, key, now)


def vouched(request: HttpRequest, now: datetime) -> None:
    """The provider says that it is them, now; it asked for their second factor, too."""
    request.session[_VOUCHED] = now.timestamp()
    request.session[SECOND_FACTOR] = True


def is_by_provider(request: HttpRequest) -> bool:
    """Whether the provider vouches for this session."""
    return _VOUCHED in request.session


def is_to_be_asked(request: HttpRequest, now: datetime) -> bool:
    """Whether the word of the provider is too old, and it was not just asked."""
    asked = request.session.get(_ASKED, 0)
    return (
        is_by_provider(request)
        and _age(request, now) >= _hours()
        and now.timestamp() - asked >= _ASK_AGAIN_AFTER.total_seconds()
    )


def is_over(request: HttpRequest, now: datetime) -> bool:
    """Whether nobody vouches for this session any more."""
    return is_by_provider(request) and (
        settings.OIDC is None or _age(request, now) >= _hours() + _GRACE
    )


def asked(request: HttpRequest, now: datetime) -> None:
    """The provider is being asked now."""
    request.session[_ASKED] = now.timestamp()


def _hours() -> timedelta:
    return timedelta(hours=settings.OIDC.hours if settings.OIDC else 0)


def _age(request: HttpRequest, now: datetime) -> timedelta:
    return timedelta(seconds=now.timestamp() - request.session[_VOUCHED])


def _remember(request: HttpRequest, number: int, key: str, now: datetime) -> None:
    request.session[_NUMBER] = number
    request.session[_KEY] = key
    request.session[_USED] = now.timestamp()
