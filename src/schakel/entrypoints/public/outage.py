"""The page for when a request failed: the database is away for a moment, or it is our mistake."""

import sys

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from schakel.entrypoints.public import errors

SECONDS_UNTIL_ANOTHER_TRY = 30


def failed(request: HttpRequest) -> HttpResponse:
    """503 when the database did not answer, or had no room; else 500.

    Django calls this while it handles what went wrong. Rendered without context processors,
    which ask the database.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return errors.failed(request)
    page = HttpResponse(render_to_string("ui/error.html", {"status": 503}), status=503)
    page["Retry-After"] = str(SECONDS_UNTIL_ANOTHER_TRY)
    return page
