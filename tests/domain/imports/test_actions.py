from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.imports import actions, queries
from schakel.domain.imports.models import ImportedThing, NetworkImport
from schakel.domain.imports.rules import ANOTHER
from schakel.domain.matters.actions import open_matter
from schakel.domain.parties.actions import acquaint, add_address, correct_party, register_party
from schakel.domain.parties.models import (
    Acquaintance,
    AddressKind,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
)
from schakel.domain.promises.actions import keep_promise
from schakel.domain.promises.models import Promise
from schakel.domain.staff.rules import Role
from schakel.foundation.files.models import Chunk, File
from schakel.foundation.journal.models import Detail, Line
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.sheets import HEADER, LIME, OAK, csv_of

NOW, TODAY = make.NOW, make.TODAY


@pytest.fixture
def team(actor):
    return make.Team(actor)


def opened(team, content, **more):
    return actions.open_list(
        actor=make.acting(team.noor), content=content, file_name="lijst.csv",
        network=team.network, importer=team.noor, now=NOW, **more,
    )  # fmt: skip


def planned(team, content, choices=None):
    table = queries.read_list(content).table
    return queries.plan_of(
        actor=make.acting(team.noor), table=table, columns=queries.columns_of(table),
        choices=choices or {}, today=TODAY,
    )  # fmt: skip


def read_in(team, content, choices=None):
    plan = planned(team, content, choices)
    return actions.read_in(
        actor=make.acting(team.noor), source=opened(team, content), plan=plan, today=TODAY,
        now=NOW,
    )  # fmt: skip


def take_back(team, source):
    return actions.take_back(actor=make.acting(team.noor), source=source, now=NOW)


MADE = (Party, DigitalAddress, PartyRelation, Acquaintance, Connection, Carrier, ContactMoment,
        Promise)  # fmt: skip


def everything():
    """All that a list can make, row by row."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MADE}


def test_a_row_becomes_a_group_a_person_a_connection_with_two_carriers_a_contact_and_promises(team):
    source = read_in(team, csv_of(OAK, LIME))
    assert (source.state, source.rows, source.added, source.known) == ("done", 2, 4, 0)
    oak = Party.objects.get(name="Buurttuin De Eik")
    assert oak.postal_address == "Kastanjelaan 12, 1234 AB  Waterhoven"
    fatima = Party.objects.get(name="Fatima el Amrani")
    relation = PartyRelation.objects.get(party=fatima)
    assert (relation.other, relation.kind) == (oak, "member_of")
    assert Party.objects.get(name="Piet Bakker").works_for.name == "Stichting De Linde"
    bond = Connection.objects.get(party=oak)
    assert (bond.network, bond.theme, bond.last_contact_on) == (
        team.network, team.theme, date(2026, 11, 3),
    )  # fmt: skip
    carriers = Carrier.objects.filter(connection=bond).values_list("rank", "staff__name")
    assert dict(carriers) == {"first": "Sam Jansen", "second": "Noor de Wit"}
    moment = ContactMoment.objects.get(connection=bond)
    assert (moment.summary, moment.channel) == ("Overgenomen uit een lijst", "platform")
    ours, theirs = Promise.objects.filter(connection=bond).order_by("side")
    assert (ours.words, ours.given_by, ours.due_on, ours.course) == (
        "Wij zoeken een plek voor de compost", team.sam, date(2026, 12, 15), "heard",
    )  # fmt: skip
    assert theirs.words == "Zij maken een tekening"
    assert set(Acquaintance.objects.filter(network=team.network).values_list("party", flat=True)) \
        == set(Party.objects.values_list("pk", flat=True))  # fmt: skip


def test_who_is_not_named_gets_the_importer_who_accepted_and_a_second_who_fits(team):
    read_in(team, csv_of(LIME))
    carriers = Carrier.objects.order_by("rank").values_list("staff__name", "accepted_at")
    assert list(carriers) == [("Noor de Wit", NOW), ("Sam Jansen", None)]


def test_a_name_that_nobody_here_has_is_listed_and_the_importer_carries(team):
    row = [*OAK[:8], "Kees Onbekend", *OAK[9:]]
    plan = planned(team, csv_of(row))
    assert plan.unknown_colleagues == ("Kees Onbekend",)
    read_in(team, csv_of(row))
    assert Carrier.objects.get(rank="first").staff == team.noor


def test_the_same_list_again_changes_nothing(team):
    read_in(team, csv_of(OAK, LIME))
    before = everything()
    again = read_in(team, csv_of(OAK, LIME))
    assert (again.added, again.known) == (0, 4)
    assert everything() == before
    assert not ImportedThing.objects.filter(source=again).exists()


@pytest.mark.parametrize(
    "rows",
    [
        [("De Eik",), ("De Linde",)],
        [("Jan Bos",), ("Jan Bos",)],
        [("Fatima",), ("Fatma",)],
    ],
)
def test_people_of_whom_only_a_name_is_known_are_not_made_twice(team, rows):
    content = csv_of(*rows, header=["Naam"])
    read_in(team, content)
    before = everything()
    read_in(team, content)
    assert everything() == before


def known_fatima(team, **fields):
    party = register_party(actor=make.acting(team.noor), name="Fatima el Amrani", now=NOW, **fields)
    acquaint(actor=make.acting(team.noor), party=party, network=team.network)
    return party


def test_what_is_missing_is_added_and_what_is_there_stays(team):
    fatima = known_fatima(team, email="Fatima@eik.example", postal_address="Thuis 1")
    content = csv_of(
        ["Fatima el Amrani", "fatima@eik.example", "0612345678", "Kastanjelaan 12"],
        header=["Naam", "E-mail", "Telefoon", "Adres"],
    )
    source = read_in(team, content)
    assert (source.added, source.known) == (0, 1)
    fatima.refresh_from_db()
    assert fatima.postal_address == "Thuis 1"
    addresses = DigitalAddress.objects.order_by("pk").values_list("address", flat=True)
    assert list(addresses) == ["Fatima@eik.example", "+31612345678"]


def test_who_looks_like_somebody_is_made_only_when_a_person_says_so(team):
    known_fatima(team, email="thuis@bewoner.example")
    content = csv_of(OAK)
    (asked,) = planned(team, content).duplicates
    assert asked.suggested == ANOTHER
    same = {"2p": asked.matches[0].known.key}
    assert len(planned(team, content, same).fresh) == 1
    read_in(team, content, same)
    assert Party.objects.filter(name="Fatima el Amrani").count() == 1
    assert DigitalAddress.objects.filter(party__name="Fatima el Amrani").count() == 3


def test_who_is_known_in_confidence_only_is_never_taken_for_somebody_in_a_list(team, actor):
    matter = make.matter(actor, confidential=True)
    assert matter.party.name == "Fatima el Amrani"
    for member in (team.noor, team.sam):
        acquaint(actor=actor, party=matter.party, colleagues=[member])
    content = csv_of(["Fatima el Amrani", "fatima@bewoner.example"], header=["Naam", "E-mail"])
    plan = planned(team, content)
    assert (len(plan.fresh), plan.duplicates) == (1, ())
    read_in(team, content)
    assert not Acquaintance.objects.filter(party=matter.party, network__isnull=False).exists()


def test_taking_it_back_leaves_everything_as_it_was(team, actor):
    known = known_fatima(team, email="fatima@eik.example")
    oak = make.party(actor, "Buurttuin De Eik", kind=PartyKind.GROUP)
    for each in (known, oak):
        make.matter(actor, sender=each, theme=team.theme)
    before = everything()
    source = read_in(team, csv_of(OAK, LIME))
    assert everything() != before
    source = take_back(team, source)
    assert source.state == "undone"
    assert everything() == before
    assert queries.kept_of(source, make.acting(team.noor)) == []
    assert not ImportedThing.objects.exists()


def test_names_of_who_was_taken_back_are_not_in_the_journal(team):
    source = read_in(team, csv_of(OAK, LIME))
    assert Detail.objects.exists()
    take_back(team, source)
    assert not Detail.objects.exists()
    assert Line.objects.filter(what="list.taken_back").exists()


def _corrected(team, actor):
    party = Party.objects.get(name="Buurttuin De Eik")
    correct_party(actor=actor, party=party, changes={"name": "De Eik"}, now=NOW)


def _address_added(team, actor):
    party = Party.objects.get(name="Buurttuin De Eik")
    add_address(actor=actor, party=party, kind=AddressKind.PHONE, address="0687654321", now=NOW)


def _promise_kept(team, actor):
    promise = Promise.objects.get(side="theirs")
    keep_promise(actor=actor, promise=promise, today=TODAY, now=NOW)


def _came_with_something(team, actor):
    open_matter(
        actor=actor, party=Party.objects.get(name="Buurttuin De Eik"), network=team.network,
        subject="Compost", story="", channel="phone", received_at=NOW, today=TODAY, now=NOW,
    )  # fmt: skip


def _in_confidence(team, actor):
    open_matter(
        actor=actor, party=Party.objects.get(name="Buurttuin De Eik"), network=team.network,
        subject="Thuis", story="", channel="phone", received_at=NOW, confidential=True,
        today=TODAY, now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "touch", [_corrected, _address_added, _promise_kept, _came_with_something, _in_confidence]
)
def test_whom_somebody_touched_since_stays_whole_and_is_listed(team, actor, touch):
    source = read_in(team, csv_of(OAK, LIME))
    touch(team, actor)
    oak = Party.objects.get(postal_address__startswith="Kastanjelaan")
    take_back(team, source)
    kept = queries.kept_of(source, make.acting(team.noor))
    assert [party.pk for party in kept] == [oak.pk]
    assert set(Party.objects.values_list("pk", flat=True)) == {oak.pk}
    assert Connection.objects.filter(party=oak, theme=team.theme).exists()
    assert Promise.objects.filter(party=oak).count() == 2
    assert not PartyRelation.objects.exists()


def test_a_group_stays_with_who_works_for_it(team, actor):
    source = read_in(team, csv_of(LIME))
    piet = Party.objects.get(name="Piet Bakker")
    correct_party(actor=actor, party=piet, changes={"avoid_note": "Niet bellen"}, now=NOW)
    take_back(team, source)
    names = Party.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Piet Bakker", "Stichting De Linde"]


def test_taking_back_is_for_who_read_it_in_once_and_within_thirty_days(team):
    source = read_in(team, csv_of(OAK))
    with pytest.raises(Refused, match="import_not_yours"):
        actions.take_back(actor=make.acting(team.sam), source=source, now=NOW)
    with pytest.raises(Refused, match="import_too_long_ago"):
        actions.take_back(actor=make.acting(team.noor), source=source, now=NOW + timedelta(days=31))
    take_back(team, source)
    with pytest.raises(Refused, match="list_is_not_read_in"):
        take_back(team, source)


def test_nothing_is_made_of_a_list_with_an_error(team):
    content = csv_of(OAK, [*LIME[:2], "piet@", *LIME[3:]])
    plan, source, before = planned(team, content), opened(team, content), everything()
    with pytest.raises(Refused, match="list_has_errors"):
        actions.read_in(
            actor=make.acting(team.noor), source=source, plan=plan, today=TODAY, now=NOW
        )
    assert everything() == before


def test_what_fails_halfway_leaves_nothing(team, monkeypatch):
    content, before, lines = csv_of(OAK, LIME), everything(), Line.objects.count()
    plan, source = planned(team, content), opened(team, content)

    def stops(done, of):
        if done == of:
            raise Refused("nothing_was_told")

    with pytest.raises(Refused, match="nothing_was_told"):
        actions.read_in(
            actor=make.acting(team.noor), source=source, plan=plan, today=TODAY, now=NOW,
            progress=stops,
        )  # fmt: skip
    assert everything() == before
    assert Line.objects.count() == lines
    source.refresh_from_db()
    assert source.state == "open"


def test_the_file_is_kept_until_it_is_read_in_and_no_longer_than_a_week(team):
    read_in(team, csv_of(OAK))
    assert not File.objects.exists()
    late = opened(team, csv_of(LIME))
    actions.forget_old_lists(now=NOW + timedelta(days=6))
    assert Chunk.objects.exists()
    actions.forget_old_lists(now=NOW + timedelta(days=7))
    assert not Chunk.objects.exists()
    late.refresh_from_db()
    assert (late.state, late.file) == ("failed", None)
    with pytest.raises(Refused, match="list_is_gone"):
        queries.content_of(late)


def test_after_thirty_days_it_is_settled(team):
    source = read_in(team, csv_of(OAK))
    actions.forget_old_lists(now=NOW + timedelta(days=31))
    assert NetworkImport.objects.get() == source
    assert not ImportedThing.objects.exists()


def test_columns_that_were_corrected_are_remembered_for_the_next_list(team):
    content = csv_of(OAK)
    table, source = queries.read_list(content).table, opened(team, content)
    columns = queries.columns_of(table)
    columns = {each: column for each, column in columns.items() if column != "Toezegging"}
    actions.choose_columns(
        actor=make.acting(team.noor), source=source, table=table, columns=columns, now=NOW
    )
    assert queries.columns_of(queries.read_list(csv_of(LIME)).table) == columns
    other = queries.read_list(csv_of(LIME, header=[*HEADER[:-1], "Zij beloofden"])).table
    assert "Toezegging" in queries.columns_of(other).values()


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR, Role.VOLUNTEER])
def test_only_a_connector_reads_in_a_list(actor, team, role):
    member = make.colleague(actor, "Iemand", roles=[role], networks=[team.network])
    with pytest.raises(Refused, match="import_not_yours"):
        actions.open_list(
            actor=make.acting(member), content=csv_of(OAK), file_name="lijst.csv",
            network=team.network, importer=member, now=NOW,
        )  # fmt: skip


def many(number):
    return csv_of(
        *(
            [f"Buurttuin {'abcdefghij'[row % 10] * 4} {row:04}", f"Persoon {row * 7919:05}",
             f"p{row}@bewoner.example", f"06{10_000_000 + row}", "Kastanjelaan 12", "1234 AB",
             "Waterhoven", "Groen", "Sam Jansen" if row % 2 else "", "3-11-2026",
             f"Wij bellen over {row}", "15-12-2026", f"Zij sturen {row}"]
            for row in range(number)
        )
    )  # fmt: skip


def queries_for(team, number):
    plan = planned(team, many(number), {})
    source = opened(team, many(number))
    with CaptureQueriesContext(connection) as asked:
        actions.read_in(
            actor=make.acting(team.noor), source=source, plan=plan, today=TODAY, now=NOW
        )
    return len(asked)


def test_a_row_costs_a_bounded_number_of_queries(team):
    some, more = queries_for(team, 10), queries_for(team, 40)
    assert (more - some) / 30 <= 30
