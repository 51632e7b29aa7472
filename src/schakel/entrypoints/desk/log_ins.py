"""Who logs in how: with the account of the organisation, by group, or with a password here."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.networks import actions
from schakel.domain.networks.models import GroupMeaning, LogInDomain, Network
from schakel.domain.networks.queries import following_groups, group_meanings, log_in_domains
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import choose
from schakel.entrypoints.desk.settings import ROLE_WORDS
from schakel.entrypoints.desk.steps import be_sure, take_step
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row, Step


class DomainForm(forms.Form):
    """The end of addresses."""

    domain = forms.CharField(
        label=gettext_lazy("What stands after the @"),
        help_text=gettext_lazy("Such as waterhoven.nl."),
        max_length=253,
    )


class MeaningForm(forms.Form):
    """A group, and what it gives."""

    group = forms.CharField(
        label=gettext_lazy("Group"),
        help_text=gettext_lazy(
            "As your organisation writes it. Entra gives a number, Keycloak a name."
        ),
        max_length=200,
    )
    role = forms.ChoiceField(label=gettext_lazy("What they do here"), choices=ROLE_WORDS)
    network = forms.ModelChoiceField(
        label=gettext_lazy("Network that they may see"),
        queryset=Network.objects.none(),
        empty_label=gettext_lazy("none"),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choose(self, "network", Network.objects.order_by("name"))


@staff_only(Role.ADMINISTRATOR)
def log_ins(request: TenantRequest) -> HttpResponse:
    """Which addresses and groups come in with the account of the organisation."""
    working = StaffMember.objects.working_on(request.today).filter(user__isnull=False).count()
    by_provider = len(following_groups(request.today))
    return render(
        request,
        "settings/log_ins.html",
        {
            "counted": [
                ngettext(
                    "%(count)s colleague logs in with the account of your organisation.",
                    "%(count)s colleagues log in with the account of your organisation.",
                    by_provider,
                )
                % {"count": by_provider},
                ngettext(
                    "%(count)s colleague logs in with a password of this site.",
                    "%(count)s colleagues log in with a password of this site.",
                    working - by_provider,
                )
                % {"count": working - by_provider},
            ],
            "provider_url": settings.OIDC.url if settings.OIDC else "",
            "domains": [_domain_row(each) for each in log_in_domains()],
            "meanings": [_meaning_row(each) for each in group_meanings()],
        },
    )


@staff_only(Role.ADMINISTRATOR)
def add_domain(request: TenantRequest) -> HttpResponseBase:
    """Addresses with another end come in too."""
    form = DomainForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: actions.allow_domain(
            actor=request.actor, domain=form.cleaned_data["domain"], now=request.now
        ),
        said=_("Whoever has such an address comes in, when a group gives them a place."),
        back=reverse("settings-log-ins"),
        title=_("Which addresses come in?"),
        about=_("Who logs in how"),
        submit_label=_("Add"),
        told=[
            _("Only add what belongs to your organisation."),
            _("Who has a password here and such an address, loses the password at the first time."),
        ],
    )


@staff_only(Role.ADMINISTRATOR)
def remove_domain(request: TenantRequest, domain_id: int) -> HttpResponseBase:
    """Nobody new comes in by such an address."""
    domain = get_object_or_404(log_in_domains(), pk=domain_id)
    return take_step(
        request,
        be_sure(request),
        lambda: actions.refuse_domain(actor=request.actor, domain=domain, now=request.now),
        said=_("Nobody new comes in with such an address."),
        back=reverse("settings-log-ins"),
        title=_("Take away %(domain)s?") % {"domain": domain.domain},
        about=_("Who logs in how"),
        submit_label=_("Take away"),
        told=[_("Who works here already keeps their place. Groups change it no longer.")],
    )


@staff_only(Role.ADMINISTRATOR)
def add_meaning(request: TenantRequest) -> HttpResponseBase:
    """A group gives a role, and a network."""
    form = MeaningForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: actions.give_group_meaning(
            actor=request.actor,
            group=form.cleaned_data["group"],
            role=Role(form.cleaned_data["role"]),
            network=form.cleaned_data["network"],
            now=request.now,
        ),
        said=_("From their next log-in on, who is in this group has this place."),
        back=reverse("settings-log-ins"),
        title=_("What does a group mean here?"),
        about=_("Who logs in how"),
        submit_label=_("Add"),
        told=[_("The groups of somebody decide about everything that they do here.")],
    )


@staff_only(Role.ADMINISTRATOR)
def remove_meaning(request: TenantRequest, meaning_id: int) -> HttpResponseBase:
    """A group gives that no longer."""
    meaning = get_object_or_404(group_meanings(), pk=meaning_id)
    return take_step(
        request,
        be_sure(request),
        lambda: actions.take_group_meaning(actor=request.actor, meaning=meaning, now=request.now),
        said=_("From their next log-in on, this group gives that no longer."),
        back=reverse("settings-log-ins"),
        title=_("Take away what %(group)s means?") % {"group": meaning.group},
        about=_means(meaning),
        submit_label=_("Take away"),
        told=[
            _("Who has no other group loses their place at the next log-in."),
            _("Others take over what they carry."),
        ],
    )


def _domain_row(domain: LogInDomain) -> Row:
    return Row(
        who=f"@{domain.domain}",
        steps=(Step(_("Take away"), reverse("log-in-domain-remove", args=[domain.pk])),),
    )


def _meaning_row(meaning: GroupMeaning) -> Row:
    return Row(
        who=meaning.group,
        what=_means(meaning),
        steps=(Step(_("Take away"), reverse("group-meaning-remove", args=[meaning.pk])),),
    )


def _means(meaning: GroupMeaning) -> str:
    role = capfirst(str(dict(ROLE_WORDS)[meaning.role]))
    if meaning.network is None:
        return role
    return _("%(role)s in %(network)s") % {"role": role, "network": meaning.network.name}
