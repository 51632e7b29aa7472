"""Vastgelopen: the connections that broke, and one of them with all that was done about it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import may_work_on
from schakel.domain.health.models import END_WORDS, Break
from schakel.domain.health.queries import may_work_on_break, steps_of
from schakel.domain.health.rules import End, SignalKind, did_not_reply, reply_by
from schakel.domain.privacy.actions import note_viewing
from schakel.domain.privacy.rules import Deed, Subject
from schakel.entrypoints.desk.doors import staff_only
from schakel.entrypoints.desk.filters import ALL, chosen_in
from schakel.entrypoints.desk.numbers import READERS
from schakel.entrypoints.desk.paging import page_of, read_day
from schakel.entrypoints.desk.repairs import suggestions
from schakel.entrypoints.desk.standings import names_of
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.components import Kind, Moment, Row, State, Step, Tag
from schakel.foundation.ui.words import deadline, long_date, moment

STEPS_SHOWN = 100
OTHERS_SHOWN = 10
_WHAT = {
    SignalKind.UNANSWERED: gettext_lazy("They wait too long for an answer, since %(day)s."),
    SignalKind.PROMISE: gettext_lazy("What we promised was not done, since %(day)s."),
    SignalKind.THEIR_WORD: gettext_lazy("They say that it does not go, since %(day)s."),
    SignalKind.CARRIER: gettext_lazy("Nobody is there for them, since %(day)s."),
    SignalKind.REPEATED: gettext_lazy("They ask again and again, since %(day)s."),
    SignalKind.REACH: gettext_lazy("We cannot reach them, since %(day)s."),
    SignalKind.SILENCE: gettext_lazy("We do not speak with them any more, since %(day)s."),
    SignalKind.ANCHORING: gettext_lazy("Nobody stands behind it here, since %(day)s."),
}


class BreakFilters(forms.Form):
    """Which breaks to show."""

    van = forms.ChoiceField(
        label=gettext_lazy("Who sees to it"),
        choices=[ALL, ("mij", gettext_lazy("me")), ("niemand", gettext_lazy("nobody yet"))],
        required=False,
    )
    afgelopen = forms.ChoiceField(
        label=gettext_lazy("How far"),
        choices=[("", gettext_lazy("still stuck")), ("ja", gettext_lazy("over"))],
        required=False,
    )


@staff_only("connector", "official", "volunteer")
def breaks(request: TenantRequest) -> HttpResponse:
    """A page of breaks, the oldest first."""
    form, chosen = chosen_in(request, BreakFilters)
    page = page_of(request, _filtered(request.actor, chosen), "since", read_day, descending=False)
    return render(
        request,
        "breaks/breaks.html",
        {
            "form": form,
            "rows": [_row(each, request.actor, request.today) for each in page.rows],
            "back_url": page.back_url,
            "on_url": page.on_url,
            "is_filtered": bool(request.GET),
            "sees_numbers": request.actor.has_role(*READERS),
        },
    )


@staff_only()
def one(request: TenantRequest, break_id: int) -> HttpResponse:
    """One break: since when, why, whom it harms, who sees to it and what was done."""
    found = break_of(request, break_id)
    connection, today = found.connection, request.today
    # It tells how somebody fares: who looks at it looks at the connection.
    note_viewing(
        actor=request.actor,
        subject=Subject.CONNECTION,
        subject_id=connection.pk,
        deed=Deed.SEEN,
        now=request.now,
    )
    sees_connection = Connection.objects.visible_to(request.actor).filter(pk=connection.pk).exists()
    return render(
        request,
        "breaks/break.html",
        {
            "title": names_of(connection),
            "found": found,
            "tag": _tag(found),
            "what": what_happened(found, today),
            "next_step": next_step(found, today),
            "facts": _facts(found, request.actor, today),
            "steps": _steps(found, request.actor)
            if may_work_on_break(request.actor, found)
            else [],
            "suggestions": suggestions(found) if found.ended_on is None else [],
            "moments": _moments(found, today),
            "others": _others(request.actor, found, today),
            "connection_url": reverse("connection", args=[connection.pk])
            if sees_connection
            else "",
        },
    )


def break_of(request: TenantRequest, break_id: int) -> Break:
    """The break with all that a headline names, if the reader may see it."""
    return get_object_or_404(_named(Break.objects.visible_to(request.actor)), pk=break_id)


def what_happened(found: Break, today: date) -> str:
    """What it was found by, and since when."""
    return str(_WHAT[SignalKind(found.signal)]) % {"day": long_date(found.since, today)}


def next_step(found: Break, today: date) -> str:
    """What has to be done now, in one sentence; what became of it once it is over."""
    if found.ended_on is not None:
        end = end_in_words(End(found.end), found.connection)
        words = {"end": end, "day": long_date(found.ended_on, today)}
        return _("Over since %(day)s: %(end)s.") % words
    if found.owner_id is None:
        return _("First: say who sees to it.")
    if found.asked_on is not None:
        day = deadline(reply_by(found.asked_on), today)
        return _("They were asked whether it is repaired. Their answer comes %(day)s.") % {
            "day": day
        }
    if found.repaired_on is not None:
        return _("Next: speak with them. Only they can say that it is repaired.")
    if not found.cause:
        return _("Next: say what caused it.")
    return _("Next: do something about it, and write it down.")


def end_in_words(end: End, connection: Connection) -> str:
    """How it ended; of two whom we introduced it is about contact between the two."""
    if connection.is_brokered and end is End.NO_CONTACT_WANTED:
        return _("they do not go on together")
    return str(dict(END_WORDS)[end])


def _named(rows: QuerySet[Break]) -> QuerySet[Break]:
    return rows.select_related(
        "connection__party",
        "connection__other_party",
        "connection__theme",
        "connection__area",
        "owner",
    )


def _filtered(actor: Actor, chosen: dict[str, Any]) -> QuerySet[Break]:
    found = _named(Break.objects.visible_to(actor)).filter(
        ended_on__isnull=chosen.get("afgelopen") != "ja"
    )
    match chosen.get("van"):
        case "mij":
            return found.filter(owner_id=actor.staff_id)
        case "niemand":
            return found.filter(owner__isnull=True)
    return found


def _row(found: Break, actor: Actor, today: date) -> Row:
    is_over = found.ended_on is not None
    told = next_step(found, today)
    return Row(
        who=names_of(found.connection),
        url=reverse("break", args=[found.pk]),
        state=State.WHOLE if is_over else State.OPEN,
        tag=_tag(found),
        what=what_happened(found, today),
        why=told if is_over else f"{_owner_in_words(found, actor)} {told}",
        steps=() if is_over else _offer(found, actor),
    )


def _offer(found: Break, actor: Actor) -> tuple[Step, ...]:
    """To see to it oneself, where nobody does and the reader may as one of the network."""
    network_id = found.connection.network_id
    if found.owner_id is not None or not may_work_on(actor, (), network_id):
        return ()
    return (_see_to_it(found, actor),)


def _see_to_it(found: Break, actor: Actor) -> Step:
    return Step(
        _("I see to this"),
        reverse("break-own", args=[found.pk]),
        first=found.owner_id is None,
        post=True,
        values={"to": str(actor.staff_id)},
    )


def _tag(found: Break) -> Tag:
    if found.ended_on is None:
        return Tag(_("stuck"), Kind.STUCK)
    return Tag(_("over"), Kind.REST)


def _owner_in_words(found: Break, actor: Actor) -> str:
    if found.owner is None:
        return _("Nobody sees to it yet.")
    if found.owner_id == actor.staff_id:
        return _("You see to it.")
    return _("%(name)s sees to it.") % {"name": found.owner.shown_name}


def _facts(found: Break, actor: Actor, today: date) -> list[tuple[str, str]]:
    """What is known of it, each with its label; what nobody knows yet is said too."""
    known = [
        (_("What happened"), what_happened(found, today)),
        (_("Found"), moment(found.found_at, today)),
        (_("Cause"), capfirst(str(found.get_cause_display())) or _("Not known yet.")),
        (_("Whom it harms"), _harm(found)),
        (_("How long already"), _how_long(found, today)),
        (_("What it holds up"), found.blocks or _("Not known yet.")),
        (_("Who sees to it"), _owner_in_words(found, actor)),
    ]
    if found.repaired_on is not None:
        known.append((_("Repaired, we say"), long_date(found.repaired_on, today)))
    if found.asked_on is not None:
        known.append((_("Asked them"), long_date(found.asked_on, today)))
    if did_not_reply(found.asked_on, found.times_asked, today):
        known.append((_("What they say"), _("We asked twice and heard nothing.")))
    if found.ended_on is not None:
        known.append((_("Over"), next_step(found, today)))
    if found.end_reason:
        known.append((_("Why"), found.end_reason))
    if found.review_on is not None:
        known.append((_("Looked at again"), long_date(found.review_on, today)))
    return known


def _harm(found: Break) -> str:
    if found.people_harmed is None:
        return _("Not known yet.")
    words = ngettext("%(count)s person", "%(count)s people", found.people_harmed)
    return words % {"count": found.people_harmed}


def _how_long(found: Break, today: date) -> str:
    days = ((found.ended_on or today) - found.since).days
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _steps(found: Break, actor: Actor) -> list[Step]:
    """What can be done about it, what is most needed first."""
    if found.ended_on is not None and found.nobody_left:
        return []
    if found.ended_on is not None:
        return [Step(_("Open again"), reverse("break-reopen", args=[found.pk]))]
    named = [
        (_("Write what you did"), "break-step"),
        (_("Cause and harm"), "break-describe"),
        (_("It is repaired"), "break-repaired"),
        (_("Give to a colleague"), "break-own"),
        (_("End in another way"), "break-end"),
    ]
    needed = "break-step" if found.cause else "break-describe"
    steps = [
        Step(label, reverse(name, args=[found.pk]), first=bool(found.owner_id) and name == needed)
        for label, name in named
    ]
    if found.owner_id != actor.staff_id:
        steps.append(_see_to_it(found, actor))
    return sorted(steps, key=lambda each: not each.first)


def _moments(found: Break, today: date) -> list[Moment]:
    """What was done, the newest first, down to when it was found."""
    return [
        *(
            Moment(
                when=moment(each.done_at, today),
                at=each.done_at,
                what=each.text,
                note=each.staff.shown_name if each.staff else "",
            )
            for each in steps_of(found)[:STEPS_SHOWN]
        ),
        Moment(
            when=moment(found.found_at, today),
            at=found.found_at,
            what=_("Schakel found that this is stuck."),
        ),
    ]


def _others(actor: Actor, found: Break, today: date) -> list[Step]:
    """The other times that the same connection broke, the last one first."""
    same = Break.objects.visible_to(actor).filter(connection=found.connection_id)
    return [
        Step(what_happened(each, today), reverse("break", args=[each.pk]))
        for each in same.exclude(pk=found.pk).order_by("-since", "-pk")[:OTHERS_SHOWN]
    ]
