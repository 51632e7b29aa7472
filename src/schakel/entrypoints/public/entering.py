"""Ways to the page of one matter: a code by mail, a new link, a code on paper."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from schakel.domain.access.actions import (
    page_link_of_paper,
    page_token,
    state_of,
    try_page_code,
)
from schakel.domain.access.models import PageLink
from schakel.domain.access.rules import LinkState, masked
from schakel.domain.messages.actions import send_new_page_link, send_page_code
from schakel.entrypoints.public import limits
from schakel.entrypoints.public.doors import for_residents, link_of
from schakel.entrypoints.public.opened import browser_of, is_open, keep_open
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence


class CodeForm(forms.Form):
    """Six digits from a mail."""

    code = forms.CharField(
        label=gettext_lazy("The six digits from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": gettext_lazy("Type the six digits.")},
    )


class PaperCodeForm(forms.Form):
    """A code that somebody got on paper."""

    code = forms.CharField(
        label=gettext_lazy("The code on your paper"),
        help_text=gettext_lazy("For example: 7KQ2-M4XD-9RTA-3B8C"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Type the code from your paper.")},
    )


def closed_page(request: TenantRequest, link: PageLink, token: str) -> HttpResponse:
    """What anybody with the link may see: nothing of its matter, and not whose page it is."""
    state = state_of(link, request.now)
    shown = {
        "title": _("Your page"),
        "token": token,
        "live": state is LinkState.LIVE,
        "expired": state is LinkState.EXPIRED,
        "sent_to": masked(link.address.address) if link.address else "",
    }
    return render(request, "public/closed_page.html", shown)


@for_residents
@never_cache
def code(request: TenantRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/code/: send a code (``send``), or try one."""
    link = link_of(token)
    if is_open(request, link):
        return redirect("page", token)
    if link.address is None or state_of(link, request.now) is not LinkState.LIVE:
        return redirect("page", token)
    asks = "send" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not asks else None)
    try:
        if asks:
            send_page_code(
                actor=resident(request.tenant.pk),
                link=link,
                browser=browser_of(request.session),
                now=request.now,
            )
            return redirect("page-code", token)
        if form.is_valid():
            if _fits(request, link, form.cleaned_data["code"]):
                keep_open(request, link)
                return redirect("page", token)
            form.add_error("code", _("This code is not right. Look at it once more."))
    except Refused as refused:
        form = form if form.is_bound else CodeForm({})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, sentence(refused))
    shown = {
        "title": _("Type your code"),
        "form": form,
        "token": token,
        "sent_to": masked(link.address.address),
    }
    return render(request, "public/code.html", shown)


def _fits(request: TenantRequest, link: PageLink, typed: str) -> bool:
    return try_page_code(
        actor=resident(request.tenant.pk),
        link=link,
        browser=browser_of(request.session),
        code=typed,
        now=request.now,
    )


@for_residents
@never_cache
def renew(request: TenantRequest, token: str) -> HttpResponse:
    """/uw-pagina/<str:token>/vernieuwen/"""
    link = link_of(token)
    if request.method != "POST":
        return redirect("page", token)
    shown: dict[str, object] = {"title": _("A new link")}
    try:
        message = send_new_page_link(actor=resident(request.tenant.pk), link=link, now=request.now)
        shown["sent_to"] = masked(message.to_address)
    except Refused as refused:
        shown["refused"] = sentence(refused)
    return render(request, "public/renewed.html", shown)


@for_residents
@never_cache
def paper_code(request: TenantRequest) -> HttpResponse:
    """/uw-pagina/"""
    form = PaperCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            limits.count(request, limits.PAPER_CODES)
            link = page_link_of_paper(form.cleaned_data["code"], request.now)
            if link is not None:
                keep_open(request, link)
                return redirect("page", page_token(link))
            form.add_error("code", _("We do not know this code. Look at it once more."))
        except Refused as refused:
            form.add_error(None, sentence(refused))
    return render(request, "public/paper_code.html", {"title": _("To your page"), "form": form})
