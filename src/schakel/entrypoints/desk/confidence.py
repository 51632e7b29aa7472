"""Matters in confidence: agreeing to carry one, letting others see it, and a code on paper."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.access.actions import hand_out_paper_code
from schakel.domain.matters.actions import accept_in_confidence, lift_confidence
from schakel.domain.matters.queries import asked_in_confidence
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import in_one_click
from schakel.entrypoints.desk.visible import matter_of, url_of
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import deadline, long_date


@staff_only()
def accept(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Agree to carry something of which the reader knows a date and nothing else."""
    asked = next(
        (each for each in asked_in_confidence(request.actor) if each.matter_id == matter_id), None
    )
    if asked is None:
        raise Http404
    if request.method == "POST":
        in_one_click(
            request,
            lambda: accept_in_confidence(actor=request.actor, matter_id=matter_id, now=request.now),
            _("You carry this in confidence from now on."),
        )
        return redirect("matter", matter_id)
    hear_by = asked.hear_by
    return render(
        request,
        "ui/confirm.html",
        {
            "title": _("Do you carry this in confidence?"),
            "consequences": [
                _("Somebody came with something in confidence."),
                *(
                    [_("They hear from us %(deadline)s.")
                     % {"deadline": deadline(hear_by, request.today)}]
                    if hear_by
                    else []
                ),
                _("Only who carries it may see it. That you looked is written down."),
            ],
            "confirm_label": _("Yes, I carry this"),
            "cancel_url": reverse("today"),
        },
    )  # fmt: skip


@staff_only()
def lift(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """Let the network see a matter that was in confidence."""
    matter = matter_of(request, matter_id)
    if not matter.confidential:
        return redirect(url_of(matter))
    if request.method == "POST":
        in_one_click(
            request,
            lambda: lift_confidence(actor=request.actor, matter=matter, now=request.now),
            _("This is no longer in confidence."),
        )
        return redirect(url_of(matter))
    return render(
        request,
        "ui/confirm.html",
        {
            "title": _("No longer in confidence?"),
            "consequences": [
                _("Everybody in “%(network)s” can read all of this.")
                % {"network": matter.network.name},
                _("You cannot take this back. Ask %(name)s first.") % {"name": matter.party.name},
            ],
            "confirm_label": _("Let colleagues see it"),
            "cancel_url": url_of(matter),
        },
    )


@staff_only()
def paper_code(request: TenantRequest, matter_id: int) -> HttpResponseBase:
    """A code for who has no mail, shown once, on a page to print."""
    matter = matter_of(request, matter_id)
    if request.method != "POST":
        return render(
            request,
            "ui/confirm.html",
            {
                "title": _("A code on paper for %(name)s?") % {"name": matter.party.name},
                "consequences": [
                    _("With this code they open their page, without mail."),
                    _("An earlier code on paper stops working."),
                    _("You see the code once. Hand it over in person or by letter."),
                ],
                "confirm_label": _("Make the code"),
                "cancel_url": url_of(matter),
            },
        )
    try:
        code = hand_out_paper_code(actor=request.actor, matter=matter, now=request.now)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect(url_of(matter))
    return render(
        request,
        "confidence/paper_code.html",
        {
            "title": _("Code on paper"),
            "code": code,
            "name": matter.party.name,
            "address": request.build_absolute_uri(reverse("paper-code")),
            "made_on": long_date(request.today),
            "owner": matter.owner.shown_name,
            "phone": matter.owner.phone,
            "back_url": url_of(matter),
        },
    )
