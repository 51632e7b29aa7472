"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def record(request: HttpRequest) -> HttpResponse:
    """/contact/"""
    raise Http404
