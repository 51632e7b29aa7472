import pytest

from schakel.domain.contacts.rules import Direction, guess_channel, guess_direction


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Gebeld met Fatima over de brief.", "phone"),
        ("Fatima mailde dat het hek klemt.", "mail"),
        ("E-mail gestuurd over de bomen.", "mail"),
        ("Brief van de school.", "letter"),
        ("Koffie bij de buurttuin.", "visit"),
        ("Langs geweest bij de school.", "visit"),
        ("Vergadering met de bewoners.", "meeting"),
        ("Stond aan de balie met een idee.", "desk"),
        ("Geen gehoor.", "phone"),
        ("", "phone"),
    ],
)
def test_the_channel_is_the_one_that_is_named_first(text, channel):
    assert guess_channel(text) == channel


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Gebeld met Fatima.", Direction.BOTH_WAYS),
        ("Fatima belde mij over de bomen.", Direction.INBOUND),
        ("Brief van de school.", Direction.INBOUND),
        ("Zij liet weten dat het klaar is.", Direction.INBOUND),
        ("Mail gestuurd aan de school.", Direction.OUTBOUND),
        ("Gebeld, geen gehoor.", Direction.OUTBOUND),
        ("Voicemail ingesproken.", Direction.OUTBOUND),
        ("Koffie bij de buurttuin.", Direction.BOTH_WAYS),
    ],
)
def test_the_direction_follows_from_who_did_what(text, direction):
    assert guess_direction(text) is direction
