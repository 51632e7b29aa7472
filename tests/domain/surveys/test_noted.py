"""What somebody without mail says to a colleague, who writes it down."""

from datetime import timedelta

import pytest

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.health.actions import look, look_again, say_repaired
from schakel.domain.health.models import Break, Standing
from schakel.domain.initiatives.actions import rather_not_meet
from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.matters.models import Matter
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys import actions
from schakel.domain.surveys.models import Asked, SaidWord
from schakel.domain.surveys.queries import introduced_to, may_be_asked_in_person
from schakel.domain.surveys.rules import Word, counts
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import show_matters
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.introduced import PIET, introduced
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
BY_PHONE = Sender(name="Jan Vos", phone="0501234567")


@pytest.fixture
def matter(actor) -> Matter:
    Tenant.objects.filter(pk=actor.tenant_id).update(created_at=NOW - 200 * DAY)
    make.Team(actor)
    return make.matter(actor, sender=BY_PHONE)


def noted(matter, word=Word.GOOD, after=timedelta(), by=None, own_words="") -> SaidWord:
    return actions.note_word(
        actor=by or make.acting(matter.owner),
        connection=matter.connection,
        matter=matter,
        party=matter.party,
        word=word,
        own_words=own_words,
        today=TODAY + after,
        now=NOW + after,
    )


def state(actor, matter, after=timedelta()) -> str:
    numbers = [matter.connection_id]
    day, now = TODAY + after, NOW + after
    look_again(tenant_id=actor.tenant_id, connections=numbers, today=day, now=now)
    look(actor=actor, today=day, now=now)
    return Standing.objects.get(connection=matter.connection_id).state


@pytest.mark.parametrize("word", Word)
def test_of_what_a_colleague_noted_only_that_it_does_not_go_counts(word):
    assert counts(word, is_noted=False)
    assert counts(word, is_noted=True) is (word is Word.DOES_NOT_GO)


def test_it_is_kept_with_who_wrote_it_down_and_counts_as_asked(matter):
    word = noted(matter, Word.COULD_BE_BETTER, own_words=" Bel wat vaker. ")
    assert (word.own_words, word.noted_by) == ("Bel wat vaker.", matter.owner)
    asked = Asked.objects.get()
    assert (asked.way, asked.answered_at) == ("spoken", NOW)
    lines = Line.objects.filter(what__startswith="word.").order_by("pk")
    assert [line.what for line in lines] == ["word.asked", "word.noted"]
    assert {line.actor_id for line in lines} == {matter.owner_id}


def test_at_most_once_in_thirty_days_over_all_that_they_came_with(actor, matter):
    other = make.matter(actor, sender=matter.party, story="Iets anders.")
    noted(matter)
    assert not may_be_asked_in_person(matter.party, TODAY + 29 * DAY)
    with pytest.raises(Refused, match="word_asked_too_soon"):
        noted(other, after=29 * DAY)
    assert may_be_asked_in_person(matter.party, TODAY + 30 * DAY)
    noted(other, after=30 * DAY)


@pytest.mark.parametrize("who", ["sponsor", "resident"])
def test_who_records_no_contact_notes_no_word(actor, matter, who):
    sponsor = make.colleague(actor, "Anna", roles=[Role.SPONSOR], networks=[matter.network])
    by = make.acting(sponsor) if who == "sponsor" else resident(actor.tenant_id, matter.pk)
    with pytest.raises(Refused, match="contact_not_yours_to_record"):
        noted(matter, by=by)


def test_who_has_mail_says_it_themselves(actor, matter):
    other = make.matter(actor)
    assert not may_be_asked_in_person(other.party, TODAY)
    with pytest.raises(Refused, match="word_is_theirs"):
        noted(other)


def test_what_was_told_in_confidence_is_not_asked_about(actor):
    make.Team(actor)
    secret = make.matter(actor, sender=BY_PHONE, confidential=True)
    show_matters([secret.pk])
    with pytest.raises(Refused, match="word_not_asked_here"):
        noted(secret)


def test_what_goes_well_by_our_own_note_ends_no_word_of_theirs(actor, matter):
    noted(matter, Word.DOES_NOT_GO)
    assert state(actor, matter) == "broken"
    noted(matter, Word.GOOD, after=30 * DAY)
    assert state(actor, matter, 30 * DAY) == "broken"


def test_what_goes_well_by_our_own_note_confirms_no_repair_of_ours(actor, matter):
    noted(matter, Word.DOES_NOT_GO)
    state(actor, matter)
    found = Break.objects.get()
    say_repaired(
        actor=make.acting(matter.owner), about=found, today=TODAY + DAY, now=NOW + DAY
    )  # fmt: skip
    noted(matter, Word.GOOD, after=30 * DAY)
    state(actor, matter, 30 * DAY)
    found.refresh_from_db()
    assert found.ended_on is None


def test_what_goes_well_by_our_own_note_hides_no_silence(actor, matter):
    make.contact(actor, matter)
    noted(matter, Word.GOOD, after=100 * DAY)
    with_note = state(actor, matter, 200 * DAY)
    SaidWord.objects.all().delete()
    assert state(actor, matter, 200 * DAY) == with_note != "good"


class TestBetweenTwo:
    """Of the contact with somebody whom we introduced to them."""

    @pytest.fixture
    def two(self, actor, matter) -> tuple[Matter, Matter]:
        return matter, make.matter(actor, story="Bloemen bij de school.", sender=PIET)

    @pytest.fixture
    def between(self, two):
        return introduced(*two)

    def noted(self, two, between, word=Word.GOOD, number=0, own_words="") -> SaidWord:
        one, _other = two
        return actions.note_word(
            actor=make.acting(one.owner),
            connection=between,
            matter=one,
            party=one.party,
            word=word,
            own_words=own_words,
            today=TODAY + number * DAY,
            now=NOW + number * DAY,
        )

    def looked(self, actor, between, number) -> str:
        day, now = TODAY + number * DAY, NOW + number * DAY
        Carrier.objects.filter(connection=between).update(accepted_at=NOW)
        look_again(tenant_id=actor.tenant_id, connections=[between.pk], today=day, now=now)
        look(actor=actor, today=day, now=now)
        return Standing.objects.get(connection=between).state

    def test_it_hangs_on_no_matter_counts_as_asked_and_makes_it_as_strong_as_contact(
        self, two, between
    ):
        said = self.noted(two, between, Word.COULD_BE_BETTER, 30, "Wij planten samen.")
        assert (said.matter_id, said.party, said.noted_by) == (None, two[0].party, two[0].owner)
        asked = Asked.objects.get(way="spoken")
        assert (asked.matter_id, asked.connection, asked.party) == (None, between, two[0].party)
        between.refresh_from_db()
        assert (between.strength, between.last_contact_on) == (1.0, TODAY + 30 * DAY)
        assert not may_be_asked_in_person(two[0].party, TODAY + 59 * DAY)

    def test_with_what_was_asked_of_the_contact_with_us_it_is_asked_once_in_thirty_days(
        self, two, between
    ):
        noted(two[0])
        with pytest.raises(Refused, match="word_asked_too_soon"):
            self.noted(two, between, number=29)
        self.noted(two, between, number=30)

    def test_what_they_tell_by_us_ends_the_silence(self, actor, two, between):
        assert self.looked(actor, between, 0) == "good"
        assert self.looked(actor, between, 88) == "strained"
        self.noted(two, between, number=89)
        assert self.looked(actor, between, 89) == "good"

    def test_what_goes_well_by_our_own_note_ends_no_word_of_theirs(self, actor, two, between):
        self.noted(two, between, Word.DOES_NOT_GO)
        assert self.looked(actor, between, 0) == "broken"
        self.noted(two, between, Word.GOOD, 30)
        assert self.looked(actor, between, 30) == "broken"

    def test_of_who_stopped_or_has_mail_nothing_is_noted(self, actor, two, between):
        one, other = two
        with pytest.raises(Refused, match="word_is_theirs"):
            self.noted((other, one), between)
        side = IntroductionSide.objects.get(matter=other)
        whose = resident(side.tenant_id, side.matter_id)
        rather_not_meet(actor=whose, side=side, today=TODAY, now=NOW)
        with pytest.raises(Refused, match="introduction_has_ended"):
            self.noted(two, between)

    def test_nobody_else_says_it_of_the_two(self, actor, two, between):
        third = make.matter(actor, sender=Sender(name="Eva Mol", phone="0507654321"))
        with pytest.raises(Refused, match="word_is_theirs"):
            self.noted((third, two[1]), between)

    def test_who_was_introduced_to_whom_is_known_to_who_may_see_it(self, actor, two, between):
        owner = make.acting(two[0].owner)
        assert introduced_to(owner, two[0].party) == [between]
        assert introduced_to(owner, make.matter(actor).party) == []
        stranger = make.colleague(actor, "Kees", networks=[make.network(actor, "Elders")])
        assert introduced_to(make.acting(stranger), two[0].party) == []
        Connection.objects.filter(pk=between.pk).update(completed_on=TODAY)
        assert introduced_to(owner, two[0].party) == []
