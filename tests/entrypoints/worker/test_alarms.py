"""The words of what may not go unheard."""

import pytest
from django.utils import translation

from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.rules import Kind, Way
from schakel.entrypoints.worker.alarms import words_of_failure
from tests import make

ADDRESS = "fatima@bewoner.example"


def failed(actor, kind: Kind, **about):
    return queue_message(
        actor=actor,
        kind=kind,
        way=Way.EMAIL,
        to_address=ADDRESS,
        key="failed",
        typed="Kanarie-in-de-inhoud",
        now=make.NOW,
        **about,
    )


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.NOTICE}))
@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("to_carrier", [False, True])
def test_no_kind_of_message_names_the_address_or_the_content(actor, kind, confidential, to_carrier):
    make.Team(actor)
    matter = make.matter(actor, confidential=confidential, story="Kanarie-in-het-verhaal")
    message = failed(actor, kind, matter=matter, party=matter.party)
    with translation.override("nl"):
        words = words_of_failure(message, to_carrier=to_carrier)
    assert (matter.reference in words) is not to_carrier
    for secret in (ADDRESS, "Fatima", "Kanarie"):
        assert secret not in words


@pytest.mark.parametrize(
    ("language", "kind", "confidential", "to_carrier", "words"),
    [
        ("nl", Kind.ANSWER, False, True, "Ons bericht komt niet aan: ons antwoord."),
        ("nl", Kind.ANSWER, True, True, "Ons bericht komt niet aan: ons antwoord."),
        (
            "nl",
            Kind.PASSED_ON,
            False,
            False,
            "Een bericht over {} komt niet aan: dat wij het doorstuurden.",
        ),
        ("nl", Kind.PASSED_ON, True, False, "Een bericht over {} komt niet aan."),
        (
            "en",
            Kind.EXTENDED,
            False,
            False,
            "A message about {} does not arrive: that our answer comes later.",
        ),
    ],
)
def test_what_does_not_arrive_is_named_as_far_as_the_reader_may_know(
    actor, language, kind, confidential, to_carrier, words
):
    make.Team(actor)
    matter = make.matter(actor, confidential=confidential)
    message = failed(actor, kind, matter=matter, party=matter.party)
    with translation.override(language):
        found = words_of_failure(message, to_carrier=to_carrier)
    assert found == words.format(matter.reference)


def test_of_a_mail_to_a_colleague_the_address_is_named_to_be_mended(actor):
    noor = make.Team(actor).noor
    message = failed(actor, Kind.NOTICE, staff=noor)
    with translation.override("nl"):
        assert (
            words_of_failure(message, to_carrier=False) == f"Een mail aan {ADDRESS} komt niet aan."
        )
