"""The numbers of a quarter are given once, when it is over, and stay as they were given."""

from datetime import date, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from schakel.domain.connections.models import Connection
from schakel.domain.health import actions
from schakel.domain.health.models import Break, BreakNumber, RepairSuggestion
from schakel.domain.health.queries import (
    numbers_given,
    numbers_over_time,
    numbers_within,
    suggested_here,
)
from schakel.domain.health.rules import Cause, End, Measure, SignalKind
from schakel.domain.staff.rules import Role
from schakel.foundation.journal.models import Detail, Line
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
SUMMER = date(2026, 7, 1)


@pytest.fixture
def matter(actor):
    team = make.Team(actor)
    return make.matter(actor, theme=team.theme, area=team.area)


def broke(matter, count: int = 6, since: date = SUMMER, **fields: object) -> None:
    """So many times, a day after each other."""
    Break.objects.bulk_create(
        Break(
            tenant_id=matter.tenant_id,
            connection=fields.get("connection", matter.connection),
            signal=fields.get("signal", SignalKind.SILENCE.value),
            since=since + number * DAY,
            found_at=NOW,
            cause=fields.get("cause", ""),
            ended_on=fields.get("ended_on"),
            end=End.REPAIRED.value if "ended_on" in fields else "",
        )
        for number in range(count)
    )


def given(actor, today: date = TODAY) -> int:
    return actions.give_numbers(actor=actor, today=today, now=NOW)


def number(measure: Measure, **of: object) -> int | None:
    kept = BreakNumber.objects.get(
        quarter_from=SUMMER,
        measure=measure.value,
        **{"area": None, "theme": None, "cause": ""} | of,
    )
    return kept.number


def test_without_a_break_nothing_is_given(actor, matter):
    assert given(actor) == 0


def test_a_quarter_is_told_of_the_whole_its_areas_themes_and_causes(actor, matter):
    broke(matter, 6, cause=Cause.NO_INFORMATION.value)
    broke(matter, 7, signal=SignalKind.PROMISE.value, ended_on=SUMMER + 20 * DAY)
    assert given(actor) == 1
    area, theme = matter.connection.area, matter.connection.theme
    assert number(Measure.BEGUN) == number(Measure.BEGUN, area=area) == 13
    assert number(Measure.BEGUN, theme=theme, cause=Cause.NO_INFORMATION.value) == 6
    assert number(Measure.REPAIRED, theme=theme) == 7
    assert number(Measure.DAYS) == number(Measure.DAYS, area=area) == 17
    assert {each.measure for each in numbers_over_time()} == {each.value for each in Measure}
    assert {each.area for each in numbers_within(SUMMER, "area")} == {area}


def test_of_a_quarter_with_few_it_is_only_told_that_there_were_few(actor, matter):
    broke(matter, 4, ended_on=SUMMER + 9 * DAY)
    assert given(actor) == 1
    assert number(Measure.BEGUN) is None
    assert BreakNumber.objects.count() == 1


def test_how_many_are_open_is_not_told_since_four_new_ones_would_follow(actor, matter):
    broke(matter, 9, since=date(2026, 4, 6))
    broke(matter, 4, signal=SignalKind.PROMISE.value)
    given(actor)
    # Nothing was repaired: with 9 open after spring and 13 after summer, 4 began.
    of_summer = BreakNumber.objects.filter(quarter_from=SUMMER, area=None, theme=None, cause="")
    assert dict(of_summer.values_list("measure", "number")) == {"begun": None, "repaired": 0}


def test_what_was_told_in_an_earlier_version_is_not_told_any_more(actor, matter):
    broke(matter, 6)
    given(actor)
    BreakNumber.objects.create(
        tenant_id=actor.tenant_id, quarter_from=SUMMER, measure="stuck", cause="", number=13
    )
    assert "stuck" not in {each.measure for each in [*numbers_given(), *numbers_over_time()]}


def test_what_is_found_or_mended_later_changes_nothing(actor, matter):
    broke(matter, 6)
    given(actor)
    before = list(BreakNumber.objects.order_by("pk").values())
    broke(matter, 3, signal=SignalKind.PROMISE.value)
    Break.objects.update(cause=Cause.NOT_CAREFUL.value)
    assert given(actor, TODAY + DAY) == 0
    assert list(BreakNumber.objects.order_by("pk").values()) == before


def test_missed_quarters_are_given_together_and_once(actor, matter):
    broke(matter, 6, since=date(2025, 11, 3))
    assert given(actor) == 4
    assert given(actor) == 0
    assert Line.objects.filter(what="numbers.given").count() == 4


def test_what_is_in_confidence_is_not_counted(actor, matter):
    broke(matter, 6)
    make.matter(actor, confidential=True, sender=matter.party)
    secret = Connection.objects.get(is_confidential=True)
    broke(matter, 9, connection=secret)
    given(actor)
    assert number(Measure.BEGUN) == 6


def test_the_number_of_queries_follows_neither_breaks_nor_areas(actor, matter):
    def counted(quarter: date) -> int:
        with CaptureQueriesContext(database) as queries:
            given(actor, quarter + 125 * DAY)
        return len(queries)

    broke(matter, 6, since=date(2026, 1, 5))
    few = counted(date(2026, 1, 1))
    for each in range(5):
        other = make.matter(
            actor, theme=make.theme(actor, f"Thema {each}"), area=make.area(actor, f"Wijk {each}")
        )
        broke(other, 8, since=date(2026, 4, 5))
    assert counted(date(2026, 4, 1)) == few


def suggest(actor, **own: str) -> RepairSuggestion:
    words = {"who_calls": "", "say_first": "", "whom_to_bring": ""}
    return actions.suggest_repair(actor=actor, cause=Cause.NO_CONVERSATION, now=NOW, **words | own)


def test_own_words_hold_until_they_are_taken_away(actor, matter):
    suggest(actor, who_calls=" De gebiedsmakelaar. ")
    assert suggested_here()[Cause.NO_CONVERSATION].who_calls == "De gebiedsmakelaar."
    suggest(actor)
    assert suggested_here()[Cause.NO_CONVERSATION].who_calls == ""
    assert RepairSuggestion.objects.count() == 1


def test_each_change_of_own_words_is_written_down_once(actor, matter):
    for _ in range(2):
        suggest(actor, say_first="Vraag eerst hoe het gaat.")
    line = Line.objects.get(what="repair.suggested")
    assert line.details == {}
    assert Detail.objects.get(line=line).content["after"] == "Vraag eerst hoe het gaat."


def test_only_who_keeps_the_settings_changes_what_is_suggested(actor, matter):
    for role in (Role.CONNECTOR, Role.SPONSOR):
        with pytest.raises(Refused):
            suggest(make.acting(make.colleague(actor, roles=[role])), say_first="Niets")
