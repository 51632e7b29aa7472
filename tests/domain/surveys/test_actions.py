from datetime import date, timedelta

import pytest

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.parties.actions import correct_party
from schakel.domain.parties.models import DigitalAddress, Party
from schakel.domain.surveys import actions
from schakel.domain.surveys.models import Asked, SaidWord
from schakel.domain.surveys.queries import SaidBy, asked_of, matters_to_ask_about, words_since
from schakel.domain.surveys.rules import Word
from schakel.domain.terms.actions import conclude_matter
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import show_matters
from tests import make
from tests.make import NOW, TODAY

FOUR_WEEKS = timedelta(weeks=4)


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team):
    return make.matter(actor)


def said(matter, word=Word.GOOD, own_words="", now=NOW) -> SaidWord:
    return actions.say(
        actor=resident(matter.tenant_id, matter.pk),
        connection=matter.connection,
        matter=matter,
        party=matter.party,
        word=word,
        own_words=own_words,
        now=now,
    )


def asked(actor, matter, after=timedelta()) -> Asked | None:
    return actions.ask(
        actor=actor,
        connection=matter.connection,
        matter=matter,
        party=matter.party,
        today=TODAY + after,
        now=NOW + after,
    )


def closed(matter) -> Matter:
    return conclude_matter(
        actor=resident(matter.tenant_id, matter.pk),
        matter=matter,
        reason="",
        today=TODAY,
        now=NOW,
    )


def heard(said: list[SaidBy]) -> list[tuple[date, Word]]:
    return [(each.on, each.word) for each in said]


class TestSaying:
    def test_what_they_said_is_kept_with_their_words(self, matter):
        word = said(matter, Word.DOES_NOT_GO, " Ik hoor niets. ")
        assert (word.word, word.own_words) == ("does_not_go", "Ik hoor niets.")
        assert word.connection == matter.connection
        line = Line.objects.get(what="word.said")
        assert (line.subject, line.subject_id, line.matter_id) == ("word", word.pk, matter.pk)
        assert line.details == {"connection_id": matter.connection_id}

    def test_a_colleague_does_not_say_it_for_them(self, matter):
        with pytest.raises(Refused, match="word_is_theirs"):
            actions.say(
                actor=make.acting(matter.owner),
                connection=matter.connection,
                matter=matter,
                party=matter.party,
                word=Word.GOOD,
                own_words="",
                now=NOW,
            )

    def test_nothing_is_said_of_who_was_erased(self, matter):
        Party.objects.filter(pk=matter.party_id).update(erased_at=NOW)
        with pytest.raises(Refused, match="party_is_erased"):
            said(matter)

    def test_who_sees_the_matter_reads_it_and_nobody_else(self, actor, matter):
        word = said(matter)
        stranger = make.colleague(actor, networks=[make.network(actor)])
        for reader, found in (
            (make.acting(matter.owner), [word]),
            (make.acting(stranger), []),
            (resident(actor.tenant_id, matter.pk), [word]),
            (resident(actor.tenant_id), []),
        ):
            assert list(SaidWord.objects.visible_to(reader)) == found


class TestReading:
    def test_since_a_day_and_the_last_before_in_one_query(
        self, actor, matter, django_assert_num_queries
    ):
        other = make.matter(actor, story="Iets anders.")
        days = {
            -90: Word.GOOD,
            -60: Word.DOES_NOT_GO,
            -10: Word.COULD_BE_BETTER,
            0: Word.GOOD,
        }
        for ago, word in days.items():
            said(matter, word, now=NOW + timedelta(days=ago))
        numbers = [matter.connection_id, other.connection_id]
        with django_assert_num_queries(1):
            found = words_since(numbers, TODAY - timedelta(days=10))
        assert heard(found[matter.connection_id]) == [
            (TODAY - timedelta(days=60), Word.DOES_NOT_GO),
            (TODAY - timedelta(days=10), Word.COULD_BE_BETTER),
            (TODAY, Word.GOOD),
        ]

    def test_what_was_said_in_confidence_stays_there(self, actor, team):
        matter = make.matter(actor, confidential=True)
        show_matters([matter.pk])
        said(matter, Word.DOES_NOT_GO)
        number = matter.connection_id
        assert heard(words_since([number], TODAY)[number]) == [(TODAY, Word.DOES_NOT_GO)]
        Connection.objects.filter(pk=number).update(is_confidential=False)
        assert words_since([number], TODAY) == {}


class TestAsking:
    def test_by_mail_once_in_thirty_days_over_all_that_they_came_with(self, actor, matter):
        other = make.matter(actor, sender=matter.party)
        first = asked(actor, matter)
        assert Message.objects.get(kind="word_asked").key == f"word_asked:{first.pk}"
        with pytest.raises(Refused, match="word_asked_too_soon"):
            asked(actor, other, timedelta(days=29))
        assert asked(actor, other, timedelta(days=30)) is not None
        assert asked_of(matter.party, date(2026, 1, 1)) == [
            TODAY + timedelta(days=30), TODAY,
        ]  # fmt: skip

    def test_who_wants_no_mail_is_not_asked(self, actor, matter):
        correct_party(
            actor=make.acting(matter.owner),
            party=matter.party,
            changes={"avoid_channels": ["mail"]},
            now=NOW,
        )
        assert asked(actor, Matter.objects.get()) is None
        assert not Asked.objects.exists()
        assert not Message.objects.filter(kind="word_asked").exists()

    def test_the_mail_is_answered_once(self, actor, matter):
        question = asked(actor, matter)
        answer = {
            "actor": resident(actor.tenant_id, matter.pk),
            "asked": question,
            "word": Word.GOOD,
            "own_words": "",
            "now": NOW,
        }
        assert actions.answer(**answer).word == "good"
        with pytest.raises(Refused, match="word_was_said"):
            actions.answer(**answer)
        assert SaidWord.objects.count() == 1

    def test_four_weeks_after_it_was_closed(self, actor, matter, django_assert_num_queries):
        closed(matter)
        ends = TODAY + FOUR_WEEKS
        assert matters_to_ask_about(ends - timedelta(days=1)) == []
        with django_assert_num_queries(1):
            assert matters_to_ask_about(ends) == [matter]
        assert matters_to_ask_about(ends + FOUR_WEEKS) == [matter]
        assert matters_to_ask_about(TODAY + timedelta(weeks=13)) == []

    @pytest.mark.parametrize(
        "why",
        ["open", "asked", "said", "elsewhere", "erased", "platform", "no mail", "failed", "letter",
         "completed", "confidential"],
    )  # fmt: skip
    def test_not_when_it_is_no_use_or_not_wanted(self, actor, matter, why):
        day, party = TODAY + FOUR_WEEKS, Party.objects.filter(pk=matter.party_id)
        if why != "open":
            closed(matter)
        if why == "asked":
            asked(actor, matter, timedelta(days=1))
            day += timedelta(days=20)
        elif why == "said":
            said(matter, now=NOW + timedelta(days=1))
        elif why == "elsewhere":
            asked(actor, make.matter(actor, sender=matter.party), timedelta(days=20))
        elif why == "erased":
            party.update(erased_at=NOW)
        elif why == "platform":
            party.update(is_platform=True)
        elif why == "no mail":
            party.update(avoid_channels=["phone", "mail"])
        elif why == "failed":
            DigitalAddress.objects.filter(party=matter.party).update(failed_at=NOW)
        elif why == "letter":
            party.update(preferred_channel="letter")
        elif why == "completed":
            Connection.objects.filter(pk=matter.connection_id).update(completed_on=TODAY)
        elif why == "confidential":
            show_matters([matter.pk])
            Matter.objects.filter(pk=matter.pk).update(confidential=True)
        assert matters_to_ask_about(day) == []
