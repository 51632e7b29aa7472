"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def settings(request: HttpRequest) -> HttpResponse:
    """/beheer/"""
    raise Http404


def invite(request: HttpRequest) -> HttpResponse:
    """/beheer/medewerkers/nieuw/"""
    raise Http404


def let_go(request: HttpRequest, staff_id: int) -> HttpResponse:
    """/beheer/medewerkers/<int:staff_id>/vertrek/"""
    raise Http404


def reset(request: HttpRequest, staff_id: int) -> HttpResponse:
    """/beheer/medewerkers/<int:staff_id>/herstel/"""
    raise Http404


def send_again(request: HttpRequest, message_id: int) -> HttpResponse:
    """/beheer/berichten/<int:message_id>/"""
    raise Http404
