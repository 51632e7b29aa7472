"""Beheer: does our mail go out? A mail to try it with, and in words what is wrong."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import new_message_id
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.mail_account import account_of
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import Outside, TenantRequest
from schakel.foundation.ui.refusals import sentence
from schakel.gateways.mail import Account, Envelope, Trial, try_out

_CERTIFICATE = gettext_lazy(
    "We cannot be sure that this is their server. Use the name that its certificate bears."
)
_TLS = gettext_lazy("The way to keep the line from others is wrong. Try the other one.")
_LINE = gettext_lazy("The server did not answer. Look at its name and port, and try once more.")
_TOKEN_HOST = gettext_lazy("Look at the address for the token.")
WRONG: dict[str, Lazy] = {
    "no_server": gettext_lazy("No mail server is chosen. Fill in which server sends our mail."),
    "address_not_valid": gettext_lazy("The name of the server is wrong. Look at it once more."),
    "host_not_allowed": gettext_lazy(
        "Mail may not go by this server yet. Ask who runs Schakel to allow it."
    ),
    "name_not_found": gettext_lazy("This server is not found. Look at its name."),
    "no_answer": _LINE,
    "refused": gettext_lazy("Nothing listens at this port. Most often it is 587 or 465."),
    "no_mail_server": gettext_lazy("What listens at this port is no mail server. Try 587 or 465."),
    "line_broke": _LINE,
    "not_tls": _TLS,
    "tls_not_offered": _TLS,
    "not_encrypted": gettext_lazy(
        "Others could read the password on this line. Choose STARTTLS or TLS."
    ),
    "certificate_expired": gettext_lazy(
        "The certificate of the server is too old. Tell who runs the mail server."
    ),
    "certificate_not_known": _CERTIFICATE,
    "certificate_of_another": _CERTIFICATE,
    "certificate_not_valid": _CERTIFICATE,
    "token_host_not_allowed": _TOKEN_HOST,
    "token_unreachable": _TOKEN_HOST,
    "token_refused": gettext_lazy(
        "Microsoft or Google gave no permission. Look at the client ID, the secret and the scope."
    ),
    "login_refused": gettext_lazy("The user name or the password is wrong. Fill them in again."),
    "login_switched_off": gettext_lazy(
        "Sending by SMTP is switched off for this mailbox. Switch on “SMTP AUTH” at Microsoft."
    ),
    "login_not_offered": gettext_lazy(
        "The server takes no log-in in this way. Look at the port and at the permission."
    ),
    "sender_refused": gettext_lazy(
        "The server does not send in the name of this address. Give the user that right."
    ),
    "sender_not_valid": gettext_lazy("Our own mail address is wrong. Look at it once more."),
    "recipient_refused": gettext_lazy("The server does not know the address that you typed here."),
    "recipient_not_valid": gettext_lazy("What you typed here is no mail address."),
    "relay_denied": gettext_lazy(
        "The server sends nothing to other organisations for us. Fill in a user name and password."
    ),
    "letters_not_taken": gettext_lazy(
        "The server takes no addresses with such letters. Use another address."
    ),
    "not_now": gettext_lazy("The server has no time now. Try once more in a few minutes."),
    "key_not_valid": gettext_lazy("The key of the digital signature is wrong. Paste it again."),
    "content_refused": gettext_lazy("The server took the addresses, and not the mail itself."),
    "in_doubt": gettext_lazy("The line broke at the end. Look whether the mail arrived."),
}
_OTHERWISE = gettext_lazy("The mail server did not take it. Below is what it said.")


class TrialForm(forms.Form):
    """To whom."""

    to_address = forms.EmailField(label=gettext_lazy("To which address?"))


@staff_only(Role.ADMINISTRATOR)
def mail_trial(request: TenantRequest) -> HttpResponse:
    """Send a mail that says nothing, by the server of this institution."""
    member = StaffMember.objects.filter(pk=request.actor.staff_id or 0).first()
    form = TrialForm(
        request.POST if request.method == "POST" else None,
        initial={"to_address": member.email if member else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return Outside(_trial(request, form))
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return _page(request, form)


def _trial(request: TenantRequest, form: TrialForm) -> Callable[[], Callable[[], HttpResponse]]:
    """The conversation with the mail server, to be held outside of the transaction."""
    account = account_of(mail_account()) or Account(settings.SMTP_URL, settings.MAIL_FROM)
    to_address = form.cleaned_data["to_address"]
    test = _test(request.tenant.name, to_address, account)

    def talk() -> Callable[[], HttpResponse]:
        return partial(_page, request, form, try_out(account, to_address, test))

    return talk


def _page(request: TenantRequest, form: TrialForm, trial: Trial | None = None) -> HttpResponse:
    return render(
        request,
        "settings/mail_trial.html",
        {
            "form": form,
            "is_sent": trial is not None and trial.ok,
            "wrong": _wrong(trial) if trial is not None and not trial.ok else "",
            "detail": trial.detail if trial is not None else "",
        },
    )


def _test(tenant_name: str, to_address: str, account: Account) -> Envelope:
    return Envelope(
        message_id=new_message_id(str(uuid4()), account.from_address),
        to_address=to_address,
        from_name=tenant_name,
        subject=_("A mail to try with"),
        body=_("The mail of %(tenant)s goes out. You need not do anything.")
        % {"tenant": tenant_name},
        automatic=True,
    )


def _wrong(trial: Trial) -> str:
    return str(WRONG.get(trial.code, _OTHERWISE))
