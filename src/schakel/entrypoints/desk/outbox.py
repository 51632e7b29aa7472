"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def outbox(request: HttpRequest) -> HttpResponse:
    """/uitgaand/"""
    raise Http404


def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """/uitgaand/<int:message_id>/"""
    raise Http404
