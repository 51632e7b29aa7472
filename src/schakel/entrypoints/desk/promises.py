"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def record(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/toezegging/"""
    raise Http404


def settle(request: HttpRequest, promise_id: int) -> HttpResponse:
    """/toezeggingen/<int:promise_id>/"""
    raise Http404
