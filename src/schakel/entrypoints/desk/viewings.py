"""That somebody looked, downloaded or exported is written down, by the numbers in the address."""

from collections.abc import Mapping

from django.http import HttpResponseBase

from schakel.domain.privacy.actions import note_viewing
from schakel.domain.privacy.rules import Deed, Subject
from schakel.foundation.tenancy.requests import TenantRequest

_NUMBERS = {
    "attachment_id": Subject.ATTACHMENT,
    "message_id": Subject.MESSAGE,
    "initiative_id": Subject.INITIATIVE,
    "connection_id": Subject.CONNECTION,
    "matter_id": Subject.MATTER,
    "party_id": Subject.PARTY,
    "area_id": Subject.AREA,
    "sheet_number": Subject.SHEET,
    "arrival_id": Subject.MAIL,
}
# The number of no list: a list is about nobody in particular.
_ALL = 0


def noted(
    request: TenantRequest, response: HttpResponseBase, numbers: Mapping[str, object]
) -> HttpResponseBase:
    """The response; that it was given is written down. One query, of pages about somebody only."""
    if response.status_code != 200:
        return response
    as_file = response.has_header("Content-Disposition")
    if "what" in numbers and as_file:
        _note(request, Subject.LIST, _ALL, Deed.EXPORTED)
        return response
    if request.method != "GET" and not as_file:
        return response
    for name, subject in _NUMBERS.items():
        number = numbers.get(name)
        if isinstance(number, int):
            _note(request, subject, number, Deed.DOWNLOADED if as_file else Deed.SEEN)
            break
    return response


def _note(request: TenantRequest, subject: Subject, number: int, deed: Deed) -> None:
    note_viewing(
        actor=request.actor, subject=subject, subject_id=number, deed=deed, now=request.now
    )
