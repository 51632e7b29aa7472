"""Handing over one message: composed and claimed, then sent outside of any transaction, then ended.

What was claimed and never ended, because the worker died, becomes *perhaps sent* by the calendar.
A letter or call is handed over to a colleague: it gets its words, and waits.
"""

import structlog

from schakel.domain.access.actions import bounce_token
from schakel.domain.arrivals.queries import their_mails
from schakel.domain.messages.actions import (
    begin_handing_over,
    begin_wording,
    forget_words,
    keep_words,
    mark_refused,
    mark_sent,
    take_along,
    take_out,
)
from schakel.domain.messages.models import Message
from schakel.domain.messages.queries import earlier_mails, mail_account
from schakel.domain.messages.rules import FLEETING, ON_ITS_OWN, Kind, references_of, tagged
from schakel.domain.parties.actions import mark_address_failed
from schakel.domain.parties.models import DigitalAddress
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.mail_account import account_of
from schakel.entrypoints.worker.compose import (
    WRITTEN,
    NothingToSay,
    Thread,
    compose,
    unsubscribe_url,
)
from schakel.entrypoints.worker.html_part import html_part
from schakel.foundation.kernel.refused import Refused
from schakel.gateways import mail
from schakel.gateways.mail import Envelope, InDoubt, NotTaken
from schakel.gateways.mail_account import Account

log = structlog.get_logger()


def deliver(tenant_id: int, message_id: int) -> None:
    """Hand over one message whose turn it is; nothing happens when another worker has it."""
    _put_in_words(tenant_id, message_id)
    claimed = _claim(tenant_id, message_id)
    if claimed is None:
        return
    envelope, account = claimed
    try:
        mail.send(envelope, account)
    except InDoubt as doubt:
        log.warning("message.in_doubt", tenant_id=tenant_id, id=message_id, reason=str(doubt))
    except NotTaken as refusal:
        _not_taken(tenant_id, message_id, refusal)
    else:
        with inside(tenant_id) as here:
            for message in _in_one_mail(message_id):
                mark_sent(actor=here.actor, message=message, now=here.now)
                if Kind(message.kind) in FLEETING and not here.tenant.is_demo:
                    forget_words(message=message)


def _put_in_words(tenant_id: int, message_id: int) -> None:
    """What a colleague prints or says; a mail gets its words when it is claimed."""
    with inside(tenant_id) as here:
        message = begin_wording(message_id=message_id)
        if message is not None:
            words = compose(here, message)
            keep_words(message=message, subject=words.subject, body=words.body)


def _claim(tenant_id: int, message_id: int) -> tuple[Envelope, Account | None] | None:
    """Claim and compose, committed together. What cannot be composed is a failed attempt."""
    try:
        with inside(tenant_id) as here:
            message = begin_handing_over(message_id=message_id, now=here.now)
            if message is None:
                return None
            if message.kind == Kind.RECEIPT.value and message.staff is not None:
                take_along(message=message, now=here.now)
            try:
                account = account_of(mail_account())
                return _envelope(here, message, account), account
            except NothingToSay:
                take_out(actor=here.actor, message=message, now=here.now)
                return None
    except Exception as error:
        log.exception("message.not_composed", tenant_id=tenant_id, id=message_id)
        with inside(tenant_id) as here:
            message = begin_handing_over(message_id=message_id, now=here.now)
            if message is not None:
                mark_refused(
                    actor=here.actor,
                    message=message,
                    failure=_why(error),
                    permanent=False,
                    now=here.now,
                )
        return None


def _why(error: Exception) -> str:
    """Without anything of its content."""
    return error.code if isinstance(error, Refused) else f"not composed: {type(error).__name__}"


def _envelope(here: Here, message: Message, account: Account | None) -> Envelope:
    """Words that were kept before go out again as they are: it is the same message."""
    thread = thread_of(message)
    if not message.body:
        words = compose(here, message, thread)
        message = keep_words(
            message=message, subject=words.subject, body=words.body, reply_to=words.reply_to
        )
    earlier = references_of(thread.earlier, thread.answered)
    kind = Kind(message.kind)
    return Envelope(
        message_id=message.message_id,
        to_address=message.to_address,
        from_name=here.tenant.name,
        from_address=account.from_address if account else "",
        reply_to=message.reply_to,
        bounce_address=_bounce_address(message),
        subject=message.subject,
        body=message.body,
        html=html_part(message.body, message.language),
        in_reply_to=earlier[-1] if earlier else "",
        references=earlier,
        automatic=kind not in WRITTEN,
        answers=kind is Kind.RECEIPT and message.staff_id is None,
        unsubscribe=unsubscribe_url(here, message),
        of_demo=here.tenant.is_demo,
    )


def thread_of(message: Message) -> Thread:
    """The conversation in which a mail stands, as far as we know it."""
    earlier = earlier_mails(message)
    if message.staff_id is not None or Kind(message.kind) in ON_ITS_OWN:
        return Thread(earlier)
    theirs = their_mails(message)
    return Thread(earlier=earlier, answered=theirs.message_ids, their_subject=theirs.subject)


def _bounce_address(message: Message) -> str:
    """Where it comes back to when it does not arrive, if we read what comes in there."""
    account = mail_account()
    if not account.takes_mail:
        return ""
    return tagged(account.from_address, bounce_token(message.pk, message.message_id))


def _in_one_mail(message_id: int) -> list[Message]:
    """The message, and those that were handed over in the same mail."""
    message = Message.objects.get(pk=message_id)
    return list(Message.objects.handed_over_as(message.message_id))


def _not_taken(tenant_id: int, message_id: int, refusal: NotTaken) -> None:
    with inside(tenant_id) as here:
        for message in _in_one_mail(message_id):
            mark_refused(
                actor=here.actor,
                message=message,
                failure=refusal.reason,
                permanent=refusal.permanent,
                now=here.now,
            )
        address = DigitalAddress.objects.filter(
            party=message.party_id, address__iexact=message.to_address
        ).first()
        if refusal.no_such_address and address is not None:
            mark_address_failed(actor=here.actor, address=address, now=here.now)
