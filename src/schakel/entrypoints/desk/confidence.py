"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def paper_code(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/papieren-code/"""
    raise Http404


def lift(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/openbaar-maken/"""
    raise Http404


def accept(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/vertrouwelijk/<int:matter_id>/aannemen/"""
    raise Http404
