"""They say how the contact goes, and we ask it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from schakel.domain.connections.actions import replay
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.actions import Recomputed
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way as MessageWay
from schakel.domain.parties.actions import hold_party
from schakel.domain.parties.models import Party
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.promises import actions as promised
from schakel.domain.promises.actions import Conversation
from schakel.domain.promises.rules import Suggestion
from schakel.domain.surveys import rules
from schakel.domain.surveys.models import Asked, SaidWord
from schakel.domain.surveys.queries import last_asked_on, matters_between, told_between
from schakel.domain.surveys.rules import Way, Word
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused


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
    """They say how the contact goes. What they said before stays.

    Of the contact with somebody whom we introduced to them it hangs on no matter, and the strength
    of that connection follows from it.
    """
    rules.check_say(actor, matter.pk if matter else None, own_words)
    if connection.is_brokered:
        return _say_between(actor, connection, party, word, own_words, now)
    hold_party(party)
    said = _kept(connection, matter, party, word, own_words, None, now)
    _journal("word.said", actor, said, now)
    return said


def _say_between(
    actor: Actor, connection: Connection, party: Party, word: Word, own_words: str, now: datetime
) -> SaidWord:
    connection = _held_between(connection, party)
    said = _kept(connection, None, party, word, own_words, None, now)
    _retell([connection])
    _journal("word.said", actor, said, now)
    return said


def _held_between(connection: Connection, party: Party) -> Connection:
    """As it is now, with both parties held in order of number; refused when it is not of these."""
    for each in sorted(connection.parties, key=lambda one: one.pk):
        hold_party(each)
    connection = Connection.objects.get(pk=connection.pk)
    both = (connection.party_id, connection.other_party_id)
    rules.check_between(party.pk, both, goes_on=connection.completed_on is None)
    return connection


def _retell(connections: Collection[Connection]) -> int:
    """The strength of these anew from all that the two said; of how many it is another one."""
    told = told_between([each.pk for each in connections])
    return sum(
        replay(connection=each, contacts=rules.contacts_told(told[each.pk])) for each in connections
    )


@transaction.atomic
def recompute_told(*, after: int = 0, most: int = 1_000) -> Recomputed:
    """The strength of the next connections between two whom we introduced, from all they said."""
    going_on = Connection.objects.brokered().filter(pk__gt=after, completed_on__isnull=True)
    # Held before their words are read: who says something meanwhile is not overwritten.
    held = going_on.select_for_update(no_key=True, of=("self",))
    connections = list(held.order_by("pk")[:most])
    if not connections:
        return Recomputed(0, 0, after)
    return Recomputed(len(connections), _retell(connections), connections[-1].pk)


@transaction.atomic
def note_word(
    *,
    actor: Actor,
    connection: Connection,
    matter: Matter | None,
    party: Party,
    word: Word,
    own_words: str,
    today: date,
    now: datetime,
) -> SaidWord:
    """A colleague asked who has no mail how the contact goes, and writes down what they said.

    That is one of the times that we may ask them. Of the contact with somebody whom we introduced
    to them it hangs on no matter, and the strength of that connection follows from it.
    """
    rules.check_note(actor, own_words, has_mail=how_to_reach(party).way == "mail")
    if connection.is_brokered:
        connection, matter = _held_between(connection, party), None
    hold_party(party)
    rules.check_ask(
        last_asked_on(party),
        today,
        is_platform=party.is_platform,
        in_confidence=connection.is_confidential or (matter is not None and matter.confidential),
    )
    asked = Asked.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        connection=connection,
        party=party,
        way=Way.SPOKEN.value,
        asked_at=now,
        answered_at=now,
    )
    _journal("word.asked", actor, asked, now)
    said = _kept(connection, matter, party, word, own_words, actor.staff_id, now)
    if connection.is_brokered:
        _retell([connection])
    _journal("word.noted", actor, said, now)
    return said


@dataclass(frozen=True)
class Noted:
    """How the contact goes, as they said it to a colleague.

    ``between`` is the connection with somebody whom we introduced; None: the contact with us.
    """

    word: Word
    own_words: str
    between: Connection | None = None


@transaction.atomic
def record_conversation(
    *,
    actor: Actor,
    conversation: Conversation,
    promises: Sequence[Suggestion],
    noted: Noted | None,
    today: date,
    now: datetime,
) -> ContactMoment:
    """Write down a contact with what was promised in it, and how it goes if they were asked."""
    if noted is not None and noted.between is not None:
        _held_between(noted.between, conversation.connection.party)
    moment = promised.record_conversation(
        actor=actor, conversation=conversation, promises=promises, today=today, now=now
    )
    if noted is not None:
        note_word(
            actor=actor,
            connection=noted.between or conversation.connection,
            matter=conversation.matter,
            party=conversation.connection.party,
            word=noted.word,
            own_words=noted.own_words,
            today=today,
            now=now,
        )
    return moment


def _kept(
    connection: Connection,
    matter: Matter | None,
    party: Party,
    word: Word,
    own_words: str,
    noted_by: int | None,
    now: datetime,
) -> SaidWord:
    return SaidWord.objects.create(
        tenant_id=connection.tenant_id,
        matter=matter,
        confidential=matter is not None and matter.confidential,
        connection=connection,
        party=party,
        word=word.value,
        own_words=own_words.strip(),
        given_at=now,
        noted_by_id=noted_by,
    )


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


@transaction.atomic
def ask_those_between(
    *, actor: Actor, connection: Connection, today: date, now: datetime
) -> list[Asked]:
    """Ask both of two whom we introduced; who can be asked now. Refused when neither may be."""
    asked: list[Asked | None] = []
    refused: Refused | None = None
    for matter in matters_between(connection):
        try:
            asked.append(
                ask(
                    actor=actor,
                    connection=connection,
                    matter=matter,
                    party=matter.party,
                    today=today,
                    now=now,
                )
            )
        except Refused as no:
            refused = no
    if refused is not None and not asked:
        raise refused
    return [each for each in asked if each is not None]


def forget_surveys(
    *,
    matters: Collection[int],
    party: Party | None = None,
    connections: Collection[int] = (),
) -> None:
    """Their own words are gone; that something was asked and said, and when, stays.

    Of two who were introduced by one of these matters also what the other said.
    """
    introduced = IntroductionSide.objects.filter(
        matter__in=matters, introduction__connection__isnull=False
    )
    between = Q(connection__in=connections) | Q(
        connection__in=introduced.values("introduction__connection")
    )
    about = SaidWord.objects.filter(Q(matter__in=matters) | Q(between, matter__isnull=True))
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
