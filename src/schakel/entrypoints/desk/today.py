"""Vandaag: what asks for attention, what is due, what is new. The first page of the desk."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.answers.queries import drafts_of
from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import SPEAK_WITHIN
from schakel.domain.continuity.models import Passing
from schakel.domain.followers.rules import FOLLOWING_ROLES
from schakel.domain.health.models import Standing
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import Waiting, asked_in_confidence, waiting
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.notices.queries import unseen_of
from schakel.domain.notices.rules import OF_MAIL
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.promises.models import Promise
from schakel.domain.promises.queries import expecting
from schakel.domain.promises.rules import Side
from schakel.domain.staff.rules import CARRYING_ROLES
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.models import Term
from schakel.entrypoints.desk import (
    anchoring,
    attention,
    council,
    drafts,
    hand_over_rows,
    overviews,
)
from schakel.entrypoints.desk.attention import Facts
from schakel.entrypoints.desk.doors import staff_only
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.working_days import add_working_days
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Row
from schakel.foundation.ui.words import long_date

# Of each kind. Whoever has more reads in the lists how many.
ROWS_READ = 40
NOTICES_SHOWN = {
    NoticeKind.NEW_CONTACT,
    NoticeKind.MESSAGE_FAILED,
    *OF_MAIL,
    *attention.ABOUT_ANSWERS,
}
# More than a day's work helps nobody: the lists hold the rest.
ROWS_SHOWN = 12


@staff_only()
def today(request: TenantRequest) -> HttpResponse:
    """What this colleague can do today; who carries nothing gets an overview without people."""
    if not request.actor.has_role(*CARRYING_ROLES):
        return overviews.overview(request)
    who = presence(request.today)
    carrying = who.stand_in_for(request.actor.staff_id or 0)
    facts = _facts(request, who, carrying)
    absent = sorted(carrying - {facts.reader}, key=lambda each: who.names[each])
    counts = waiting(request.actor, carrying, absent)
    urgent = attention.urgent(facts)
    is_cut = any(len(each) == ROWS_READ for each in facts.read)
    follows = request.actor.has_role(*FOLLOWING_ROLES)
    asked = council.answered(request) if follows else []
    writing = drafts.rows(drafts_of(request.actor), request.today)
    return render(
        request,
        "today/today.html",
        {
            "greeting": attention.greeting(request.now, request.actor_name.split(" ")[0]),
            "attention_words": _attention_words(len(urgent), at_least=is_cut),
            "is_cut": is_cut,
            "waiting_words": _waiting_words(counts.for_us),
            "sections": [
                _section("urgent", urgent, f"{reverse('matters')}?carrier=me&late=on"),
                _section(
                    "soon",
                    [*writing, *attention.soon(facts)],
                    f"{reverse('matters')}?carrier=me",
                ),
                _section(
                    "new",
                    [*attention.new(facts), *anchoring.told_rows(request), *asked],
                    reverse("new-matters"),
                ),
            ],
            "unsorted": counts.unsorted,
            "stand_ins": [_stand_in(who, each, counts, facts) for each in absent],
            "waits_for_them": counts.for_them,
            "waits_for_them_url": f"{reverse('matters')}?carrier=me&waits=them",
        },
    )


def _section(name: str, rows: list[Row], all_url: str) -> dict[str, object]:
    """The rows to begin with, and where the others are."""
    more = max(0, len(rows) - ROWS_SHOWN)
    return {"name": name, "rows": rows[:ROWS_SHOWN], "more": more, "all_url": all_url}


def _facts(request: TenantRequest, who: Presence, carrying: frozenset[int]) -> Facts:
    actor, day = request.actor, request.today
    horizon = add_working_days(day, 1)
    nobody = who.nobody_for(actor.network_ids) - carrying
    standings = _standings(actor, carrying)
    return Facts(
        today=day,
        horizon=horizon,
        reader=actor.staff_id or 0,
        presence=who,
        carrying=carrying,
        nobody=nobody,
        terms=Term.objects.visible_to(actor)
        .due_by(horizon)
        .carried_by(carrying)
        .select_related("matter__party")[:ROWS_READ],
        matters=Matter.objects.visible_to(actor)
        .asking(actor, carrying, nobody)
        .select_related("party")[:ROWS_READ],
        connections=Connection.objects.visible_to(actor)
        .carried_by(carrying)
        .silent_by(day + SPEAK_WITHIN, day)
        .filter(
            expecting(
                Matter.objects.visible_to(actor).open(),
                Promise.objects.visible_to(actor).standing(),
            )
        )
        .select_related("party", "theme")[:ROWS_READ],
        promises=Promise.objects.visible_to(actor)
        .due_by(horizon)
        .of(carrying)
        .filter(Q(side=Side.OURS.value) | Q(due_on__lt=day))
        .select_related("party", "matter")[:ROWS_READ],
        tasks=Task.objects.visible_to(actor)
        .at_hand(horizon, actor.staff_id)
        .filter(staff_id__in=carrying)
        .exclude(kind=TaskKind.CARRY.value)
        .select_related("matter__party", "connection__party")[:ROWS_READ],
        confided=asked_in_confidence(actor),
        passings=Passing.objects.visible_to(actor)
        .asked_of(actor.staff_id)
        .select_related(*hand_over_rows.READ_ALONG)
        .order_by("answer_by", "pk")[:ROWS_READ],
        notices=unseen_of(actor, NOTICES_SHOWN),
        standings=standings,
        harm={each.connection_id: (each.holds_up, each.harmed or 0) for each in standings},
    )


def _standings(actor: Actor, carrying: Collection[int]) -> list[Any]:
    """In which something asks attention that no other row tells, or of which the harm is known."""
    asking = (
        Standing.objects.visible_to(actor)
        .asking()
        .carried_by(carrying)
        .with_harm()
        .filter(
            Q(signal__in=attention.SHOWN_BY_STANDING) | Q(holds_up=True) | Q(harmed__isnull=False)
        )
    )
    return list(asking.select_related("connection__party", "connection__other_party")[:ROWS_READ])


def _attention_words(count: int, *, at_least: bool) -> str:
    if not count:
        return _("Nothing asks your attention now")
    if at_least:
        return ngettext(
            "At least %(count)s connection asks attention now",
            "At least %(count)s connections ask attention now",
            count,
        ) % {"count": count}
    return ngettext(
        "%(count)s connection asks attention now",
        "%(count)s connections ask attention now",
        count,
    ) % {"count": count}


def _waiting_words(count: int) -> str:
    if not count:
        return _("Nobody waits for you.")
    return ngettext(
        "%(count)s person or group waits for you.",
        "%(count)s people and groups wait for you.",
        count,
    ) % {"count": count}


def _stand_in(who: Presence, absent: int, counts: Waiting, facts: Facts) -> dict[str, str]:
    """Somebody for whom the reader stands in: until when, and where their work is."""
    name = who.names[absent].split(" ")[0]
    back_on = who.back_on(absent)
    if back_on is None:
        until = _("It is not known when %(name)s is back.") % {"name": name}
    else:
        until = _("%(name)s is back on %(day)s.") % {
            "name": name,
            "day": long_date(back_on, facts.today),
        }
    count = counts.open_of[absent]
    label = ngettext("%(count)s thing of %(name)s", "%(count)s things of %(name)s", count) % {
        "count": count,
        "name": name,
    }
    return {"until": until, "label": label, "url": f"{reverse('matters')}?van={absent}"}
