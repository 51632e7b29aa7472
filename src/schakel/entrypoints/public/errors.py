"""Pages for what went wrong: a sentence that says what to do, never a stack trace."""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import is_valid_path, reverse


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request made no sense."""
    return render(request, "ui/error.html", {"status": 400}, status=400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for you, or not any more."""
    return render(request, "ui/error.html", {"status": 403}, status=403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 by Django's forgery protection: usually a page that was open for too long."""
    return render(request, "ui/error.html", {"status": "csrf"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: does not exist, or not for you; the difference is not told."""
    return render(request, "ui/error.html", {"status": 404}, status=404)


class NotAllowedMiddleware:
    """405: an address that only takes what a button sends, opened in another way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Give the refusal words, and keep the methods that it allows."""
        answer = self.get_response(request)
        if not isinstance(answer, HttpResponseNotAllowed):
            return answer
        page = render(
            request, "ui/error.html", {"status": 405, "back_url": _page_above(request)}, status=405
        )
        page["Allow"] = answer["Allow"]
        return page


def failed(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Rendered without context processors, which may be what failed."""
    return HttpResponse(render_to_string("ui/error.html", {"status": 500}), status=500)


def _page_above(request: HttpRequest) -> str:
    """Where the button stands: the nearest address above this one that exists."""
    for above in PurePosixPath(request.path).parents:
        address = f"{above}/".replace("//", "/")
        if address != "/" and is_valid_path(address):
            return address
    actor = getattr(request, "actor", None)
    return reverse("today" if actor is not None and actor.is_staff else "home")
