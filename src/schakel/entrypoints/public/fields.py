"""Fields that public forms share: several files at once, and ways to be reached."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.contacts.actions import Upload
from schakel.foundation.files.actions import LARGEST_BYTES

MOST_FILES = 5
REACH_CHOICES = [
    ("mail", gettext_lazy("e-mail")),
    ("phone", gettext_lazy("phone")),
    ("letter", gettext_lazy("letter")),
    ("visit", gettext_lazy("visit at home")),
]


class FileInput(forms.FileInput):
    """The control of the browser, for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At most ``MOST_FILES`` files, none too large. Their type is told when they are kept."""

    widget = FileInput

    def clean(self, value: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """The files, in the order in which they were chosen."""
        files = [super(FilesField, self).clean(each, initial) for each in value or []]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most %(most)s files.") % {"most": MOST_FILES})
        for each in files:
            if each.size > LARGEST_BYTES:
                most = LARGEST_BYTES // (1024 * 1024)
                raise forms.ValidationError(
                    _("The file “%(name)s” is too large. At most %(most)s MB is possible.")
                    % {"name": each.name, "most": most}
                )
        return files


def uploads(files: "list[UploadedFile[bytes]]") -> list[Upload]:
    """The files as the actions take them."""
    return [Upload(name=each.name or "", content=each.read()) for each in files]
