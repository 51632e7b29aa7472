"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def today(request: HttpRequest) -> HttpResponse:
    """/vandaag/"""
    raise Http404
