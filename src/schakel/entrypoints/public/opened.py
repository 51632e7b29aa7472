"""Which pages a browser has opened with a code. Kept in its session, for a few hours."""

from django.contrib.sessions.backends.base import SessionBase

from schakel.domain.access.actions import state_of
from schakel.domain.access.models import PageLink
from schakel.domain.access.rules import PAGE_STAYS_OPEN, LinkState
from schakel.foundation.kernel.tokens import new_token
from schakel.foundation.tenancy.requests import TenantRequest

_PAGES = "pages"
_BROWSER = "browser"


def browser_of(session: SessionBase) -> str:
    """A secret of this browser, made when it is first asked for."""
    if _BROWSER not in session:
        session[_BROWSER] = new_token()
    return str(session[_BROWSER])


def keep_open(request: TenantRequest, link: PageLink) -> None:
    """Let this browser stay on the page for a while, under a new session number."""
    request.session.cycle_key()
    until = int((request.now + PAGE_STAYS_OPEN).timestamp())
    request.session[_PAGES] = {**request.session.get(_PAGES, {}), _name(link): until}


def is_open(request: TenantRequest, link: PageLink) -> bool:
    """Whether this browser may see the page now; a link that ended opens nothing."""
    until = request.session.get(_PAGES, {}).get(_name(link), 0)
    live = state_of(link, request.now) is LinkState.LIVE
    return live and request.now.timestamp() < until


def _name(link: PageLink) -> str:
    return f"{link.tenant_id}:{link.pk}"
