import calendar
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.matters.rules import Kind
from schakel.domain.terms import rules
from schakel.domain.terms.rules import (
    DEFAULT_NORMS,
    Clock,
    Extension,
    Length,
    Level,
    Norm,
    Recipient,
    State,
    Suspension,
    SuspensionReason,
    TermKind,
    Thresholds,
    Unit,
)
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import is_working_day

DAY = timedelta(days=1)
ANSWER = DEFAULT_NORMS[TermKind.FIRST_ANSWER]
COMPLAINT = DEFAULT_NORMS[TermKind.COMPLAINT]
COMPLETION = SuspensionReason.AWAITING_COMPLETION
MONDAY = date(2026, 9, 7)


def norm(amount, unit, **values):
    return Norm(TermKind.DECISION, Length(amount, unit), article="Awb 4:13", **values)


def due(amount, unit, started_on):
    return rules.due_on(norm(amount, unit), started_on)


def suspended(from_on, until_on=None):
    return Suspension(from_on, COMPLETION, until_on)


@pytest.mark.parametrize(
    ("amount", "unit", "started_on", "due_on"),
    [
        (10, Unit.WORKING_DAYS, date(2026, 11, 23), date(2026, 12, 7)),
        (10, Unit.WORKING_DAYS, date(2026, 12, 21), date(2027, 1, 6)),
        (8, Unit.WEEKS, date(2026, 9, 7), date(2026, 11, 2)),
        (6, Unit.WEEKS, date(2026, 9, 5), date(2026, 10, 19)),
        (2, Unit.WEEKS, date(2026, 4, 20), date(2026, 5, 4)),
        (2, Unit.WEEKS, date(2026, 4, 21), date(2026, 5, 6)),
        (6, Unit.WEEKS, date(2026, 11, 13), date(2026, 12, 28)),
        (1, Unit.MONTHS, date(2027, 1, 31), date(2027, 3, 1)),
        (1, Unit.MONTHS, date(2028, 1, 31), date(2028, 2, 29)),
        (3, Unit.MONTHS, date(2026, 11, 30), date(2027, 3, 1)),
        (0, Unit.DAYS, date(2026, 11, 23), date(2026, 11, 23)),
        (0, Unit.DAYS, date(2026, 11, 22), date(2026, 11, 23)),
    ],
)
def test_a_term_that_ends_on_a_weekend_or_holiday_moves_to_the_next_working_day(
    amount, unit, started_on, due_on
):
    assert due(amount, unit, started_on) == due_on


@pytest.mark.parametrize(
    ("amount", "started_on", "due_on"),
    [
        (3, date(2026, 12, 24), date(2026, 12, 29)),
        (3, date(2026, 11, 27), date(2026, 12, 1)),
        (3, date(2026, 11, 26), date(2026, 11, 30)),
        (2, date(2026, 11, 27), date(2026, 11, 30)),
        (4, date(2026, 4, 2), date(2026, 4, 8)),
    ],
)
def test_a_term_of_at_least_three_days_holds_two_working_days(amount, started_on, due_on):
    assert due(amount, Unit.DAYS, started_on) == due_on


@pytest.mark.parametrize(
    ("amount", "unit", "applies"),
    [
        (90, Unit.DAYS, True),
        (91, Unit.DAYS, False),
        (12, Unit.WEEKS, True),
        (13, Unit.WEEKS, False),
        (3, Unit.MONTHS, True),
        (4, Unit.MONTHS, False),
    ],
)
def test_a_long_term_ends_on_the_day_itself(amount, unit, applies):
    ends_on_sunday = next(
        start
        for start in (date(2026, 6, 1) + offset * DAY for offset in range(40))
        if plain_end(start, amount, unit).weekday() == 6
    )
    sunday = plain_end(ends_on_sunday, amount, unit)
    assert due(amount, unit, ends_on_sunday) == (sunday + DAY if applies else sunday)


def plain_end(start, amount, unit):
    """The day with the same number, ``amount`` on; written without the rules."""
    if unit is Unit.MONTHS:
        year, month = start.year, start.month
        for _ in range(amount):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return start + timedelta(days=amount * (7 if unit is Unit.WEEKS else 1))


def plain_count(clock):
    """Due day of a term without months, one day at a time with a pencil."""
    stopped = set()
    for suspension in clock.suspensions:
        at = suspension.from_on
        while at < suspension.until_on:
            stopped.add(at)
            at += DAY
    pieces = [clock.norm.length]
    if clock.extension:
        pieces.append(clock.extension.length)
    at, in_term = clock.started_on, 0
    for piece in pieces:
        left = piece.amount * 7 if piece.unit is Unit.WEEKS else piece.amount
        in_term += left
        while left:
            at += DAY
            if at in stopped:
                continue
            if piece.unit is Unit.WORKING_DAYS and not is_working_day(at):
                continue
            left -= 1
    last = pieces[-1]
    if (last.unit, last.amount > 12) == (Unit.WEEKS, True):
        return at
    if (last.unit, last.amount > 90) == (Unit.DAYS, True):
        return at

    def counts(day):
        return day not in stopped and is_working_day(day)

    def enough(day):
        held = sum(
            counts(clock.started_on + offset * DAY)
            for offset in range(1, (day - clock.started_on).days + 1)
        )
        return in_term < 3 or held >= 2

    while not (counts(at) and enough(at)):
        at += DAY
    return at


units = st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS])
lengths = st.builds(Length, st.integers(1, 30), units)
starts = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@st.composite
def clocks(draw):
    started_on = draw(starts)
    suspensions = []
    from_on = started_on
    for _ in range(draw(st.integers(0, 3))):
        from_on += timedelta(days=draw(st.integers(1, 25)))
        until_on = from_on + timedelta(days=draw(st.integers(0, 25)))
        suspensions.append(suspended(from_on, until_on))
        from_on = until_on
    extension = draw(st.none() | st.builds(Extension, lengths, st.just("er is meer uit te zoeken")))
    length = draw(lengths)
    return Clock(
        Norm(TermKind.DECISION, length, article="Awb 4:13"),
        started_on,
        tuple(suspensions),
        extension,
    )


@given(clocks())
def test_the_due_day_is_that_of_a_plain_count_day_by_day(clock):
    assert rules.dates(clock, clock.started_on).due_on == plain_count(clock)


@given(starts, st.integers(1, 3))
def test_a_term_in_months_ends_on_the_same_day_of_the_month(started_on, amount):
    end = plain_end(started_on, amount, Unit.MONTHS)
    while not is_working_day(end):
        end += DAY
    assert due(amount, Unit.MONTHS, started_on) == end


@given(clocks(), st.integers(0, 200))
def test_late_begins_the_day_after_the_due_day_and_only_then(clock, offset):
    today = clock.started_on + offset * DAY
    late = rules.state(clock, today) in {State.LATE, State.SECOND_LATE}
    assert late == (today > plain_count(clock))
    assert rules.days_late(clock, today) == max(0, (today - plain_count(clock)).days)


@given(clocks(), st.integers(1, 60), st.integers(0, 60))
def test_an_open_suspension_that_began_in_time_never_becomes_late(clock, begins, lasts):
    last = max([clock.started_on, *(each.until_on for each in clock.suspensions)])
    from_on = last + begins * DAY
    if from_on > rules.dates(clock, from_on).due_on:
        return
    clock = replace(clock, suspensions=(*clock.suspensions, suspended(from_on)))
    today = from_on + lasts * DAY
    assert rules.state(clock, today) is State.SUSPENDED
    assert rules.dates(clock, today).moving
    assert rules.dates(clock, today).due_on >= today
    assert rules.alerts_due(clock, today, Thresholds()) == []


def test_an_open_suspension_moves_the_due_day_along_with_today():
    clock = Clock(COMPLAINT, MONDAY, (suspended(MONDAY + 7 * DAY),))
    later = [rules.dates(clock, MONDAY + days * DAY).due_on for days in (7, 14, 21)]
    assert later == [MONDAY + days * DAY for days in (42, 49, 56)]


def test_lifting_a_suspension_fixes_the_due_day():
    asked_on = MONDAY + 6 * DAY
    suspension = suspended(rules.suspends_from(COMPLETION, asked_on))
    lifted = rules.lifted(suspension, MONDAY + 14 * DAY)
    dates = rules.dates(Clock(COMPLAINT, MONDAY, (lifted,)), MONDAY + 30 * DAY)
    assert (dates.due_on, dates.moving) == (MONDAY + 49 * DAY, False)


def test_a_suspension_that_is_lifted_on_the_day_of_asking_suspends_nothing():
    suspension = suspended(rules.suspends_from(COMPLETION, MONDAY))
    lifted = rules.lifted(suspension, MONDAY)
    assert rules.dates(Clock(COMPLAINT, MONDAY, (lifted,)), MONDAY).due_on == MONDAY + 42 * DAY


def test_a_suspension_of_three_calendar_days_over_a_weekend_costs_a_service_norm_one_day():
    friday = date(2026, 9, 11)
    clock = Clock(ANSWER, MONDAY, (suspended(friday, friday + 3 * DAY),))
    assert rules.dates(clock, MONDAY).due_on == date(2026, 9, 22)


def test_an_extension_adds_its_length_to_both_due_days():
    clock = Clock(COMPLAINT, MONDAY, extension=Extension(Length(4, Unit.WEEKS), "onderzoek"))
    dates = rules.dates(clock, MONDAY)
    assert (dates.due_on, dates.second_due_on) == (MONDAY + 70 * DAY, MONDAY + 84 * DAY)


def test_an_objection_of_six_weeks_extended_by_six_still_avoids_the_weekend():
    end_of_objection_period = date(2026, 9, 5)
    objection = DEFAULT_NORMS[TermKind.OBJECTION]
    clock = Clock(
        objection, end_of_objection_period, extension=Extension(objection.extension, "advies")
    )
    assert rules.dates(clock, MONDAY).due_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("ended_on", "today", "state"),
    [
        (None, date(2026, 9, 21), State.RUNNING),
        (None, date(2026, 9, 22), State.LATE),
        (None, date(2026, 10, 5), State.LATE),
        (None, date(2026, 10, 6), State.SECOND_LATE),
        (date(2026, 9, 21), date(2026, 12, 1), State.MET),
        (date(2026, 9, 22), date(2026, 12, 1), State.MET_LATE),
    ],
)
def test_the_state_follows_from_the_days(ended_on, today, state):
    assert rules.state(Clock(ANSWER, MONDAY, ended_on=ended_on), today) is state


def test_a_suspension_that_begins_when_it_is_late_does_not_undo_lateness():
    clock = Clock(ANSWER, MONDAY, (suspended(date(2026, 9, 25)),))
    assert rules.state(clock, date(2026, 9, 28)) is State.LATE
    assert rules.days_late(clock, date(2026, 9, 28)) == 7


def test_days_late_stop_at_the_answer():
    clock = Clock(ANSWER, MONDAY, ended_on=date(2026, 9, 24))
    assert rules.days_late(clock, date(2027, 1, 1)) == 3


def test_a_term_that_ended_under_suspension_counts_the_days_until_its_end():
    clock = Clock(ANSWER, MONDAY, (suspended(date(2026, 9, 9)),), ended_on=date(2026, 11, 2))
    assert rules.state(clock, date(2027, 1, 1)) is State.MET


ALERTS = [
    (date(2026, 9, 16), []),
    (date(2026, 9, 17), [(Level.APPROACHING, Recipient.FIRST_CARRIER, date(2026, 9, 17))]),
    (date(2026, 9, 21), [(Level.APPROACHING, Recipient.FIRST_CARRIER, date(2026, 9, 17))]),
    (
        date(2026, 9, 22),
        [
            (Level.LATE, Recipient.FIRST_CARRIER, date(2026, 9, 22)),
            (Level.LATE, Recipient.SECOND_CARRIER, date(2026, 9, 22)),
        ],
    ),
    (
        date(2026, 10, 20),
        [
            (Level.LATE, Recipient.FIRST_CARRIER, date(2026, 9, 22)),
            (Level.LATE, Recipient.SECOND_CARRIER, date(2026, 9, 22)),
            (Level.SECOND_LATE, Recipient.SPONSOR, date(2026, 10, 6)),
        ],
    ),
]


@pytest.mark.parametrize(("today", "expected"), ALERTS)
def test_alerts_reach_first_one_carrier_then_both_then_the_sponsor(today, expected):
    alerts = rules.alerts_due(Clock(ANSWER, MONDAY), today, Thresholds(working_days_before=2))
    assert [(each.level, each.to, each.triggered_on) for each in alerts] == expected


def test_a_missed_day_loses_no_alert_and_repeats_have_the_same_key():
    clock = Clock(ANSWER, MONDAY)
    keys = [
        {each.key for each in rules.alerts_due(clock, date(2026, 9, day), Thresholds())}
        for day in (22, 23, 30)
    ]
    assert keys == [{(TermKind.FIRST_ANSWER, Level.LATE, date(2026, 9, 21))}] * 3


def test_a_new_due_day_arms_the_alert_again():
    clock = Clock(ANSWER, MONDAY)
    extended = replace(clock, extension=Extension(Length(5, Unit.WORKING_DAYS), "meer tijd"))
    (before,) = rules.alerts_due(clock, date(2026, 9, 21), Thresholds())
    (after,) = rules.alerts_due(extended, date(2026, 9, 28), Thresholds())
    assert before.level is after.level is Level.APPROACHING
    assert before.key != after.key


def test_a_short_term_warns_from_its_first_day_and_not_before():
    clock = Clock(norm(1, Unit.WORKING_DAYS), MONDAY)
    (alert,) = rules.alerts_due(clock, MONDAY, Thresholds(working_days_before=5))
    assert alert.triggered_on == MONDAY


def test_a_term_that_ended_raises_no_alert():
    clock = Clock(ANSWER, MONDAY, ended_on=date(2026, 9, 30))
    assert rules.alerts_due(clock, date(2026, 10, 30), Thresholds()) == []


RUNNING = Clock(COMPLAINT, MONDAY)
ENDED = replace(RUNNING, ended_on=MONDAY + 10 * DAY)
SUSPENDED = replace(RUNNING, suspensions=(suspended(MONDAY + 3 * DAY),))
EXTENDED = replace(RUNNING, extension=Extension(Length(2, Unit.WEEKS), "onderzoek"))
SOON, DUE = MONDAY + 10 * DAY, MONDAY + 42 * DAY
LATE = DUE + DAY
FOUR_WEEKS = Length(4, Unit.WEEKS)


@pytest.mark.parametrize(
    ("clock", "from_on", "today", "code"),
    [
        (RUNNING, SOON, SOON, None),
        (RUNNING, DUE, DUE, None),
        (RUNNING, LATE, DUE, "term_is_over"),
        (RUNNING, SOON, LATE, "term_is_over"),
        (RUNNING, MONDAY, SOON, "suspension_before_start"),
        (SUSPENDED, SOON, SOON, "term_is_suspended"),
        (ENDED, SOON, SOON, "term_has_ended"),
    ],
)
def test_a_term_is_suspended_only_while_it_runs(clock, from_on, today, code):
    assert refusal(rules.check_suspend, clock, from_on, today) == code


@pytest.mark.parametrize(
    ("clock", "code"),
    [(SUSPENDED, None), (RUNNING, "term_is_not_suspended"), (ENDED, "term_has_ended")],
)
def test_a_term_is_resumed_only_when_it_stands_still(clock, code):
    assert refusal(rules.check_resume, clock) == code


@pytest.mark.parametrize(
    ("clock", "length", "reason", "today", "code"),
    [
        (RUNNING, FOUR_WEEKS, "onderzoek", DUE, None),
        (RUNNING, Length(1, Unit.WORKING_DAYS), "onderzoek", SOON, None),
        (SUSPENDED, FOUR_WEEKS, "onderzoek", LATE, None),
        (RUNNING, FOUR_WEEKS, "onderzoek", LATE, "term_is_over"),
        (RUNNING, Length(5, Unit.WEEKS), "onderzoek", SOON, "extension_too_long"),
        (RUNNING, Length(21, Unit.WORKING_DAYS), "onderzoek", SOON, "extension_too_long"),
        (RUNNING, Length(0, Unit.WEEKS), "onderzoek", SOON, "extension_too_short"),
        (RUNNING, FOUR_WEEKS, "  ", SOON, "extension_needs_reason"),
        (EXTENDED, FOUR_WEEKS, "onderzoek", SOON, "term_was_extended_before"),
        (ENDED, FOUR_WEEKS, "onderzoek", SOON, "term_has_ended"),
        (
            Clock(DEFAULT_NORMS[TermKind.RIGHT_TO_CHALLENGE], MONDAY),
            FOUR_WEEKS,
            "onderzoek",
            SOON,
            "term_cannot_be_extended",
        ),
    ],
)
def test_a_term_is_extended_once_in_time_and_with_a_reason(clock, length, reason, today, code):
    assert refusal(rules.check_extend, clock, length, reason, today) == code


@pytest.mark.parametrize(
    ("clock", "ended_on", "code"),
    [
        (RUNNING, SOON, None),
        (SUSPENDED, SOON, None),
        (RUNNING, MONDAY - DAY, "end_before_start"),
        (RUNNING, SOON + DAY, "end_in_future"),
        (ENDED, SOON, "term_has_ended"),
    ],
)
def test_a_term_ends_once_and_not_in_the_future(clock, ended_on, code):
    assert refusal(rules.check_end, clock, ended_on, SOON) == code


def refusal(check, *arguments):
    """The code with which it was refused, or ``None``."""
    try:
        check(*arguments)
    except Refused as refused:
        return refused.code
    return None


def test_every_kind_of_term_has_a_default_norm_with_its_article():
    assert set(DEFAULT_NORMS) == set(TermKind)
    assert all(each.article and each.second_length for each in DEFAULT_NORMS.values())
    assert all(each.extension_article for each in DEFAULT_NORMS.values() if each.extension)


LONG, SHORT = "Awb 9:11 lid 1", "servicenorm"


@pytest.mark.parametrize(
    ("kind", "amount", "second", "article", "code"),
    [
        (TermKind.COMPLAINT, 6, 8, LONG, None),
        (TermKind.COMPLAINT, 1, 2, LONG, None),
        # Awb 9:11 lid 1: ten weeks with an advisory committee.
        (TermKind.COMPLAINT, 10, 12, LONG, None),
        (TermKind.COMPLAINT, 11, 13, LONG, "norm_longer_than_law"),
        (TermKind.OBJECTION, 12, 14, LONG, None),
        (TermKind.OBJECTION, 13, 14, LONG, "norm_longer_than_law"),
        (TermKind.WOO_REQUEST, 5, 7, LONG, "norm_longer_than_law"),
        (TermKind.DECISION, 9, 10, LONG, "norm_longer_than_law"),
        (TermKind.NOTICE_OF_DEFAULT, 3, 4, LONG, "norm_longer_than_law"),
        (TermKind.COMPLAINT, 0, 2, LONG, "norm_too_short"),
        (TermKind.COMPLAINT, 6, 6, LONG, "norm_second_not_later"),
        (TermKind.COMPLAINT, 6, 5, LONG, "norm_second_not_later"),
        (TermKind.COMPLAINT, 6, 10_000, LONG, "norm_second_not_later"),
        (TermKind.FIRST_ANSWER, 260, 270, SHORT, None),
        (TermKind.FIRST_ANSWER, 261, 270, SHORT, "norm_too_long"),
        # The right to challenge is 10, 26 or 52 weeks in the ordinances that we read.
        (TermKind.RIGHT_TO_CHALLENGE, 52, 60, "verordening", None),
        (TermKind.RIGHT_TO_CHALLENGE, 53, 60, "verordening", "norm_too_long"),
        (TermKind.FIRST_ANSWER, 5, 10, " ", "norm_needs_source"),
        (TermKind.RECEIPT, 1, 2, SHORT, "norm_is_fixed"),
    ],
)
def test_no_norm_is_longer_than_the_law_allows(kind, amount, second, article, code):
    assert refusal(rules.check_norm, kind, amount, second, article) == code


def test_every_norm_of_law_that_may_be_chosen_has_a_longest_that_its_default_keeps_to():
    for kind in rules.CHOSEN_HERE:
        default = DEFAULT_NORMS[kind]
        assert (kind in rules.LONGEST_BY_LAW) == default.statutory
        assert refusal(
            rules.check_norm, kind, default.length.amount, default.second_length.amount,
            default.article,
        ) is None  # fmt: skip


def test_every_kind_of_matter_starts_a_term():
    assert set(rules.TERM_FOR) == set(Kind)


def test_every_reason_to_suspend_has_its_article():
    assert set(rules.SUSPENSION_ARTICLES) == set(SuspensionReason)
