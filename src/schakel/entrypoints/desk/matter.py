"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def matter(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/"""
    raise Http404


def sort(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/soort/"""
    raise Http404


def place(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/plaats/"""
    raise Http404


def refer(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/zaak/"""
    raise Http404


def remark(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/opmerking/"""
    raise Http404


def close(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/sluiten/"""
    raise Http404


def reopen(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/heropenen/"""
    raise Http404
