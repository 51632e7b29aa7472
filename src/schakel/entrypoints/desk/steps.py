"""A step that the reader takes: one action, tried once; a refusal is said in words."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from schakel.entrypoints.desk.ways_back import way_back_from
from schakel.foundation.journal.actions import seen
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.ui.refusals import sentence

_WORDS = "words_to_write_again"


def take(request: HttpRequest, action: Callable[[], object], said: str) -> None:
    """Take a step. The next page says so, and lets the reader take it back where that can be."""
    with seen() as lines:
        action()
    route = request.resolver_match.url_name if request.resolver_match else None
    messages.success(request, said, extra_tags=way_back_from(route or "", lines))


def is_done(
    request: HttpRequest, form: forms.Form, action: Callable[[], object], said: str = ""
) -> bool:
    """Whether the form was sent and the action took place; else the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        if said:
            take(request, action, said)
        else:
            action()
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    return True


def take_step(
    request: HttpRequest,
    form: forms.Form,
    action: Callable[[], object],
    *,
    said: str,
    back: str,
    title: str,
    about: str,
    submit_label: str,
    told: Sequence[str] = (),
    check: Callable[[], object] | None = None,
) -> HttpResponseBase:
    """A page with one form: ``action``, then ``said`` on the page ``back``; else the form again.

    ``told`` are sentences above the form that say what follows from it. What ``check`` refuses
    is said on the page ``back``, before anybody fills in the form.
    """
    if check is not None:
        try:
            check()
        except Refused as refused:
            messages.info(request, sentence(refused))
            return redirect(back)
    if is_done(request, form, action, said):
        return redirect(back)
    return render(
        request,
        "matters/step.html",
        {
            "title": title,
            "about": about,
            "told": told,
            "form": form,
            "submit_label": submit_label,
            "cancel_url": back,
        },
    )


def be_sure(request: HttpRequest) -> forms.Form:
    """A form with nothing to fill in, for a step of which the reader first reads what follows."""
    return forms.Form(request.POST if request.method == "POST" else None)


def in_one_click(request: HttpRequest, action: Callable[[], object], said: str) -> bool:
    """Take a step that needs no form; ``said`` or the refusal stands on the next page."""
    try:
        take(request, action, said)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return False
    return True


def keep_words(request: HttpRequest, words: str) -> None:
    """Keep what the reader wrote in the wrong place for the page on which they write it again."""
    request.session[_WORDS] = words


def words_again(request: HttpRequest) -> str:
    """What the reader wrote in the wrong place, once."""
    return str(request.session.pop(_WORDS, "")) if request.method == "GET" else ""


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that the reader came from (``next``), or ``otherwise``."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else otherwise
