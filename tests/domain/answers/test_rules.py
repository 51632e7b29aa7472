from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.domain.answers.rules import (
    Choice,
    Chosen,
    Near,
    Placeholder,
    Said,
    Sign,
    What,
    asks_one_voice,
    check_choice,
    check_later,
    check_placeholders,
    check_reader,
    filled,
    nearest,
    one_line,
    placeholders_in,
    reads_until,
    sign_of,
    signs_in,
    streets_in,
)
from schakel.foundation.kernel.refused import Refused

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
VALUES = {
    "naam": "Fatima el Amrani",
    "onderwerp": "Groenstrook",
    "kenmerk": "K7F3-Q2XM",
    "datum": "dinsdag 24 november 2026",
    "contactpersoon": "Noor de Wit",
    "telefoon": "",
    "uiterlijk": "uiterlijk dinsdag 8 december",
}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Dag {naam}.", "Dag Fatima el Amrani."),
        ("Dag { Naam }, u hoort {uiterlijk}.",
         "Dag Fatima el Amrani, u hoort uiterlijk dinsdag 8 december."),
        ("{kenmerk} {kenmerk}", "K7F3-Q2XM K7F3-Q2XM"),
        ("Niets in te vullen.", "Niets in te vullen."),
        ("Een { haakje en {} en {1} en {a b}", "Een { haakje en {} en {1} en {a b}"),
        ("100 % zeker: %(naam)s", "100 % zeker: %(naam)s"),
    ],
)  # fmt: skip
def test_placeholders_are_filled_in(text, read):
    assert filled(text, VALUES) == read


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("Dag {adres}", "placeholder_unknown", "{adres}"),
        ("Bel {telefoon}", "placeholder_has_no_value", "{telefoon}"),
        ("{naam.__class__} {naam}", None, None),
        ("{geheim}{naam}", "placeholder_unknown", "{geheim}"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_in_words(text, code, names):
    if code is None:
        assert filled(text, VALUES) == "{naam.__class__} Fatima el Amrani"
        return
    with pytest.raises(Refused, match=code) as refused:
        filled(text, VALUES)
    assert refused.value.values["placeholder"] == names


def test_a_name_that_looks_like_a_placeholder_stays_a_name():
    assert filled("{naam}", {**VALUES, "naam": "{kenmerk} {0}"}) == "{kenmerk} {0}"


@given(st.text(), st.text())
def test_whatever_somebody_is_called_stands_there_as_it_is(before, name):
    text = before.replace("{", "").replace("}", "") + "{naam}"
    expected = text.removesuffix("{naam}") + name
    assert filled(text, {"naam": name or "x"}) == (expected if name else expected + "x")


def test_a_text_with_known_placeholders_only_is_kept():
    check_placeholders(" ".join(f"{{{each.value}}}" for each in Placeholder))
    assert placeholders_in("{naam} {Naam} {datum}") == ["naam", "datum"]


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("Een groenstrook op de Kastanjelaan.", ["kastanjelaan"]),
        ("aan de kastanjelaan en de Lange Nieuwstraat", ["kastanjelaan", "nieuwstraat"]),
        ("Op het Wilhelminaplein, hoek Écolestraat", ["wilhelminaplein", "ecolestraat"]),
        ("Kastanjelaan 12 en KASTANJELAAN 14", ["kastanjelaan"]),
        ("Wij zijn onderweg, via het fietspad en de snelweg", []),
        ("De straat is een blokkade; de supermarkt ook", []),
        ("weg met dat plein", []),
        ("", []),
    ],
)
def test_streets_are_known_by_how_they_end(text, streets):
    assert streets_in(text) == streets


def test_no_more_streets_are_looked_for_than_the_index_takes():
    assert len(streets_in(" ".join(f"{letter * 4}straat" for letter in "abcdefghijklmnop"))) == 12


def said(what, near, *, staff=2, days_ago=1, number=1, **fields):
    return Said(
        what=what, number=number, at=NOW - timedelta(days=days_ago), staff_id=staff,
        near=frozenset(near), **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "near", "days_ago", "sign"),
    [
        (What.OPEN, {Near.PARTY}, 1, Sign.OTHER_OWNER),
        (What.OPEN, {Near.PARTY}, 300, Sign.OTHER_OWNER),
        (What.OPEN, {Near.STREET}, 1, None),
        (What.OPEN, {Near.PLACE}, 1, None),
        (What.ANSWERED, {Near.PARTY}, 60, Sign.OTHER_ANSWER),
        (What.ANSWERED, {Near.PARTY}, 61, None),
        (What.ANSWERED, {Near.STREET}, 60, Sign.STREET_ANSWER),
        (What.ANSWERED, {Near.STREET}, 61, None),
        (What.ANSWERED, {Near.PARTY, Near.STREET}, 1, Sign.OTHER_ANSWER),
        (What.ANSWERED, {Near.PLACE}, 1, None),
        (What.PROMISED, {Near.PARTY}, 500, Sign.PROMISE),
        (What.PROMISED, {Near.STREET}, 1, Sign.PROMISE),
        (What.DECLINED, {Near.PLACE}, 365, Sign.DECLINED),
        (What.DECLINED, {Near.STREET}, 366, None),
        (What.ANSWERED, set(), 1, None),
    ],
)
def test_what_a_colleague_did_may_contradict(what, near, days_ago, sign):
    assert sign_of(said(what, near, days_ago=days_ago), 1, NOW) is sign


@pytest.mark.parametrize("what", What)
def test_nobody_contradicts_themselves(what):
    assert sign_of(said(what, {Near.PARTY}, staff=1), 1, NOW) is None
    assert sign_of(said(what, {Near.PARTY}, staff=None), 1, NOW) is None


def test_the_five_nearest_are_shown_the_newest_first():
    things = [said(What.OPEN, {Near.PLACE}, days_ago=day, number=day) for day in range(1, 6)]
    things += [said(What.OPEN, {Near.PARTY}, days_ago=90, number=90)]
    things += [said(What.ANSWERED, {Near.STREET, Near.PLACE}, days_ago=50, number=50)]
    assert [each.number for each in nearest(things)] == [1, 2, 3, 50, 90]


OLD = [(Sign.OTHER_OWNER, said(What.OPEN, {Near.PARTY}, days_ago=9))]
NEW = [*OLD, (Sign.OTHER_ANSWER, said(What.ANSWERED, {Near.PARTY}, days_ago=1))]


@pytest.mark.parametrize(
    ("signs", "chosen", "asks"),
    [
        ([], None, False),
        (OLD, None, True),
        (OLD, Chosen(NOW - timedelta(days=5), 1), False),
        (NEW, Chosen(NOW - timedelta(days=5), 1), True),
        (OLD, Chosen(NOW - timedelta(days=5), 2), True),
        (OLD, Chosen(NOW - timedelta(days=5), None), False),
    ],
)
def test_one_voice_is_asked_for_what_was_not_known_and_from_who_was_not_chosen(signs, chosen, asks):
    assert asks_one_voice(signs, chosen, 1) is asks


@pytest.mark.parametrize(
    ("asks", "choice", "reason", "code"),
    [
        (False, None, "", None),
        (True, None, "", "answer_needs_one_voice"),
        (True, Choice.ME, "", None),
        (True, Choice.ANYWAY, " ", "sending_anyway_needs_reason"),
        (True, Choice.ANYWAY, "De termijn eindigt vandaag.", None),
    ],
)
def test_one_can_always_send_with_a_reason(asks, choice, reason, code):
    if code is None:
        check_choice(asks=asks, choice=choice, reason=reason)
        return
    with pytest.raises(Refused, match=code):
        check_choice(asks=asks, choice=choice, reason=reason)


def test_signs_come_the_newest_first():
    things = [said(What.OPEN, {Near.PARTY}, days_ago=day, number=day) for day in (9, 2, 5)]
    assert [each.number for _, each in signs_in(things, 1, NOW)] == [2, 5, 9]


@pytest.mark.parametrize(
    ("hours", "due_on", "after_term", "code"),
    [
        (1, None, False, None),
        (-1, None, False, "later_is_past"),
        (0, None, False, "later_is_past"),
        (24 * 4, None, False, "later_needs_working_day"),
        (24 * 6, date(2026, 11, 30), False, None),
        (24 * 7, date(2026, 11, 30), False, "later_is_after_term"),
        (24 * 7, date(2026, 11, 30), True, None),
        (24 * 90, None, False, "later_is_too_far"),
        (24, None, False, "later_needs_working_day"),
    ],
)
def test_it_goes_out_later_on_a_working_day_within_the_term(hours, due_on, after_term, code):
    send_at = NOW + timedelta(hours=hours)
    asked = {
        "send_at": send_at, "send_on": send_at.date(), "now": NOW, "due_on": due_on,
        "after_term": after_term, "closed": frozenset({date(2026, 11, 25)}),
    }  # fmt: skip
    if code is None:
        check_later(**asked)
        return
    with pytest.raises(Refused, match=code):
        check_later(**asked)


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 25, 9, tzinfo=UTC)),
        (datetime(2026, 11, 27, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC)),
        (datetime(2026, 12, 24, 10, tzinfo=UTC), datetime(2026, 12, 28, 10, tzinfo=UTC)),
    ],
)
def test_a_reader_is_waited_for_one_working_day(asked, until):
    assert reads_until(asked, asked.date()) == until


@pytest.mark.parametrize(
    ("reader", "code"), [(1, "reader_is_writer"), (3, "reader_may_not_see"), (2, None)]
)
def test_a_reader_is_a_colleague_who_may_see_it(reader, code):
    if code is None:
        check_reader(reader=reader, writer=1, may_see={1, 2})
        return
    with pytest.raises(Refused, match=code):
        check_reader(reader=reader, writer=1, may_see={1, 2})


def test_an_outcome_is_one_line():
    assert one_line("Ja,\n\ndat  kan.") == "Ja, dat kan."
    assert one_line("woord " * 60).endswith(" …")
    assert len(one_line("woord " * 60)) <= 142
