"""How the contact goes, as they say it: on their own page, or by a link in a mail that asks it."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from schakel.domain.access.actions import asked_by_token, page_token, state_of
from schakel.domain.access.models import PageLink
from schakel.domain.access.rules import check_link_live
from schakel.domain.connections.models import Connection
from schakel.domain.initiatives.queries import sides_of, whom_they_met
from schakel.domain.surveys.actions import answer, say
from schakel.domain.surveys.models import WORD_WORDS, Asked
from schakel.domain.surveys.queries import Said, question
from schakel.domain.surveys.rules import IN_ADDRESSES, LONGEST_OWN_WORDS, Word, check_answer
from schakel.entrypoints.public import limits
from schakel.entrypoints.public.doors import OwnPage, for_residents, on_own_page
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Moment
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import long_date

_WORDS = dict(WORD_WORDS)


_NOT_FOR_THE_OTHER = gettext_lazy("Your contact person can read this. The other cannot.")


class OwnWordsForm(forms.Form):
    """What they want to say beside it."""

    own_words = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("Your contact person can read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_OWN_WORDS,
        required=False,
    )


class WordForm(OwnWordsForm):
    """One of three, and their own words."""

    field_order = ("word", "own_words")

    word = forms.ChoiceField(
        label=gettext_lazy("Choose one"),
        choices=WORD_WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the contact goes.")},
    )


class BetweenForm(WordForm):
    """The same of two who were introduced: what one says is not for the other."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["own_words"].help_text = _NOT_FOR_THE_OTHER


def said_last(words: list[Said], today: date) -> Moment | None:
    """What they said the last time, with its day."""
    if not words:
        return None
    last = words[0]
    return Moment(
        when=long_date(timezone.localtime(last.given_at), today),
        at=last.given_at,
        what=str(_WORDS[last.word.value]),
        note=_note(last),
    )


def _note(said: Said) -> str:
    """Their own words; of what we wrote down for them, that we did."""
    if not said.noted_by:
        return said.own_words
    by = _("written down by %(name)s") % {"name": said.noted_by}
    return f"{said.own_words} ({by})" if said.own_words else capfirst(by)


@on_own_page
def say_word(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/contact/"""
    form = WordForm(request.POST if request.method == "POST" else None)
    title = _("How does the contact go?")
    return _say_on_page(request, page, form, title, page.matter.connection)


@on_own_page
def say_between(request: TenantRequest, page: OwnPage, side_id: int) -> HttpResponse:
    """/uw-pagina/<str:token>/kennismaken/<int:side_id>/contact/"""
    side = next((each for each in sides_of(page.actor, page.matter) if each.pk == side_id), None)
    met = None if side is None else whom_they_met(side)
    connection = None if side is None else side.introduction.connection
    if met is None or connection is None:
        raise Http404
    form = BetweenForm(request.POST if request.method == "POST" else None)
    title = _("How does it go with %(name)s?") % {"name": met.party.name}
    return _say_on_page(request, page, form, title, connection)


def _say_on_page(
    request: TenantRequest, page: OwnPage, form: WordForm, title: str, connection: Connection
) -> HttpResponse:
    """What they say of this connection is kept; what is refused stands above what they typed."""
    if form.is_valid():
        try:
            say(
                actor=page.actor,
                connection=connection,
                matter=page.matter,
                party=page.matter.party,
                word=Word(form.cleaned_data["word"]),
                own_words=form.cleaned_data["own_words"],
                now=request.now,
            )
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _("Thank you. Your contact person reads this."))
            return redirect("page", page.token)
    context = {
        "title": title,
        "form": form,
        "submit_label": _("Send"),
        "back_url": reverse("page", args=[page.token]),
    }
    return render(request, "public/own_step.html", context)


@for_residents
@never_cache
def answer_mail(request: TenantRequest, token: str, word: str) -> HttpResponse:
    """/hoe-gaat-het/<str:token>/<str:word>/: opening it shows the choice, a button sends it."""
    found = asked_by_token(token)
    if found is None or word not in IN_ADDRESSES:
        raise Http404
    link, number = found
    actor = resident(request.tenant.pk, link.matter_id)
    asked = question(actor, number)
    form = OwnWordsForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {
        "title": _("How does the contact go?"),
        "page_url": reverse("page", args=[page_token(link)]),
    }
    try:
        _check_open(request, link, asked)
        if asked is not None and asked.connection.is_brokered:
            shown["title"] = _("How does it go between you two?")
            form.fields["own_words"].help_text = _NOT_FOR_THE_OTHER
        if form.is_valid() and asked is not None:
            _answered(request, actor, asked, IN_ADDRESSES[word], form.cleaned_data["own_words"])
            return _shown(request, **shown, said=True)
    except Refused as refused:
        return _shown(request, **shown, refused=sentence(refused))
    return _shown(request, **shown, word=_WORDS[IN_ADDRESSES[word].value], form=form)


def _check_open(request: TenantRequest, link: PageLink, asked: Asked | None) -> None:
    """Refused when the link is dead, or was answered by. What is in confidence is not shown."""
    check_link_live(state_of(link, request.now))
    if asked is None:
        raise Refused("link_expired")
    check_answer(is_answered=asked.answered_at is not None)


def _answered(
    request: TenantRequest, actor: Actor, asked: Asked, word: Word, own_words: str
) -> None:
    # The cache is in the same database: what is refused does not count.
    with transaction.atomic():
        limits.count(request, limits.ACTION_LINKS)
        answer(
            actor=actor,
            asked=asked,
            word=word,
            own_words=own_words,
            now=request.now,
        )


def _shown(request: TenantRequest, **shown: Any) -> HttpResponse:
    return render(request, "public/word.html", shown)
