from datetime import date

import pytest

from schakel.domain.promises.rules import Side, Suggestion, due_day, suggestions

# A Tuesday.
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("vóór vrijdag", date(2026, 11, 26)),
        ("voor vrijdag", date(2026, 11, 26)),
        ("uiterlijk vrijdag", date(2026, 11, 27)),
        ("komende vrijdag", date(2026, 11, 27)),
        ("dinsdag", date(2026, 12, 1)),
        ("vóór maandag", date(2026, 11, 27)),
        ("voor woensdag", date(2026, 11, 24)),
        ("volgende week dinsdag", date(2026, 12, 1)),
        ("dinsdag volgende week", date(2026, 12, 1)),
        ("voor 3 december", date(2026, 12, 2)),
        ("op 3 december", date(2026, 12, 3)),
        ("op 3 januari", date(2027, 1, 3)),
        ("op 1 maart 2028", date(2028, 3, 1)),
        ("op 31 februari", None),
        ("morgen", date(2026, 11, 25)),
        ("overmorgen", date(2026, 11, 26)),
        ("vandaag nog", TODAY),
        ("volgende week", date(2026, 12, 4)),
        ("eind van de week", date(2026, 11, 27)),
        ("deze week", date(2026, 11, 27)),
        ("volgende maand", date(2026, 12, 31)),
        ("vóór de kerst", date(2026, 12, 24)),
        ("goedemorgen", None),
        ("'s morgens", None),
        ("ik zoek het uit", None),
    ],
)
def test_a_day_in_words_is_the_last_day_in_time(words, day):
    assert due_day(words, TODAY) == day


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Ik zoek het uit.", Side.OURS),
        ("Wij bellen volgende week terug.", Side.OURS),
        ("Morgen stuur ik de tekening.", Side.OURS),
        ("Terugbellen vóór vrijdag.", Side.OURS),
        ("Zij stuurt vrijdag foto's.", Side.THEIRS),
        ("Fatima mailt donderdag de tekening.", Side.THEIRS),
        ("Zij vraagt of het hek weg mag.", None),
        ("Op vrijdag sprak ik hem over het hek.", None),
        ("Goed gesprek over de bomen.", None),
    ],
)
def test_who_says_that_they_will_do_something_may_have_promised_it(text, side):
    assert [each.side for each in suggestions(text, TODAY)] == ([side] if side else [])


def test_each_sentence_is_offered_in_its_own_words():
    text = "Gebeld met Fatima. Ik zoek het uit vóór vrijdag. Zij mailt maandag de tekening."
    assert suggestions(text, TODAY) == [
        Suggestion("Ik zoek het uit vóór vrijdag.", date(2026, 11, 26), Side.OURS),
        Suggestion("Zij mailt maandag de tekening.", date(2026, 11, 30), Side.THEIRS),
    ]
