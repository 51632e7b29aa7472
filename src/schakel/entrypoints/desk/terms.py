"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def suspend(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/opschorten/"""
    raise Http404


def resume(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/hervatten/"""
    raise Http404


def extend(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/verlengen/"""
    raise Http404
