"""Questions about what the networks of the institution are about."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.networks.actions import change_reach, open_network
from schakel.domain.networks.queries import networks_with_reach
from schakel.domain.organisations.models import Area, Theme
from schakel.entrypoints.desk.question import Answer, Group, Names, Question
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import sentence_list


class ReachForm(forms.Form):
    """Themes and areas."""

    themes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Themes"),
        queryset=Theme.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    areas = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Areas"),
        queryset=Area.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offered = {
            "themes": Theme.objects.filter(is_active=True).order_by("name"),
            "areas": Area.objects.own(),
        }
        for name, queryset in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = queryset


class NewNetworkForm(ReachForm):
    """A network that is not there yet."""

    name = forms.CharField(label=gettext_lazy("Name of the network"), max_length=200)
    field_order = ("name", "themes", "areas")


def questions(request: TenantRequest) -> Iterator[Question]:
    """In the order of the page."""
    yield _reach(request)


def _reach(request: TenantRequest) -> Question:
    networks = cache(networks_with_reach)

    def read() -> Answer:
        words = ngettext("%(n)s network", "%(n)s networks", len(networks())) % {
            "n": len(networks())
        }
        idle = [each.name for each in networks() if not each.reach and not each.is_fallback]
        if not idle:
            return Answer(words)
        return Answer(
            _("%(networks)s; without theme or area: %(names)s")
            % {"networks": words, "names": sentence_list(idle)}
        )

    return Question(
        slug="waar-netwerken-over-gaan",
        group=Group.PLACES,
        asks=_("What is each network about?"),
        why=_("By theme and area a message finds its contact person."),
        source=_("You choose this yourself."),
        touches=_("It holds from the next message. What a network has, it keeps."),
        read=read,
        form=NewNetworkForm,
        keep=lambda typed: open_network(actor=request.actor, now=request.now, **typed),
        submit_label=_("Begin this network"),
        parts=lambda: [_network(request, each) for each in networks()],
        subject="network",
        changed_by=("network.opened", "network.reach_changed"),
        in_words=_names,
    )


def _network(request: TenantRequest, network: Any) -> Question:
    def form(typed: Any) -> ReachForm:
        now = {
            "themes": Theme.objects.filter(pk__in=_of(network, "theme")),
            "areas": Area.objects.filter(pk__in=_of(network, "area")),
        }
        return ReachForm(typed, initial=now)

    return Question(
        slug=str(network.pk),
        group=Group.PLACES,
        asks=network.name,
        title=_("What is %(network)s about?") % {"network": network.name},
        why=_("By theme and area a message finds its contact person."),
        source=_("You choose this yourself."),
        touches=_("It holds from the next message. What a network has, it keeps."),
        read=lambda: Answer(_about(network)),
        form=form,
        keep=lambda typed: change_reach(
            actor=request.actor, network=network, now=request.now, **typed
        ),
        subject="network",
        subject_id=network.pk,
        changed_by=("network.opened", "network.reach_changed"),
        in_words=_names,
    )


def _of(network: Any, kind: str) -> list[int]:
    return [each["number"] for each in network.reach if each["kind"] == kind]


def _about(network: Any) -> str:
    if network.reach:
        return ", ".join(each["name"] for each in network.reach)
    return _("What fits nowhere else") if network.is_fallback else _("Nothing yet")


def _names(value: Any, names: Names) -> str:
    return ", ".join(value) or _("nothing")
