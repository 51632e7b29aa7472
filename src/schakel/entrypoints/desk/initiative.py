"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def initiative(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """/initiatieven/<int:initiative_id>/"""
    raise Http404


def move(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """/initiatieven/<int:initiative_id>/fase/"""
    raise Http404


def course(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """/initiatieven/<int:initiative_id>/koers/"""
    raise Http404


def ask(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """/initiatieven/<int:initiative_id>/hulp/"""
    raise Http404


def give(request: HttpRequest, help_id: int) -> HttpResponse:
    """/hulp/<int:help_id>/"""
    raise Http404
