"""Form widgets that send what the browser's own control gives, and the trap for spam."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date control; the value travels as ISO 8601."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time control; the value travels as ISO 8601."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Honeypot(forms.TextInput):
    """A field that people do not see and programs fill in. Keep the field ``required=False``."""

    is_honeypot = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"tabindex": "-1", "autocomplete": "off", **(attrs or {})})
