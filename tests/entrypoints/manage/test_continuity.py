"""``schakel continuity``: what breaks when somebody leaves, by numbers."""

import json

import pytest

from schakel.domain.connections.actions import give_carriers
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.models import Passing
from schakel.domain.matters.actions import accept_matter
from schakel.domain.submissions.actions import Sender
from schakel.foundation.kernel.actor import system
from tests import make


@pytest.fixture
def matter(actor):
    team = make.Team(actor)
    found = make.matter(actor, theme=team.theme, area=team.area)
    accept_matter(actor=make.acting(found.owner), matter=found, now=make.NOW)
    make.matter(
        actor, confidential=True, sender=Sender(name="Zilverreiger", email="z@bewoner.example")
    )
    return found


@pytest.mark.parametrize("called", ["number", "name", "email"])
def test_what_breaks_is_told_as_json(schakel, tenant, matter, called):
    who = {"number": str(matter.owner_id)}.get(called) or getattr(matter.owner, called).upper()
    ran = schakel("continuity", "what-if", who, "--tenant", tenant.code, "--json")
    told = json.loads(ran.out)
    assert told["person"] == matter.owner_id
    assert told["in_confidence"] == 1
    assert (told["lost"], told["thin"], told["still"]) == (1, 0, 0)
    [only] = told["connections"]
    assert only["connection"] == matter.connection_id
    assert (only["becomes"], only["goes_on"], only["matters"]) == ("lost", [], [matter.pk])
    assert len(only["terms"]) == 1
    assert "Fatima" not in ran.out


def test_what_breaks_is_told_in_words(schakel, tenant, matter):
    ran = schakel("continuity", "what-if", matter.owner.name, "--tenant", tenant.code)
    assert ran.status == 0
    assert "1 contact is van niemand." in ran.out
    assert f"- {matter.connection_id}: Dit draagt niemand meer" in ran.out
    assert "Zilverreiger" not in ran.out


def test_a_network_is_told(schakel, tenant, matter):
    ran = schakel("continuity", "network", "Groen in de wijk", "--tenant", tenant.code, "--json")
    told = json.loads(ran.out)
    assert told["fewest_people"]["staff"] == [matter.owner_id]
    assert told["cut_points"] == [{"staff": matter.owner_id, "cuts_off": 1}]
    assert told["bridges"] == []
    words = schakel("continuity", "network", str(matter.network_id), "--tenant", tenant.code)
    assert "Als 1 mens weggaat" in words.out


def test_second_carriers_are_proposed_and_nobody_is_asked(schakel, tenant, matter):
    where = ("continuity", "second-carriers", "Groen in de wijk", "--tenant", tenant.code)
    told = json.loads(schakel(*where, "--json").out)
    # Who was given the matter as second was asked already.
    assert (told["proposed"], told["connections"], told["gap"]) == (0, [], 0.0)
    give_carriers(
        actor=system(tenant.pk), connection=matter.connection,
        members={CarrierRank.SECOND: None}, now=make.NOW,
    )  # fmt: skip
    told = json.loads(schakel(*where, "--json").out)
    [only] = told["connections"]
    assert (only["connection"], only["course"]) == (matter.connection_id, "proposed")
    assert only["staff"] != matter.owner_id
    assert told["is_proven"]
    ran = schakel(*where)
    assert "gap to the bound 0.000%, proven" in ran.out
    assert "Fatima" not in ran.out
    assert "Zilverreiger" not in ran.out
    assert not Passing.objects.exists()


@pytest.mark.parametrize("what", ["what-if", "network", "second-carriers"])
def test_nobody_of_that_name_is_said_so(schakel, tenant, matter, what):
    ran = schakel("continuity", what, "Niemand", "--tenant", tenant.code)
    assert ran.status == 1
    assert "There is no Niemand" in ran.out
