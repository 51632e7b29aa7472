"""To and from the export record."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q

from schakel.foundation.files.models import CHUNK_BYTES, Chunk, File
from schakel.foundation.files.sniff import RAW_MAIL
from schakel.foundation.records.shapes import Shape


class Content:
    """The bytes of a file, which stand beside its record."""

    digest = "sha256"

    def read(self, key: int, /) -> Iterator[bytes]:
        """A chunk at a time."""
        chunks = Chunk.objects.filter(file_id=key).order_by("position")
        for content in chunks.values_list("content", flat=True).iterator(chunk_size=4):
            yield bytes(content)

    def keep(self, row: Any, path: Path, /) -> None:
        """As chunks of the file."""
        with path.open("rb") as opened:
            position = 0
            while content := opened.read(CHUNK_BYTES):
                Chunk.objects.create(
                    tenant_id=row.tenant_id, file_id=row.pk, position=position, content=content
                )
                position += 1


# A raw mail is kept as it came, with addresses in it that still work: it goes nowhere else.
SHAPES = [Shape(noun="file", model=File, beside=Content(), without=Q(content_type=RAW_MAIL))]
