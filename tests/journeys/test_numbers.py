"""What got stuck in a quarter that is over, in numbers: found, repaired and told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from schakel.domain.health.actions import describe_break, give_numbers, look, look_again
from schakel.domain.health.models import Break
from schakel.domain.health.rules import Cause
from schakel.domain.matters.models import Matter
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.actor import Actor, resident, system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make

pytestmark = pytest.mark.journey

DAY = timedelta(days=1)
SPRING = timezone.make_aware(datetime(2026, 5, 4, 9))
# In each area: how often it got stuck, and how often that was repaired.
STUCK = {"Oosterpoort": (8, 3), "Vinkhuizen": (6, 6), "Lewenborg": (2, 0)}


@pytest.fixture
def team(site: str) -> make.Team:
    """Residents said in spring that the contact did not go, and some in summer that it went."""
    tenant = make.tenant(hostname="127.0.0.1")
    with within_tenant(tenant.pk):
        Tenant.objects.filter(pk=tenant.pk).update(created_at=SPRING - 200 * DAY)
        actor = system(tenant.pk)
        team = make.Team(actor)
        areas = [team.area, make.area(actor, "Vinkhuizen"), make.area(actor, "Lewenborg")]
        came = {
            area.name: [_came(actor, team, area, number) for number in range(STUCK[area.name][0])]
            for area in areas
        }
        everything = [each for those in came.values() for each in those]
        _say(actor, everything, Word.DOES_NOT_GO, SPRING + DAY)
        for found in Break.objects.filter(connection__area=team.area):
            describe_break(
                actor=actor,
                about=found,
                cause=Cause.NO_INFORMATION,
                people_harmed=None,
                blocks="",
                now=SPRING + DAY,
            )
        mended = [each for area, those in came.items() for each in those[: STUCK[area][1]]]
        _say(actor, mended, Word.GOOD, SPRING + 20 * DAY)
        give_numbers(actor=actor, today=date(2026, 8, 3), now=SPRING + 91 * DAY)
    return team


def _came(actor: Actor, team: make.Team, area, number: int) -> Matter:
    name = f"Buur {number} uit {area.name}"
    return make.matter(
        actor,
        sender=Sender(name=name, email=f"buur-{number}-{area.pk}@bewoner.example"),
        theme=team.theme,
        area=area,
        now=SPRING,
        today=SPRING.date(),
    )


def _say(actor: Actor, matters: Sequence[Matter], word: Word, now: datetime) -> None:
    for matter in matters:
        say(
            actor=resident(matter.tenant_id, matter.pk),
            connection=matter.connection,
            matter=matter,
            party=matter.party,
            word=word,
            own_words="",
            now=now,
        )
    numbers = [each.connection_id for each in matters]
    day = now.date()
    look_again(tenant_id=actor.tenant_id, connections=numbers, today=day, now=now)
    look(actor=actor, today=day, now=now)


def test_numbers_are_read_over_time_and_by_area_and_small_ones_are_hidden(visit, team):
    with within_tenant(team.noor.tenant_id):
        noor = visit("desktop").log_in(team.noor)
        phone = visit("phone", scripts=False).log_in(team.noor)
    for reader in (noor, phone):
        reader.go("/vastgelopen/").press("Vastgelopen, in cijfers", role="link")
        reader.sees("2e kw. 2026").sees("16").sees("Zij hoorden niets (8)")
        reader.page.get_by_label("Per", exact=True).select_option(label="buurt")
        reader.press("Tonen").sees("2e kwartaal van 2026")
        told = reader.page.get_by_role("row").filter(has_text="Oosterpoort").inner_text()
        assert told.split()[1:3] == ["8", "verborgen"]
        reader.lacks("Lewenborg").sees("Bij alle andere liep niets vast")
        reader.page.get_by_label("Per", exact=True).select_option(label="onderwerp")
        reader.press("Tonen").sees("Groen").sees("16")
        reader.press("Alles tonen", role="link").sees("Per kwartaal")
    noor.go("/vastgelopen/cijfers/").check_looks()
