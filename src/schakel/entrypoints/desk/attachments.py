"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def download(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """/bijlagen/<int:attachment_id>/"""
    raise Http404
