"""Whatever somebody types wrongly: the form says it in our own plain words, not in Django's."""

import gettext
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

import schakel.entrypoints
from schakel.foundation.ui.plain_dutch import faults

WRONG: list[Any] = [
    None, "", [], "x", "x" * 100_001, "\x00", "-1", "1e99", "31-31-2026", "99:99", ["x"], "x@", "€",
    SimpleUploadedFile("leeg.txt", b""), SimpleUploadedFile("x" * 300, b"x"), 7,
]  # fmt: skip


def form_classes() -> list[type[forms.Form]]:
    for each in pkgutil.walk_packages(schakel.entrypoints.__path__, "schakel.entrypoints."):
        if not each.name.endswith(".main") and ".waterhoven" not in each.name:
            importlib.import_module(each.name)

    def below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
        for each in form.__subclasses__():
            yield each
            yield from below(each)

    return sorted(
        {each for each in below(forms.Form) if each.__module__.startswith("schakel.")},
        key=lambda each: f"{each.__module__}.{each.__name__}",
    )


def djangos_own() -> list[re.Pattern[str]]:
    """Django's Dutch of what stands in its validators and fields, with anything in its places."""
    folder = Path(django.__file__).parent / "conf" / "locale"
    catalogue = gettext.translation("django", folder, ["nl"])._catalog  # type: ignore[attr-defined]
    return [
        re.compile(re.sub(r"%\\\(\w+\\\)[sd]|%\(\w+\)[sd]", ".*", re.escape(text)))
        for text in catalogue.values()
        if isinstance(text, str) and len(text) > 12
    ]


def said_by(field: forms.Field) -> set[str]:
    found = set()
    for wrong in WRONG:
        try:
            field.clean(wrong)
        except ValidationError as error:
            found |= set(error.messages)
        except (TypeError, AttributeError):
            continue  # no browser sends that to this field
    return found


@pytest.mark.django_db
def test_no_form_says_a_sentence_of_django(tenant):
    own, found = djangos_own(), set()
    forms_here = form_classes()
    assert len(forms_here) > 40
    with translation.override("nl"):
        for form in forms_here:
            for name, field in form.base_fields.items():
                for text in said_by(field):
                    if any(pattern.fullmatch(text) for pattern in own) or faults(text):
                        found.add(f"{form.__name__}.{name}: {text}")
    assert found == set()
