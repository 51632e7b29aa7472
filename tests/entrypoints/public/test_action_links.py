from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schakel.domain.access.actions import make_action_link
from schakel.domain.access.models import ActionLink
from schakel.domain.access.rules import LinkAction
from schakel.domain.matters.actions import hand_over_matter
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.staff.actions import let_go
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import also_show, show_matters
from tests import make

CANARY = "Kanariepietje"


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team):
    return make.matter(actor, story=f"{CANARY} op het dak.")


def made(matter, now=None) -> str:
    token = make_action_link(
        actor=system(matter.tenant_id),
        matter=matter,
        member=matter.owner,
        action=LinkAction.ACCEPT,
        now=now or timezone.now(),
    )
    return f"/doen/{token}/"


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def accepted(matter) -> bool:
    also_show(matter.pk)
    return Matter.objects.get(pk=matter.pk).owner_accepted_at is not None


def test_opening_it_shows_the_number_and_no_content_and_does_nothing(matter):
    address = made(matter)
    for _ in range(3):
        shown = words(Client().get(address))
        Client().head(address)
    assert matter.reference in shown
    assert "Noor de Wit" in shown
    for secret in (CANARY, "Fatima", "fatima@"):
        assert secret not in shown
    assert not accepted(matter)
    assert ActionLink.objects.get().used_at is None


def test_pressing_the_button_accepts_once_and_the_journal_says_by_link(matter):
    address = made(matter)
    assert "Gelukt" in words(Client().post(address))
    assert accepted(matter)
    line = Line.objects.get(what="matter.accepted")
    assert (line.by_link, line.actor_id) == (True, matter.owner_id)
    assert CANARY not in words(Client().post(address))
    assert Line.objects.filter(what="matter.accepted").count() == 1
    assert "al" in words(Client().get(address))


def test_an_old_link_does_nothing(matter):
    address = made(matter, timezone.now() - timedelta(days=15))
    assert "werkt niet meer" in words(Client().get(address))
    assert "werkt niet meer" in words(Client().post(address))
    assert not accepted(matter)


def test_a_link_dies_with_the_work_of_its_colleague(matter):
    address = made(matter)
    let_go(
        actor=system(matter.tenant_id),
        member=matter.owner,
        last_day=timezone.localdate() - timedelta(days=1),
        now=timezone.now(),
    )
    assert "werkt niet meer" in words(Client().post(address))
    assert not accepted(matter)


def test_a_link_to_what_was_passed_to_another_does_nothing_and_is_not_spent(matter, actor, team):
    address = made(matter)
    els = make.colleague(actor, "Els", networks=[team.network])
    hand_over_matter(
        actor=system(matter.tenant_id),
        matter=matter,
        rank=Rank.FIRST,
        to=els,
        today=timezone.localdate(),
        now=timezone.now(),
    )
    assert "collega" in words(Client().post(address))
    assert not accepted(matter)
    assert ActionLink.objects.get().used_at is None


def test_a_link_that_nobody_got_is_no_page(matter):
    address = made(matter)
    assert Client().get(address[:-3] + "xx/").status_code == 404
    assert Client().post("/doen/1-gokje/").status_code == 404


def test_in_confidence_it_shows_nothing_and_lets_the_colleague_see_it_afterwards(actor, team):
    matter = make.matter(actor, story=f"{CANARY} op het dak.", confidential=True)
    Confidant.objects.filter(staff_id=matter.owner_id).update(accepted_at=None)
    address = made(matter)
    show_matters([])
    assert CANARY not in words(Client().get(address))
    show_matters([])
    assert CANARY not in words(Client().post(address))
    assert accepted(matter)
    assert Confidant.objects.get(staff_id=matter.owner_id).accepted_at is not None
