"""What is like a matter: by which words, how it went then, and who could know each other."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.initiatives.queries import LikeMatter, introductions_of, like_matters
from schakel.domain.initiatives.rules import IntroductionState
from schakel.domain.matters.models import Matter
from schakel.domain.organisations.rules import Module
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.visible import matter_of, may_work, url_of
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.words import long_date, sentence_list


@staff_only("connector", "official", "volunteer")
def likes(request: TenantRequest, matter_id: int) -> HttpResponse:
    """What is like one matter, with the step to introduce who came with them."""
    matter = matter_of(request, matter_id)
    introduces = Module.INTRODUCTIONS in request.modules
    known = introductions_of(request.actor, matter) if introduces else {}
    works = introduces and may_work(request.actor, matter) and not matter.confidential
    found = like_matters(request.actor, matter)
    return render(
        request,
        "likes/likes.html",
        {
            "title": _("Like this"),
            "matter": matter,
            "back_url": url_of(matter),
            "rows": [
                like_row(each, request.today, _steps(matter, each, known) if works else ())
                for each in found
            ],
            "introductions": [
                _introduction(each, request.today)
                for each in known.values()
                if each.introduction.state != IntroductionState.WISHED
            ],
            "wished": [
                Row(
                    who=each.matter.shown_subject,
                    url=url_of(each.matter),
                    what=_("Somebody wants to get in contact about this."),
                    steps=(_ask(matter, each.matter_id),) if works else (),
                )
                for each in known.values()
                if each.introduction.state == IntroductionState.WISHED
            ],
        },
    )


def like_row(like: LikeMatter, today: date, steps: tuple[Step, ...] = ()) -> Row:
    """One like matter: what came of it, what was said then and by whom, and why it stands here."""
    matter = like.matter
    words = sentence_list([f"“{word}”" for word in like.words])
    return Row(
        who=matter.shown_subject,
        url=url_of(matter),
        tag=Tag(like.phase or matter.get_status_display(), Kind.REST),
        what=_said(like, today),
        why=_("Came in on %(day)s. In both: %(words)s.")
        % {"day": _day(matter, today), "words": words},
        steps=steps,
    )


def _said(like: LikeMatter, today: date) -> str:
    owner = like.matter.owner.shown_name
    if like.answered_at is None:
        return _("Nothing was answered yet. %(name)s is the contact person.") % {"name": owner}
    return _("%(name)s, on %(day)s: “%(answer)s”") % {
        "name": owner,
        "day": long_date(timezone.localtime(like.answered_at), today),
        "answer": " ".join(like.answer.split()),
    }


def _day(matter: Matter, today: date) -> str:
    return long_date(timezone.localtime(matter.received_at), today)


def _steps(
    matter: Matter, like: LikeMatter, known: Mapping[int, IntroductionSide]
) -> tuple[Step, ...]:
    other = like.matter
    if other.pk in known or other.confidential or other.party_id == matter.party_id:
        return ()
    return (_ask(matter, other.pk),)


def _ask(matter: Matter, other_id: int) -> Step:
    return Step(_("Introduce them"), reverse("introduce", args=[matter.pk, other_id]))


def _introduction(side: IntroductionSide, today: date) -> Row:
    introduction = side.introduction
    state = IntroductionState(introduction.state)
    kinds = {IntroductionState.ASKED: Kind.WATCH, IntroductionState.MET: Kind.GOOD}
    return Row(
        who=side.matter.shown_subject,
        url=url_of(side.matter),
        tag=Tag(introduction.get_state_display(), kinds.get(state, Kind.REST)),
        what=_("You hear on %(day)s whether they want to.")
        % {"day": long_date(introduction.ends_on, today)}
        if state is IntroductionState.ASKED and introduction.ends_on
        else "",
    )
