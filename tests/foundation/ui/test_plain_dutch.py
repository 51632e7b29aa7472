import pytest

from schakel.foundation.ui.plain_dutch import faults


@pytest.mark.parametrize(
    "text",
    [
        "U hoort van ons uiterlijk dinsdag 8 december.",
        "Noor wordt uw vaste contactpersoon.",
        "Sam wordt lid van de groep in dit gebied.",
        "Er is geen contact vastgelegd.",
        "Beste %(name)s, <b>Sam</b> belt u op {day}.",
    ],
)
def test_plain_dutch_passes(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Een " + "heel " * 14 + "lange zin.", "17 words"),
        ("Uw brief wordt morgen gestuurd.", "passive"),
        ("De berichten werden door ons verzonden.", "passive"),
        ("Wij antwoorden over twee weken.", "give a date"),
        ("Wij antwoorden over %(count)s dagen.", "give a date"),
        ("Wij antwoorden zo spoedig mogelijk.", "give a date"),
        ("De Partij heeft een dossier.", "mensen en groepen"),
        ("Er is geen contact.", "geen contact vastgelegd"),
        ("Dit kan i.v.m. ziekte niet.", "voluit"),
        ("Wat is je naam?", "u, uw"),
    ],
)
def test_what_is_hard_to_read_is_named(text, fault):
    assert any(fault in each for each in faults(text))


def test_each_sentence_is_counted_by_itself():
    assert faults("Dit zijn vijf korte woorden. " * 5) == []
