"""What every page may use: whose pages these are, who is looking, and the menu."""

from collections.abc import Set as AbstractSet
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.organisations.rules import Module
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.ui.components import NavigationItem


def place(request: HttpRequest) -> dict[str, Any]:
    """The tenant for public pages; the menu and the actor's name for the desk."""
    tenant = getattr(request, "tenant", None)
    actor: Actor | None = getattr(request, "actor", None)
    provider = {"provider": settings.OIDC}
    if tenant is None or actor is None:
        return provider
    shown: dict[str, Any] = provider | {
        "tenant_name": tenant.name,
        "tenant_url": reverse("home"),
        "tenant_phone": tenant.phone,
        "privacy_url": reverse("privacy"),
        "accessibility_url": reverse("accessibility"),
        "today": request.today,  # type: ignore[attr-defined]  # set with the tenant
        "modules": request.modules,  # type: ignore[attr-defined]  # set with the tenant
    }
    if actor.is_staff:
        shown |= {
            "navigation": navigation(actor, shown["modules"]),
            "actor_name": request.actor_name,  # type: ignore[attr-defined]  # set with the actor
            "record_contact_url": reverse("contact") if _records(actor) else "",
            "search_url": reverse("search") if _records(actor) else "",
            "log_out_url": reverse("account_logout"),
        }
    return shown


def navigation(actor: Actor, modules: AbstractSet[str]) -> list[NavigationItem]:
    """At most five entries, for what this actor has to do. ``modules`` are those that are on."""
    if _records(actor):
        names = [
            (_("Today"), "today"),
            (_("New"), "new-matters"),
            (_("Matters"), "matters"),
            (_("Connections"), "connections"),
            (_("People and groups"), "parties"),
        ]
    else:
        names = [(_("Today"), "today")]
        if actor.has_role("councillor", "sponsor") and Module.COUNCIL in modules:
            names.append((_("Bring in"), "council"))
    if actor.has_role("administrator"):
        names = [*names[:4], (_("Settings"), "settings")]
    return [NavigationItem(reverse(name), label) for label, name in names]


def _records(actor: Actor) -> bool:
    """Whether contact with people is this actor's work."""
    return actor.has_role("connector", "official", "volunteer")
