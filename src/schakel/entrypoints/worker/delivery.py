"""Handing over one message: composed and claimed, then sent outside of any transaction, then ended.

What was claimed and never ended, because the worker died, becomes *perhaps sent* by the calendar.
A letter or call is handed over to a colleague: it gets its words, and waits.
"""

import structlog

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
from schakel.domain.messages.rules import FLEETING, Kind
from schakel.domain.parties.actions import mark_address_failed
from schakel.domain.parties.models import DigitalAddress
from schakel.entrypoints.worker.compose import WRITTEN, NothingToSay, compose
from schakel.entrypoints.worker.tenants import Here, inside
from schakel.gateways import mail
from schakel.gateways.mail import Envelope, InDoubt, NotTaken

log = structlog.get_logger()


def deliver(tenant_id: int, message_id: int) -> None:
    """Hand over one message whose turn it is; nothing happens when another worker has it."""
    _put_in_words(tenant_id, message_id)
    envelope = _claim(tenant_id, message_id)
    if envelope is None:
        return
    try:
        mail.send(envelope)
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


def _claim(tenant_id: int, message_id: int) -> Envelope | None:
    """Claim and compose, committed together. What cannot be composed is a failed attempt."""
    try:
        with inside(tenant_id) as here:
            message = begin_handing_over(message_id=message_id, now=here.now)
            if message is None:
                return None
            if message.kind == Kind.RECEIPT.value and message.staff is not None:
                take_along(message=message, now=here.now)
            try:
                return _envelope(here, message)
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
                    failure=f"not composed: {type(error).__name__}",
                    permanent=False,
                    now=here.now,
                )
        return None


def _envelope(here: Here, message: Message) -> Envelope:
    """Words that were kept before go out again as they are: it is the same message."""
    if not message.body:
        words = compose(here, message)
        message = keep_words(message=message, subject=words.subject, body=words.body)
    return Envelope(
        message_id=message.message_id,
        to_address=message.to_address,
        from_name=here.tenant.name,
        subject=message.subject,
        body=message.body,
        automatic=Kind(message.kind) not in WRITTEN,
        of_demo=here.tenant.is_demo,
    )


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
