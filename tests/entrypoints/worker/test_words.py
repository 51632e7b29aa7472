"""Four weeks after it was closed they are asked how the contact goes, and not too often."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.organisations.actions import choose_module
from schakel.domain.organisations.rules import Module
from schakel.domain.surveys.models import Asked
from schakel.domain.surveys.rules import Word
from schakel.domain.terms.actions import answer_matter, conclude_matter
from schakel.entrypoints.at_work import inside
from schakel.entrypoints.worker.compose import compose
from schakel.entrypoints.worker.html_part import html_part
from schakel.entrypoints.worker.strengths import recompute
from schakel.entrypoints.worker.words import ask_how_it_goes, ask_who_were_introduced
from schakel.foundation.kernel.actor import resident
from tests import make
from tests.introduced import introduced, told, two_matters
from tests.make import NOW, TODAY


@pytest.fixture
def at(monkeypatch):
    """The clock of the entry point stands at ten in the morning of a day."""

    def set_clock(day: date) -> None:
        moment = datetime.combine(day, time(10), tzinfo=UTC)
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)

    set_clock(TODAY)
    return set_clock


def close(town, matter, day: date = TODAY) -> None:
    with inside(town.pk):
        conclude_matter(
            actor=resident(town.pk, matter.pk),
            matter=matter,
            reason="",
            today=day,
            now=datetime.combine(day, time(9), tzinfo=UTC),
        )


def asked_on(town) -> list[date]:
    with inside(town.pk):
        return [each.asked_at.date() for each in Asked.objects.order_by("asked_at")]


@pytest.fixture
def matters(town, at) -> list[Matter]:
    """Of one party, about two themes."""
    with inside(town.pk) as here:
        team = make.Team(here.actor)
        first = make.matter(here.actor, theme=team.theme)
        other = make.theme(here.actor, "Verkeer")
        return [first, make.matter(here.actor, sender=first.party, theme=other)]


def test_one_mail_with_three_links_after_four_weeks(town, matters, at):
    close(town, matters[0])
    at(TODAY + timedelta(days=27))
    ask_how_it_goes(town.pk)
    assert asked_on(town) == []
    at(TODAY + timedelta(days=28))
    ask_how_it_goes(town.pk)
    ask_how_it_goes(town.pk)
    with inside(town.pk) as here:
        words = compose(here, Message.objects.get(kind="word_asked"))
    assert "Op dinsdag 24 november is uw bericht" in words.body
    assert matters[0].subject not in f"{words.subject} {words.body}"
    links = re.findall(r"/hoe-gaat-het/\d+-\d+-[0-9a-f]{32}/(\S+)/", words.body)
    assert links == ["goed", "kan-beter", "loopt-niet"]
    assert html_part(words.body, "nl").count("/hoe-gaat-het/") == 2 * 3


def test_in_a_year_of_closing_nobody_is_asked_twice_in_thirty_days(town, matters, at):
    for matter in matters:
        close(town, matter)
    # Days on which the worker runs: some are missed, one comes twice.
    for days in [*range(26, 30), 29, 35, 57, 58, 60, 61, 70, 83, 84, 90, 120]:
        at(TODAY + timedelta(days=days))
        ask_how_it_goes(town.pk)
    found = asked_on(town)
    assert found == [TODAY + timedelta(days=28), TODAY + timedelta(days=58)]


def test_an_answer_only_points_to_where_they_can_say_it(town, matters, at):
    with inside(town.pk) as here:
        matter = matters[0]
        answer_matter(
            actor=make.acting(matter.owner), matter=matter, text="Het hek mag weg.",
            today=TODAY, now=NOW,
        )  # fmt: skip
        words = compose(here, Message.objects.get(kind="answer"))
        assert re.search(r"Dat kunt u hier zeggen:\n\S+/uw-pagina/\S+/#contact\n", words.body)
        assert not Asked.objects.exists()


class TestWhoWereIntroduced:
    @pytest.fixture
    def between(self, town, at):
        with inside(town.pk) as here:
            make.Team(here.actor)
            return introduced(*two_matters(here.actor))

    def test_both_get_a_mail_without_a_name_after_four_weeks(self, town, at, between):
        at(TODAY + timedelta(days=27))
        ask_who_were_introduced(town.pk)
        assert asked_on(town) == []
        at(TODAY + timedelta(days=28))
        ask_who_were_introduced(town.pk)
        ask_who_were_introduced(town.pk)
        with inside(town.pk) as here:
            mails = list(Message.objects.filter(kind="word_asked"))
            assert {each.to_address for each in mails} == {
                "fatima@bewoner.example",
                "piet@bewoner.example",
            }
            for each in mails:
                words = compose(here, each)
                assert "Op dinsdag 24 november zei u allebei" in words.body
                assert "Hoe gaat het tussen u beiden?" in words.body
                links = re.findall(r"/hoe-gaat-het/\d+-\d+-[0-9a-f]{32}/(\S+)/", words.body)
                assert links == ["goed", "kan-beter", "loopt-niet"]
                # A mail is kept when the other is erased.
                assert "Fatima" not in words.body or "Piet" not in words.body

    def test_where_introducing_is_turned_off_nobody_is_asked(self, town, at, between):
        with inside(town.pk) as here:
            choose_module(actor=here.actor, module=Module.INTRODUCTIONS, is_on=False, now=NOW)
        at(TODAY + timedelta(days=28))
        ask_who_were_introduced(town.pk)
        assert asked_on(town) == []

    def test_what_they_say_is_recomputed_with_all_strengths(self, town, at, between):
        with inside(town.pk):
            matter = Matter.objects.get(party=between.other_party)
            told(between, matter, Word.GOOD)
        with inside(town.pk):
            Connection.objects.brokered().update(strength=0.1)
        done = recompute(town.pk)
        assert (done.looked_at, done.changed) == (3, 1)
        with inside(town.pk):
            assert Connection.objects.brokered().get().strength == 1.0
