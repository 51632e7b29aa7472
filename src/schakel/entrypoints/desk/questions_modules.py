"""What an institution can do without: off, until it turns it on."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.organisations.actions import choose_module
from schakel.domain.organisations.rules import Module
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest

SLUGS = {
    Module.IDEAS: "ideeenpagina",
    Module.INTRODUCTIONS: "kennismaken",
    Module.COUNCIL: "raad",
}


class ModuleForm(forms.Form):
    """Yes or no."""

    is_on = forms.ChoiceField(
        label=gettext_lazy("Do you want this?"),
        choices=[("yes", gettext_lazy("Yes, on")), ("no", gettext_lazy("No, off"))],
        widget=forms.RadioSelect,
    )


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    asks = {
        Module.IDEAS: _("May everybody read ideas of people here?"),
        Module.INTRODUCTIONS: _("Do we bring people with like ideas in contact?"),
        Module.COUNCIL: _("Can council and executive bring something in?"),
    }
    why = {
        Module.IDEAS: _("Residents read on a public page what others want, if those agreed."),
        Module.INTRODUCTIONS: _("A colleague asks two people. Both say yes, or nothing happens."),
        Module.COUNCIL: _(
            "Councillors and sponsors pass on what they were told. They follow it with consent."
        ),
    }
    touches = {
        Module.IDEAS: _(
            "Turned off, the page is gone at once. What people agreed to is kept for later."
        ),
        Module.INTRODUCTIONS: _(
            "Turned off, nobody is asked any more. Questions that run end without an answer."
        ),
        Module.COUNCIL: _(
            "Turned off, they see nothing any more. What they brought in goes on as it was."
        ),
    }
    for module in Module:
        yield _module(request, module, asks[module], why[module], touches[module])


def _module(request: TenantRequest, module: Module, asks: str, why: str, touches: str) -> Question:
    def keep(typed: Mapping[str, Any]) -> object:
        return choose(typed["is_on"] == "yes")

    def choose(is_on: bool) -> object:
        return choose_module(actor=request.actor, module=module, is_on=is_on, now=request.now)

    return Question(
        slug=SLUGS[module],
        group=Group.POSSIBLE,
        asks=asks,
        why=why,
        source=_("Begin small: what you do not need yet is off."),
        default=_on_or_off(False),
        touches=touches,
        read=lambda: Answer(_on_or_off(module in request.modules), module not in request.modules),
        form=lambda typed: ModuleForm(
            typed, initial={"is_on": "yes" if module in request.modules else "no"}
        ),
        keep=keep,
        restore=lambda: choose(False),
        changed_by=(f"{module}.turned_on", f"{module}.turned_off"),
        in_words=_in_words,
    )


def _in_words(value: Any, names: Names) -> str:
    return _on_or_off(bool(value))


def _on_or_off(is_on: bool) -> str:
    return _("On") if is_on else _("Off")
