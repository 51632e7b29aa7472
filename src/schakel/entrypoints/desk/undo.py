"""Ongedaan maken: a step that the reader took by mistake, as long as nothing followed from it."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.steps import keep_words, way_back
from schakel.entrypoints.desk.ways_back import WAYS_BACK
from schakel.foundation.journal.actions import own_step
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import check_take_back
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence


@require_POST
@staff_only()
def undo(request: TenantRequest, line_id: int) -> HttpResponseBase:
    """Take back what the reader did, by the number of its line in the journal."""
    step = own_step(actor=request.actor, line_id=line_id)
    way = WAYS_BACK.get(step.what) if step else None
    if step is None or way is None:
        raise Http404
    back = way_back(request, reverse("today"))
    try:
        check_take_back(step, actor=request.actor, now=request.now, is_so=True)
        words = way.take_back(actor=request.actor, step=step, now=request.now)
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect(back)
    messages.success(request, str(way.said))
    if way.write_again is None:
        return redirect(back)
    keep_words(request, str(words))
    return redirect(way.write_again(step))
