"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def finish(request: HttpRequest, task_id: int) -> HttpResponse:
    """/taken/<int:task_id>/klaar/"""
    raise Http404
