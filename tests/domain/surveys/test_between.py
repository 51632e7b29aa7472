"""A connection between two whom we introduced: made, asked about, and as strong as they say."""

import random
import threading
import time
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.connections.actions import agree_rest, agree_rhythm, broker
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank, replayed
from schakel.domain.health import actions as health
from schakel.domain.health.models import Break, Standing
from schakel.domain.health.rules import End, SignalKind, State
from schakel.domain.initiatives.actions import agree_to_meet, connect_who_met, rather_not_meet
from schakel.domain.initiatives.models import Introduction, IntroductionSide
from schakel.domain.initiatives.rules import Shares
from schakel.domain.matters.actions import hand_over_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind, Rank
from schakel.domain.parties.actions import hold_party
from schakel.domain.parties.models import DigitalAddress, Party
from schakel.domain.privacy.actions import erase_party, run_retention
from schakel.domain.privacy.models import Disposal
from schakel.domain.privacy.rules import Reason
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.actions import ask, recompute_told
from schakel.domain.surveys.models import Asked, SaidWord
from schakel.domain.surveys.queries import told_between, who_were_introduced
from schakel.domain.surveys.rules import (
    Word,
    ask_again_from,
    contacts_told,
    worst_of_newest,
)
from schakel.domain.terms.actions import conclude_matter
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.connections import in_thread
from tests.introduced import introduced, sides_asked, told, two_matters
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
NADIA = Sender(name="Nadia Bos", email="nadia@bewoner.example")
GOOD, BETTER, NOT = Word
ONE, OTHER = 1, 2


def day(number: int) -> date:
    return date(2026, 3, 1) + number * DAY


@pytest.mark.parametrize(
    ("said", "voice"),
    [
        ([], []),
        ([(1, ONE, GOOD)], [(1, GOOD)]),
        ([(1, ONE, GOOD), (2, ONE, NOT), (3, ONE, GOOD)], [(1, GOOD), (2, NOT), (3, GOOD)]),
        # The worst of the two holds, from the day on which it was said.
        ([(1, ONE, NOT), (2, OTHER, GOOD)], [(1, NOT)]),
        ([(1, ONE, GOOD), (2, OTHER, NOT)], [(1, GOOD), (2, NOT)]),
        ([(1, ONE, NOT), (2, OTHER, GOOD), (3, ONE, GOOD)], [(1, NOT), (3, GOOD)]),
        ([(1, ONE, NOT), (2, OTHER, GOOD), (3, ONE, BETTER)], [(1, NOT), (3, BETTER)]),
        ([(1, ONE, NOT), (2, OTHER, NOT), (3, ONE, GOOD)], [(1, NOT), (2, NOT)]),
        ([(1, ONE, BETTER), (2, OTHER, GOOD), (3, OTHER, GOOD)], [(1, BETTER)]),
        ([(1, ONE, GOOD), (2, OTHER, GOOD)], [(1, GOOD), (2, GOOD)]),
        # What was settled on day 5 no longer hides what another says.
        ([(1, ONE, NOT), (6, OTHER, GOOD)], [(1, NOT), (6, GOOD)]),
        ([(1, ONE, NOT), (6, OTHER, BETTER)], [(1, NOT), (6, BETTER)]),
    ],
)
def test_two_voices_are_one_by_the_worst_of_the_newest(said, voice):
    found = worst_of_newest([(day(on), party, word) for on, party, word in said], [day(5)])
    assert found == [(day(on), word) for on, word in voice]


@pytest.mark.parametrize(
    ("said", "contacts"),
    [
        ([], []),
        ([(1, GOOD), (3, BETTER)], [(1, 1.0), (3, 1.0)]),
        ([(1, NOT)], []),
        # Of both on one day, or three times by one, there is one contact.
        ([(1, GOOD), (1, GOOD), (1, BETTER)], [(1, 1.0)]),
        ([(1, NOT), (1, GOOD)], [(1, 1.0)]),
        ([(4, GOOD), (2, GOOD)], [(2, 1.0), (4, 1.0)]),
    ],
)
def test_their_words_tell_of_contact(said, contacts):
    found = contacts_told((day(on), word) for on, word in said)
    assert found == [(day(on), weight) for on, weight in contacts]


SAYINGS = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([ONE, OTHER]), st.sampled_from(Word)), max_size=30
)


@given(SAYINGS)
def test_the_voice_of_one_is_what_they_said_and_of_two_ends_in_the_worst_of_the_newest(said):
    in_order = [(day(on), party, word) for on, party, word in sorted(said, key=lambda one: one[0])]
    alone = [(on, ONE, word) for on, _party, word in in_order]
    assert worst_of_newest(alone) == [(on, word) for on, _party, word in in_order]
    newest = {party: word for _on, party, word in in_order}
    voice = worst_of_newest(in_order)
    assert [word for _on, word in voice[-1:]] == [
        max(newest.values(), key=list(Word).index) for _ in voice[-1:]
    ]
    assert bool(voice) == bool(said)


@given(SAYINGS, st.randoms())
def test_in_which_order_words_are_read_and_how_often_on_a_day_changes_no_strength(said, chance):
    words = [(day(on), word) for on, _party, word in said]
    again = [*words, *words]
    chance.shuffle(again)
    assert contacts_told(again) == contacts_told(words)
    one = replayed(60.0, contacts_told(words))
    other = replayed(60.0, contacts_told(again))
    assert one == other


@pytest.mark.parametrize(
    ("heard", "rhythm", "from_day"),
    [(None, 60.0, 28), (28, 60.0, 88), (28, 3.0, 58), (40, 44.2, 85)],
)
def test_they_are_asked_after_four_weeks_and_then_by_their_rhythm(heard, rhythm, from_day):
    last = None if heard is None else day(heard)
    assert ask_again_from(day(0), last, rhythm) == day(from_day)


@pytest.fixture
def team(actor):
    Tenant.objects.filter(pk=actor.tenant_id).update(created_at=NOW - 200 * DAY)
    return make.Team(actor)


@pytest.fixture
def two(actor, team):
    return two_matters(actor)


@pytest.fixture
def between(two):
    return introduced(*two)


def at(number: int) -> datetime:
    return NOW + number * DAY


def say(between, matter, word, number=0, own_words=""):
    return told(between, matter, word, at(number), own_words)


class TestMaking:
    def test_the_second_yes_makes_it_with_the_carriers_of_the_first_matter(self, team, two):
        assert not Connection.objects.brokered().exists()
        between = introduced(*two)
        one, other = two
        assert (between.party, between.other_party) == (one.party, other.party)
        assert (between.network, between.theme, between.area) == (
            one.network,
            one.connection.theme,
            one.connection.area,
        )
        assert (between.purpose, between.strength) == (one.shown_subject, 0)
        assert dict(Carrier.objects.filter(connection=between).values_list("rank", "staff")) == {
            CarrierRank.FIRST.value: one.owner_id,
            CarrierRank.SECOND.value: one.second_id,
        }
        line = Line.objects.get(what="connection.made", subject_id=between.pk)
        assert line.subject == "connection"

    def test_a_pair_is_connected_once_whichever_way_round(self, actor, two, between):
        one, other = two
        like = other.connection
        again = broker(
            actor=actor, like=like, other_party=one.party, purpose="", today=TODAY, now=NOW
        )
        assert again == between
        fields = {
            each.attname: getattr(between, each.attname)
            for each in Connection._meta.local_fields
            if each.name != "id"
        }
        fields |= {"party_id": between.other_party_id, "other_party_id": between.party_id}
        with pytest.raises(IntegrityError, match="pair_open_once"), transaction.atomic():
            Connection.objects.create(**fields)

    def test_who_met_before_is_connected_once(self, actor, two):
        introduced(*two)
        Introduction.objects.update(connection=None)
        SaidWord.objects.all().delete()
        assert connect_who_met(actor=actor, today=TODAY, now=NOW) == 1
        assert connect_who_met(actor=actor, today=TODAY, now=NOW) == 0
        assert Introduction.objects.get().connection is not None

    def test_who_stopped_before_is_not_connected(self, actor, two):
        introduced(*two)
        Introduction.objects.update(connection=None)
        IntroductionSide.objects.filter(matter=two[1]).update(agrees=False, shares="")
        assert connect_who_met(actor=actor, today=TODAY, now=NOW) == 0

    def test_who_takes_it_back_ends_it_and_the_page_does_not_tell_who(self, two, between):
        side = IntroductionSide.objects.get(matter=two[1])
        whose = resident(side.tenant_id, side.matter_id)
        rather_not_meet(actor=whose, side=side, today=TODAY, now=NOW)
        between.refresh_from_db()
        assert (between.completed_on, between.completion_reason) == (TODAY, "")
        with pytest.raises(Refused, match="introduction_has_ended"):
            say(between, two[0], GOOD)

    def test_it_goes_along_when_the_matter_is_handed_over(self, actor, team, two, between):
        third = make.colleague(actor, "Ines Bakker", networks=[team.network])
        hand_over_matter(
            actor=make.acting(two[0].owner),
            matter=two[0],
            rank=Rank.FIRST,
            to=third,
            reason="Noor gaat met verlof.",
            today=TODAY,
            now=NOW,
        )
        first = Carrier.objects.get(connection=between, rank="first", until_at__isnull=True)
        assert first.staff == third

    def test_contact_rhythm_and_rest_are_not_ours_to_record(self, two, between):
        carrier = make.acting(two[0].owner)
        with pytest.raises(Refused, match="connection_between_others"):
            make.contact(carrier, two[0], connection=between)
        with pytest.raises(Refused, match="connection_between_others"):
            agree_rhythm(actor=carrier, connection=between, days=9, today=TODAY, now=NOW)
        with pytest.raises(Refused, match="connection_between_others"):
            agree_rest(
                actor=carrier,
                connection=between,
                until=TODAY + 9 * DAY,
                both_agreed=True,
                today=TODAY,
                now=NOW,
            )


class TestSaying:
    def test_what_one_says_hangs_on_no_matter_and_makes_it_as_strong_as_contact(self, two, between):
        said = say(between, two[1], GOOD, 30, "Wij planten samen.")
        assert (said.matter_id, said.party, said.connection) == (None, two[1].party, between)
        between.refresh_from_db()
        assert between.strength == 1.0
        assert between.last_contact_on == TODAY + 30 * DAY
        line = Line.objects.get(what="word.said")
        assert (line.subject_id, line.matter_id) == (said.pk, None)

    def test_what_does_not_go_adds_nothing(self, two, between):
        say(between, two[0], NOT, 30)
        between.refresh_from_db()
        assert (between.strength, between.silent_on) == (0, None)

    def test_only_the_two_say_it(self, actor, two, between):
        third = make.matter(actor, sender=make.party(actor, "Buurttuin De Eik"))
        with pytest.raises(Refused, match="word_is_theirs"):
            say(between, third, GOOD)

    def test_each_reads_only_their_own(self, two, between):
        say(between, two[0], NOT, 1, "Hij komt niet.")
        say(between, two[1], GOOD, 2)
        for matter in two:
            theirs = SaidWord.objects.visible_to(resident(matter.tenant_id, matter.pk))
            assert not theirs.exists()
        assert SaidWord.objects.visible_to(make.acting(two[0].owner)).count() == 2

    def test_recomputing_gives_what_is_stored(self, actor, two, between):
        chance = random.Random(7)
        for number in sorted(chance.randrange(300) for _ in range(25)):
            say(between, chance.choice(two), chance.choice(list(Word)), number)
        between.refresh_from_db()
        kept = (between.strength, between.gaps, between.silent_on, between.last_contact_on)
        assert kept[0] > 0
        assert recompute_told().changed == 0
        from_words = contacts_told(told_between([between.pk])[between.pk])
        assert replayed(60.0, from_words).strength == pytest.approx(kept[0], abs=1e-9)
        Connection.objects.update(strength=0.3, gaps=[], silent_on=None)
        found = recompute_told()
        assert (found.looked_at, found.changed, found.last) == (1, 1, between.pk)
        between.refresh_from_db()
        assert (between.gaps, between.silent_on, between.last_contact_on) == kept[1:]
        assert between.strength == pytest.approx(kept[0], abs=1e-9)


class TestAsking:
    def asks(self, actor, number) -> set[str]:
        """Who is asked on a day, as the worker does it."""
        found = set()
        for each in who_were_introduced(TODAY + number * DAY):
            side = IntroductionSide.objects.select_related("matter__party").get(
                matter=each.matter_id
            )
            asked = ask(
                actor=actor,
                connection=Connection.objects.get(pk=each.connection_id),
                matter=side.matter,
                party=side.matter.party,
                today=TODAY + number * DAY,
                now=at(number),
            )
            assert asked is not None
            found.add(asked.party.name)
        return found

    def test_both_are_asked_after_four_weeks_and_left_alone_after_two_times_in_vain(
        self, actor, two, between
    ):
        days = {number: self.asks(actor, number) for number in range(400)}
        both = {each.party.name for each in two}
        assert {number: who for number, who in days.items() if who} == {28: both, 88: both}

    def test_who_answers_is_asked_by_the_rhythm_and_who_does_not_is_left_alone(
        self, actor, two, between
    ):
        asked = []
        for number in range(300):
            if two[0].party.name in self.asks(actor, number):
                asked.append(number)
                say(between, two[0], GOOD, number)
        assert asked[0] == 28
        assert len(asked) > 3
        assert all(late - early >= 30 for early, late in pairwise(asked))

    @pytest.mark.parametrize("why", ["no mail", "asked of late", "said it", "stopped", "platform"])
    def test_who_is_not_asked(self, actor, two, between, why):
        one, other = two
        match why:
            case "no mail":
                DigitalAddress.objects.filter(party=one.party).update(failed_at=NOW)
            case "asked of late":
                Asked.objects.create(
                    tenant_id=actor.tenant_id,
                    matter=one,
                    connection=one.connection,
                    party=one.party,
                    way="mail",
                    asked_at=at(5),
                )
            case "said it":
                say(between, one, BETTER, 20)
            case "stopped":
                side = IntroductionSide.objects.get(matter=one)
                whose = resident(side.tenant_id, side.matter_id)
                rather_not_meet(actor=whose, side=side, today=TODAY, now=NOW)
            case "platform":
                Party.objects.filter(pk=one.party_id).update(is_platform=True)
        expected = set() if why == "stopped" else {other.party.name}
        assert self.asks(actor, 28) == expected


class TestStanding:
    def looked(self, actor, number) -> None:
        now = at(number)
        today = TODAY + number * DAY
        numbers = list(Connection.objects.brokered().values_list("pk", flat=True))
        health.look_again(tenant_id=actor.tenant_id, connections=numbers, today=today, now=now)
        health.look(actor=actor, today=today, now=now)

    def state(self, between) -> tuple[str, str]:
        found = Standing.objects.get(connection=between)
        return found.state, found.signal

    def accepted(self, between) -> None:
        Carrier.objects.filter(connection=between).update(accepted_at=NOW)

    def test_nothing_heard_is_silence_after_the_first_question(self, actor, between):
        self.accepted(between)
        self.looked(actor, 0)
        assert self.state(between) == (State.GOOD.value, "")
        found = Standing.objects.get(connection=between)
        assert found.changes_on == TODAY + (28 + 60) * DAY
        self.looked(actor, 88)
        assert self.state(between) == (State.STRAINED.value, SignalKind.SILENCE.value)

    def test_the_worst_of_the_two_is_the_standing_until_both_say_good(self, actor, two, between):
        self.accepted(between)
        self.looked(actor, 0)
        say(between, two[0], GOOD, 10)
        self.looked(actor, 10)
        assert self.state(between) == (State.GOOD.value, "")
        say(between, two[1], NOT, 12, "Zij belt nooit.")
        self.looked(actor, 12)
        assert self.state(between) == (State.BROKEN.value, SignalKind.THEIR_WORD.value)
        found = Break.objects.get(connection=between)
        assert (found.since, found.signal) == (TODAY + 12 * DAY, "their_word")
        assert found.owner_id == two[0].owner_id
        say(between, two[0], GOOD, 15)
        self.looked(actor, 15)
        assert self.state(between) == (State.BROKEN.value, SignalKind.THEIR_WORD.value)
        assert Break.objects.get(connection=between).ended_on is None
        say(between, two[1], GOOD, 20)
        self.looked(actor, 20)
        assert self.state(between) == (State.GOOD.value, "")
        ended = Break.objects.get(connection=between)
        assert (ended.ended_on, ended.end) == (TODAY + 20 * DAY, "repaired")

    def test_a_break_that_we_call_repaired_is_asked_of_both(self, actor, two, between):
        self.looked(actor, 0)
        say(between, two[1], NOT, 1)
        self.looked(actor, 1)
        found = Break.objects.get(connection=between)
        carrier = make.acting(two[0].owner)
        health.say_repaired(actor=carrier, about=found, today=TODAY + 2 * DAY, now=at(2))
        asked = health.ask_whether_repaired(
            actor=actor, about=found, today=TODAY + 3 * DAY, now=at(3)
        )
        assert asked is not None
        assert set(Asked.objects.filter(connection=between).values_list("party", flat=True)) == {
            each.party_id for each in two
        }

    @pytest.mark.parametrize("seed", [3, 4])
    def test_a_year_looked_at_now_and_then_finds_the_breaks_of_looking_every_day(
        self, actor, two, between, seed
    ):
        """Against an oracle: it breaks on each day on which the worst word is said."""
        chance = random.Random(seed)
        self.accepted(between)
        self.looked(actor, 0)
        expected: set[date] = set()
        newest: dict[int, Word] = {}
        for number in sorted(chance.sample(range(1, 365), 30)):
            matter, word = chance.choice(two), chance.choice(list(Word))
            say(between, matter, word, number)
            newest[matter.party_id] = word
            if word is NOT:
                expected.add(TODAY + number * DAY)
            if chance.random() < 0.4:
                self.looked(actor, number)
        self.looked(actor, 365)
        broke = Break.objects.filter(connection=between, signal="their_word")
        assert set(broke.values_list("since", flat=True)) == expected
        state, signal = self.state(between)
        if NOT in newest.values():
            assert (state, signal) == (State.BROKEN.value, SignalKind.THEIR_WORD.value)
        else:
            assert state != State.BROKEN.value


class TestForgetting:
    @pytest.fixture
    def administrator(self, actor):
        return make.acting(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))

    def spoken(self, two, between) -> None:
        say(between, two[0], GOOD, 1, "Hij is aardig.")
        say(between, two[1], NOT, 2, "Zij belt nooit.")
        for each in two:
            conclude_matter(
                actor=resident(each.tenant_id, each.pk),
                matter=each,
                reason="",
                today=TODAY,
                now=NOW,
            )

    def left(self, between) -> tuple[object, ...]:
        between.refresh_from_db()
        own = SaidWord.objects.filter(connection=between).values_list("own_words", flat=True)
        return between.completed_on, between.purpose, set(own)

    def test_erasing_one_ends_it_and_what_both_said_is_gone(self, administrator, two, between):
        self.spoken(two, between)
        erase_party(actor=administrator, party=two[1].party, reason=Reason.REQUEST, now=NOW)
        assert self.left(between) == (TODAY, "", {""})
        assert SaidWord.objects.filter(connection=between).count() == 2

    def test_what_was_kept_long_enough_takes_along_what_followed_from_it(
        self, administrator, two, between
    ):
        self.spoken(two, between)
        Matter.objects.filter(pk=two[1].pk).update(kind=Kind.QUESTION)
        day = TODAY.replace(year=TODAY.year + 1) + DAY
        run_retention(actor=administrator, today=day, now=at((day - TODAY).days))
        assert Disposal.objects.get().matter == two[1]
        assert self.left(between) == (day, "", {""})
        assert Line.objects.filter(what="connection.completed", subject_id=between.pk).exists()

    def test_who_is_asked_after_an_erasure(self, administrator, two, between):
        self.spoken(two, between)
        erase_party(actor=administrator, party=two[1].party, reason=Reason.REQUEST, now=NOW)
        assert who_were_introduced(TODAY + 100 * DAY) == []


def test_when_one_stops_what_was_stuck_between_them_is_over_and_nobody_is_named(
    actor, two, between
):
    say(between, two[0], NOT, 1)
    day_after, now = TODAY + 2 * DAY, at(2)
    health.look_again(tenant_id=actor.tenant_id, connections=[between.pk], today=day_after, now=now)
    health.look(actor=actor, today=day_after, now=now)
    assert Break.objects.get().ended_on is None
    side = IntroductionSide.objects.get(matter=two[1])
    whose = resident(side.tenant_id, side.matter_id)
    rather_not_meet(actor=whose, side=side, today=TODAY + 3 * DAY, now=at(3))
    health.look_again(
        tenant_id=actor.tenant_id, connections=[between.pk], today=TODAY + 4 * DAY, now=at(4)
    )
    health.look(actor=actor, today=TODAY + 4 * DAY, now=at(4))
    stuck = Break.objects.get()
    assert (stuck.end, stuck.ended_on, stuck.end_reason) == (
        End.NO_CONTACT_WANTED.value,
        TODAY + 3 * DAY,
        "Een van beiden stopte ermee.",
    )
    assert Line.objects.get(what="break.ended").details["end"] == "no_contact_wanted"
    with pytest.raises(Refused, match="break_nobody_left"):
        health.reopen_break(
            actor=actor, about=stuck, reason="Toch.", today=TODAY + 5 * DAY, now=at(5)
        )


def test_two_who_say_yes_at_once_do_not_wait_for_each_other(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
        sides = sides_asked(*two_matters(system(tenant.pk)))
        first, second = sorted(sides, key=lambda side: side.matter.party_id)

    def yes(side: IntroductionSide) -> None:
        agree_to_meet(
            actor=resident(tenant.pk, side.matter_id),
            side=side,
            shares=Shares.EMAIL,
            today=TODAY,
            now=NOW,
        )

    held = threading.Event()

    def of_second() -> None:
        assert held.wait(10)
        with within_tenant(tenant.pk):
            yes(second)

    with within_tenant(tenant.pk):
        yes(first)
    with in_thread(of_second):
        # Who said yes before presses again, while the other makes the connection.
        with within_tenant(tenant.pk):
            hold_party(first.matter.party)
            held.set()
            time.sleep(0.3)
            yes(first)
    with within_tenant(tenant.pk):
        assert Connection.objects.brokered().count() == 1


def _as_before() -> None:
    """Of who met no connection was made yet."""
    Introduction.objects.update(connection=None)
    Connection.objects.brokered().update(completed_on=TODAY)


def test_connecting_who_met_before_waits_for_a_party_with_nothing_in_hand(committed):
    """Who takes their yes back holds their own name first, and then what they were asked."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
        one, other = two_matters(system(tenant.pk))
        introduced(one, other)
        _as_before()
        side = IntroductionSide.objects.get(matter=other)
    connected = []
    held = threading.Event()

    def of_the_worker() -> None:
        assert held.wait(10)
        with within_tenant(tenant.pk):
            connected.append(connect_who_met(actor=system(tenant.pk), today=TODAY, now=NOW))

    with in_thread(of_the_worker), within_tenant(tenant.pk):
        hold_party(other.party)
        held.set()
        time.sleep(0.3)
        whose = resident(side.tenant_id, side.matter_id)
        rather_not_meet(actor=whose, side=side, today=TODAY, now=NOW)
    assert connected == [0]


def test_who_met_before_are_held_in_the_order_in_which_two_are_held(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        make.Team(actor)
        first, second = two_matters(actor)
        third = make.matter(actor, story="Bloemen in het park.", sender=NADIA)
        introduced(first, third)
        introduced(first, second)
        _as_before()
        assert first.party_id < second.party_id < third.party_id
    connected = []
    held = threading.Event()

    def of_the_worker() -> None:
        assert held.wait(10)
        with within_tenant(tenant.pk):
            connected.append(connect_who_met(actor=system(tenant.pk), today=TODAY, now=NOW))

    with in_thread(of_the_worker), within_tenant(tenant.pk):
        hold_party(second.party)
        held.set()
        time.sleep(0.3)
        hold_party(third.party)
    assert connected == [2]


def test_what_is_said_while_all_strengths_are_computed_anew_counts(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
        two = two_matters(system(tenant.pk))
        between = introduced(*two)
    said = threading.Event()

    def of_the_worker() -> None:
        assert said.wait(10)
        with within_tenant(tenant.pk):
            recompute_told()

    with in_thread(of_the_worker), within_tenant(tenant.pk):
        say(between, two[0], GOOD)
        said.set()
        time.sleep(0.3)
    with within_tenant(tenant.pk):
        between.refresh_from_db()
        assert between.strength == 1.0
