"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def connections(request: HttpRequest) -> HttpResponse:
    """/verbindingen/"""
    raise Http404
