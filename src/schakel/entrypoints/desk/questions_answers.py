"""Questions about answering: terms, letters, name, standard texts and reading along."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.answers.queries import standard_texts
from schakel.domain.networks.models import Network
from schakel.domain.organisations.actions import choose_reach, name_institution
from schakel.domain.organisations.rules import DEFAULT_LANGUAGE, LANGUAGES
from schakel.domain.terms.actions import choose_norm, restore_norm
from schakel.domain.terms.models import KIND_WORDS
from schakel.domain.terms.queries import NormHere, norms_here
from schakel.domain.terms.rules import DEFAULT_NORMS, LONGEST_BY_LAW, Length, TermKind, Unit
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest

SLUGS = {
    TermKind.FIRST_ANSWER: "eerste-antwoord",
    TermKind.DECISION: "besluit",
    TermKind.CITIZENS_MOTION: "burgerinitiatief",
    TermKind.RIGHT_TO_CHALLENGE: "uitdaagrecht",
    TermKind.COMPLAINT: "klacht",
    TermKind.OBJECTION: "bezwaar",
    TermKind.WOO_REQUEST: "woo-verzoek",
    TermKind.NOTICE_OF_DEFAULT: "ingebrekestelling",
}
LANGUAGE_WORDS = {"nl": gettext_lazy("Dutch"), "en": gettext_lazy("English")}
_MOST = 999


class NormForm(forms.Form):
    """How long, and from when somebody who is responsible hears of it."""

    amount = forms.IntegerField(min_value=1, max_value=_MOST)
    second_amount = forms.IntegerField(
        help_text=gettext_lazy("Then who stands behind the network hears of it."),
        min_value=1,
        max_value=_MOST,
    )
    article = forms.CharField(
        label=gettext_lazy("Where does this come from?"),
        help_text=gettext_lazy("The article of your ordinance, or your own decision."),
        max_length=200,
    )

    def __init__(self, kind: TermKind, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        default = DEFAULT_NORMS[kind]
        unit = unit_words(default.length.unit)
        self.fields["amount"].label = _("Answer within, in %(unit)s") % {"unit": unit}
        self.fields["second_amount"].label = _("Really too late after, in %(unit)s") % {
            "unit": unit
        }
        if default.statutory:
            # What the law says is no choice.
            del self.fields["article"]


class ReachForm(forms.Form):
    """One line and a number."""

    postal_address = forms.CharField(
        label=gettext_lazy("Address, on one line"),
        help_text=gettext_lazy("Letters that cannot be delivered come back here."),
        max_length=200,
        required=False,
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        help_text=gettext_lazy("For whom no contact person has a number of their own."),
        max_length=20,
        required=False,
    )


class NameForm(forms.Form):
    """As residents know the institution."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=list(LANGUAGE_WORDS.items())
    )


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    norms = cache(norms_here)
    changed = ("norm.set",)
    yield Question(
        slug="termijnen",
        group=Group.ANSWERS,
        asks=_("How long may an answer take?"),
        why=_("People know until when they wait. After that somebody hears of it."),
        source=_("Of each kind its own: an article of law, or what you agreed yourself."),
        touches=_("This holds for what comes in from now on. Terms that run do not change."),
        read=lambda: _all_norms(norms()),
        parts=lambda: [_norm(request, kind, here) for kind, here in norms().items()],
        subject="norm",
        changed_by=changed,
    )
    yield _reach(request)
    yield _name(request)
    yield Question(
        slug="standaardteksten",
        group=Group.ANSWERS,
        asks=_("With which texts can an answer begin?"),
        read=lambda: _counted_texts(len(standard_texts())),
        url=reverse("standard-texts"),
    )
    yield Question(
        slug="meelezen",
        group=Group.ANSWERS,
        asks=_("Where can a colleague read along?"),
        read=_reading_along,
        url=reverse("settings-reading-along"),
        subject="network",
        changed_by=("network.reading_along_chosen",),
    )


def _all_norms(norms: Mapping[TermKind, NormHere]) -> Answer:
    first = norms[TermKind.FIRST_ANSWER].norm
    words = _("A first answer: within %(length)s.") % {"length": length_words(first.length)}
    return Answer(words, all(here.is_default for here in norms.values()))


def _norm(request: TenantRequest, kind: TermKind, here: NormHere) -> Question:
    norm, default = here.norm, DEFAULT_NORMS[kind]
    unit = default.length.unit
    words = str(dict(KIND_WORDS)[kind])

    def in_words(value: Any, names: Names) -> str:
        return _two_lengths(Length(value[0], unit), Length(value[1] or value[0], unit))

    def keep(typed: Mapping[str, Any]) -> object:
        return choose_norm(
            actor=request.actor,
            kind=kind,
            amount=typed["amount"],
            second_amount=typed["second_amount"],
            article=typed.get("article", default.article),
            now=request.now,
        )

    return Question(
        slug=SLUGS[kind],
        group=Group.ANSWERS,
        asks=capfirst(words),
        title=_("How long may it take: %(kind)s?") % {"kind": words},
        why=_("So long may this kind of answer take here."),
        source=_source(kind, norm.article),
        default=_two_lengths(default.length, default.second_length),
        touches=_("This holds for what comes in from now on. Terms that run do not change."),
        read=lambda: Answer(_two_lengths(norm.length, norm.second_length), here.is_default),
        form=lambda typed: NormForm(
            kind,
            typed,
            initial={
                "amount": norm.length.amount,
                "second_amount": norm.second_length.amount if norm.second_length else None,
                "article": norm.article,
            },
        ),
        keep=keep,
        restore=lambda: restore_norm(actor=request.actor, kind=kind, now=request.now),
        subject="norm",
        subject_id=here.number or 0,
        changed_by=("norm.set",),
        in_words=in_words,
    )


def _source(kind: TermKind, article: str) -> str:
    longest = LONGEST_BY_LAW.get(kind)
    if longest is None:
        return capfirst(article)
    return _("%(article)s. The law allows at most %(length)s.") % {
        "article": article,
        "length": length_words(longest),
    }


def _two_lengths(first: Length, second: Length | None) -> str:
    words = {"first": length_words(first), "second": length_words(second or first)}
    return _("%(first)s; really too late after %(second)s") % words


def length_words(length: Length) -> str:
    """ "10 werkdagen"."""
    n = length.amount
    match length.unit:
        case Unit.WORKING_DAYS:
            words = ngettext("%(n)s working day", "%(n)s working days", n)
        case Unit.WEEKS:
            words = ngettext("%(n)s week", "%(n)s weeks", n)
        case Unit.MONTHS:
            words = ngettext("%(n)s month", "%(n)s months", n)
        case _:
            words = ngettext("%(n)s day", "%(n)s days", n)
    return words % {"n": n}


def unit_words(unit: Unit) -> str:
    """ "werkdagen"."""
    return {
        Unit.WORKING_DAYS: _("working days"),
        Unit.WEEKS: _("weeks"),
        Unit.MONTHS: _("months"),
        Unit.DAYS: _("days"),
    }[unit]


def _reach(request: TenantRequest) -> Question:
    tenant = request.tenant
    known = [each for each in (tenant.postal_address, tenant.phone) if each]
    return Question(
        slug="brieven-en-telefoon",
        group=Group.ANSWERS,
        asks=_("Where do letters come back, and which number do people call?"),
        why=_("The address stands on our letters. The number stands on our pages."),
        source=_("You choose this yourself."),
        touches=_("Letters that were printed before keep what stands on them."),
        read=lambda: Answer(" · ".join(known) or _("Nothing was filled in yet.")),
        form=lambda typed: ReachForm(
            typed, initial={"postal_address": tenant.postal_address, "phone": tenant.phone}
        ),
        keep=lambda typed: choose_reach(
            actor=request.actor,
            postal_address=typed["postal_address"],
            phone=typed["phone"],
            now=request.now,
        ),
        changed_by=("institution.reach_chosen",),
    )


def _name(request: TenantRequest) -> Question:
    tenant = request.tenant

    def name_in(language: str, name: str) -> object:
        return name_institution(actor=request.actor, name=name, language=language, now=request.now)

    return Question(
        slug="naam-en-taal",
        group=Group.ANSWERS,
        asks=_("Under which name and in which language do we write?"),
        why=_("The name stands on every page, mail and letter."),
        source=_("You choose the name yourself. The language is that of the government (Awb 2:6)."),
        default=str(LANGUAGE_WORDS[DEFAULT_LANGUAGE]),
        touches=_("Whoever chose a language of their own keeps it."),
        read=lambda: Answer(f"{tenant.name} · {LANGUAGE_WORDS[_known(tenant.language)]}"),
        form=lambda typed: NameForm(
            typed, initial={"name": tenant.name, "language": tenant.language}
        ),
        keep=lambda typed: name_in(typed["language"], typed["name"]),
        changed_by=("institution.named",),
    )


def _known(language: str) -> str:
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def _counted_texts(count: int) -> Answer:
    if not count:
        return Answer(_("None yet"), is_default=True)
    return Answer(
        ngettext("%(n)s standard text", "%(n)s standard texts", count) % {"n": count},
        is_default=False,
    )


def _reading_along() -> Answer:
    names = list(
        Network.objects.filter(reads_along=True).order_by("name").values_list("name", flat=True)
    )
    return Answer(", ".join(names) or _("Nowhere"), is_default=not names)
