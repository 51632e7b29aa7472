"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def pass_on(request: HttpRequest, matter_id: int) -> HttpResponse:
    """/kwesties/<int:matter_id>/doorsturen/"""
    raise Http404
