import pytest

from schakel.domain.parties.rules import likeness, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gebeld met Fatima el Amrani over het hek.", ["fatima", "amrani"]),
        ("Langs bij Buurttuin De Eik. Fatima was er.", ["buurttuin", "eik", "fatima"]),
        ("Zij vroeg iets. Ik zoek het uit.", []),
        ("niemand", []),
    ],
)
def test_words_with_a_capital_may_be_names(text, names):
    assert names_in(text) == names


def test_a_name_is_more_alike_with_every_word_that_it_holds():
    assert likeness("Fatima el Amrani", ["fatima", "amrani"]) == 2
    assert likeness("Fatima Jansen", ["fatima", "amrani"]) == 1
    assert likeness("Fatimahuis", ["fatima"]) == 0
