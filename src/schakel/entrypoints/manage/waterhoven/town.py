"""The town as it stood when the demo begins: areas, themes, colleagues, networks and people."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from schakel.domain.messages.actions import add_receiving_address, choose_mail_address
from schakel.domain.networks.actions import join_network, open_network
from schakel.domain.networks.models import Network
from schakel.domain.organisations.actions import (
    add_theme,
    add_unit,
    choose_module,
    close_on,
    load_areas,
    plan_quiet_week,
)
from schakel.domain.organisations.models import Area, Theme, Unit
from schakel.domain.organisations.rules import AreaRow, Module
from schakel.domain.parties.actions import (
    correct_party,
    register_party,
    relate_parties,
    verify_address,
)
from schakel.domain.parties.models import (
    AddressKind,
    DigitalAddress,
    Party,
    PartyKind,
    RelationKind,
    Sector,
)
from schakel.domain.staff.actions import add_colleague
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.terms.actions import begin_with_default_norms
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.working_days import next_working_day_from

Told = Mapping[str, Any]

DOMAIN = "waterhoven.example"
_WORKED_FOR = timedelta(days=900)


@dataclass
class Town:
    """Everything in it, by the keys of the ``.toml`` files."""

    areas: dict[str, Area] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    colleagues: dict[str, StaffMember] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)


def told_in(name: str) -> Told:
    """One of the ``.toml`` files beside this one."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def address_of(told: Told) -> str:
    """The mail address of a colleague: their name, at the town."""
    return f"{told['name'].lower().replace(' ', '.')}@{DOMAIN}"


def found(*, actor: Actor, today: date, began_at: datetime, log_in: Callable[[str], User]) -> Town:
    """Found the town at ``began_at``, as Schakel itself; ``today`` is the day of the demo.

    ``log_in`` gives the user of a colleague's address, for those who have one in the demo.
    """
    told = told_in("town")
    town = Town()
    begin_with_default_norms(actor=actor, now=began_at)
    for module in Module:
        choose_module(actor=actor, module=module, is_on=True, now=began_at)
    choose_mail_address(
        actor=actor, from_address=f"waterhoven@{DOMAIN}", takes_mail=True, now=began_at
    )
    _load_areas(town, told, actor, began_at)
    for key, (name, rhythm_days) in told["themes"].items():
        town.themes[key] = add_theme(
            actor=actor, code=key, name=name, rhythm_days=rhythm_days, now=began_at
        )
    for key, name in told["units"].items():
        town.units[key] = add_unit(actor=actor, name=name, now=began_at)
    for each in told["colleague"]:
        town.colleagues[each["key"]] = _colleague(town, each, actor, today, began_at, log_in)
    for each in told["network"]:
        town.networks[each["key"]] = _network(town, each, actor, began_at)
    for each in told["colleague"]:
        _join(town, each, actor, began_at)
    add_receiving_address(
        actor=actor,
        address=f"groen@{DOMAIN}",
        theme=town.themes["groen"],
        area=None,
        now=began_at,
    )
    _plan_days(actor, today, began_at)
    _settle(town, actor, began_at)
    return town


def _load_areas(town: Town, told: Told, actor: Actor, now: datetime) -> None:
    whole = told["municipality"]
    rows = [AreaRow(whole["code"], whole["name"], "municipality")]
    rows += [
        AreaRow(each["code"], each["name"], "district", whole["code"]) for each in told["district"]
    ]
    rows += [
        AreaRow(code, name, "neighbourhood", f"WK{code[2:8]}", inhabitants)
        for code, name, inhabitants in told["neighbourhoods"].values()
    ]
    load_areas(actor=actor, rows=rows, now=now)
    by_code = {area.code: area for area in Area.objects.own()}
    town.areas = {key: by_code[code] for key, (code, *_) in told["neighbourhoods"].items()}


def _colleague(
    town: Town,
    told: Told,
    actor: Actor,
    today: date,
    now: datetime,
    log_in: Callable[[str], User],
) -> StaffMember:
    ends = told.get("ends")
    return add_colleague(
        actor=actor,
        name=told["name"],
        email=address_of(told),
        function=told["function"],
        phone=f"0500 14 10 {len(town.colleagues) + 10}",
        unit=town.units.get(told.get("unit", "")),
        roles=[Role(each) for each in told["roles"]],
        connecting_hours=told.get("hours", 0),
        works_from=now.date() - _WORKED_FOR,
        works_until=today + timedelta(days=ends) if ends else None,
        fallback_order=told.get("fallback"),
        user=log_in(address_of(told)) if told.get("log_in") else None,
        now=now,
    )


def _network(town: Town, told: Told, actor: Actor, now: datetime) -> Network:
    def colleague(place: str) -> StaffMember | None:
        return town.colleagues.get(told.get(place, ""))

    return open_network(
        actor=actor,
        name=told["name"],
        themes=[town.themes[each] for each in told.get("themes", [])],
        areas=[town.areas[each] for each in told.get("areas", [])],
        owner=colleague("owner"),
        deputy=colleague("deputy"),
        administrative_sponsor=colleague("administrative"),
        political_sponsor=colleague("political"),
        hours=told["hours"],
        mandate=told.get("mandate", ""),
        is_fallback=told.get("is_fallback", False),
        now=now,
    )


def _join(town: Town, told: Told, actor: Actor, now: datetime) -> None:
    member = town.colleagues[told["key"]]
    for network in told.get("networks", []):
        join_network(
            actor=actor,
            network=town.networks[network],
            member=member,
            from_on=member.works_from,
            until_on=member.works_until,
            now=now,
        )


def _plan_days(actor: Actor, today: date, now: datetime) -> None:
    closed = next_working_day_from(today + timedelta(days=30))
    close_on(actor=actor, day=closed, name="Sluitingsdag", now=now)
    for name, starts in (
        ("Schoolvakantie", -50),
        ("Schoolvakantie", 24),
        ("Recess van de raad", 24),
    ):
        from_on = today + timedelta(days=starts)
        plan_quiet_week(
            actor=actor, name=name, from_on=from_on, until_on=from_on + timedelta(days=9), now=now
        )


def _settle(town: Town, actor: Actor, now: datetime) -> None:
    """The people come to live there."""
    told = told_in("people")
    for each in told["party"]:
        town.parties[each["key"]] = party_of(each, actor, now)
    for one, how, other in told["relations"]["list"]:
        relate_parties(
            actor=actor,
            party=town.parties[one],
            other=town.parties[other],
            kind=RelationKind(how),
            from_on=now.date(),
            today=now.date(),
            now=now,
        )


def party_of(told: Told, actor: Actor, now: datetime) -> Party:
    """Register somebody as they are told of."""
    party = register_party(
        actor=actor,
        name=told["name"],
        kind=PartyKind(told.get("kind", "person")),
        sector=Sector(told.get("sector", "resident")),
        email=told.get("email", ""),
        phone=told.get("phone", ""),
        postal_address=told.get("post", ""),
        preferred_channel=told.get("preferred", ""),
        avoid_channels=told.get("avoid", []),
        avoid_note=told.get("avoid_note", ""),
        language=told.get("language", "nl"),
        now=now,
    )
    known = {name: told[name] for name in ("matters_to_them", "vouched_by") if name in told}
    if known:
        party = correct_party(actor=actor, party=party, changes=known, now=now)
    if told.get("proven"):
        for address in DigitalAddress.objects.filter(party=party, kind=AddressKind.EMAIL):
            verify_address(actor=actor, address=address, now=now)
    return party
