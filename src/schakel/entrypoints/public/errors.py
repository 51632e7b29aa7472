"""Pages for what went wrong: a sentence that says what to do, never a stack trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


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


def failed(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Rendered without context processors, which may be what failed."""
    return HttpResponse(render_to_string("ui/error.html", {"status": 500}), status=500)
