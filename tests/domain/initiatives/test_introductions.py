"""Two people with like ideas know each other only when both say yes."""

from datetime import timedelta

import pytest

from schakel.domain.initiatives.actions import (
    agree_to_meet,
    end_unanswered,
    forget_initiatives,
    introduce,
    rather_not_meet,
    wish_to_meet,
)
from schakel.domain.initiatives.models import Introduction, IntroductionSide
from schakel.domain.initiatives.queries import whom_they_met
from schakel.domain.initiatives.rules import (
    TIME_TO_ANSWER,
    IntroductionState,
    Shares,
    check_introduce,
    check_say_yes,
    introduction_on,
)
from schakel.domain.messages.models import Message
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.models import Task
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.domain.initiatives.test_likes import published
from tests.make import NOW, TODAY

WISHED, ASKED, MET, ENDED = IntroductionState
LAST = TODAY + TIME_TO_ANSWER


@pytest.mark.parametrize(
    ("answers", "today", "state"),
    [
        ((None, None), TODAY, ASKED),
        ((True, None), TODAY, ASKED),
        ((True, True), TODAY, MET),
        # A no looks like silence, until the same day.
        ((False, None), TODAY, ASKED),
        ((False, True), TODAY, ASKED),
        ((False, False), LAST - timedelta(days=1), ASKED),
        ((False, True), LAST, ENDED),
        ((None, True), LAST, ENDED),
        ((None, None), LAST + timedelta(days=9), ENDED),
    ],
)
def test_how_an_introduction_stands(answers, today, state):
    assert introduction_on(answers, LAST, today) is state


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, None),
        ({"in_confidence": True}, "introduction_in_confidence"),
        ({"same_party": True}, "introduction_of_one_party"),
        ({"nobody_to_ask": True}, "introduction_nobody_to_ask"),
        ({"asked_before": True}, "introduction_asked_before"),
    ],
)
def test_who_can_be_introduced(facts, code):
    all_facts = {
        "in_confidence": False,
        "same_party": False,
        "nobody_to_ask": False,
        "asked_before": False,
        **facts,
    }
    if code is None:
        check_introduce(**all_facts)
    else:
        with pytest.raises(Refused, match=code):
            check_introduce(**all_facts)


@pytest.mark.parametrize(
    ("state", "ends_on", "today", "may"),
    [
        (ASKED, LAST, LAST - timedelta(days=1), True),
        (ASKED, LAST, LAST, False),
        (WISHED, None, TODAY, False),
        (MET, LAST, TODAY, False),
        (ENDED, LAST, TODAY, False),
    ],
)
def test_until_when_a_yes_counts(state, ends_on, today, may):
    if may:
        check_say_yes(state, ends_on, today)
    else:
        with pytest.raises(Refused, match="introduction_has_ended"):
            check_say_yes(state, ends_on, today)


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def two(actor, team):
    return (
        make.matter(actor, story="Bloemen op de laan."),
        make.matter(
            actor,
            story="Bloemen bij de school.",
            sender=Sender(name="Piet de Vries", email="piet@bewoner.example", phone="0612345678"),
        ),
    )


def asked(two, today=TODAY) -> list[IntroductionSide]:
    one, other = two
    introduction = introduce(
        actor=make.acting(one.owner), matter=one, other=other, today=today, now=NOW
    )
    return list(IntroductionSide.objects.filter(introduction=introduction).order_by("pk"))


def yes(side, shares=Shares.EMAIL, today=TODAY) -> Introduction:
    whose = resident(side.tenant_id, side.matter_id)
    return agree_to_meet(actor=whose, side=side, shares=shares, today=today, now=NOW)


def no(side) -> Introduction:
    whose = resident(side.tenant_id, side.matter_id)
    return rather_not_meet(actor=whose, side=side, today=TODAY, now=NOW)


def mails(kind) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("to_address", flat=True))


def met(side) -> tuple[str, str] | None:
    side.refresh_from_db()
    found = whom_they_met(side)
    return None if found is None else (found.party.name, found.shares)


BOTH = {"fatima@bewoner.example", "piet@bewoner.example"}


def test_both_are_asked_and_know_each_other_when_both_say_yes(two):
    one, other = asked(two)
    assert mails("introduction_asked") == BOTH
    yes(one)
    assert (met(one), met(other), mails("introduced")) == (None, None, set())
    assert yes(other, Shares.PHONE).state == MET
    assert met(one) == ("Piet de Vries", "phone")
    assert met(other) == ("Fatima el Amrani", "email")
    assert mails("introduced") == BOTH
    words = Line.objects.filter(what__startswith="introduction.").values_list("what", flat=True)
    assert list(words) == [
        "introduction.wished",
        "introduction.asked",
        "introduction.answered",
        "introduction.answered",
        "introduction.made",
    ]


@pytest.mark.parametrize("answers", [(True, None), (False, True), (None, None), (False, False)])
def test_without_two_times_yes_it_ends_on_the_same_day_and_nobody_hears_of_it(actor, two, answers):
    for side, answer in zip(asked(two), answers, strict=True):
        if answer is not None:
            yes(side) if answer else no(side)
    assert end_unanswered(actor=actor, today=LAST - timedelta(days=1), now=NOW) == 0
    assert Introduction.objects.get().state == ASKED
    before = Message.objects.count()
    assert end_unanswered(actor=actor, today=LAST, now=NOW) == 1
    assert Introduction.objects.get().state == ENDED
    assert Message.objects.count() == before
    details = Line.objects.filter(what__startswith="introduction.").values_list(
        "details", flat=True
    )
    assert list(details) == [{}] * len(details)


def test_a_yes_that_is_taken_back_in_time_gives_nothing_away(two):
    one, other = asked(two)
    yes(one)
    no(one)
    yes(other)
    assert (met(one), met(other)) == (None, None)
    assert mails("introduced") == set()


def test_who_takes_it_back_afterwards_is_shown_no_longer(two):
    one, other = asked(two)
    yes(one)
    yes(other)
    no(one)
    assert (met(one), met(other)) == (None, None)


def test_who_is_forgotten_is_given_to_nobody(two):
    one, other = asked(two)
    yes(one)
    forget_initiatives(matters=[one.matter_id], word="gewist")
    yes(other)
    assert (met(one), met(other)) == (None, None)


def test_the_same_two_are_asked_once_whoever_asks(two):
    asked(two)
    with pytest.raises(Refused, match="introduction_asked_before"):
        asked(two[::-1])


def test_in_confidence_nobody_is_introduced(actor, team, two):
    secret = make.matter(
        actor, confidential=True, sender=Sender(name="X", email="x@bewoner.example")
    )
    for pair in ((secret, two[0]), (two[0], secret)):
        with pytest.raises(Refused, match="introduction_in_confidence"):
            introduce(actor=actor, matter=pair[0], other=pair[1], today=TODAY, now=NOW)


def test_one_answers_for_oneself_only(two):
    one, other = asked(two)
    with pytest.raises(Refused, match="matter_not_yours"):
        agree_to_meet(
            actor=resident(one.tenant_id, other.matter_id),
            side=one,
            shares=Shares.EMAIL,
            today=TODAY,
            now=NOW,
        )


def test_who_works_elsewhere_does_not_introduce(actor, two):
    outsider = make.colleague(actor, "Els", networks=[make.network(actor)])
    with pytest.raises(Refused, match="matter_not_yours"):
        introduce(actor=make.acting(outsider), matter=two[0], other=two[1], today=TODAY, now=NOW)


class TestWish:
    def test_who_wishes_it_said_yes_and_a_colleague_asks_the_other(self, actor, team, two):
        publication = published(actor)
        mine = two[1]
        (wished,) = wish_to_meet(
            actor=resident(actor.tenant_id, mine.pk),
            matter=mine,
            others=[publication],
            today=TODAY,
            now=NOW,
        )
        assert wished.state == WISHED
        task = Task.objects.get(kind="introduce")
        assert (task.matter, task.staff, task.text) == (mine, mine.owner, publication.title)
        assert mails("introduction_asked") == set()
        introduce(actor=actor, matter=mine, other=publication.matter, today=TODAY, now=NOW)
        assert mails("introduction_asked") == {"fatima@bewoner.example"}
        other = IntroductionSide.objects.get(matter=publication.matter)
        assert yes(other).state == MET
        assert met(other) == ("Piet de Vries", "email")

    def test_what_is_ones_own_gives_no_wish(self, actor, team):
        publication = published(actor)
        again = make.matter(actor, sender=publication.matter.party)
        assert (
            wish_to_meet(
                actor=resident(actor.tenant_id, again.pk),
                matter=again,
                others=[publication],
                today=TODAY,
                now=NOW,
            )
            == []
        )
        assert not Task.objects.filter(kind="introduce").exists()
