"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def act(request: HttpRequest, token: str) -> HttpResponse:
    """/doen/<str:token>/"""
    raise Http404
