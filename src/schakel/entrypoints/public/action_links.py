"""A link in a mail to a colleague: opening it shows what it does, pressing a button does it."""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import replace

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from schakel.domain.access.actions import act_by_link, action_link
from schakel.domain.access.models import ActionLink
from schakel.domain.access.rules import LinkAction, check_action_link, check_confidence
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Course, Side
from schakel.domain.staff.actions import give_sign_of_life
from schakel.entrypoints.public import limits, link_forms
from schakel.entrypoints.public.doors import for_residents
from schakel.entrypoints.public.link_steps import STEPS, Step, Use
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import also_show
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence

# After these the link does nothing any more; all else can be mended on the page.
ENDS = frozenset(
    {"link_expired", "link_in_confidence", "link_used", "no_longer_asked", "text_was_changed"}
)
# What is missing then is a reason.
NEED_REASON = frozenset({"answer_needs_one_voice", "declining_needs_reason"})


@for_residents
@never_cache
def act(request: TenantRequest, token: str) -> HttpResponse:
    """/doen/<str:token>/"""
    return _used(request, token, frozenset(LinkAction))


@csrf_exempt
@for_residents
@never_cache
def stop_mails(request: TenantRequest, token: str) -> HttpResponse:
    """/minder-mail/<str:token>/: a mail program may press the button, without the form (RFC 8058).

    It has no cookie, so the token alone has to show that somebody got the mail.
    """
    return _used(request, token, frozenset({LinkAction.FEWER_MAILS}))


def _used(request: TenantRequest, token: str, actions: Collection[LinkAction]) -> HttpResponse:
    """The page of a link that does one of these, or what it did."""
    link = action_link(token)
    if link is None or link.action not in actions:
        raise Http404
    action = LinkAction(link.action)
    step = STEPS[action]
    actor = _colleague(request, link)
    try:
        check_action_link(
            expires_at=link.expires_at,
            used=link.used_at is not None,
            staff_works_here=actor is not None,
            now=request.now,
        )
        check_confidence(action, confidential=link.confidential)
        use = Use(request, link, actor or request.actor)
        form = _form(request, step, step.find(use))
        done = _done(use, step, form)
    except Refused as refused:
        return _shown(request, step, refused=sentence(refused))
    if done:
        return _shown(request, step, done=done)
    return _shown(
        request,
        step,
        name=link.staff.name,
        reference=_reference(request, link),
        told=step.told,
        form=form,
        first=step.buttons[: step.at_once],
        buttons=step.buttons[step.at_once :],
    )


def _colleague(request: TenantRequest, link: ActionLink) -> Actor | None:
    """The actor for whom the link was made, or None when they no longer work here."""
    place = place_of_staff(tenant_id=request.tenant.pk, staff_id=link.staff_id, today=request.today)
    return replace(place.actor, by_link=True) if place else None


def _form(request: TenantRequest, step: Step, about: object) -> forms.Form:
    form = step.form(request.POST if request.method == "POST" else None)
    if isinstance(form, link_forms.KeepForm) and isinstance(about, Promise):
        form.offer(Course(about.course), Side(about.side))
    if isinstance(form, link_forms.AnswerForm):
        form.ask_no_reason()
    return form


def _done(use: Use, step: Step, form: forms.Form) -> list[str]:
    """What happened; nothing when the form was not sent, or says what has to be changed."""
    request = use.request
    if request.method != "POST":
        return []
    button = next((name for name, _words in step.buttons if name in request.POST), "")
    try:
        limits.count(request, limits.ACTION_LINKS)
        if not form.is_valid():
            return []
        give_sign_of_life(staff_id=use.link.staff_id, today=request.today)
        return act_by_link(
            actor=use.actor,
            link=use.link,
            staff_works_here=True,
            # Looked at once more, now that nobody else uses a link to the same matter.
            act=lambda: step.act(use, step.find(use), form.cleaned_data, button),
            now=request.now,
        )
    except Refused as refused:
        if refused.code in ENDS:
            raise
        if refused.code == "answer_needs_one_voice":
            form.fields["reason"] = deepcopy(link_forms.AnswerForm.base_fields["reason"])
        form.add_error("reason" if refused.code in NEED_REASON else None, sentence(refused))
        return []


def _reference(request: TenantRequest, link: ActionLink) -> str:
    """The number of the matter: all that the page says of it."""
    if link.matter_id is None:
        return ""
    if link.confidential:
        also_show(link.matter_id)
    matters = Matter.objects.visible_to(resident(request.tenant.pk, link.matter_id))
    return str(matters.values_list("reference", flat=True).get())


def _shown(request: TenantRequest, step: Step, **shown: object) -> HttpResponse:
    return render(request, "public/action_link.html", {"title": step.title, **shown})
