"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def answer(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/antwoord/"""
    raise Http404


def interim(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/tussenbericht/"""
    raise Http404
