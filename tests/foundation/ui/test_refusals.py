from datetime import date

import pytest
from django.utils import translation

from schakel.foundation.kernel.refused import Refused
from schakel.foundation.ui.refusals import SENTENCES, sentence


def test_a_refusal_is_said_in_the_language_of_the_reader():
    refused = Refused("passing_on_needs_consent", receiver="Woonbedrijf")
    with translation.override("nl"):
        assert sentence(refused) == "Vraag de afzender eerst of Woonbedrijf dit mag weten."
    with translation.override("en"):
        assert sentence(refused) == "First ask the sender whether Woonbedrijf may know of this."


def test_a_day_in_a_refusal_is_said_in_full_and_a_unit_in_words():
    with translation.override("nl"):
        ended = sentence(Refused("term_has_ended", ended_on=date(2026, 11, 20)))
        assert "vrijdag 20 november 2026" in ended
        assert "hooguit 6 weken" in sentence(Refused("extension_too_long", amount=6, unit="weeks"))


def test_a_refusal_without_a_sentence_is_a_bug():
    with pytest.raises(KeyError):
        sentence(Refused("never_heard_of"))


def test_every_sentence_ends_as_a_sentence():
    assert [code for code, text in SENTENCES.items() if not str(text).endswith(".")] == []
