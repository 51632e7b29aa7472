"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def take_part(request: HttpRequest) -> HttpResponse:
    """/meedoen/"""
    raise Http404


def received(request: HttpRequest) -> HttpResponse:
    """/meedoen/ontvangen/"""
    raise Http404
