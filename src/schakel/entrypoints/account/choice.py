"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def choose_tenant(request: HttpRequest) -> HttpResponse:
    """/account/organisatie/"""
    raise Http404
