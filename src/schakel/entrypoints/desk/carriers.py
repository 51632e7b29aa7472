"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def accept(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/aannemen/"""
    raise Http404


def hand_over(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/overdragen/"""
    raise Http404
