"""A connection between two whom we introduced, in words: what they say of it, and nothing else."""

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import Contact, Tie, silent_on
from schakel.domain.initiatives.queries import introduced_at
from schakel.domain.organisations.rules import Module
from schakel.domain.parties.models import Party
from schakel.domain.surveys.queries import told_between, who_is_asked_in_person
from schakel.domain.surveys.rules import contacts_told
from schakel.entrypoints.desk.curves import curve
from schakel.entrypoints.desk.standings import last_told
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.ui.words import long_date


def what_they_tell(
    found: Connection, tie: Tie, actor: Actor, today: date, modules: Container[str]
) -> dict[str, Any]:
    """What the page shows in place of contact with us, and whom we have to ask for it ourselves.

    Four queries, and one for each of the two who has no mail.
    """
    pages = _pages(found, actor)
    told = contacts_told(told_between([found.pk])[found.pk])
    met_on = long_date(introduced_at(found) or found.created_at, today)
    return {
        "introduced": _("We introduced them to each other on %(day)s.") % {"day": met_on},
        "pages": pages,
        "to_ask": _to_ask(found, pages, actor, today, modules),
        "curve": curve(told, tie, today, found.silent_on),
        "curve_words": _curve_words(told, found.silent_on, today),
        "table": [
            (long_date(day, today), _("they told of contact"), _("counts fully"))
            for day, _weight in reversed(told)
        ],
    }


def between_sentences(found: Connection, tie: Tie, state: Contact, today: date) -> list[str]:
    """What was heard of the two, and what comes next."""
    heard = last_told(found, today)
    match state:
        case Contact.COMPLETED if found.completed_on:
            day = long_date(found.completed_on, today)
            return [heard, _("This was completed on %(day)s.") % {"day": day}]
        case Contact.GOOD | Contact.FADING:
            day = long_date(silent_on(tie), today)
            return [heard, _("If they tell nothing, it grows quiet on %(day)s.") % {"day": day}]
        case _:
            return [heard, _("We ask them both how it goes, at most once in 30 days.")]


def _pages(found: Connection, actor: Actor) -> Sequence[Party]:
    """Of which of the two there is a page for the reader: who knows one need not know the other."""
    both = [each.pk for each in found.parties]
    return list(Party.objects.visible_to(actor).filter(pk__in=both, erased_at__isnull=True))


def _to_ask(
    found: Connection, pages: Sequence[Party], actor: Actor, today: date, modules: Container[str]
) -> list[tuple[str, str]]:
    """Who gets no mail from us, with where their word is written down; nobody once it ended."""
    records = actor.has_role("connector", "official", "volunteer")
    if not records or found.completed_on is not None:
        return []
    asked = who_is_asked_in_person(pages, today)
    if not asked or Module.INTRODUCTIONS not in modules:
        return []
    url = reverse("contact")
    return [(each.name, f"{url}?party={each.pk}&between={found.pk}") for each in asked]


def _curve_words(told: Sequence[tuple[date, float]], silent: date | None, today: date) -> str:
    """The picture in words."""
    count = ngettext(
        "They told of contact once.", "They told of contact %(n)s times.", len(told)
    ) % {"n": len(told)}
    if silent is None:
        return count
    day = {"day": long_date(silent, today)}
    if silent <= today:
        return f"{count} {_('Since %(day)s nothing was heard.') % day}"
    return f"{count} {_('If they tell nothing, it grows quiet on %(day)s.') % day}"
