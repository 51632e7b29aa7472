"""``{% load ui %}``: the words of ``words.py`` as filters, and the control of a form field."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from schakel.foundation.ui import words

register = template.Library()

_TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"
_CLASSES = {
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
    "select": "utrecht-select utrecht-select--html-select",
    "checkbox": "utrecht-checkbox utrecht-checkbox--html-input",
    "file": "file-input",
    "clearablefile": "file-input",
}


@register.filter
def long_date(day: date | datetime | None, today: date | None = None) -> str:
    """As ``words.long_date``; nothing for no day."""
    return words.long_date(day, today) if day else ""


@register.filter
def deadline(day: date | datetime | None, today: date | None = None) -> str:
    """As ``words.deadline``; nothing for no day."""
    return words.deadline(day, today) if day else ""


@register.filter
def moment(at: datetime | None, today: date | None = None) -> str:
    """As ``words.moment``; nothing for no moment."""
    return words.moment(at, today) if at else ""


@register.filter
def sentence_list(items: Sequence[object]) -> str:
    """Noor, Sam and Piet."""
    return words.sentence_list(items)


@register.filter
def is_honeypot(field: BoundField) -> bool:
    """Whether people never see this field."""
    return getattr(field.field.widget, "is_honeypot", False)


@register.filter
def focus_id(field: BoundField) -> str:
    """The element that the error summary jumps to: the control, or its group of choices."""
    return field.id_for_label or field.auto_id


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a form field, in the classes of the design system.

    Django adds ``aria-describedby`` and ``aria-invalid``; a required field is said in words.
    """
    classes = _CLASSES.get(field.widget_type, _TEXTBOX)
    if field.errors:
        classes += f" {classes.split()[0]}--invalid"
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{own} {classes}".strip()})
