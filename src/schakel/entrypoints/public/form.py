"""The web form: an idea or a question, without an account."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from schakel.domain.contacts.actions import Upload
from schakel.domain.initiatives.actions import wish_to_meet
from schakel.domain.initiatives.models import Publication
from schakel.domain.initiatives.queries import like_public
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import meanwhile
from schakel.domain.messages.queries import gets_receipt
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import Module
from schakel.domain.parties.models import PartyKind, Sector
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.parties.rules import way_to_reach
from schakel.domain.submissions.actions import Received, Sender, take_in, take_in_with_paper_code
from schakel.domain.submissions.rules import LONGEST_STORY
from schakel.domain.terms.models import Term
from schakel.entrypoints.public import form_tokens, limits
from schakel.entrypoints.public.doors import for_residents
from schakel.entrypoints.public.fields import ContactFields
from schakel.entrypoints.public.ideas import idea_in_short
from schakel.entrypoints.public.shown import away_words
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import also_show
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.files import FilesField
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.widgets import Honeypot
from schakel.foundation.ui.words import long_date

_RECEIVED = "received"
# What somebody chooses who saw that others have something like it.
MINE, MEET, BACK = "mine", "meet", "back"

KINDS = [
    (PartyKind.PERSON.value, gettext_lazy("for myself")),
    (PartyKind.GROUP.value, gettext_lazy("for a group")),
    (PartyKind.ORGANISATION.value, gettext_lazy("for an organisation")),
]
SECTORS = [
    (Sector.RESIDENT.value, gettext_lazy("resident")),
    (Sector.BUSINESS.value, gettext_lazy("entrepreneur")),
    (Sector.INSTITUTION.value, gettext_lazy("institution")),
]


class TakePartForm(ContactFields):
    """What somebody tells, who they are and how to reach them. Only a text and a name must be."""

    field_order = ("story", "subject", "attachments", "name", "kind", "sector", "supporter")

    story = forms.CharField(
        label=gettext_lazy("What is your idea or question?"),
        help_text=gettext_lazy("Write it in your own words. A few lines are enough."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=LONGEST_STORY,
        error_messages={"required": gettext_lazy("Write your idea or question.")},
    )
    subject = forms.CharField(label=gettext_lazy("A short title"), max_length=200, required=False)
    attachments = FilesField(
        Upload,
        label=gettext_lazy("Photos or documents"),
        help_text=gettext_lazy("At most five files of 20 MB each."),
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("For whom do you write?"),
        choices=KINDS,
        initial=PartyKind.PERSON.value,
        widget=forms.RadioSelect,
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("You are"),
        choices=SECTORS,
        initial=Sector.RESIDENT.value,
        widget=forms.RadioSelect,
    )
    supporter = forms.CharField(
        label=gettext_lazy("Does somebody help you? Who?"),
        help_text=gettext_lazy("For example a neighbour, or somebody of a neighbourhood centre."),
        max_length=200,
        required=False,
    )
    neutral_subject = forms.BooleanField(
        label=gettext_lazy("Do not say in the subject of a mail what it is about"), required=False
    )
    comes_by = forms.BooleanField(
        label=gettext_lazy("I want a code on paper"),
        help_text=gettext_lazy("You see the code when you have sent this. It opens your page."),
        required=False,
    )
    area = forms.ModelChoiceField(
        label=gettext_lazy("Which neighbourhood is it about?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=gettext_lazy("I do not know"),
    )
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Which subject is it about?"),
        queryset=Theme.objects.none(),
        required=False,
        empty_label=gettext_lazy("I do not know"),
    )
    confidential = forms.BooleanField(
        label=gettext_lazy("I want to start in confidence"), required=False
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"), required=False, widget=Honeypot
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose_from("area", Area.objects.own())
        self._choose_from("theme", Theme.objects.filter(is_active=True).order_by("name"))

    def _choose_from(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        """At least one way to reach them, or a code on paper."""
        cleaned = self.cleaned_data
        if cleaned.get("website"):
            # A program fills in everything; a browser may do so too, and then sends it again.
            emptied = QueryDict(mutable=True)
            emptied.update(self.data)
            emptied["website"] = ""
            self.data = emptied
            self.add_error(None, _("A hidden field was filled in. Send it again."))
        if not self.errors and not cleaned["comes_by"] and self._no_way():
            self.add_error(
                "email",
                _("Fill in how we can reach you. Or choose a code on paper, further on."),
            )
        return cleaned

    def _no_way(self) -> bool:
        cleaned = self.cleaned_data
        way = way_to_reach(
            preferred=cleaned["preferred_channel"],
            avoid=cleaned["avoid_channels"],
            has_email=bool(cleaned["email"]),
            has_phone=bool(cleaned["phone"]),
            has_letter=bool(cleaned["postal_address"]),
        )
        return way is None


@for_residents
def take_part(request: TenantRequest) -> HttpResponse:
    """/meedoen/"""
    token = request.POST.get("form_token", "")
    known = form_tokens.read(token)
    if known is None:
        token = form_tokens.made(request.now)
    if request.method != "POST":
        return _shown(request, TakePartForm(), token)
    if known is not None and known.key == request.session.get(_RECEIVED, {}).get("key"):
        return redirect("received")
    form = TakePartForm(request.POST, request.FILES)
    if request.POST.get("send") != BACK and form.is_valid():
        try:
            checked = form_tokens.check(known, request.now)
            likes = _likes(request, form.cleaned_data)
            if likes and "send" not in request.POST:
                return _first_look(request, form, token, likes)
            _take_in(request, form.cleaned_data, checked.key, likes)
        except Refused as refused:
            form.add_error(None, sentence(refused))
            if refused.code == "form_too_old":
                token = form_tokens.made(request.now)
        else:
            return redirect("received")
    return _shown(request, form, token)


def _shown(request: TenantRequest, form: TakePartForm, token: str) -> HttpResponse:
    shown = {
        "title": _("Tell your idea or question"),
        "form": form,
        "form_token": token,
        "files_again": form.is_bound and bool(request.FILES),
    }
    return render(request, "public/take_part.html", shown)


def _likes(request: TenantRequest, typed: dict[str, Any]) -> list[Publication]:
    """What everybody may read and is like it; looked for only to show it, or to meet them."""
    if typed["confidential"] or request.POST.get("send", MEET) != MEET:
        return []
    if Module.IDEAS not in request.modules:
        return []
    return like_public(f"{typed['subject']}\n{typed['story']}")


def _first_look(
    request: TenantRequest, form: TakePartForm, token: str, likes: list[Publication]
) -> HttpResponse:
    """Others have something like it. Nothing is sent yet, and all that was typed goes along."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name in form.fields
        for value in values
    ]
    typed = form.cleaned_data
    way = typed["email"] or typed["phone"]
    shown = {
        "title": _("Others have something like this"),
        "ideas": [idea_in_short(each) for each in likes],
        "typed": [*kept, ("form_token", token)],
        "form": form,
        "files_again": bool(request.FILES),
        "may_meet": bool(way) and Module.INTRODUCTIONS in request.modules,
        "given": _("And this: %(way)s.") % {"way": way},
    }
    return render(request, "public/like_ideas.html", shown)


def _take_in(
    request: TenantRequest, typed: dict[str, Any], key: str, likes: list[Publication]
) -> None:
    received = Received(
        source="web",
        key=key,
        story=typed["story"],
        subject=typed["subject"],
        channel="web",
        received_at=request.now,
        theme=typed["theme"],
        area=typed["area"],
        confidential=typed["confidential"],
        neutral_subject=typed["neutral_subject"],
        supporter=typed["supporter"],
        uploads=typed["attachments"],
    )
    sender = Sender(
        name=typed["name"],
        email=typed["email"],
        phone=typed["phone"],
        postal_address=typed["postal_address"],
        preferred_channel=typed["preferred_channel"],
        avoid_channels=tuple(typed["avoid_channels"]),
        avoid_note=typed["avoid_note"],
        kind=PartyKind(typed["kind"]),
        sector=Sector(typed["sector"]),
        language=get_language() or request.tenant.language,
    )
    code = ""
    # The cache is in the same database: what is refused does not count.
    with transaction.atomic():
        limits.count(request, limits.FORMS)
        if typed["comes_by"]:
            matter, code = take_in_with_paper_code(
                actor=resident(request.tenant.pk),
                received=received,
                sender=sender,
                today=request.today,
                now=request.now,
            )
        else:
            matter = take_in(
                actor=resident(request.tenant.pk),
                received=received,
                sender=sender,
                today=request.today,
                now=request.now,
            )
        if likes and Module.INTRODUCTIONS in request.modules:
            wish_to_meet(
                actor=resident(request.tenant.pk, matter.pk),
                matter=matter,
                others=likes,
                today=request.today,
                now=request.now,
            )
    request.session[_RECEIVED] = {"key": key, "matter": matter.pk, "code": code}


@for_residents
def received(request: TenantRequest) -> HttpResponse:
    """/meedoen/ontvangen/"""
    kept = request.session.get(_RECEIVED)
    if kept is None:
        return redirect("take-part")
    if kept["code"]:
        # Shown once.
        request.session[_RECEIVED] = {**kept, "code": ""}
    also_show(kept["matter"])
    actor = resident(request.tenant.pk, kept["matter"])
    matter = Matter.objects.visible_to(actor).select_related("party", "owner", "second").get()
    term = Term.objects.visible_to(actor).running().first()
    shown = {
        "title": _("We have received your message"),
        "matter": matter,
        "owner": matter.owner.shown_name,
        "name": matter.owner.first_name,
        "owner_phone": matter.owner.phone,
        "second": matter.second.shown_name if matter.second else "",
        "hear_by": long_date(term.due_on, request.today) if term else "",
        "away": away_words(meanwhile(matter, request.today), request.today),
        "receipt": _receipt_in_words(matter),
        "code": kept["code"],
    }
    return render(request, "public/received.html", shown)


def _receipt_in_words(matter: Matter) -> str:
    way = how_to_reach(matter.party).way
    if way == "mail" and gets_receipt(matter):
        return _("We send a confirmation to your e-mail address, with a link to your page.")
    if way == "mail":
        return _("This e-mail address got several confirmations today. We send no more of them.")
    if way == "phone":
        return _("We call you to confirm this.")
    if way == "letter":
        return _("We send you a letter to confirm this.")
    return ""
