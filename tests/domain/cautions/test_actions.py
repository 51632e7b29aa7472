from datetime import timedelta

import pytest

from schakel.domain.cautions.actions import end_caution, give_caution
from schakel.domain.cautions.models import Caution
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Line
from tests import make
from tests.make import NOW, TODAY


@pytest.fixture
def team(actor):
    return make.Team(actor)


def cautioned(team, about=None, **fields):
    return give_caution(
        actor=make.acting(team.noor),
        about=about or team.area,
        words="Noem geen datum voor de speelplek.",
        until_on=fields.get("until_on"),
        today=TODAY,
        now=NOW,
    )


def test_it_says_who_said_so_and_when(team):
    caution = cautioned(team)
    assert (caution.said_by, caution.said_on, caution.about) == (team.noor, TODAY, team.area)
    assert Line.objects.filter(what="caution.given", subject_id=caution.pk).exists()


def test_it_holds_until_its_day_or_until_somebody_ends_it(team):
    caution = cautioned(team, until_on=TODAY + timedelta(days=2))
    standing = Caution.objects.standing
    assert list(standing(TODAY + timedelta(days=1))) == [caution]
    assert list(standing(TODAY + timedelta(days=2))) == []
    end_caution(actor=make.acting(team.sam), caution=caution, today=TODAY, now=NOW)
    end_caution(actor=make.acting(team.sam), caution=caution, today=TODAY, now=NOW)
    assert list(standing(TODAY)) == []
    assert Line.objects.filter(what="caution.ended").count() == 1


def test_all_colleagues_read_it_about_a_place_or_theme_and_only_its_own_about_a_network(
    actor, team
):
    of_all = [cautioned(team), cautioned(team, team.theme)]
    of_network = cautioned(team, team.network)
    elsewhere = make.colleague(actor, "Els", roles=[Role.OFFICIAL])
    assert set(Caution.objects.visible_to(make.acting(team.sam))) == {*of_all, of_network}
    assert set(Caution.objects.visible_to(make.acting(elsewhere))) == set(of_all)
