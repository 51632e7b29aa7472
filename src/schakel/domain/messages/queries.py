"""Reads over messages: whether one goes out, which did not arrive, and from where mail goes."""

from django.db.models import OuterRef, Subquery

from schakel.domain.matters.models import Matter, MatterQuerySet
from schakel.domain.messages.models import (
    MailAccount,
    Message,
    MessageQuerySet,
    OwnWords,
    ReceivingAddress,
)
from schakel.domain.messages.rules import HEARD, ON_ITS_OWN, WITH_OWN_WORDS, Kind, State, Way

_NEVER_ARRIVED = (State.FAILED, State.BOUNCED, State.RETURNED, State.NOT_REACHED, State.DROPPED)


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


def mails_without_words() -> MessageQuerySet:
    """What administrators see of all mails: how far they are, and no content."""
    mails = Message.objects.filter(way=Way.EMAIL.value)
    return mails.defer("subject", "body", "typed")


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


def mail_account() -> MailAccount:
    """From where this institution mails; not saved as long as it chose nothing."""
    return MailAccount.objects.first() or MailAccount()


def reply_base() -> str:
    """The address of this institution to which people can reply; empty when it takes no mail."""
    account = mail_account()
    return account.from_address if account.takes_mail else ""


def receiving_addresses() -> list[ReceivingAddress]:
    """The addresses beside the own one, each with its theme and area."""
    found = ReceivingAddress.objects.select_related("theme", "area")
    return list(found.order_by("address"))


def own_words_of(kind: Kind, language: str) -> OwnWords | None:
    """What this institution says itself in such a mail, if anything."""
    if kind not in WITH_OWN_WORDS:
        return None
    return OwnWords.objects.filter(kind=kind.value, language=language).first()


def all_own_words() -> dict[tuple[Kind, str], OwnWords]:
    """All that this institution says itself, by kind and language."""
    return {(Kind(each.kind), each.language): each for each in OwnWords.objects.all()}


def earlier_mails(message: Message) -> list[str]:
    """The Message-IDs of what went to the same address about the same matter before."""
    if message.matter is None or Kind(message.kind) in ON_ITS_OWN:
        return []
    before = Message.objects.in_conversation(message.matter, message.to_address)
    return list(before.filter(pk__lt=message.pk).values_list("message_id", flat=True))
