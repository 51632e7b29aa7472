"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def initiatives(request: HttpRequest) -> HttpResponse:
    """/initiatieven/"""
    raise Http404
