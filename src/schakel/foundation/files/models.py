"""Bytes, in PostgreSQL and never on a local disk: web and worker run on any number of machines.

A file has no name here: a name tells too much, so it stands with whoever refers to the file.
"""

from typing import ClassVar

from django.db import models

from schakel.foundation.tenancy.models import TenantForeignKey, TenantModel

CHUNK_BYTES = 256 * 1024


class File(TenantModel):
    """What was uploaded: its type by content, its size in bytes, its digest."""

    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "files_file"

    def __str__(self) -> str:
        return f"file {self.pk}"


class Chunk(TenantModel):
    """A part of at most ``CHUNK_BYTES`` of a file."""

    file = TenantForeignKey(File)
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "files_chunk"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant", "file", "position"], name="files_chunk_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"chunk {self.position} of file {self.file_id}"
