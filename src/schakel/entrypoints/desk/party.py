"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def party(request: HttpRequest, party_id: int) -> HttpResponse:
    """/partijen/<int:party_id>/"""
    raise Http404


def correct(request: HttpRequest, party_id: int) -> HttpResponse:
    """/partijen/<int:party_id>/wijzigen/"""
    raise Http404
