"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def parties(request: HttpRequest) -> HttpResponse:
    """/partijen/"""
    raise Http404


def lookup(request: HttpRequest) -> HttpResponse:
    """/partijen/zoeken/"""
    raise Http404
