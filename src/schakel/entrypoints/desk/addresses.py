"""How to reach a party: an address is added, corrected, preferred, disowned or verified."""

from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schakel.domain.access.actions import correct_address, disown_address
from schakel.domain.parties import queries
from schakel.domain.parties.actions import add_address, prefer_address, verify_address
from schakel.domain.parties.models import AddressKind, DigitalAddress, Party
from schakel.domain.parties.rules import Proof
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import be_sure, in_one_click, take_step
from schakel.entrypoints.desk.visible import party_of
from schakel.foundation.tenancy.requests import TenantRequest

_LONGEST = 254
_PROOFS = [
    (Proof.DOCUMENT.value, gettext_lazy("they showed an identity document")),
    (Proof.KNOWN.value, gettext_lazy("I know them, and they named it to me")),
    (Proof.CALLED_BACK.value, gettext_lazy("I reached them there, and they answered")),
]


class AddressForm(forms.Form):
    """A way to reach them."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of address?"),
        choices=AddressKind.choices,
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    address = forms.CharField(label=gettext_lazy("Address or number"), max_length=_LONGEST)


class CorrectionForm(forms.Form):
    """How it should be."""

    to = forms.CharField(label=gettext_lazy("How should it be?"), max_length=_LONGEST)


class ProofForm(forms.Form):
    """How they showed that it is theirs."""

    proof = forms.ChoiceField(
        label=gettext_lazy("How do you know that it is theirs?"),
        choices=_PROOFS,
        widget=forms.RadioSelect,
    )


@staff_only("connector", "official", "volunteer")
def add(request: TenantRequest, party_id: int) -> HttpResponseBase:
    """Another way to reach a party."""
    party = party_of(request, party_id)
    form = AddressForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: add_address(
            actor=request.actor,
            party=party,
            kind=AddressKind(form.cleaned_data["kind"]),
            address=form.cleaned_data["address"],
            now=request.now,
        ),
        said=_("The address is kept. It still has to be checked."),
        back=_page_of(party),
        title=_("Add an address"),
        about=party.name,
        submit_label=_("Save"),
        told=[_("Two people can have the same address. They stay two people here.")],
    )


@staff_only("connector", "official", "volunteer")
def correct(request: TenantRequest, address_id: int) -> HttpResponseBase:
    """It was written down wrong."""
    found = _address_of(request, address_id)
    form = CorrectionForm(request.POST or None, initial={"to": found.address})
    return take_step(
        request,
        form,
        lambda: correct_address(
            actor=request.actor, address=found, **form.cleaned_data, now=request.now
        ),
        said=_("The address is corrected. It still has to be checked."),
        back=_page_of(found.party),
        title=_("Correct this address"),
        about=f"{found.party.name} · {found.address}",
        submit_label=_("Save"),
        told=_what_goes_wrong(),
    )


@require_POST
@staff_only("connector", "official", "volunteer")
def prefer(request: TenantRequest, address_id: int) -> HttpResponseBase:
    """What goes out goes here first, from now on."""
    found = _address_of(request, address_id)
    in_one_click(
        request,
        lambda: prefer_address(actor=request.actor, address=found, now=request.now),
        _("From now on we use %(address)s first.") % {"address": found.address},
    )
    return redirect(_page_of(found.party))


@staff_only("connector", "official", "volunteer")
def disown(request: TenantRequest, address_id: int) -> HttpResponseBase:
    """It is not theirs, or nothing arrives there."""
    found = _address_of(request, address_id)
    return take_step(
        request,
        be_sure(request),
        lambda: disown_address(actor=request.actor, address=found, now=request.now),
        said=_("We no longer use this address."),
        back=_page_of(found.party),
        title=_("This address is wrong?"),
        about=f"{found.party.name} · {found.address}",
        submit_label=_("Yes, it is wrong"),
        told=_what_goes_wrong(),
    )


@staff_only("connector", "official", "volunteer")
def verify(request: TenantRequest, address_id: int) -> HttpResponseBase:
    """They showed at the desk that it is theirs."""
    found = _address_of(request, address_id)
    form = ProofForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: verify_address(
            actor=request.actor,
            address=found,
            proof=Proof(form.cleaned_data["proof"]),
            now=request.now,
        ),
        said=_("The address is checked. It is kept that you saw it, and how."),
        back=_page_of(found.party),
        title=_("Is this address theirs?"),
        about=f"{found.party.name} · {found.address}",
        submit_label=_("Yes, it is theirs"),
        told=[_("Mail to a checked address names what it is about.")],
    )


def _what_goes_wrong() -> list[str]:
    return [
        _("Nothing goes to the wrong address any more."),
        _("Links that went there no longer open their page."),
    ]


def _address_of(request: TenantRequest, address_id: int) -> DigitalAddress:
    found = queries.address(request.actor, address_id)
    if found is None:
        raise Http404
    return found


def _page_of(party: Party) -> str:
    return reverse("party", args=[party.pk])
