"""Beheer: a key to sign our mail with (DKIM), made here; it signs once its record is in the DNS.

Looking for the record puts the key to use at once. Where the DNS cannot be asked from here, a
person who knows that the record stands there says so.
"""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.messages.actions import drop_signing_key, make_signing_key, use_signing_key
from schakel.domain.messages.models import MailAccount
from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import new_selector
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click, is_done
from schakel.entrypoints.mail_account import new_signing_key, signing_key
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import Outside, TenantRequest
from schakel.foundation.ui.refusals import sentence
from schakel.gateways.dkim_record import Seen, look, record_of
from schakel.gateways.mail_account import Dkim

WRONG: dict[Seen, Lazy] = {
    "missing": gettext_lazy("There is no record at this name yet. It may take some hours."),
    "no_answer": gettext_lazy("The DNS does not answer now. Look once more in a few minutes."),
    "doubled": gettext_lazy(
        "The record stands at the name with the domain twice. Leave the domain out of its name."
    ),
    "several": gettext_lazy("There are several records at this name. Leave only this one."),
    "unreadable": gettext_lazy("What stands there is no key. Copy the value once more, whole."),
    "revoked": gettext_lazy("The record says that the key holds no more. Copy the value again."),
    "other_key": gettext_lazy("Another key stands there. Replace it by the value on this page."),
}


class KeyForm(forms.Form):
    """Where the record of a new key will stand."""

    domain = forms.CharField(
        label=gettext_lazy("Domain"),
        help_text=gettext_lazy("What stands behind the @ of your address."),
        max_length=253,
    )
    selector = forms.CharField(
        label=gettext_lazy("Name of the key"),
        help_text=gettext_lazy("Another name than that of a key of before."),
        max_length=63,
    )


@staff_only(Role.ADMINISTRATOR)
def mail_key(request: TenantRequest) -> HttpResponseBase:
    """Make a key, see its record, look whether it stands in the DNS."""
    steps: dict[str, Callable[[TenantRequest], HttpResponseBase]] = {
        "make": _make,
        "look": _look,
        "use": _use,
        "drop": _drop,
    }
    if request.method != "POST":
        return _page(request)
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        return step(request)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("mail-key")


def _make(request: TenantRequest) -> HttpResponseBase:
    form = KeyForm(request.POST)

    def act() -> None:
        make_signing_key(actor=request.actor, now=request.now, **form.cleaned_data)

    if is_done(request, form, act):
        messages.success(request, _("The key is made. Now put its record in the DNS."))
        return redirect("mail-key")
    return _page(request, form=form)


def _look(request: TenantRequest) -> HttpResponseBase:
    """The DNS is asked outside of the transaction."""
    account = mail_account()
    new = new_signing_key(account)
    key = new or signing_key(account)
    if key is None:
        raise Refused("no_signing_key_waits")

    def talk() -> Callable[[], HttpResponseBase]:
        return partial(_looked, request, key, look(key), is_new=new is not None)

    return Outside(talk)


def _looked(request: TenantRequest, key: Dkim, seen: Seen, *, is_new: bool) -> HttpResponseBase:
    if seen != "there":
        return _page(request, wrong=str(WRONG[seen]))
    if is_new:
        is_same = new_signing_key(mail_account()) == key
        return _put_to_use(request, key.selector if is_same else "")
    messages.success(request, _("The record is there, and it is the right one."))
    return redirect("mail-key")


def _use(request: TenantRequest) -> HttpResponseBase:
    return _put_to_use(request, request.POST.get("selector", ""))


def _put_to_use(request: TenantRequest, selector: str) -> HttpResponseBase:
    in_one_click(
        request,
        lambda: use_signing_key(actor=request.actor, selector=selector, now=request.now),
        _("From now on we sign our mail with this key."),
    )
    return redirect("mail-key")


def _drop(request: TenantRequest) -> HttpResponseBase:
    in_one_click(
        request,
        lambda: drop_signing_key(actor=request.actor, now=request.now),
        _("The key is thrown away. Take its record out of the DNS."),
    )
    return redirect("mail-key")


def _page(
    request: TenantRequest, *, form: KeyForm | None = None, wrong: str = ""
) -> HttpResponseBase:
    account = mail_account()
    try:
        new = new_signing_key(account)
        key = new or signing_key(account)
        unreadable = ""
    except Refused as refused:
        new = key = None
        unreadable = sentence(refused)
    return render(
        request,
        "settings/mail_key.html",
        {
            "form": form or KeyForm(initial=_proposed(account, request)),
            "record": record_of(key) if key else None,
            "new": new,
            "signs": account.dkim_selector if account.dkim_key else "",
            "wrong": wrong,
            "unreadable": unreadable,
        },
    )


def _proposed(account: MailAccount, request: TenantRequest) -> dict[str, str]:
    return {
        "domain": account.dkim_domain or account.from_address.rpartition("@")[2],
        "selector": new_selector(request.today, account.dkim_selector),
    }
