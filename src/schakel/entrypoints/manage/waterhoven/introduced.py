"""Two with like ideas are introduced to each other, and say how that goes."""

from datetime import timedelta

from schakel.domain.connections.models import Connection
from schakel.domain.initiatives.actions import agree_to_meet, introduce
from schakel.domain.initiatives.models import IntroductionSide
from schakel.domain.initiatives.rules import Shares
from schakel.domain.matters.models import Matter
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.rules import Word
from schakel.entrypoints.manage.waterhoven.life import Course, Life
from schakel.foundation.kernel.actor import resident

SUBJECTS = ("Groenstrook Kastanjelaan", "Een vaste plek voor de buurttuin")
DAYS_AGO = 24
DAYS = timedelta(days=1)
SAID = (
    (0, Word.GOOD, "Zij komen zaterdag helpen met zaaien."),
    (1, Word.COULD_BE_BETTER, "Wij bellen vaak, maar krijgen niet altijd antwoord."),
)


def introduction(life: Life) -> Course:
    """Both say yes on the next day; one says a week later how it goes, the other after two."""
    one, other = (Matter.objects.get(subject=each) for each in SUBJECTS)
    introduce(
        actor=life.whoever_works_on(one),
        matter=one,
        other=other,
        today=life.today,
        now=life.clock,
    )
    yield life.clock + DAYS
    for side in IntroductionSide.objects.filter(matter__in=(one, other)).order_by("pk"):
        agree_to_meet(
            actor=resident(life.tenant.pk, side.matter_id),
            side=side,
            shares=Shares.EMAIL,
            today=life.today,
            now=life.clock,
        )
    for number, word, own_words in SAID:
        yield life.clock + 7 * DAYS
        matter = (one, other)[number]
        say(
            actor=resident(life.tenant.pk, matter.pk),
            connection=Connection.objects.brokered().get(),
            matter=matter,
            party=matter.party,
            word=word,
            own_words=own_words,
            now=life.clock,
        )
