"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def matters(request: HttpRequest) -> HttpResponse:
    """/kwesties/"""
    raise Http404
