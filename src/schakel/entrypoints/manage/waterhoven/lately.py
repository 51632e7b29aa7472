"""What happened in the last hours and still waits: each page has something to show."""

from schakel.domain.followers.actions import bring_in
from schakel.domain.initiatives.actions import answer_publication, ask_to_publish
from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.models import Matter
from schakel.domain.parties.models import Channel
from schakel.domain.submissions.actions import Received, Sender
from schakel.domain.terms.actions import send_interim_word
from schakel.entrypoints.manage.waterhoven.life import Life
from schakel.foundation.kernel.actor import resident

IDEAS = {
    "Groenstrook Kastanjelaan": "Bewoners zaaien bloemen langs de laan, met een bankje erbij.",
    "Een vaste plek voor de buurttuin": "Buren tuinieren samen en delen wat er groeit.",
}
TO_SEND = "Wij zijn ermee bezig. U hoort van ons zodra er meer bekend is."
TOLD_A_COUNCILLOR = "Bij de bushalte is het 's avonds donker. Kan daar een lamp komen?"


def lately(life: Life) -> None:
    """A public idea and one that was asked, a letter and a call to make, a councillor who asks."""
    _publish(life)
    _leave_to_send(life)
    bring_in(
        actor=life.acting("carla"),
        received=Received(
            source="council",
            key="waterhoven-council",
            story=TOLD_A_COUNCILLOR,
            channel=Channel.MEETING.value,
            received_at=life.clock,
        ),
        sender=Sender(name="Henk Oosting", email="henk.oosting@bewoner.example"),
        today=life.today,
        now=life.clock,
    )
    life.follow()


def _publish(life: Life) -> None:
    found = Initiative.objects.filter(matter__subject__in=IDEAS).select_related("matter")
    for number, initiative in enumerate(found.order_by("pk")):
        title = initiative.matter.subject
        asked = ask_to_publish(
            actor=life.whoever_works_on(initiative.matter),
            initiative=initiative,
            title=title,
            summary=IDEAS[title],
            today=life.today,
            now=life.clock,
        )
        if number == 0:
            answer_publication(
                actor=resident(life.tenant.pk, initiative.matter_id),
                publication=asked,
                agrees=True,
                now=life.clock,
            )


def _leave_to_send(life: Life) -> None:
    """To one who wants letters and one who wants to be called."""
    for way in (Channel.LETTER, Channel.PHONE):
        waiting = Matter.objects.open().filter(
            party__preferred_channel=way.value, confidential=False
        )
        matter = waiting.select_related("party", "owner", "second").order_by("-received_at").first()
        if matter is not None:
            send_interim_word(
                actor=life.whoever_works_on(matter),
                matter=matter,
                text=TO_SEND,
                today=life.today,
                now=life.clock,
            )
