"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def new_matters(request: HttpRequest) -> HttpResponse:
    """/nieuw/"""
    raise Http404
