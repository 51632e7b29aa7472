"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def connection(request: HttpRequest, connection_id: int) -> HttpResponse:
    """/verbindingen/<int:connection_id>/"""
    raise Http404


def rhythm(request: HttpRequest, connection_id: int) -> HttpResponse:
    """/verbindingen/<int:connection_id>/ritme/"""
    raise Http404
