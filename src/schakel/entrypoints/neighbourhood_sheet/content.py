"""What stands on a Buurtblad, ready in words: the same for the screen and for paper. Reads only.

Who asks sees what they may see. What was asked in confidence, or with a neutral subject, stands on
it as a number: paper lies about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.cautions.models import Caution
from schakel.domain.connections.queries import carriers_with
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.initiatives.queries import with_decline
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import (
    LONGEST_WAITING_TOLD,
    NEWEST_TOLD,
    networks_in,
    newest_and_longest_waiting,
)
from schakel.domain.matters.rules import Status
from schakel.domain.messages.queries import with_answer
from schakel.domain.networks.queries import Presence, presence
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Course, Side, is_overdue
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Carried
from schakel.domain.terms.queries import with_due_day
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.ui.words import deadline, long_date, sentence_list

# What fits on one A4, and on a screen without losing the thread.
PEOPLE, PLAYING, PROMISED, ANSWERED, CAUTIONS, DECLINED = 4, 6, 5, 4, 3, 3
LONGEST_TITLE, LONGEST_NAME, LONGEST_WORDS, LONGEST_FACTS = 80, 40, 140, 160
SUBJECTS_OF_A_PERSON = 2
_READ = (
    "reference", "status", "subject", "story", "received_at", "confidential", "neutral_subject",
    "waits_for_them", "passed_on_to", "ended_at", "end_reason", "connection", "network", "theme",
    "party__name", "owner__name", "owner__function", "owner__is_named", "owner__phone",
    "area__parent",
)  # fmt: skip
# More than are ever counted aloud.
PROMISES_READ = 200


@dataclass(frozen=True)
class Scope:
    """What a sheet is about: the matters of which one of ``matters`` holds, and what else."""

    title: str
    matters: tuple[Q, ...]
    party_ids: tuple[int, ...] = ()
    area_ids: frozenset[int] = frozenset()
    around: frozenset[int] = frozenset()
    promise_ids: tuple[int, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One thing: ``facts`` say who and when, ``words`` is what was asked, said or answered."""

    title: str
    facts: str = ""
    words: str = ""
    mark: str = ""
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A heading with its lines; ``more`` says what did not fit, ``nothing`` that there is none."""

    title: str
    lines: tuple[Line, ...]
    nothing: str
    more: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One A4."""

    title: str
    told: tuple[str, ...]
    parts: tuple[Part, ...] = field(default=())


def sheet_of(scope: Scope, actor: Actor, actor_name: str, today: date) -> Sheet:
    """Everything about it that the actor may see, the most urgent and the newest first."""
    matters = _matters(scope, actor)
    promises = _promises(scope, matters, actor)
    is_open = [each for each in matters if each.status == Status.OPEN]
    declined = [each for each in matters if each.declined_at is not None]
    ended = [each for each in matters if each.status != Status.OPEN and each not in declined]
    told = [
        _("Made for %(name)s on %(day)s. It holds what %(name)s may see.")
        % {"name": actor_name, "day": long_date(today)},
        *scope.told,
    ]
    if len(matters) >= NEWEST_TOLD:
        told.append(
            _("We looked at the newest %(newest)s and the %(waiting)s that wait longest.")
            % {"newest": NEWEST_TOLD, "waiting": LONGEST_WAITING_TOLD}
        )
    names_party = len(scope.party_ids) != 1
    return Sheet(
        title=_short(scope.title, LONGEST_TITLE),
        told=tuple(told),
        parts=(
            _people(scope, actor, matters, presence(today), today),
            _part(
                _("What plays here"),
                sorted(is_open, key=_by_urgency),
                PLAYING,
                lambda each: _playing(each, today, names_party=names_party),
                _("Nothing is open."),
            ),
            _part(
                _("What was promised"),
                promises,
                PROMISED,
                lambda each: _promised(each, today),
                _("No promise is open."),
            ),
            _part(
                _("What was answered"),
                sorted(ended, key=_answered_at, reverse=True),
                ANSWERED,
                lambda each: _answered(each, today, names_party=names_party),
                _("Nothing was answered yet."),
            ),
            _not_to_promise(scope, actor, matters, promises, declined, today),
        ),
    )


def _matters(scope: Scope, actor: Actor) -> list[Any]:
    seen = Matter.objects.visible_to(actor)
    found = seen.filter(pk__in=newest_and_longest_waiting(seen, *scope.matters))
    told = with_decline(with_answer(with_due_day(found)))
    return list(told.select_related("party", "owner", "area").only(*_READ))


def _promises(scope: Scope, matters: Sequence[Matter], actor: Actor) -> list[Promise]:
    about = Q(matter_id__in=[each.pk for each in matters])
    if scope.party_ids:
        about |= Q(party_id__in=scope.party_ids)
    if scope.area_ids:
        bonds = {each.connection_id for each in matters}
        about |= Q(connection_id__in=bonds, matter__isnull=True)
    if scope.promise_ids:
        about |= Q(pk__in=scope.promise_ids)
    found = Promise.objects.visible_to(actor).standing().filter(about)
    return list(found.select_related("given_by", "party", "matter")[:PROMISES_READ])


def _by_urgency(matter: Any) -> tuple[date, float]:
    """The answer that is due first, and of what has no day, the newest."""
    return matter.due_on or date.max, -matter.received_at.timestamp()


def _answered_at(matter: Any) -> float:
    return float((matter.answered_at or matter.ended_at or matter.received_at).timestamp())


def _part(
    title: str,
    things: Sequence[Any],
    most: int,
    line: Callable[[Any], Line],
    nothing: str,
) -> Part:
    return Part(
        title=title,
        lines=tuple(line(each) for each in things[:most]),
        nothing=nothing,
        more=_more(len(things) - most),
    )


def _more(left: int) -> str:
    if left <= 0:
        return ""
    return ngettext("And %(count)s more.", "And %(count)s more.", left) % {"count": left}


def _is_discreet(matter: Matter) -> bool:
    """Of this only its number may stand on paper."""
    return matter.confidential or matter.neutral_subject


def _mark(matter: Matter) -> str:
    return _("in confidence") if matter.confidential else ""


def _who(matter: Matter, *, names_party: bool) -> str:
    if not names_party or _is_discreet(matter):
        return ""
    return _short(matter.party.name, LONGEST_NAME)


def _playing(matter: Any, today: date, *, names_party: bool) -> Line:
    late = matter.due_on is not None and matter.due_on < today
    facts = [
        _who(matter, names_party=names_party),
        _("asked on %(day)s") % {"day": long_date(matter.received_at, today)},
        _("waits for them") if matter.waits_for_them else "",
        _("answer %(deadline)s") % {"deadline": deadline(matter.due_on, today)}
        if matter.due_on
        else "",
        _("contact person: %(name)s") % {"name": matter.owner.shown_name},
    ]
    return Line(
        title=_title(matter),
        facts=_facts(facts),
        words="" if _is_discreet(matter) else _quoted(matter.story),
        mark=_mark(matter) or (_("late") if late else ""),
        url=reverse("matter", args=[matter.pk]),
    )


def _promised(promise: Promise, today: date) -> Line:
    matter = promise.matter
    discreet = matter is not None and _is_discreet(matter)
    by = promise.given_by.shown_name if promise.given_by else ""
    if promise.side == Side.THEIRS:
        giver = "" if discreet else _short(promise.party.name, LONGEST_NAME)
    else:
        giver = f"{by} ({promise.mandate})" if promise.mandate else by
    facts = [
        giver,
        _("to %(name)s") % {"name": _short(promise.party.name, LONGEST_NAME)}
        if promise.side == Side.OURS and not discreet
        else "",
        _("on %(day)s") % {"day": long_date(promise.made_on, today)},
    ]
    overdue = is_overdue(Course(promise.course), promise.due_on, today)
    confided = matter is not None and matter.confidential
    return Line(
        title=deadline(promise.due_on, today).capitalize()
        if promise.due_on
        else _("No date was agreed"),
        facts=_facts(facts),
        words=_("Look on the page of %(number)s.") % {"number": matter.reference}
        if matter is not None and discreet
        else _quoted(promise.words),
        mark=_("in confidence") if confided else (_("past its date") if overdue else ""),
        url=reverse("matter", args=[promise.matter_id])
        if promise.matter_id
        else reverse("connection", args=[promise.connection_id]),
    )


def _answered(matter: Any, today: date, *, names_party: bool) -> Line:
    at = matter.answered_at or matter.ended_at or matter.received_at
    said = matter.answer or matter.end_reason
    became = str(matter.get_status_display())
    if matter.status == Status.PASSED_ON:
        became = _("passed on to %(name)s") % {"name": matter.passed_on_to}
    return Line(
        title=_title(matter),
        facts=_facts([_who(matter, names_party=names_party), became, long_date(at, today)]),
        words="" if _is_discreet(matter) else _quoted(said),
        mark=_mark(matter),
        url=reverse("matter", args=[matter.pk]),
    )


def _people(
    scope: Scope, actor: Actor, matters: Sequence[Any], here: Presence, today: date
) -> Part:
    """Who is asked first, with what they carry; for who is away, who does their work."""
    carried: dict[int, tuple[StaffMember, list[str]]] = {}

    def carries(member: StaffMember | None, what: str) -> None:
        if member is not None:
            known = carried.setdefault(member.pk, (member, []))[1]
            if what and what not in known:
                known.append(what)

    if scope.party_ids:
        for each in carriers_with(scope.party_ids, actor):
            first = each.rank == CarrierRank.FIRST
            carries(each.staff, each.connection.party.name if first else _("deputy"))
    open_ones = [each for each in matters if each.status == Status.OPEN]
    for matter in sorted(open_ones, key=_by_urgency):
        carries(matter.owner, "" if _is_discreet(matter) else matter.subject)
    for network in networks_in(scope.area_ids) if scope.area_ids else []:
        carries(network.owner or network.deputy, network.name)
    return _part(
        _("Who is the contact person"),
        list(carried.values()),
        PEOPLE,
        lambda each: _person(each[0], each[1], here, today),
        _("Nobody carries something here yet."),
    )


def _person(member: StaffMember, carries: Sequence[str], here: Presence, today: date) -> Line:
    subjects = [_short(each, LONGEST_TITLE // 2) for each in carries[:SUBJECTS_OF_A_PERSON]]
    left = len(carries) - len(subjects)
    if left > 0:
        subjects.append(ngettext("%(count)s other", "%(count)s others", left) % {"count": left})
    return Line(
        title=member.shown_name,
        facts=_facts([member.phone, sentence_list(subjects)]),
        mark=_away(member, here, today),
    )


def _away(member: StaffMember, here: Presence, today: date) -> str:
    if here.is_here(member.pk):
        return ""
    stand_in = here.stands_in(member.pk, Carried())
    if stand_in is not None:
        return _("away: ask %(name)s") % {"name": here.names[stand_in]}
    if here.left_on(member.pk):
        return _("left")
    back_on = here.back_on(member.pk)
    return _("away until %(day)s") % {"day": long_date(back_on, today)} if back_on else _("away")


def _not_to_promise(
    scope: Scope,
    actor: Actor,
    matters: Sequence[Any],
    promises: Sequence[Promise],
    declined: Sequence[Any],
    today: date,
) -> Part:
    """What colleagues warn for, what was declined and why, and what runs."""
    areas = {each.area for each in matters if each.area}
    cautions = list(
        Caution.objects.visible_to(actor)
        .standing(today)
        .about(
            areas=scope.area_ids
            | scope.around
            | {each.pk for each in areas}
            | {each.parent_id for each in areas if each.parent_id},
            themes={each.theme_id for each in matters if each.theme_id},
            networks={each.network_id for each in matters},
        )
        .select_related("area", "theme", "network", "said_by")[: CAUTIONS + PROMISES_READ]
    )
    refused = sorted(declined, key=lambda each: each.declined_at, reverse=True)
    lines = [_cautioned(each, today) for each in cautions[:CAUTIONS]]
    lines += [_declined(each, today) for each in refused[:DECLINED]]
    left = max(len(cautions) - CAUTIONS, 0) + max(len(refused) - DECLINED, 0)
    return Part(
        title=_("What not to promise"),
        lines=tuple(lines),
        nothing=_("No colleague laid down anything here."),
        more=_more(left),
        notes=tuple(_runs(matters, promises)),
    )


def _cautioned(caution: Caution, today: date) -> Line:
    return Line(
        title=_short(str(caution.about), LONGEST_TITLE),
        facts=_facts(
            [
                caution.said_by.shown_name if caution.said_by else "",
                long_date(caution.said_on, today),
                _("until %(day)s") % {"day": long_date(caution.until_on, today)}
                if caution.until_on
                else "",
            ]
        ),
        words=_quoted(caution.words, longest=200),
        url=reverse("cautions"),
    )


def _declined(matter: Any, today: date) -> Line:
    day = {"day": long_date(matter.declined_at, today)}
    return Line(
        title=_title(matter),
        facts=capfirst(_("declined on %(day)s") % day),
        words="" if _is_discreet(matter) else _quoted(matter.declined_why),
        mark=_mark(matter),
        url=reverse("matter", args=[matter.pk]),
    )


def _runs(matters: Sequence[Any], promises: Sequence[Promise]) -> Iterable[str]:
    """What a visitor could cross without knowing it."""
    ours = sum(each.side == Side.OURS for each in promises)
    if ours:
        yield ngettext(
            "We promised %(count)s thing here. Promise nothing against it.",
            "We promised %(count)s things here. Promise nothing against them.",
            ours,
        ) % {"count": ours}
    running = sum(each.status == Status.OPEN and each.due_on is not None for each in matters)
    if running:
        yield ngettext(
            "%(count)s answer is still to come. Do not run ahead of it.",
            "%(count)s answers are still to come. Do not run ahead of them.",
            running,
        ) % {"count": running}
    owners = {each.owner_id for each in matters if each.status == Status.OPEN}
    if len(owners) > 1:
        yield _("%(count)s colleagues work on this. Ask them first.") % {"count": len(owners)}


def _title(matter: Matter) -> str:
    return _short(matter.shown_subject, LONGEST_TITLE)


def _facts(facts: Iterable[str]) -> str:
    return _short(" · ".join(filter(None, facts)), LONGEST_FACTS)


def _quoted(words: str | None, longest: int = LONGEST_WORDS) -> str:
    said = _short(words or "", longest)
    return f"“{said}”" if said else ""


def _short(words: str, longest: int) -> str:
    return str(Truncator(" ".join(words.split())).chars(longest))
