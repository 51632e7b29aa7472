"""Who may enter a public page: everybody inside a tenant, and one page only by its code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from schakel.domain.access.actions import page_link
from schakel.domain.access.models import PageLink
from schakel.domain.followers.queries import somebody_follows
from schakel.domain.initiatives.queries import something_was_asked
from schakel.domain.matters.models import Matter
from schakel.domain.privacy.queries import who_came_goes_on
from schakel.domain.spokespersons.queries import spoken_for_since
from schakel.domain.surveys.models import SaidWord
from schakel.domain.surveys.queries import Said, read_along, said_in
from schakel.entrypoints.public.opened import is_open
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.tenancy.context import also_show
from schakel.foundation.tenancy.requests import TenantRequest

P = ParamSpec("P")
View = Callable[Concatenate[TenantRequest, P], HttpResponseBase]
PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True)
class OwnPage:
    """A page that was opened with its code: the link, its token, who acts, and the matter.

    ``is_asked`` says that we ask something, or once did: to show their idea, or to meet somebody.
    ``erase_on`` is the day on which their data goes, when we ask whether we may keep it. ``words``
    are what they said of the contact, the last first. ``speaks_since`` is set when somebody else
    spoke for the group before: what that one said of the contact stays between them and us.
    """

    link: PageLink
    token: str
    actor: Actor
    matter: Matter
    is_asked: bool = False
    is_followed: bool = False
    erase_on: date | None = None
    words: list[Said] = field(default_factory=list)
    speaks_since: datetime | None = None


OwnView = Callable[Concatenate[TenantRequest, OwnPage, P], HttpResponseBase]
TokenView = Callable[..., HttpResponseBase]


def for_residents(view: View[P]) -> PlainView[P]:
    """Let everybody in, inside a tenant; without one, say that there is none here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not hasattr(request, "tenant"):
            return render(request, "public/no_tenant.html")
        return view(cast(TenantRequest, request), *args, **kwargs)

    return guarded


def link_of(token: str) -> PageLink:
    """The link of a token; 404 when nobody ever got it."""
    link = page_link(token)
    if link is None:
        raise Http404
    return link


def open_own_page(request: TenantRequest, link: PageLink, token: str) -> OwnPage:
    """Show the matter of a link, in confidence or not, to who opened its page with a code."""
    actor = resident(request.tenant.pk, link.matter_id)
    if link.confidential:
        also_show(link.matter_id)
    matters = Matter.objects.visible_to(actor).select_related("party", "owner", "second")
    found: Any = matters.annotate(
        is_asked=something_was_asked(),
        is_followed=somebody_follows(),
        erase_on=who_came_goes_on(),
        words=read_along(SaidWord.objects.visible_to(actor)),
        speaks_since=spoken_for_since(),
    ).get()
    return OwnPage(
        link=link,
        token=token,
        actor=actor,
        matter=found,
        is_asked=found.is_asked,
        is_followed=found.is_followed,
        erase_on=found.erase_on,
        words=_own_words(said_in(found.words), found.speaks_since),
        speaks_since=found.speaks_since,
    )


def _own_words(words: list[Said], since: datetime | None) -> list[Said]:
    """Without what somebody else said who spoke for the group before."""
    return words if since is None else [each for each in words if each.given_at >= since]


def on_own_page(view: OwnView[P]) -> TokenView:
    """Let in who opened this page with its code; others go to the page that asks for one."""

    @wraps(view)
    @never_cache
    def guarded(
        plain: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not hasattr(plain, "tenant"):
            return render(plain, "public/no_tenant.html")
        request = cast(TenantRequest, plain)
        link = link_of(token)
        if not is_open(request, link):
            return redirect("page", token)
        return view(request, open_own_page(request, link, token), *args, **kwargs)

    return guarded
