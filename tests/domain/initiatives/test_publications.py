"""What everybody may read: the very words that the initiator agreed to, for as long as they do."""

from datetime import timedelta

import pytest

from schakel.domain.initiatives.actions import (
    answer_publication,
    ask_to_publish,
    forget_initiatives,
    sort_matter,
    take_off,
)
from schakel.domain.initiatives.models import Initiative, Publication
from schakel.domain.initiatives.rules import PublicationState, after_answer, first_sentence
from schakel.domain.matters.rules import Kind
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import Consent
from schakel.domain.terms.actions import take_back
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

ASKED, AGREED, DECLINED, WITHDRAWN = (
    PublicationState.ASKED,
    PublicationState.AGREED,
    PublicationState.REFUSED,
    PublicationState.WITHDRAWN,
)


@pytest.mark.parametrize(
    ("state", "agrees", "after"),
    [
        (ASKED, True, AGREED),
        (ASKED, False, DECLINED),
        (AGREED, False, WITHDRAWN),
        (AGREED, True, None),
        (DECLINED, True, None),
        (DECLINED, False, None),
        (WITHDRAWN, True, None),
        (WITHDRAWN, False, None),
    ],
)
def test_a_yes_counts_only_when_it_is_asked_and_a_no_as_long_as_it_stands(state, agrees, after):
    if after is None:
        with pytest.raises(Refused, match="publication_not_asked"):
            after_answer(state, agrees=agrees)
    else:
        assert after_answer(state, agrees=agrees) is after


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Bloemen. En een bank.", "Bloemen."),
        ("Bloemen op 1.5 meter! Mooi.", "Bloemen op 1.5 meter!"),
        ("Zonder punt", "Zonder punt"),
        ("  \n ", ""),
    ],
)
def test_the_first_sentence_ends_where_it_ends(text, first):
    assert first_sentence(text) == first


@pytest.fixture
def initiative(actor):
    make.Team(actor)
    matter = make.matter(actor)
    sort_matter(actor=actor, matter=matter, kind=Kind.IDEA, today=TODAY, now=NOW)
    return Initiative.objects.get(matter=matter)


def ask(actor, initiative, title="Bloemen", summary="Een strook met bloemen.") -> Publication:
    return ask_to_publish(
        actor=actor,
        initiative=initiative,
        title=title,
        summary=summary,
        today=TODAY,
        now=NOW,
    )


def says(publication, agrees) -> Publication:
    whose = resident(publication.tenant_id, publication.matter_id)
    return answer_publication(actor=whose, publication=publication, agrees=agrees, now=NOW)


def test_it_is_public_once_the_initiator_says_yes_and_until_they_say_no(actor, initiative):
    publication = ask(actor, initiative)
    assert Message.objects.filter(kind="publication_asked").count() == 1
    assert not Publication.objects.public().exists()
    says(publication, True)
    initiative.refresh_from_db()
    assert initiative.is_public
    assert Publication.objects.public().get() == publication
    assert Consent.objects.get().withdrawn_at is None
    says(publication, False)
    initiative.refresh_from_db()
    assert not initiative.is_public
    assert not Publication.objects.public().exists()
    assert Consent.objects.get().withdrawn_at == NOW
    words = list(
        Line.objects.filter(what__startswith="publication.").values_list("what", flat=True)
    )
    assert words == ["publication.asked", "publication.agreed", "publication.withdrawn"]


def test_other_words_need_another_yes(actor, initiative):
    says(ask(actor, initiative), True)
    ask(actor, initiative, title="Iets anders")
    initiative.refresh_from_db()
    assert not initiative.is_public
    assert not Publication.objects.public().exists()


def test_nobody_agrees_to_words_that_changed_while_they_read(actor, initiative):
    read = ask(actor, initiative)
    ask_to_publish(
        actor=actor, initiative=initiative, title="Iets anders", summary="Heel iets anders.",
        today=TODAY, now=NOW + timedelta(minutes=1),
    )  # fmt: skip
    with pytest.raises(Refused, match="publication_was_changed"):
        says(read, True)
    assert not Publication.objects.public().exists()
    assert says(read, False).state == "refused"


def test_only_who_opened_its_page_answers(actor, initiative):
    publication = ask(actor, initiative)
    for other in (actor, resident(actor.tenant_id), make.acting(initiative.matter.owner)):
        with pytest.raises(Refused, match="matter_not_yours"):
            answer_publication(actor=other, publication=publication, agrees=True, now=NOW)


def test_a_colleague_takes_it_off(actor, initiative):
    publication = says(ask(actor, initiative), True)
    take_off(actor=make.acting(initiative.matter.owner), publication=publication, now=NOW)
    assert not Publication.objects.public().exists()


def test_who_takes_their_idea_back_is_not_shown(actor, initiative):
    publication = says(ask(actor, initiative), True)
    take_back(
        actor=resident(actor.tenant_id, publication.matter_id),
        matter=publication.matter,
        reason="",
        today=TODAY,
        now=NOW,
    )
    assert not Publication.objects.public().exists()


def test_in_confidence_nothing_is_asked(actor):
    make.Team(actor)
    matter = make.matter(actor, confidential=True, kind=Kind.IDEA)
    with pytest.raises(Refused, match="publication_in_confidence"):
        ask(actor, Initiative.objects.get(matter=matter))


def test_without_words_nothing_is_asked(actor, initiative):
    with pytest.raises(Refused, match="publication_needs_words"):
        ask(actor, initiative, summary=" ")


def test_who_works_elsewhere_does_not_ask(actor, initiative):
    outsider = make.colleague(actor, "Els", networks=[make.network(actor)])
    with pytest.raises(Refused, match="matter_not_yours"):
        ask(make.acting(outsider), initiative)


def test_who_is_forgotten_is_not_shown(actor, initiative):
    says(ask(actor, initiative), True)
    forget_initiatives(matters=[initiative.matter_id], word="gewist")
    assert not Publication.objects.exists()
