"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """/healthz"""
    raise Http404
