"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def paper_code(request: HttpRequest) -> HttpResponse:
    """/uw-pagina/"""
    raise Http404


def page(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/"""
    raise Http404


def code(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/code/"""
    raise Http404


def renew(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/vernieuwen/"""
    raise Http404


def add(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/toevoegen/"""
    raise Http404


def correct(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/verbeteren/"""
    raise Http404


def close(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/afsluiten/"""
    raise Http404


def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/intrekken/"""
    raise Http404


def reopen(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/heropenen/"""
    raise Http404


def other_person(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/iemand-anders/"""
    raise Http404


def was_heard(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/gehoord/"""
    raise Http404


def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/gegevens/"""
    raise Http404


def attachment(request: HttpRequest, token: str, attachment_id: int) -> HttpResponse:
    """/uw-pagina/<str:token>/bijlage/<int:attachment_id>/"""
    raise Http404
