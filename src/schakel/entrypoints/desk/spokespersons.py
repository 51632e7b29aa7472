"""Who speaks for a group, and what became of each time that somebody else would."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schakel.domain.parties.models import Party, PartyKind
from schakel.domain.parties.rules import may_register
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.domain.spokespersons.queries import changes_of, is_contested, spokespersons
from schakel.domain.spokespersons.rules import RUNNING, Course
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.visible import party_of
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Row, Step, Tag
from schakel.foundation.ui.words import long_date


def group_of(request: TenantRequest, party_id: int) -> Party:
    """A group that the reader knows; only for a group somebody speaks."""
    group = party_of(request, party_id)
    if group.kind != PartyKind.GROUP or group.is_platform:
        raise Http404
    return group


@staff_only()
def spokesperson(request: TenantRequest, party_id: int) -> HttpResponse:
    """Who speaks now, who would, and how that ended before."""
    group = group_of(request, party_id)
    speaking = spokespersons(group, request.today)
    changes = changes_of(request.actor, group)
    names = names_of(request.actor, [*speaking, *_people(changes)])
    running = next((each for each in changes if each.course in RUNNING), None)
    may_act = may_register(request.actor)
    return render(
        request,
        "parties/spokesperson.html",
        {
            "title": _("Who speaks for this group"),
            "group": group,
            "speaking": [names[each.pk] for each in speaking],
            "running": running and [_running(running, names, request.today, may_act=may_act)],
            "contested": running is not None and running.course is Course.CONTESTED,
            "may_ask": running is None and may_act,
            "ended": [_row(each, names, request.today) for each in changes if each is not running],
        },
    )


def neither_binds(party: Party) -> list[str]:
    """What to know before something is agreed with a group while two speak for it."""
    if not is_contested(party):
        return []
    return [
        _("Mind: two people speak for this group. What one of them says does not bind it."),
        _("Wait until it is clear who speaks, or write down who said it."),
    ]


def names_of(actor: Actor, people: Collection[Party]) -> Mapping[int, str]:
    """By number, as far as the actor knows them. One query."""
    known = Party.objects.visible_to(actor).filter(pk__in=[each.pk for each in people])
    names = dict.fromkeys((each.pk for each in people), _("somebody whom you do not know here"))
    return names | dict(known.values_list("pk", "name"))


def _people(changes: Collection[SpokespersonChange]) -> list[Party]:
    found = [(each.before, each.newcomer, each.witness) for each in changes]
    return [each for three in found for each in three if each is not None]


def _running(
    change: SpokespersonChange, names: Mapping[int, str], today: date, *, may_act: bool
) -> Row:
    contested = change.course is Course.CONTESTED
    return Row(
        who=capfirst(names[change.newcomer_id]),
        tag=Tag(_("two speak"), Kind.STUCK) if contested else Tag(_("asked"), Kind.WATCH),
        what=" ".join(_told(change, names, today)),
        steps=tuple(_steps(change)) if may_act else (),
    )


def _steps(change: SpokespersonChange) -> Iterator[Step]:
    def step(label: str, name: str, *, first: bool = False) -> Step:
        return Step(label, reverse(name, args=[change.group_id]), first=first)

    yield step(_("It is right"), "spokesperson-confirm", first=True)
    if change.course is Course.ASKED:
        yield step(_("Somebody says no"), "spokesperson-contest")
    yield step(_("It does not take place"), "spokesperson-withdraw")


def _row(change: SpokespersonChange, names: Mapping[int, str], today: date) -> Row:
    done = change.course is Course.CONFIRMED
    return Row(
        who=capfirst(names[change.newcomer_id]),
        tag=Tag(_("confirmed"), Kind.GOOD) if done else Tag(_("did not take place")),
        what=" ".join(_told(change, names, today)),
    )


def _told(change: SpokespersonChange, names: Mapping[int, str], today: date) -> Iterator[str]:
    """What happened, in order, with its days."""

    def day(at: datetime) -> str:
        return long_date(timezone.localtime(at), today)

    yield _("Asked on %(day)s.") % {"day": day(change.asked_at)}
    if change.before_id is not None:
        yield _("In the place of %(name)s.") % {"name": names[change.before_id]}
    if change.contested_at is not None:
        yield _("Contested on %(day)s: “%(words)s”") % {
            "day": day(change.contested_at),
            "words": change.objection,
        }
    if change.confirmed_at is not None:
        yield _("Confirmed on %(day)s: %(how)s.") % {
            "day": day(change.confirmed_at),
            "how": change.get_proof_display(),
        }
        if change.witness_id is not None:
            yield _("That was %(name)s.") % {"name": names[change.witness_id]}
        if change.document_on is not None:
            yield _("The document is of %(day)s.") % {"day": long_date(change.document_on, today)}
        if change.words:
            yield f"“{change.words}”"
        if change.confirmed_by is None:
            yield _("That was said on their own page.")
    if change.withdrawn_at is not None:
        yield _("Taken back on %(day)s.") % {"day": day(change.withdrawn_at)}
