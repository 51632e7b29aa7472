"""What several public forms ask: how to reach somebody, and how not."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy

from schakel.domain.parties.rules import clean_email, clean_phone
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.ui.refusals import sentence

REACH_CHOICES = [
    ("mail", gettext_lazy("e-mail")),
    ("phone", gettext_lazy("phone")),
    ("letter", gettext_lazy("letter")),
    ("visit", gettext_lazy("visit at home")),
]


class ContactFields(forms.Form):
    """Who somebody is, how to reach them, and how not."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    preferred_channel = forms.ChoiceField(
        label=gettext_lazy("How do you like to be reached?"),
        choices=[("", gettext_lazy("no preference")), *REACH_CHOICES],
        required=False,
    )
    avoid_channels = forms.MultipleChoiceField(
        label=gettext_lazy("How would you rather not be reached?"),
        choices=REACH_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    avoid_note = forms.CharField(
        label=gettext_lazy("What else should we not do?"),
        help_text=gettext_lazy("For example: leave no voice mail."),
        max_length=500,
        required=False,
    )

    def clean_email(self) -> str:
        """The address, if there is one."""
        return _cleaned(self.cleaned_data["email"], clean_email)

    def clean_phone(self) -> str:
        """The number in E.164, if there is one."""
        return _cleaned(self.cleaned_data["phone"], clean_phone)


def _cleaned(typed: str, clean: Callable[[str], str]) -> str:
    if not typed:
        return ""
    try:
        return clean(typed)
    except Refused as refused:
        raise forms.ValidationError(sentence(refused)) from refused
