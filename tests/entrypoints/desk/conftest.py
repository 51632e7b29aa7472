"""Two connectors, what somebody came with, and a browser of the first."""

import pytest
from django.utils import timezone

from tests import make
from tests.pages import staff_client


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team):
    now = timezone.now()
    return make.matter(
        actor, theme=team.theme, area=team.area, now=now, today=timezone.localdate(now)
    )


@pytest.fixture
def client(team):
    return staff_client(team.noor)
