"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def absences(request: HttpRequest) -> HttpResponse:
    """/afwezig/"""
    raise Http404
