"""Forms of allauth, where ours differ."""

from typing import Any

from allauth.account.forms import ChangePasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.foundation.identity.models import User


class OwnPasswordForm(ChangePasswordForm):
    """Who was given a password a moment ago has not forgotten it: no way to another one."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if isinstance(self.user, User) and self.user.password_is_one_time:
            self.fields["oldpassword"].help_text = ""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey, with a name by which its owner knows it again."""

    name = forms.CharField(
        label=_("Name of this passkey"),
        help_text=_("By this you know it again, such as: laptop at work."),
        max_length=60,
        required=False,
    )
