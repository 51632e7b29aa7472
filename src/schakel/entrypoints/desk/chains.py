"""The chain of people through whom a party and the institution reach each other, in words."""

from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from schakel.domain.networks.queries import Presence
from schakel.domain.staff.models import Position, StaffMember
from schakel.domain.staff.rules import Carried
from schakel.foundation.ui.components import ChainLink, State
from schakel.foundation.ui.words import long_date


def carrier_link(
    member: StaffMember | None,
    place: str,
    accepted_at: datetime | None,
    presence: Presence,
    carried: Carried,
) -> ChainLink:
    """How somebody holds the place of contact person or deputy; ``place`` says which."""
    if member is None:
        return ChainLink(_("Nobody"), _("%(place)s is missing") % {"place": place}, State.OPEN)
    state, small = _hold(member.pk, place, accepted_at, presence, carried)
    return ChainLink(member.shown_name, small, state)


def by_position(link: ChainLink, position: Position) -> ChainLink:
    """Who carries as a function; a vacant one holds thinly, by whoever stands in."""
    if position.holder_id is not None:
        return replace(link, small=f"{link.small}, {position.name}")
    words = _("%(position)s is vacant") % {"position": position.name}
    state = State.THIN if link.state is State.WHOLE else link.state
    return replace(link, small=f"{link.small}, {words}", state=state)


def sponsor_link(member: StaffMember | None, place: str, today: date) -> ChainLink:
    """Who backs a network, if anybody who works here does."""
    if member is None:
        return ChainLink(place, _("not asked yet"), State.OPEN)
    if member.works_until is not None and member.works_until <= today:
        return ChainLink(member.shown_name, _("does not work here any more"), State.OPEN)
    return ChainLink(member.shown_name, _("%(place)s, backs this") % {"place": place})


def _hold(
    staff_id: int,
    place: str,
    accepted_at: datetime | None,
    presence: Presence,
    carried: Carried,
) -> tuple[State, str]:
    if presence.left_on(staff_id) is not None:
        return State.OPEN, _("does not work here any more")
    if not presence.is_here(staff_id):
        return _away(staff_id, presence, carried)
    if accepted_at is None:
        return State.THIN, _("%(place)s, has not said yes yet") % {"place": place}
    return State.WHOLE, place


def _away(staff_id: int, presence: Presence, carried: Carried) -> tuple[State, str]:
    back_on = presence.back_on(staff_id)
    away = (
        _("away until %(day)s") % {"day": long_date(back_on, presence.day)}
        if back_on
        else _("away")
    )
    stands_in = presence.stands_in(staff_id, carried)
    if stands_in is None:
        return State.OPEN, _("%(away)s, nobody fills in") % {"away": away}
    words = {"away": away, "name": presence.names[stands_in]}
    return State.THIN, _("%(away)s, %(name)s fills in") % words
