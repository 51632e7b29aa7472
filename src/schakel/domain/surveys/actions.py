"""They say how the contact goes, and we ask it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way as MessageWay
from schakel.domain.parties.actions import hold_party
from schakel.domain.parties.models import Party
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.surveys import rules
from schakel.domain.surveys.models import Asked, SaidWord
from schakel.domain.surveys.queries import last_asked_on
from schakel.domain.surveys.rules import Way, Word
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor


@transaction.atomic
def say(
    *,
    actor: Actor,
    connection: Connection,
    matter: Matter | None,
    party: Party,
    word: Word,
    own_words: str,
    now: datetime,
) -> SaidWord:
    """They say how the contact goes. What they said before stays."""
    rules.check_say(actor, matter.pk if matter else None, own_words)
    hold_party(party)
    said = SaidWord.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter is not None and matter.confidential,
        connection=connection,
        party=party,
        word=word.value,
        own_words=own_words.strip(),
        given_at=now,
    )
    _journal("word.said", actor, said, now)
    return said


@transaction.atomic
def answer(*, actor: Actor, asked: Asked, word: Word, own_words: str, now: datetime) -> SaidWord:
    """They answer the mail in which we asked it; once."""
    asked = Asked.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    rules.check_answer(is_answered=asked.answered_at is not None)
    asked.answered_at = now
    asked.save(update_fields=["answered_at"])
    return say(
        actor=actor,
        connection=asked.connection,
        matter=asked.matter,
        party=asked.party,
        word=word,
        own_words=own_words,
        now=now,
    )


@transaction.atomic
def ask(
    *,
    actor: Actor,
    connection: Connection,
    matter: Matter,
    party: Party,
    today: date,
    now: datetime,
) -> Asked | None:
    """Ask a party by mail how the contact goes; None: by mail they cannot or will not be reached.

    Two who ask the same party at once wait for each other.
    """
    hold_party(party)
    rules.check_ask(
        last_asked_on(party),
        today,
        is_platform=party.is_platform,
        in_confidence=matter.confidential,
    )
    address = how_to_reach(party).address
    if address is None:
        return None
    asked = Asked.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        connection=connection,
        party=party,
        way=Way.MAIL.value,
        asked_at=now,
    )
    queue_message(
        actor=actor,
        kind=MessageKind.WORD_ASKED,
        way=MessageWay.EMAIL,
        to_address=address.address,
        key=f"{MessageKind.WORD_ASKED}:{asked.pk}",
        matter=matter,
        party=party,
        language=party.language,
        now=now,
    )
    _journal("word.asked", actor, asked, now)
    return asked


def forget_surveys(*, matters: Collection[int], party: Party | None = None) -> None:
    """Their own words are gone; that something was asked and said, and when, stays."""
    about = SaidWord.objects.filter(matter__in=matters)
    if party is not None:
        about |= SaidWord.objects.filter(party=party)
    about.update(own_words="")


def _journal(what: str, actor: Actor, about: SaidWord | Asked, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="word" if isinstance(about, SaidWord) else "asked",
        subject_id=about.pk,
        matter_id=about.matter_id,
        details={"connection_id": about.connection_id},
        now=now,
    )
