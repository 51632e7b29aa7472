"""What was typed, as words and as a question."""

import pytest

from schakel.foundation.search import words
from schakel.foundation.search.words import Word


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Groenstrook Kastanjelaan", ["groenstrook", "kastanjelaan"]),
        ("Café één  café", ["cafe", "een"]),
        ("foto's; DROP TABLE 'x' & | ! :*", ["foto", "s", "drop", "table", "x"]),
        ("straat/plein_2", ["straat", "plein", "2"]),
        ("", []),
        ("\x00 \u200b ???", []),
        ("a" * 5_000, ["a" * 40]),
    ],
)
def test_what_was_typed_as_words(typed, found):
    assert words.words_of(typed) == found


def test_of_five_thousand_letters_the_first_twelve_words_count():
    assert words.words_of(" ".join(f"woord{number}" for number in range(700))) == [
        f"woord{number}" for number in range(12)
    ]


@pytest.mark.parametrize(
    ("word", "other", "slip"),
    [
        ("boom", "boom", True),
        ("boom", "baom", True),
        ("boom", "obom", True),
        ("boom", "bom", True),
        ("boom", "booms", True),
        ("boom", "baam", False),
        ("boom", "bomo", True),
        ("kastanjelaan", "kastanjelan", True),
        ("kastanjelaan", "kastenjelan", True),
        ("kastanjelaan", "kestenjelan", False),
        ("gemeentes", "gemeente", True),
        ("", "a", True),
    ],
)
def test_a_slip_is_one_letter_or_two_in_a_long_word(word, other, slip):
    assert words.is_slip(word, other) is slip
    assert words.is_slip(other, word) is slip


@pytest.mark.parametrize(
    ("word", "known", "halves"),
    [
        ("waterspeeltuin", ["water", "speeltuin", "tuin"], (("water", "speeltuin"),)),
        ("dorpsplein", ["dorp", "plein"], (("dorp", "plein"),)),
        ("bomenkap", ["bom", "kap", "bomen"], (("bom", "kap"), ("bomen", "kap"))),
        ("speeltuin", ["speel"], ()),
    ],
)
def test_a_compound_is_taken_apart_into_words_that_occur(word, known, halves):
    assert words.halves_of(word, known) == halves


def test_a_question_holds_the_ways_in_which_a_word_may_occur():
    word = Word("speeltuin", "speeltuin", holding=("waterspeeltuin",), alike=("speeltuim",))
    assert words.question([word]) == "('speeltuin' | 'waterspeeltuin')"
    assert words.question([word], loosely=True).endswith("| 'speeltuim')")


def test_a_word_that_says_nothing_asks_nothing():
    assert words.question([Word("de", "")]) == ""
    assert words.question([Word("de", ""), Word("straat", "strat")]) == ("('straat' | 'strat')")
