"""Being built."""

from django.http import Http404, HttpRequest, HttpResponse


def take_in_matter(request: HttpRequest) -> HttpResponse:
    """/kwesties/nieuw/"""
    raise Http404
