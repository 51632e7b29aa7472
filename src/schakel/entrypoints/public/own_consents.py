"""What somebody is asked on their own page: may this be shown, and do you want to meet somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from schakel.domain.initiatives.actions import (
    agree_to_meet,
    answer_publication,
    rather_not_meet,
)
from schakel.domain.initiatives.models import IntroductionSide, Publication
from schakel.domain.initiatives.queries import publication_of, sides_of, whom_they_met
from schakel.domain.initiatives.rules import IntroductionState, PublicationState, Shares
from schakel.domain.organisations.rules import Module
from schakel.domain.parties.queries import addresses_of
from schakel.domain.surveys.queries import said_between
from schakel.entrypoints.public.doors import OwnPage, on_own_page
from schakel.entrypoints.public.own_word import said_last
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Moment
from schakel.foundation.ui.refusals import sentence
from schakel.foundation.ui.words import deadline


@dataclass(frozen=True)
class AskedIntroduction:
    """A question whether they want to meet somebody, what they said, or who it is.

    ``said`` is how it goes between the two, as they said it last.
    """

    number: int
    asks_until: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    is_met: bool = False
    may_say: bool = False
    said: Moment | None = None
    said_yes: bool = False


@dataclass(frozen=True)
class Consents:
    """What is asked of somebody, and what they agreed to. ``public`` says whether it is shown."""

    publication: Publication | None
    public: bool
    introductions: tuple[AskedIntroduction, ...]


def consents_of(request: TenantRequest, page: OwnPage) -> Consents:
    """Of this page only. No query where nothing was asked; else three, and three for each other."""
    if not page.is_asked:
        return Consents(None, False, ())
    shows_ideas = Module.IDEAS in request.modules
    found = publication_of(page.actor, page.matter) if shows_ideas else None
    public = found is not None and found.state == PublicationState.AGREED
    asked = found is not None and found.state == PublicationState.ASKED
    return Consents(
        found if asked or public else None, public, tuple(_introductions(request, page))
    )


def _introductions(request: TenantRequest, page: OwnPage) -> Iterator[AskedIntroduction]:
    introduces = Module.INTRODUCTIONS in request.modules
    for side in sides_of(page.actor, page.matter) if introduces else ():
        introduction = side.introduction
        state = IntroductionState(introduction.state)
        if state is IntroductionState.MET and (met := whom_they_met(side)):
            theirs = addresses_of(met.party)
            yield AskedIntroduction(
                side.pk,
                name=met.party.name,
                email=theirs.email if met.shares == Shares.EMAIL else "",
                phone=theirs.phone if met.shares == Shares.PHONE else "",
                is_met=True,
                may_say=introduction.connection_id is not None,
                said=said_last(said_between(side, page.matter.party), request.today),
            )
        elif state in {IntroductionState.WISHED, IntroductionState.ASKED} and side.agrees:
            yield AskedIntroduction(side.pk, said_yes=True)
        elif (
            state is IntroductionState.ASKED
            and side.agrees is None
            and introduction.ends_on is not None
            and request.today < introduction.ends_on
        ):
            own = addresses_of(page.matter.party)
            last_day = introduction.ends_on - timedelta(days=1)
            yield AskedIntroduction(
                side.pk,
                asks_until=deadline(last_day, request.today),
                name=page.matter.party.name,
                email=own.email,
                phone=own.phone,
            )


@on_own_page
def publication(request: TenantRequest, page: OwnPage) -> HttpResponse:
    """/uw-pagina/<str:token>/ideeenpagina/"""
    found = publication_of(page.actor, page.matter)
    answer = request.POST.get("agrees")
    if found is None:
        raise Http404
    if answer in {"yes", "no"}:
        agrees = answer == "yes"
        try:
            # They agree to the words that they read, and to no others.
            if agrees and request.POST.get("asked") != found.asked_at.isoformat():
                raise Refused("publication_was_changed")
            answer_publication(actor=page.actor, publication=found, agrees=agrees, now=request.now)
        except Refused as refused:
            messages.error(request, sentence(refused))
        else:
            said = _("Thank you. Your idea stands on our page now.")
            messages.success(request, said if agrees else _("We do not show your idea."))
    return redirect("page", page.token)


@on_own_page
def introduction(request: TenantRequest, page: OwnPage, side_id: int) -> HttpResponse:
    """/uw-pagina/<str:token>/kennismaken/<int:side_id>/"""
    side = next((each for each in sides_of(page.actor, page.matter) if each.pk == side_id), None)
    if side is None:
        raise Http404
    answer = request.POST.get("answer", "")
    try:
        if answer in {each.value for each in Shares}:
            _agree(request, page, side, Shares(answer))
        elif answer == "no":
            rather_not_meet(actor=page.actor, side=side, today=request.today, now=request.now)
            messages.success(request, _("We do not give your name. We tell nobody."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("page", page.token)


def _agree(request: TenantRequest, page: OwnPage, side: IntroductionSide, shares: Shares) -> None:
    introduction = agree_to_meet(
        actor=page.actor, side=side, shares=shares, today=request.today, now=request.now
    )
    if introduction.state == IntroductionState.MET:
        messages.success(request, _("The other wants it too. Below you read who it is."))
    else:
        messages.success(request, _("Thank you. You hear from us if the other wants it too."))
