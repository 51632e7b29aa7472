"""Every strength anew, in one go, is what replaying each connection by itself gives."""

import random
from datetime import date, timedelta

import pytest

from schakel.domain.connections.actions import agree_rhythm
from schakel.domain.connections.models import Connection
from schakel.domain.connections.queries import quiet_calendar
from schakel.domain.connections.rules import replayed, silent_on
from schakel.domain.contacts.actions import _moments, recompute_connections
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.organisations.models import QuietWeek
from tests import make

KEPT = ("strength", "strength_as_of", "last_contact_on", "gaps", "silent_on")


def kept(connection):
    return Connection.objects.values_list(*KEPT).get(pk=connection.pk)


def moments(actor, party, connection, count, chance):
    for _ in range(count):
        at = make.NOW - timedelta(minutes=chance.randrange(1_000_000))
        yield ContactMoment(
            tenant_id=actor.tenant_id,
            party=party,
            connection=connection,
            channel=chance.choice(["phone", "mail", "visit"]),
            direction=chance.choice(list(Direction)).value,
            happened_at=at,
            recorded_at=make.NOW,
            succeeded=chance.random() < 0.9,
            answered_at=make.NOW if chance.random() < 0.3 else None,
            taken_back_at=make.NOW if chance.random() < 0.1 else None,
            summary="Wij spraken.",
        )


@pytest.fixture
def connections(actor):
    """Some with many contacts, with one and without; with and without theme and agreed rhythm."""
    chance = random.Random(5)
    network, theme = make.network(actor), make.theme(actor, rhythm_days=30)
    for count in (0, 1, 2, 3, 5, 20, 60, 0, 40):
        party = make.party(actor, f"Partij {count}")
        connection = Connection.objects.create(
            tenant_id=actor.tenant_id,
            party=party,
            network=network,
            theme=chance.choice([None, theme]),
            agreed_rhythm_days=14.0 if count in {2, 20} else None,
            agreed_rhythms=[["2026-01-05", 9.0], ["2026-06-01", None]] if count == 60 else [],
            strength=2.5,
            strength_as_of=make.TODAY,
            silent_on=make.TODAY,
            created_at=make.NOW,
        )
        ContactMoment.objects.bulk_create(moments(actor, party, connection, count, chance))
    return list(Connection.objects.order_by("pk"))


@pytest.mark.parametrize("weeks", [(), ((-300, 40), (-90, 20), (-5, 60), (100, 21))])
def test_all_at_once_is_what_each_by_itself_gives(actor, connections, weeks):
    for begin, length in weeks:
        from_on = make.TODAY + timedelta(days=begin)
        QuietWeek.objects.create(
            tenant_id=actor.tenant_id,
            name="Vakantie",
            from_on=from_on,
            until_on=from_on + timedelta(days=length),
        )
    told = recompute_connections()
    assert (told.looked_at, told.changed, told.last) == (9, 9, connections[-1].pk)
    for connection in connections:
        prior = float(connection.theme.rhythm_days) if connection.theme else 60.0
        agreements = [(date.fromisoformat(on), days) for on, days in connection.agreed_rhythms] or [
            (make.STARTED, connection.agreed_rhythm_days)
        ] * bool(connection.agreed_rhythm_days)
        alone = replayed(prior, _moments(connection), agreements, quiet_calendar())
        strength, as_of, last, gaps, silent = kept(connection)
        if alone is None or not alone.strength:
            assert (strength, as_of, last, gaps, silent) == (0, make.TODAY, None, [], None)
            continue
        assert strength == pytest.approx(alone.strength, abs=1e-9)
        assert (as_of, last, gaps) == (alone.as_of, alone.last_contact_on, list(alone.gaps))
        assert silent == silent_on(alone)


def test_what_is_right_already_is_not_written_again(actor, connections):
    recompute_connections()
    assert recompute_connections().changed == 0


def test_it_goes_in_parts_and_says_where_it_came(actor, connections):
    first = recompute_connections(most=4)
    assert (first.looked_at, first.last) == (4, connections[3].pk)
    rest = recompute_connections(after=first.last)
    assert rest.looked_at == 5
    assert recompute_connections(after=rest.last).looked_at == 0


def test_a_completed_connection_stays_as_it_was(actor, connections):
    Connection.objects.update(completed_on=make.TODAY)
    before = [kept(each) for each in connections]
    assert recompute_connections().looked_at == 0
    assert [kept(each) for each in connections] == before


def test_a_part_takes_four_statements(actor, connections, django_assert_num_queries):
    with django_assert_num_queries(6):
        recompute_connections()


def test_a_rhythm_that_was_agreed_counts_forward_also_when_a_contact_comes_late(actor):
    make.Team(actor)
    matter = make.matter(actor, now=make.NOW - timedelta(days=90))
    at = make.NOW - timedelta(days=60)
    agree_rhythm(actor=actor, connection=matter.connection, days=9, today=at.date(), now=at)
    for days in (40, 80):
        make.contact(actor, matter, happened_at=make.NOW - timedelta(days=days))
    inbound, spoke, late = (make.TODAY - timedelta(days=days) for days in (90, 40, 80))
    contacts = [(inbound, 0.5), (spoke, 1.0), (late, 1.0)]
    expected = replayed(60.0, contacts, [(at.date(), 9.0)])
    strength, as_of, _, gaps, silent = kept(matter.connection)
    assert (as_of, gaps, silent) == (spoke, list(expected.gaps), silent_on(expected))
    assert strength == pytest.approx(expected.strength, abs=1e-9)
    assert recompute_connections().changed == 0
