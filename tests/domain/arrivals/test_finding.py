"""Mail that waits, was only recorded or was set aside is found, by who sees it in the list."""

from datetime import timedelta
from importlib import import_module

import psycopg
import pytest
from django.db import connection

from schakel.domain.arrivals.actions import (
    add_to_matter,
    find_owners,
    forget_unplaced,
    open_as_new,
    set_aside,
)
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Kind, Mailbox
from schakel.domain.matters.models import Matter
from schakel.domain.staff.actions import plan_absence
from schakel.domain.staff.rules import Role
from schakel.foundation.kernel.actor import system
from schakel.foundation.search import actions, queries
from schakel.foundation.search.operations import Searchable
from schakel.foundation.tenancy.context import also_show, within_tenant
from tests import incoming, make

Migration = import_module("schakel.domain.arrivals.migrations.0002_unplaced").Migration
WORDS = "Bij de ijsvogelplas ligt afval."


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def mail(actor, team):
    return incoming.arrive(actor, incoming.mail(WORDS, kind=Kind.LIST, subject="Zwerfvuil"))


def found(actor, typed):
    actions.learn_words()
    hits = queries.find(actor, typed).hits
    return [(hit.kind, hit.thing_id) for hit in hits]


@pytest.mark.parametrize(
    "typed",
    ["ijsvogelplas", "ijsvogelpals", "zwerfvuil", "zwerfvuli", "Fatima", "fatima@bewoner.example"],
)
def test_held_mail_is_found_by_subject_sender_and_words_also_with_a_slip(team, mail, typed):
    assert found(make.acting(team.noor), typed) == [("mail", mail.pk)]


@pytest.mark.parametrize("kind", [Kind.AUTOMATIC, Kind.ABSENCE, Kind.BOUNCED])
def test_what_a_machine_sent_is_found(actor, team, kind):
    came = incoming.arrive(actor, incoming.mail(WORDS, kind=kind))
    assert found(make.acting(team.noor), "ijsvogelplas") == [("mail", came.pk)]


def test_what_was_set_aside_is_found(team, mail):
    noor = make.acting(team.noor)
    set_aside(actor=noor, arrival=mail, reason="Reclame.", now=make.NOW)
    assert found(noor, "ijsvogelplas") == [("mail", mail.pk)]


def test_only_the_start_of_a_long_mail_counts(actor, team):
    long = f"{'Bla ' * 600}ijsvogelplas"
    incoming.arrive(actor, incoming.mail(long, kind=Kind.LIST))
    assert found(make.acting(team.noor), "ijsvogelplas") == []


def test_of_two_that_are_the_same_one_is_found(actor, team):
    said = incoming.mail(WORDS, kind=Kind.AUTOMATIC)
    first, _second = (incoming.arrive(actor, said) for _ in range(2))
    assert found(make.acting(team.noor), "ijsvogelplas") == [("mail", first.pk)]


def added(actor, mail):
    matter = make.matter(actor)
    add_to_matter(actor=actor, arrival=mail, matter=matter, today=make.TODAY, now=make.NOW)


def opened(actor, mail):
    open_as_new(actor=actor, arrival=mail, today=make.TODAY, now=make.NOW)


@pytest.mark.parametrize("place", [added, opened])
def test_what_was_placed_is_found_as_the_contact_that_it_became_and_not_twice(team, mail, place):
    noor = make.acting(team.noor)
    place(noor, mail)
    kinds = {kind for kind, _number in found(noor, "ijsvogelplas")}
    assert "contact" in kinds
    assert "mail" not in kinds


def test_what_is_forgotten_is_found_no_more_and_neither_are_its_words(actor, team, mail):
    noor = make.acting(team.noor)
    set_aside(actor=noor, arrival=mail, reason="Reclame.", now=make.NOW)
    assert found(noor, "ijsvogelplas")
    words = queries.words_within([("mail", mail.pk)])
    assert "ijsvogelplas" in words
    forget_unplaced(actor=actor, before=make.NOW.replace(year=2030), most=9, now=make.NOW)
    assert found(noor, "ijsvogelplas") == []
    assert actions.forget_words(words) >= 1


class TestWhoSees:
    """As the list of mail that came in: who may place it, and of a matter who sees that."""

    def seers(self, members, typed="ijsvogelplas"):
        both = []
        for member in members:
            actor = make.acting(member)
            hits = {number for kind, number in found(actor, typed) if kind == "mail"}
            listed = set(Arrival.objects.visible_to(actor).values_list("pk", flat=True))
            assert hits == listed, member.name
            both += [member.name] * bool(hits)
        return both

    def test_mail_of_no_matter_is_for_connectors_of_its_network_and_its_owner(
        self, actor, team, mail
    ):
        elsewhere = make.network(actor, "Elders")
        members = [
            team.noor,
            make.colleague(actor, "Olga", roles=[Role.OFFICIAL], networks=[team.network], hours=0),
            make.colleague(actor, "Piet", networks=[elsewhere], hours=0),
        ]
        assert self.seers(members) == ["Noor de Wit"]

    def test_its_owner_finds_it_from_the_moment_that_it_is_theirs(self, actor, team):
        piet = make.colleague(actor, "Piet", networks=[make.network(actor, "Elders")], hours=0)
        own = incoming.mail(WORDS, sender=Mailbox(address=piet.email))
        came = incoming.arrive(actor, own)
        assert came.state == "held"
        Arrival.objects.filter(pk=came.pk).update(owner=piet)
        assert self.seers([piet, team.noor]) == ["Piet", "Noor de Wit"]
        Arrival.objects.filter(pk=came.pk).update(owner=team.noor)
        assert self.seers([piet, team.noor]) == ["Noor de Wit"]

    def test_a_new_owner_finds_it_when_the_old_one_is_away(self, actor, team):
        came = incoming.arrive(actor, incoming.mail(WORDS, kind=Kind.LIST))
        plan_absence(
            actor=make.acting(came.owner), member=came.owner, from_on=make.TODAY,
            until_on=make.TODAY + timedelta(days=9), now=make.NOW,
        )  # fmt: skip
        assert find_owners(actor=actor, today=make.TODAY, now=make.NOW) == 1
        came.refresh_from_db()
        assert came.owner.name in self.seers([team.noor, team.sam])

    def test_in_confidence_only_who_was_confided_in_finds_it(self, actor, team):
        piet = make.colleague(actor, "Piet", networks=[team.network], hours=0)
        matter = make.matter(actor, confidential=True)
        address = incoming.reply_address(matter)
        absence = incoming.mail(WORDS, kind=Kind.ABSENCE)
        recorded = incoming.arrive(actor, absence, to=address)
        Matter.objects.filter(pk=matter.pk).update(status="withdrawn", ended_at=make.NOW)
        held = incoming.arrive(actor, incoming.mail(WORDS), to=address)
        assert {recorded.state, held.state, recorded.confidential, held.confidential} == {
            "recorded", "held", True,
        }  # fmt: skip
        both = [("mail", recorded.pk), ("mail", held.pk)]
        assert sorted(found(make.acting(matter.owner), "ijsvogelplas")) == both
        assert found(make.acting(piet), "ijsvogelplas") == []

    def test_what_becomes_confidential_is_found_no_more_by_its_network(self, actor, team):
        piet = make.acting(make.colleague(actor, "Piet", networks=[team.network], hours=0))
        matter = make.matter(actor)
        came = incoming.arrive(
            actor, incoming.mail(WORDS, kind=Kind.ABSENCE), to=incoming.reply_address(matter)
        )
        assert found(piet, "ijsvogelplas") == [("mail", came.pk)]
        also_show(matter.pk)
        Matter.objects.filter(pk=matter.pk).update(confidential=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert found(piet, "ijsvogelplas") == []

    def test_another_institution_finds_nothing(self, team, mail):
        noor = make.acting(team.noor)
        assert found(noor, "ijsvogelplas")
        with within_tenant(make.tenant().pk):
            assert found(noor, "ijsvogelplas") == []


def test_mail_that_was_there_already_is_found_from_the_migration_on(committed, database_server):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        ours = system(tenant.pk)
        noor = make.acting(make.Team(ours).noor)
        held = incoming.arrive(ours, incoming.mail(WORDS, kind=Kind.LIST))
        incoming.arrive(ours, incoming.mail(WORDS))
    [operation] = [each for each in Migration.operations if isinstance(each, Searchable)]
    *_, documents = operation._statements("arrivals_arrival")
    with psycopg.connect(database_server, dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute("DELETE FROM search_document WHERE kind = 'mail'")
        owner.execute(documents)
    with within_tenant(tenant.pk):
        mails = [hit for hit in found(noor, "ijsvogelplas") if hit[0] == "mail"]
    assert mails == [("mail", held.pk)]
