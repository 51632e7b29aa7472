"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def security(request: HttpRequest) -> HttpResponse:
    """/account/beveiliging/"""
    raise Http404
