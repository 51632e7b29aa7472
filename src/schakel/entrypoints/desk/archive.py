"""A copy for the archive: the answers on paper, all attachments, and what they are, in one ZIP.

The names are those of MDTO, the norm of the National Archives for metadata, written as JSON. What
has to be decided by an archivist (*waardering*) is not in it.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.domain.contacts.models import Attachment
from schakel.domain.contacts.queries import attachments_of
from schakel.domain.matters.actions import take_for_archive
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import answers_given
from schakel.domain.messages.rules import without_tokens
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.letters import as_pdf
from schakel.entrypoints.desk.visible import matter_of, url_of
from schakel.foundation.files.actions import read_file
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.models import Tenant
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence

METADATA = "metagegevens.json"
_IN_MEMORY_BYTES = 5_000_000
_PDF = "application/pdf"


@require_POST
@staff_only()
def take_along(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """All that was answered, with its attachments, as one file."""
    matter = matter_of(request, matter_id)
    answers = answers_given(matter)
    attachments = attachments_of(matter)
    if not answers:
        messages.info(request, _("Nothing was answered yet. There is no copy to take."))
        return redirect(url_of(matter))
    try:
        take_for_archive(
            actor=request.actor,
            matter=matter,
            files=len(answers) + len(attachments),
            now=request.now,
        )
        packed = _packed(request, matter, answers, attachments)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect(url_of(matter))
    return FileResponse(
        packed,
        as_attachment=True,
        filename=f"{matter.reference}.zip",
        content_type="application/zip",
    )


def _packed(
    request: TenantRequest,
    matter: Matter,
    answers: Sequence[Message],
    attachments: Sequence[Attachment],
) -> IO[bytes]:
    # Closed by the response that sends it.
    packed = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        files = [
            _put(archive, each.name, each.at, each.media_type, each.content)
            for each in _contents(request.tenant, answers, attachments)
        ]
        told = _metadata(request.tenant, matter, answers, files)
        text = json.dumps(told, ensure_ascii=False, indent=2)
        _put(archive, METADATA, request.now, "application/json", iter([text.encode()]))
    packed.seek(0)
    return packed


@dataclass(frozen=True)
class _Content:
    """A file that goes in: where, of when, of which type, and its bytes."""

    name: str
    at: datetime
    media_type: str
    content: Iterator[bytes]


def _contents(
    tenant: Tenant, answers: Sequence[Message], attachments: Sequence[Attachment]
) -> Iterator[_Content]:
    for number, answer in enumerate(answers, start=1):
        at = answer.ended_at or answer.created_at
        answer.body = without_tokens(answer.body)
        pdf = as_pdf(tenant, answer.subject, [answer], timezone.localdate(at), {})
        yield _Content(f"antwoord-{number}.pdf", at, _PDF, iter([pdf]))
    for number, each in enumerate(attachments, start=1):
        name = each.name.replace("/", "-").replace("\\", "-")
        yield _Content(
            f"bijlagen/{number:02}-{name}",
            each.contact.happened_at,
            each.file.content_type,
            read_file(each.file),
        )


def _put(
    archive: ZipFile, name: str, at: datetime, media_type: str, content: Iterator[bytes]
) -> dict[str, Any]:
    """Write a file in the ZIP, a piece at a time; gives what MDTO calls its *bestand*."""
    local = timezone.localtime(at)
    info = ZipInfo(name, local.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w") as place:
        for piece in content:
            place.write(piece)
            digest.update(piece)
            size += len(piece)
    return {
        "naam": name,
        "omvang": size,
        "bestandsformaat": {"begripLabel": media_type},
        "checksum": {
            "checksumAlgoritme": {"begripLabel": "SHA-256"},
            "checksumWaarde": digest.hexdigest(),
            "checksumDatum": local.isoformat(),
        },
    }


def _metadata(
    tenant: Tenant, matter: Matter, answers: Sequence[Message], files: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    known_as = [(matter.reference, tenant.name)]
    if matter.case_number:
        known_as.append((matter.case_number, matter.case_system))
    events = [("Ontvangst", matter.received_at)]
    events += [("Verzending", each.ended_at or each.created_at) for each in answers]
    return {
        "informatieobject": {
            "identificatie": [
                {"identificatieKenmerk": number, "identificatieBron": source}
                for number, source in known_as
            ],
            "naam": matter.subject,
            "aggregatieniveau": {"begripLabel": "Dossier"},
            "taal": matter.party.language,
            "event": [
                {
                    "eventType": {"begripLabel": kind},
                    "eventTijd": timezone.localtime(at).isoformat(),
                }
                for kind, at in events
            ],
            "archiefvormer": {"verwijzingNaam": tenant.name},
            "beperkingGebruik": {
                "beperkingGebruikType": {
                    "begripLabel": "Vertrouwelijk" if matter.confidential else "Persoonsgegevens"
                }
            },
        },
        "bestand": [
            {**each, "isRepresentatieVan": {"verwijzingNaam": matter.reference}} for each in files
        ],
    }
