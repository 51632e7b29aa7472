"""The sponsors of the demo are asked whether they still stand behind their networks."""

from datetime import timedelta

from schakel.domain.anchoring.actions import (
    ask_sponsors,
    choose_asking_days,
    look_at_anchoring,
    say_backing,
)
from schakel.domain.anchoring.rules import Word
from schakel.entrypoints.manage.waterhoven.life import Course, Life

ASKED_DAYS_AGO = 18
# She has a log-in in the demo, and still has to say something about one network.
_STILL_TO_ANSWER = ("ingrid", "energie")
_HALF_A_YEAR = timedelta(days=182)


def behind(life: Life) -> Course:
    """Asked on the day on which it begins; all but one say yes two days later."""
    later = life.today + _HALF_A_YEAR
    days = [(life.today.month, life.today.day), (later.month, later.day)]
    look_at_anchoring(actor=life.schakel, today=life.today, now=life.clock)
    choose_asking_days(actor=life.schakel, days=days, now=life.clock)
    asked = ask_sponsors(actor=life.schakel, today=life.today, now=life.clock)
    yield life.after(2)
    colleague, network = _STILL_TO_ANSWER
    waits = (life.town.colleagues[colleague].pk, life.town.networks[network].pk)
    for each in asked:
        if (each.sponsor_id, each.network_id) != waits:
            say_backing(
                actor=life.acting_as(each.sponsor),
                asked=each,
                word=Word.YES,
                words="",
                today=life.today,
                now=life.clock,
            )
