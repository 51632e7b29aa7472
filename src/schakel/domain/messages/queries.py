"""Reads over messages: whether one goes out, and which did not arrive."""

from django.db.models import OuterRef, Subquery

from schakel.domain.matters.models import Matter, MatterQuerySet
from schakel.domain.messages.models import Message, MessageQuerySet
from schakel.domain.messages.rules import HEARD, Kind, State

_NEVER_ARRIVED = (State.FAILED, State.RETURNED, State.NOT_REACHED, State.DROPPED)


def gets_receipt(matter: Matter) -> bool:
    """Whether a receipt for this matter was sent, or is on its way."""
    return Message.objects.filter(matter=matter, kind=Kind.RECEIPT.value).exists()


def answers_given(matter: Matter) -> list[Message]:
    """The answers that they have heard or read, in the words as they went out, the first first."""
    given = Message.objects.filter(
        matter=matter,
        kind=Kind.ANSWER.value,
        party__isnull=False,
        state__in=[state.value for state in HEARD],
    ).exclude(body="")
    return list(given.select_related("party", "matter__owner").order_by("ended_at", "pk"))


def messages_to_mend() -> MessageQuerySet:
    """What administrators see of messages that failed or got lost: that they did, no content."""
    return Message.objects.to_mend().only("pk", "state", "failure", "created_at", "tenant_id")


def with_answer(matters: MatterQuerySet) -> MatterQuerySet:
    """Each matter with ``answer`` and ``answered_at``: the last that went out, or will."""
    answers = (
        Message.objects.filter(matter=OuterRef("pk"), kind=Kind.ANSWER.value)
        .exclude(state__in=[state.value for state in _NEVER_ARRIVED])
        .order_by("-created_at")
    )
    return matters.annotate(
        answer=Subquery(answers.values("typed")[:1]),
        answered_at=Subquery(answers.values("created_at")[:1]),
    )
