"""A file that came or went with a contact, or is to go along with an answer."""

from collections.abc import Iterator

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from schakel.domain.answers.models import DraftFile
from schakel.domain.answers.queries import draft_file
from schakel.domain.contacts.models import Attachment
from schakel.domain.contacts.queries import attachment
from schakel.entrypoints.desk.doors import staff_only
from schakel.foundation.files.actions import read_file
from schakel.foundation.files.models import File
from schakel.foundation.files.sniff import MAIL, RAW_MAIL, SHOWN_IN_PAGE, TEXT
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.requests import TenantRequest


@staff_only()
def download(request: TenantRequest, attachment_id: int) -> HttpResponseBase:
    """A file of a contact that the reader may see."""
    return _file(request, attachment(request.actor, attachment_id))


@staff_only()
def of_draft(request: TenantRequest, draft_file_id: int) -> HttpResponseBase:
    """A file that is to go along with what the reader writes, or is asked to read."""
    return _file(request, draft_file(request.actor, draft_file_id))


def _file(request: TenantRequest, kept: Attachment | DraftFile | None) -> HttpResponseBase:
    if kept is None:
        raise Http404
    return as_file(request, kept.file, kept.name)


def as_file(request: TenantRequest, file: File, name: str) -> HttpResponseBase:
    """The bytes, by the type that their content has; a browser shows only what does no harm."""
    shown = file.content_type in SHOWN_IN_PAGE
    media_type = f"{TEXT}; charset=utf-8" if file.content_type == TEXT else file.content_type
    if file.content_type == RAW_MAIL:
        media_type = MAIL
    response = StreamingHttpResponse(_bytes(request.tenant.pk, file), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "inline"
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bytes(tenant_id: int, file: File) -> Iterator[bytes]:
    """Read while they are sent, which is after the transaction of the request."""
    with within_tenant(tenant_id):
        yield from read_file(file)
