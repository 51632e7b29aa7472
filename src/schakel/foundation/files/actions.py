"""Files are kept, typed by their content, and read back."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import count
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from schakel.foundation.files import photos, sniff
from schakel.foundation.files.models import CHUNK_BYTES, Chunk, File
from schakel.foundation.files.scanner import check_clean
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

LARGEST_BYTES = 20 * 1024 * 1024


@transaction.atomic
def keep_file(*, actor: Actor, content: bytes, name: str, now: datetime) -> File:
    """Keep the bytes; Refused when empty, too large, or of a type that we do not take.

    A photo loses its place and other traces before it is kept.
    """
    if not content:
        raise Refused("file_is_empty", name=name)
    if len(content) > LARGEST_BYTES:
        raise Refused("file_too_large", name=name, most=LARGEST_BYTES // (1024 * 1024))
    content_type = sniff.content_type(content[: sniff.HEAD_BYTES], name)
    if content_type not in sniff.ALLOWED:
        raise Refused("file_type_not_taken", name=name)
    check_clean(content, name, settings.VIRUS_SCANNER)
    if content_type in photos.PHOTOS:
        content = photos.without_traces(content)
    file = File.objects.create(
        tenant_id=actor.tenant_id,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now,
    )
    Chunk.objects.bulk_create(
        Chunk(
            tenant_id=actor.tenant_id,
            file=file,
            position=position,
            content=content[start : start + CHUNK_BYTES],
        )
        for position, start in enumerate(range(0, len(content), CHUNK_BYTES))
    )
    return file


@transaction.atomic
def keep_bytes(*, actor: Actor, content: BinaryIO, content_type: str, now: datetime) -> File:
    """Keep bytes as they are, of any size, a chunk at a time. For what is never shown as it is.

    What comes from elsewhere in one piece goes by ``keep_file``, which looks at what it is.
    """
    chunk = content.read(CHUNK_BYTES)
    digest, size = hashlib.sha256(chunk), len(chunk)
    file = File.objects.create(
        tenant_id=actor.tenant_id,
        content_type=content_type,
        size=size,
        sha256=digest.hexdigest(),
        created_at=now,
    )
    for position in count():
        Chunk.objects.create(tenant_id=actor.tenant_id, file=file, position=position, content=chunk)
        chunk = content.read(CHUNK_BYTES) if len(chunk) == CHUNK_BYTES else b""
        if not chunk:
            break
        digest.update(chunk)
        size += len(chunk)
    if size != file.size:
        file.size, file.sha256 = size, digest.hexdigest()
        file.save(update_fields=["size", "sha256"])
    return file


def read_file(file: File) -> Iterator[bytes]:
    """The bytes, a chunk at a time."""
    chunks = Chunk.objects.filter(file=file).order_by("position")
    contents = chunks.values_list("content", flat=True)
    # A cursor on the server takes three statements: only for what does not fit at once.
    is_small = file.size <= CHUNK_BYTES
    for content in contents if is_small else contents.iterator(chunk_size=4):
        yield bytes(content)


def forget_files(*, files: Collection[int]) -> None:
    """The bytes of these files, and that they were there, are gone."""
    Chunk.objects.filter(file__in=files).delete()
    File.objects.filter(pk__in=files).delete()
