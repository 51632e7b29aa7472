"""What belongs elsewhere is passed on (Awb 2:3), and the sender hears to whom."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.matters.rules import Receiver
from schakel.domain.terms.actions import pass_on as pass_on_elsewhere
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import is_done
from schakel.entrypoints.desk.visible import matter_of, url_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import long_date


class PassOnForm(forms.Form):
    """To whom, and whether the sender agrees where the law asks that."""

    to = forms.CharField(label=gettext_lazy("To whom do you pass this on?"), max_length=200)
    receiver = forms.ChoiceField(
        label=gettext_lazy("What are they?"),
        choices=[
            (
                Receiver.GOVERNMENT.value,
                gettext_lazy("a government body, such as the province or the water board"),
            ),
            (
                Receiver.OTHER.value,
                gettext_lazy("somebody else, such as a housing corporation or a care institution"),
            ),
        ],
        widget=forms.RadioSelect,
        initial=Receiver.GOVERNMENT.value,
    )
    consents = forms.BooleanField(
        label=gettext_lazy("The sender agrees that they may know of this"),
        help_text=gettext_lazy("Only needed when it is no government body."),
        required=False,
    )


@staff_only()
def pass_on(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Pass a matter on with its original date; our term ends."""
    matter = matter_of(request, matter_id)
    form = PassOnForm(request.POST or None)
    if is_done(
        request,
        form,
        lambda: pass_on_elsewhere(
            actor=request.actor,
            matter=matter,
            to=form.cleaned_data["to"],
            receiver=Receiver(form.cleaned_data["receiver"]),
            consents=form.cleaned_data["consents"],
            today=request.today,
            now=request.now,
        ),
    ):
        messages.success(request, _("This is passed on. The sender hears to whom."))
        return redirect(url_of(matter))
    came = long_date(matter.received_at, request.today)
    return render(
        request,
        "matters/step.html",
        {
            "title": _("Pass on, it is not ours"),
            "about": matter.subject,
            "told": [
                _("It goes there with its original date: %(day)s.") % {"day": came},
                _("The sender hears to whom. After four weeks we ask whether they were heard."),
            ],
            "form": form,
            "submit_label": _("Pass on"),
            "cancel_url": url_of(matter),
        },
    )
