"""Several files at once in a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from schakel.foundation.files.actions import LARGEST_BYTES

MOST_FILES = 5


class FileInput(forms.FileInput):
    """The control of the browser, for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At most ``MOST_FILES`` files, none too large. Their type is told when they are kept.

    The cleaned value is a list of what ``made`` makes of a name and its bytes.
    """

    widget = FileInput

    def __init__(self, made: Callable[[str, bytes], object], **options: Any) -> None:
        super().__init__(**options)
        self.made = made

    def clean(self, value: Any, initial: Any = None) -> list[object]:
        """The files, in the order in which they were chosen."""
        files: list[UploadedFile[bytes]] = [
            super(FilesField, self).clean(each, initial) for each in value or []
        ]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most %(most)s files.") % {"most": MOST_FILES})
        for each in files:
            if (each.size or 0) > LARGEST_BYTES:
                most = LARGEST_BYTES // (1024 * 1024)
                raise forms.ValidationError(
                    _("The file “%(name)s” is too large. At most %(most)s MB is possible.")
                    % {"name": each.name, "most": most}
                )
        return [self.made(each.name or "", each.read()) for each in files]
