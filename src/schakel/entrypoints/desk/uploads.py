"""Files that a colleague adds to a form."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from schakel.domain.contacts.actions import Upload


class FileInput(forms.FileInput):
    """A control that takes several files."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True, **(attrs or {})})


class FilesField(forms.FileField):
    """Any number of files; the cleaned value is a list of ``Upload``."""

    widget = FileInput

    def clean(self, chosen: Any, initial: Any = None) -> list[Upload]:
        """Read what was chosen; what may be kept is for the action to say."""
        files: list[UploadedFile[Any]] = list(chosen or ())
        return [Upload(str(file.name), file.read()) for file in files]
