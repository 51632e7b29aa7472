"""Whether we may keep what we have of somebody who was not in touch for long."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schakel.domain.privacy.actions import keep_in_touch
from schakel.entrypoints.public.doors import OwnPage, on_own_page
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence


@require_POST
@on_own_page
def keep(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/bewaren/"""
    try:
        keep_in_touch(actor=page.actor, party=page.matter.party, now=request.now)
    except Refused as refused:
        messages.info(request, sentence(refused))
    else:
        messages.success(request, _("Thank you. We keep in touch."))
    return redirect("page", page.token)
