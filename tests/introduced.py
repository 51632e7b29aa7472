"""Two whom we introduced to each other, and what they say of it."""

from datetime import date, datetime

from schakel.domain.connections.models import Connection
from schakel.domain.initiatives.actions import agree_to_meet, introduce
from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.initiatives.rules import Shares
from schakel.domain.matters.models import Matter
from schakel.domain.submissions.actions import Sender
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.models import SaidWord
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.actor import Actor, resident
from tests import make
from tests.make import NOW, TODAY

PIET = Sender(name="Piet de Vries", email="piet@bewoner.example", phone="0612345678")


def two_matters(actor: Actor) -> tuple[Matter, Matter]:
    """Fatima and Piet came with ideas that are alike."""
    return (
        make.matter(actor, story="Bloemen op de laan."),
        make.matter(actor, story="Bloemen bij de school.", sender=PIET),
    )


def sides_asked(one: Matter, other: Matter, today: date = TODAY) -> list[IntroductionSide]:
    """Both are asked whether they want to meet."""
    introduction = introduce(
        actor=make.acting(one.owner), matter=one, other=other, today=today, now=NOW
    )
    return list(IntroductionSide.objects.filter(introduction=introduction).order_by("pk"))


def introduced(one: Matter, other: Matter, today: date = TODAY, now: datetime = NOW) -> Connection:
    """Both said yes: the connection between the two."""
    for side in sides_asked(one, other, today):
        introduction = agree_to_meet(
            actor=resident(side.tenant_id, side.matter_id),
            side=side,
            shares=Shares.EMAIL,
            today=today,
            now=now,
        )
    assert introduction.connection is not None
    return introduction.connection


def told(
    connection: Connection, matter: Matter, word: Word, now: datetime = NOW, own_words: str = ""
) -> SaidWord:
    """Who came with ``matter`` says how it goes between the two."""
    return say(
        actor=resident(matter.tenant_id, matter.pk),
        connection=connection,
        matter=matter,
        party=matter.party,
        word=word,
        own_words=own_words,
        now=now,
    )
