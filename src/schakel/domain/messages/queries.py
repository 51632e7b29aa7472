"""Reads over messages: whether one goes out, and which did not arrive."""

from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message, MessageQuerySet
from schakel.domain.messages.rules import Kind


def gets_receipt(matter: Matter) -> bool:
    """Whether a receipt for this matter was sent, or is on its way."""
    return Message.objects.filter(matter=matter, kind=Kind.RECEIPT.value).exists()


def messages_to_mend() -> MessageQuerySet:
    """What administrators see of messages that failed or got lost: that they did, no content."""
    return Message.objects.to_mend().only("pk", "state", "failure", "created_at", "tenant_id")
