"""A list is kept, read in as a whole or not at all, and taken back as one step."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schakel.domain.connections.actions import (
    accept_carrying,
    connect,
    give_carrier,
    take_back_connections,
)
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.actions import record_contact, take_back_contacts
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.imports import rules
from schakel.domain.imports.models import ImportedThing, Kind, NetworkImport, State
from schakel.domain.imports.queries import (
    Plan,
    digests,
    header_of,
    party_id_of,
    rows_of,
    touched,
)
from schakel.domain.imports.rules import Bond, Entry, Field, Given, Newcomer, Table
from schakel.domain.matters.queries import Bearer, candidates, choose_carriers
from schakel.domain.matters.rules import Candidate
from schakel.domain.networks.models import Network
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.actions import (
    acquaint,
    add_address,
    correct_party,
    hold_party,
    register_party,
    relate_parties,
    take_back_addresses,
    take_back_parties,
)
from schakel.domain.parties.models import (
    AddressKind,
    Channel,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
    RelationKind,
    Sector,
)
from schakel.domain.promises.actions import record_promise, take_back_promises
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.submissions.actions import remember_mapping
from schakel.foundation.files.actions import forget_files, keep_file
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import plain
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant

Progress = Callable[[int, int], None]
# Somebody, a theme and an area.
_About = tuple[int, int | None, int | None]
_TO_READ = (State.OPEN, State.WAITING, State.UNDER_WAY, State.FAILED)


@transaction.atomic
def open_list(
    *,
    actor: Actor,
    content: bytes,
    file_name: str,
    network: Network,
    importer: StaffMember,
    now: datetime,
    keeps_file: bool = True,
) -> NetworkImport:
    """A list that ``importer`` wants to read in; its file is kept until then, or seven days."""
    rules.check_import(actor, network.pk)
    file = keep_file(actor=actor, content=content, name=file_name, now=now) if keeps_file else None
    return NetworkImport.objects.create(
        tenant_id=actor.tenant_id,
        staff=importer,
        network=network,
        file=file,
        file_name=file_name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        created_at=now,
    )


@transaction.atomic
def choose_sheet(*, actor: Actor, source: NetworkImport, sheet: str) -> NetworkImport:
    """Of several sheets, this one."""
    source = _open(actor, source)
    source.sheet, source.columns, source.choices = sheet[:200], {}, {}
    source.save(update_fields=["sheet", "columns", "choices"])
    return source


@transaction.atomic
def choose_columns(
    *,
    actor: Actor,
    source: NetworkImport,
    table: Table,
    columns: Mapping[Field, str],
    now: datetime,
) -> NetworkImport:
    """Which column is what, for this list and for the next one with the same header."""
    source = _open(actor, source)
    rules.check_columns(table.header, columns)
    source.columns = {each.value: column for each, column in columns.items()}
    source.choices = {}
    source.save(update_fields=["columns", "choices"])
    remember_mapping(actor=actor, header=header_of(table), columns=source.columns, now=now)
    return source


@transaction.atomic
def ask_to_read_in(
    *, actor: Actor, source: NetworkImport, choices: Mapping[str, str], now: datetime
) -> NetworkImport:
    """A long list: the worker reads it in, and the page can be left."""
    source = _open(actor, source)
    source.choices, source.state, source.refusal = dict(choices), State.WAITING, ""
    source.save(update_fields=["choices", "state", "refusal"])
    _journal("list.asked", actor, source, now)
    return source


@transaction.atomic
def begin_reading(*, source: NetworkImport) -> None:
    """From now on its page says that it is under way."""
    NetworkImport.objects.filter(pk=source.pk, state=State.WAITING).update(state=State.UNDER_WAY)


@transaction.atomic
def mark_failed(*, source: NetworkImport, refusal: str) -> None:
    """Nothing of it was read in; why, is a code."""
    of_it = NetworkImport.objects.filter(pk=source.pk, state__in=_TO_READ)
    of_it.update(state=State.FAILED, refusal=refusal)


@transaction.atomic
def read_in(
    *,
    actor: Actor,
    source: NetworkImport,
    plan: Plan,
    today: date,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> NetworkImport:
    """Make what the plan says, all of it or nothing. What is there is added to, never overwritten.

    The same list again changes nothing.
    """
    source = NetworkImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    rules.check_import(actor, source.network_id)
    if source.state not in _TO_READ:
        raise Refused("list_was_read_in")
    if plan.errors:
        raise Refused("list_has_errors", number=len(plan.errors))
    reading = _Reading(actor=actor, source=source, plan=plan, today=today, now=now)
    language = Tenant.objects.get(pk=actor.tenant_id).language
    with translation.override(language), journal.written_together():
        reading.make_all(progress)
        reading.keep_what_was_made()
    file = source.file_id
    source.state, source.finished_at, source.file = State.DONE, now, None
    source.rows, source.added = plan.rows, len(plan.fresh)
    source.known = len(plan.newcomers) - len(plan.fresh)
    source.choices, source.refusal = {}, ""
    source.save()
    forget_files(files=[file] if file else [])
    _journal("list.read_in", actor, source, now, added=source.added, known=source.known)
    return source


@transaction.atomic
def take_back(*, actor: Actor, source: NetworkImport, now: datetime) -> NetworkImport:
    """Remove all that a list made, but for whom somebody changed or added anything since."""
    source = NetworkImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if source.state != State.DONE or source.finished_at is None:
        raise Refused("list_is_not_read_in")
    rules.check_undo(actor, source.staff_id, source.finished_at, now)
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        things = list(ImportedThing.objects.filter(source=source))
        stay = touched(things)
        gone = [thing for thing in things if thing.party_id not in stay]
        _remove(actor, gone, now)
    source.state = State.UNDONE
    source.save(update_fields=["state"])
    _journal("list.taken_back", actor, source, now, kept=len(stay))
    return source


@transaction.atomic
def throw_away(*, actor: Actor, source: NetworkImport) -> None:
    """A list that was not read in goes, with its file."""
    source = _open(actor, source)
    source.delete()
    forget_files(files=[source.file_id] if source.file_id else [])


@transaction.atomic
def forget_old_lists(*, now: datetime) -> None:
    """Files that nobody read in go after seven days; what a list made is settled after thirty."""
    old = NetworkImport.objects.thrown_away_by(now)
    files = [source.file_id for source in old if source.file_id is not None]
    old.update(file=None, choices={}, state=State.FAILED, refusal="list_is_gone")
    forget_files(files=files)
    settled = NetworkImport.objects.settled_by(now)
    ImportedThing.objects.filter(source__in=settled).delete()


def forget_imported(*, party: Party) -> None:
    """That a list named somebody: with them, the list itself cannot be taken back."""
    ImportedThing.objects.filter(party=party).delete()


def _open(actor: Actor, source: NetworkImport) -> NetworkImport:
    source = NetworkImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    rules.check_import(actor, source.network_id)
    if source.state not in {State.OPEN, State.FAILED}:
        raise Refused("list_was_read_in")
    return source


def _journal(
    what: str, actor: Actor, source: NetworkImport, now: datetime, **details: object
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="network_import",
        subject_id=source.pk,
        details=details,
        now=now,
    )


def _remove(actor: Actor, things: Iterable[ImportedThing], now: datetime) -> None:
    """From high to low, so that nothing refers any more to what is taken away."""
    numbers: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    lines = []
    for thing in things:
        numbers[Kind(thing.kind)].append(thing.thing_id)
        lines.append(thing.pk)
    ImportedThing.objects.filter(pk__in=lines).delete()
    take_back_promises(promises=numbers[Kind.PROMISE])
    take_back_contacts(contacts=numbers[Kind.CONTACT])
    take_back_connections(connections=numbers[Kind.CONNECTION], carriers=numbers[Kind.CARRIER])
    for party in Party.objects.filter(pk__in=numbers[Kind.POSTAL_ADDRESS]):
        correct_party(actor=actor, party=party, changes={"postal_address": ""}, now=now)
    take_back_addresses(addresses=numbers[Kind.ADDRESS])
    take_back_parties(
        parties=numbers[Kind.PARTY],
        relations=numbers[Kind.RELATION],
        acquaintances=numbers[Kind.ACQUAINTANCE],
    )


@dataclass(kw_only=True)
class _Reading:
    """One list while it is read in."""

    actor: Actor
    source: NetworkImport
    plan: Plan
    today: date
    now: datetime
    party_of: dict[str, Party] = field(default_factory=dict)
    known: dict[int, Party] = field(default_factory=dict)
    before: dict[Kind, dict[int, int]] = field(default_factory=dict)
    postal: set[int] = field(default_factory=set)
    connections: dict[_About, Connection] = field(default_factory=dict)
    carriers: dict[_About, int] = field(default_factory=dict)
    seconds: dict[_About, int | None] = field(default_factory=dict)
    said: dict[tuple[int, Side], set[str]] = field(default_factory=dict)
    spoken: dict[int, set[date]] = field(default_factory=dict)

    def make_all(self, progress: Progress) -> None:
        """Everybody in the list, and what is between us."""
        self._look_up()
        steps = len(self.plan.newcomers) + len(self.plan.bonds)
        for done, newcomer in enumerate(self.plan.newcomers, start=1):
            self.party_of[newcomer.slot] = self._party(newcomer)
            progress(done, steps)
        for done, bond in enumerate(self.plan.bonds, start=len(self.plan.newcomers) + 1):
            self._bind(bond)
            progress(done, steps)

    def keep_what_was_made(self) -> None:
        """Each row that is new, with what it holds now; and each field that was filled."""
        parties = {party.pk for party in self.party_of.values()}
        made = {
            kind: {pk: party for pk, party in rows.items() if pk not in self.before[kind]}
            for kind, rows in rows_of(parties).items()
        }
        made[Kind.POSTAL_ADDRESS] = {pk: pk for pk in self.postal}
        ImportedThing.objects.bulk_create(
            (
                ImportedThing(
                    tenant_id=self.actor.tenant_id,
                    source=self.source,
                    party_id=rows[pk],
                    kind=kind,
                    thing_id=pk,
                    digest=digest,
                )
                for kind, rows in made.items()
                for pk, digest in digests(kind, rows).items()
            ),
            batch_size=2_000,
        )

    def _look_up(self) -> None:
        """Who is known is held, so that all that comes to them now is of this list."""
        numbers = {party_id_of(key) for key in self.plan.known_as.values()}
        self.known = Party.objects.in_bulk([each for each in numbers if each is not None])
        for number in sorted(self.known):
            hold_party(self.known[number])
        self.before = rows_of(set(self.known))
        self.network = Network.objects.get(pk=self.source.network_id)
        self.themes = Theme.objects.in_bulk(list(self.plan.themes.values()))
        self.areas = Area.objects.in_bulk(list(self.plan.areas.values()))
        here = StaffMember.objects.working_on(self.today)
        self.colleagues = {member.pk: member for member in here}
        self.candidates: list[Candidate] = candidates(party_id=None, today=self.today)
        self.bound = {bond.slot for bond in self.plan.bonds}
        self.related = set(
            PartyRelation.objects.filter(party__in=self.known, until_on__isnull=True).values_list(
                "party_id", "other_id"
            )
        )

    def _party(self, newcomer: Newcomer) -> Party:
        key = self.plan.known_as.get(newcomer.slot)
        group = self.party_of.get(newcomer.group)
        if key is None:
            party = self._register(newcomer, group)
        else:
            number = party_id_of(key)
            party = self.party_of[key] if number is None else self.known[number]
            self._complete(party, newcomer)
        if group is not None and group.pk != party.works_for_id:
            self._relate(party, group, newcomer)
        return party

    def _register(self, newcomer: Newcomer, group: Party | None) -> Party:
        works_for = group if newcomer.kind == PartyKind.CONTACT_PERSON else None
        party = register_party(
            actor=self.actor,
            name=newcomer.name,
            kind=PartyKind(newcomer.kind),
            sector=Sector(newcomer.sector),
            postal_address=newcomer.postal_address,
            works_for=works_for,
            now=self.now,
        )
        self._add_addresses(party, newcomer, frozenset())
        self._make_known(party, newcomer)
        return party

    def _make_known(self, party: Party, newcomer: Newcomer) -> None:
        """To the network; a connection does so of itself."""
        if newcomer.slot not in self.bound:
            acquaint(actor=self.actor, party=party, network=self.network)

    def _complete(self, party: Party, newcomer: Newcomer) -> None:
        """Add what is missing."""
        addresses = DigitalAddress.objects.filter(party=party).values_list("address", flat=True)
        self._add_addresses(party, newcomer, {each.casefold() for each in addresses})
        if newcomer.postal_address and not party.postal_address:
            changes: dict[str, object] = {"postal_address": newcomer.postal_address}
            correct_party(actor=self.actor, party=party, changes=changes, now=self.now)
            party.postal_address = newcomer.postal_address
            if party.pk in self.known:
                self.postal.add(party.pk)
        self._make_known(party, newcomer)

    def _add_addresses(self, party: Party, newcomer: Newcomer, known: Iterable[str]) -> None:
        of_kind = ((AddressKind.EMAIL, newcomer.emails), (AddressKind.PHONE, newcomer.phones))
        for kind, addresses in of_kind:
            for address in addresses:
                if address.casefold() not in known:
                    add_address(
                        actor=self.actor, party=party, kind=kind, address=address, now=self.now
                    )

    def _relate(self, party: Party, group: Party, newcomer: Newcomer) -> None:
        if (party.pk, group.pk) in self.related or party.pk == group.pk:
            return
        is_contact = newcomer.kind == PartyKind.CONTACT_PERSON
        relate_parties(
            actor=self.actor,
            party=party,
            other=group,
            kind=RelationKind.REPRESENTS if is_contact else RelationKind.MEMBER_OF,
            from_on=self.today,
            today=self.today,
            now=self.now,
        )
        self.related.add((party.pk, group.pk))

    def _bind(self, bond: Bond) -> None:
        entry, party = bond.entry, self.party_of[bond.slot]
        theme, area = self.plan.themes.get(entry.theme), self.plan.areas.get(entry.area)
        key = (party.pk, theme, area)
        if key not in self.connections:
            self.connections[key] = self._connect(party, theme, area, entry)
        connection = self.connections[key]
        if entry.last_contact is not None:
            self._record_contact(connection, party, entry.last_contact)
        if entry.ours is not None:
            giver = self.plan.colleagues.get(entry.ours.giver) or self.carriers[key]
            self._record_promise(connection, Side.OURS, entry.ours, entry, giver)
        if entry.theirs is not None:
            self._record_promise(connection, Side.THEIRS, entry.theirs, entry, None)

    def _connect(
        self, party: Party, theme: int | None, area: int | None, entry: Entry
    ) -> Connection:
        connection = connect(
            actor=self.actor,
            party=party,
            network=self.network,
            theme=self.themes[theme] if theme else None,
            area=self.areas[area] if area else None,
            purpose=entry.purpose,
            # So that a contact of the past need not be computed anew.
            today=min(self.today, entry.last_contact or self.today),
            now=self.now,
        )
        carrying = dict(
            Carrier.objects.filter(connection=connection, until_at__isnull=True).values_list(
                "rank", "staff_id"
            )
            if connection.pk in self.before[Kind.CONNECTION]
            else ()
        )
        first = carrying.get(CarrierRank.FIRST.value)
        if first is None:
            first = self._first(entry)
            self._give(connection, CarrierRank.FIRST, first)
        if CarrierRank.SECOND.value not in carrying:
            second = self._second(entry, first, theme, area)
            if second is not None:
                self._give(connection, CarrierRank.SECOND, second)
        self.carriers[party.pk, theme, area] = first
        return connection

    def _first(self, entry: Entry) -> int:
        """Whom the list names, else who reads it in."""
        named = self.plan.colleagues.get(entry.carrier)
        first = named if named is not None else self.source.staff_id
        assert first is not None
        return first

    def _second(self, entry: Entry, first: int, theme: int | None, area: int | None) -> int | None:
        """Whom the list names, else the best beside the first."""
        named = self.plan.colleagues.get(entry.second)
        if named is not None and named != first:
            return named
        with suppress(KeyError):
            return self.seconds[first, theme, area]
        choice = choose_carriers(
            party_id=None,
            theme_id=theme,
            area_id=area,
            network_id=self.network.pk,
            first=(Bearer(first, carries=True, stands_in=False),),
            among=self.candidates,
            today=self.today,
        )
        self.seconds[first, theme, area] = choice.second_id
        return choice.second_id

    def _give(self, connection: Connection, rank: CarrierRank, staff_id: int) -> None:
        member = self.colleagues[staff_id]
        give_carrier(
            actor=self.actor, connection=connection, rank=rank, member=member, now=self.now
        )
        if staff_id == self.actor.staff_id:
            accept_carrying(connection=connection, member=member, now=self.now)

    def _record_contact(self, connection: Connection, party: Party, day: date) -> None:
        """Once a day: what is known of that day already says more than a list."""
        if connection.pk not in self.spoken:
            self.spoken[connection.pk] = self._days_of(connection)
        if day in self.spoken[connection.pk]:
            return
        self.spoken[connection.pk].add(day)
        record_contact(
            actor=self.actor,
            party=party,
            connection=connection,
            channel=Channel.PLATFORM,
            direction=Direction.BOTH_WAYS,
            summary=_("Taken over from a list"),
            happened_at=min(timezone.make_aware(datetime.combine(day, time(12))), self.now),
            now=self.now,
        )

    def _days_of(self, connection: Connection) -> set[date]:
        if connection.pk not in self.before[Kind.CONNECTION]:
            return set()
        moments = ContactMoment.objects.that_were().filter(connection=connection)
        return {timezone.localdate(at) for at in moments.values_list("happened_at", flat=True)}

    def _record_promise(
        self, connection: Connection, side: Side, given: Given, entry: Entry, giver: int | None
    ) -> None:
        """Once, in these words."""
        words, key = plain(given.words), (connection.pk, side)
        if key not in self.said:
            self.said[key] = self._words_of(connection, side)
        if words in self.said[key]:
            return
        self.said[key].add(words)
        record_promise(
            actor=self.actor,
            connection=connection,
            side=side,
            words=given.words,
            given_by=self.colleagues.get(giver or 0),
            made_on=entry.last_contact or self.today,
            due_on=given.due_on,
            today=self.today,
            now=self.now,
        )

    def _words_of(self, connection: Connection, side: Side) -> set[str]:
        if connection.pk not in self.before[Kind.CONNECTION]:
            return set()
        promises = Promise.objects.filter(connection=connection, side=side.value)
        return {plain(words) for words in promises.values_list("words", flat=True)}
