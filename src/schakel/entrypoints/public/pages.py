"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def privacy(request: HttpRequest) -> HttpResponse:
    """/privacy/"""
    raise Http404


def accessibility(request: HttpRequest) -> HttpResponse:
    """/toegankelijkheid/"""
    raise Http404


def becoming(request: HttpRequest) -> HttpResponse:
    """/verbinder-worden/"""
    raise Http404
