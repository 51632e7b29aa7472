"""What a councillor may know of this matter: asked of the one whom it is about."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from schakel.domain.followers.actions import answer_follower
from schakel.domain.followers.queries import who_follow
from schakel.domain.followers.rules import Answer, Question
from schakel.domain.organisations.rules import Module
from schakel.entrypoints.public.doors import OwnPage, on_own_page
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.refusals import sentence


@dataclass(frozen=True)
class Asked:
    """A question of a follower, and what they said to it until now."""

    follower_id: int
    question: str
    words: str
    said: str


def followers_of(request: TenantRequest, page: OwnPage) -> list[Asked]:
    """The questions on this page, also those that were answered. One query, or none."""
    if not page.is_followed or Module.COUNCIL not in request.modules:
        return []
    asked = []
    for follower in who_follow(page.actor):
        name = {"name": follower.staff.shown_name}
        words = {
            Question.PROGRESS: _("%(name)s brought your message to us. May they see how it goes?"),
            Question.NAME: _("%(name)s read about your idea. May they know your name?"),
        }
        for question, sentence_of in words.items():
            answer = Answer(getattr(follower, question.value))
            if answer is not Answer.NOT_ASKED:
                said = {Answer.YES: _("You said yes."), Answer.NO: _("You said no.")}
                asked.append(
                    Asked(follower.pk, question.value, sentence_of % name, said.get(answer, ""))
                )
    return asked


@on_own_page
def answer(request: TenantRequest, page: OwnPage, follower_id: int) -> HttpResponse:
    """/uw-pagina/<str:token>/volger/<int:follower_id>/"""
    follower = next((each for each in who_follow(page.actor) if each.pk == follower_id), None)
    question, agrees = request.POST.get("question", ""), request.POST.get("agrees")
    if follower is None or question not in set(Question) or agrees not in {"yes", "no"}:
        raise Http404
    try:
        answer_follower(
            actor=page.actor,
            follower=follower,
            question=Question(question),
            agrees=agrees == "yes",
            now=request.now,
        )
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("Thank you. You can change this at any time."))
    return redirect("page", page.token)
