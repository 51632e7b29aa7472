"""The one door of what an institution can do without: where it is off, its pages are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern

from schakel.domain.organisations.rules import Module

View = Callable[..., HttpResponseBase]


def of_module(module: Module, *routes: URLPattern) -> list[URLPattern]:
    """These routes belong to ``module``: 404 in an institution that did not turn it on."""
    for route in routes:
        route.callback = _while_on(module, route.callback)
    return list(routes)


def _while_on(module: Module, view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Outside of any tenant the view itself says so.
        if hasattr(request, "tenant") and module not in request.modules:  # type: ignore[attr-defined]  # set with the tenant
            raise Http404
        return view(request, *args, **kwargs)

    guarded.of_module = module  # type: ignore[attr-defined]  # for who walks the routes
    return guarded
