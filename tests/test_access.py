"""Who may see what: the table of ``docs/access.md``, held against the code."""

from dataclasses import dataclass

import pytest

from schakel.domain.connections.models import Connection
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import Party
from schakel.domain.promises.models import Promise
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.models import Task
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.tenancy.context import show_matters
from tests import make

READS = (Party, Connection, Matter, ContactMoment, Message, Promise, Task, Term, Initiative)


@dataclass
class World:
    """One matter in the network of the team, one in another network, one in confidence."""

    team: make.Team
    matter: Matter
    elsewhere: Matter
    confided: Matter


@pytest.fixture
def world(actor: Actor) -> World:
    team = make.Team(actor)
    theme = make.theme(actor, "Energie")
    network = make.network(actor, "Energie", themes=[theme])
    make.colleague(actor, "Els", networks=[network])
    make.colleague(actor, "Eva", networks=[network])
    return World(
        team=team,
        matter=make.matter(actor, theme=team.theme),
        elsewhere=make.matter(actor, theme=theme, story="Zonnepanelen op de school"),
        confided=make.matter(actor, theme=team.theme, story="In vertrouwen", confidential=True),
    )


def seen(actor: Actor) -> set[int]:
    return set(Matter.objects.visible_to(actor).values_list("pk", flat=True))


@pytest.mark.parametrize("role", [Role.CONNECTOR, Role.OFFICIAL, Role.VOLUNTEER])
def test_who_records_contact_sees_the_own_networks_and_no_others(actor, world, role):
    show_matters([])
    member = make.colleague(actor, "Nieuw", roles=[role], networks=[world.team.network])
    assert seen(make.acting(member)) == {world.matter.pk}


def test_who_carries_sees_it_outside_their_networks_too(actor, world):
    show_matters([])
    outsider = make.colleague(actor, "Gast", roles=[Role.OFFICIAL])
    Matter.objects.filter(pk=world.elsewhere.pk).update(second=outsider)
    assert seen(make.acting(outsider)) == {world.elsewhere.pk}


def test_the_carriers_see_what_was_told_in_confidence(world):
    confided = {world.team.noor.pk, world.team.sam.pk}
    assert {world.confided.owner_id, world.confided.second_id} == confided
    assert world.confided.pk in seen(make.acting(world.team.noor))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SPONSOR, Role.COUNCILLOR])
@pytest.mark.parametrize("model", READS, ids=lambda model: model.__name__)
def test_who_only_looks_on_sees_nothing_of_people(actor, world, role, model):
    show_matters([])
    member = make.colleague(actor, "Kijker", roles=[role], networks=[world.team.network])
    assert not model.objects.visible_to(make.acting(member)).exists()


@pytest.mark.parametrize("model", READS, ids=lambda model: model.__name__)
def test_somebody_without_a_page_sees_nothing(actor, world, model):
    assert not model.objects.visible_to(resident(actor.tenant_id)).exists()


@pytest.mark.parametrize("model", [Matter, ContactMoment, Term], ids=lambda model: model.__name__)
def test_a_resident_sees_their_own_matter_only(actor, world, model):
    visible = model.objects.visible_to(resident(actor.tenant_id, world.matter.pk))
    field = "pk" if model is Matter else "matter_id"
    assert set(visible.values_list(field, flat=True)) == {world.matter.pk}


def test_a_volunteer_whose_rights_ended_sees_nothing(actor, world):
    show_matters([])
    member = make.colleague(actor, "Vrijwilliger", roles=[Role.VOLUNTEER])
    make.join_network(
        actor=actor,
        network=world.team.network,
        member=member,
        from_on=make.STARTED,
        until_on=make.TODAY,
        now=make.NOW,
    )
    assert seen(make.acting(member)) == set()


def test_the_network_does_not_know_who_came_in_confidence(actor, world):
    show_matters([])
    member = make.colleague(actor, "Nieuw", networks=[world.team.network])
    names = set(Party.objects.visible_to(make.acting(member)).values_list("pk", flat=True))
    assert world.confided.party_id not in names
    assert world.matter.party_id in names
