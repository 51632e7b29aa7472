"""Messages are queued, handed over and come to an end."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from schakel.domain.access.actions import (
    keep_paper_code,
    make_page_code,
    open_page_link,
    renew_page_link,
)
from schakel.domain.access.models import PageLink
from schakel.domain.access.rules import check_mail_change
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import check_work_on
from schakel.domain.messages import rules
from schakel.domain.messages.models import (
    SECRETS,
    MailAccount,
    Message,
    OwnWords,
    ReceivingAddress,
)
from schakel.domain.messages.queries import mail_account
from schakel.domain.messages.rules import (
    FetchFault,
    Kind,
    Mailbox,
    MailServer,
    Permission,
    State,
    Way,
)
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.organisations.rules import check_settings
from schakel.domain.parties.actions import (
    add_address,
    correct_party,
    hold_party,
    mark_address_failed,
    prefer_address,
    replace_phone,
)
from schakel.domain.parties.models import AddressKind, DigitalAddress, Party
from schakel.domain.parties.queries import addresses_of
from schakel.domain.staff.models import StaffMember
from schakel.foundation.database.secrets import opened, sealed
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import Step, check_take_back
from schakel.foundation.tenancy.actions import lead_mail, stop_leading_mail
from schakel.foundation.tenancy.context import ALL_MATTERS, also_show, within_tenant

BITS_OF_A_KEY = 2_048
_RECEIPTS_LOCK = 7_202
_NO_NEW_KEY = {"dkim_new_domain": "", "dkim_new_selector": "", "dkim_new_key": ""}


@transaction.atomic
def queue_message(
    *,
    actor: Actor,
    kind: Kind,
    way: Way,
    to_address: str,
    key: str,
    now: datetime,
    typed: str = "",
    matter: Matter | None = None,
    party: Party | None = None,
    staff: StaffMember | None = None,
    language: str = "nl",
) -> Message:
    """Put a message in the queue. The same ``key`` gives the same message: never two of it."""
    if party is not None:
        hold_party(party)
    fresh: dict[str, Any] = {
        "matter": matter,
        "confidential": matter is not None and matter.confidential,
        "party": party,
        "staff": staff,
        "kind": kind.value,
        "way": way.value,
        "to_address": to_address,
        "language": language,
        "typed": typed,
        # Asked only when there is no such message yet.
        "message_id": _new_message_id,
        "created_at": now,
        "next_attempt_at": now,
    }
    message, made = Message.objects.get_or_create(
        tenant_id=actor.tenant_id, key=key, defaults=fresh
    )
    if made:
        _journal("message.queued", actor, message, now)
    return message


def _new_message_id() -> str:
    return rules.new_message_id(str(uuid.uuid4()), mail_account().from_address)


@transaction.atomic
def send_page_code(*, actor: Actor, link: PageLink, browser: str, now: datetime) -> Message:
    """Six digits go to the address of the link; they open its page from this browser only."""
    if link.address is None:
        raise Refused("link_not_renewable")
    asked = make_page_code(actor=actor, link=link, browser=browser, now=now)
    also_show(link.matter_id)
    matter = Matter.objects.select_related("party").get(pk=link.matter_id)
    return queue_message(
        actor=actor,
        kind=Kind.PAGE_CODE,
        way=Way.EMAIL,
        to_address=link.address.address,
        key=f"code:{asked.number}",
        typed=asked.code,
        matter=matter,
        party=matter.party,
        language=matter.party.language,
        now=now,
    )


@transaction.atomic
def send_new_page_link(*, actor: Actor, link: PageLink, now: datetime) -> Message:
    """An expired link is replaced; the new one goes to the address of the old one, and no other."""
    fresh = renew_page_link(actor=actor, link=link, now=now)
    return send_page_link(actor=actor, link=fresh, now=now)


@transaction.atomic
def correct_own_details(
    *,
    actor: Actor,
    link: PageLink,
    party: Party,
    changes: Mapping[str, object],
    phone: str,
    email: str,
    now: datetime,
) -> Message | None:
    """Somebody corrects on their page who they are and how to reach them.

    A new e-mail address is confirmed by the old one, whose code opened the page, and by its own:
    it gets a link, and nothing else until somebody opens that with a code. Gives that message.
    """
    correct_party(actor=actor, party=party, changes=dict(changes), now=now)
    known = list(DigitalAddress.objects.reachable().filter(party=party))
    if phone != next((each.address for each in known if each.kind == AddressKind.PHONE), ""):
        replace_phone(actor=actor, party=party, number=phone, now=now)
    mail = [each for each in known if each.kind == AddressKind.EMAIL]
    if not email or (mail and email.lower() == mail[0].address.lower()):
        return None
    check_mail_change(opened_by_mail=link.address_id is not None, has_mail=bool(mail))
    address = add_address(actor=actor, party=party, kind=AddressKind.EMAIL, address=email, now=now)
    if address.verified_at is not None:
        prefer_address(actor=actor, address=address, now=now)
        return None
    matter = Matter.objects.get(pk=link.matter_id)
    fresh = open_page_link(actor=actor, matter=matter, address=address, now=now)
    return send_page_link(actor=actor, link=fresh, now=now)


@transaction.atomic
def send_page_link(*, actor: Actor, link: PageLink, now: datetime) -> Message:
    """The link to a page goes to its address; at most once an hour."""
    matter = Matter.objects.select_related("party").get(pk=link.matter_id)
    address = DigitalAddress.objects.get(pk=link.address_id or 0)
    return queue_message(
        actor=actor,
        kind=Kind.PAGE_LINK,
        way=Way.EMAIL,
        to_address=address.address,
        key=f"page_link:{link.pk}:{now:%Y%m%d%H}",
        matter=matter,
        party=matter.party,
        language=matter.party.language,
        now=now,
    )


def receipts_today(*, actor: Actor, address: str, now: datetime) -> int:
    """How many receipts went to an address in the last day, in confidence too.

    Counted one at a time for each address, until the end of the transaction.
    """
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_RECEIPTS_LOCK, address.lower()]
            )
        return Message.objects.filter(
            to_address__iexact=address,
            kind=Kind.RECEIPT.value,
            created_at__gt=now - timedelta(days=1),
        ).count()


@transaction.atomic
def begin_handing_over(*, message_id: int, now: datetime) -> Message | None:
    """Claim a queued message, once: None when another worker has it, or it is not its turn.

    Committed before the mail server hears of it, so that a crash afterwards leaves a trace.
    """
    message = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .to_deliver(now)
        .filter(pk=message_id)
        .first()
    )
    if message is None:
        return None
    message.state, message.handing_over_at = State.HANDING_OVER.value, now
    message.attempts += 1
    message.save(update_fields=["state", "handing_over_at", "attempts"])
    return message


@transaction.atomic
def take_along(*, message: Message, now: datetime) -> list[Message]:
    """Claim the other receipts that wait for the same colleague: they go along in one mail."""
    others = list(
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .to_deliver(now)
        .filter(staff=message.staff, kind=Kind.RECEIPT.value, attempts=0)
        .exclude(pk=message.pk)[: rules.RECEIPTS_IN_ONE_MAIL]
    )
    for other in others:
        other.state, other.handing_over_at = State.HANDING_OVER.value, now
        other.attempts += 1
        other.message_id = message.message_id
    Message.objects.bulk_update(others, ["state", "handing_over_at", "attempts", "message_id"])
    return others


@transaction.atomic
def keep_words(*, message: Message, subject: str, body: str, reply_to: str = "") -> Message:
    """The words with which a message is handed over, kept as they go out."""
    message.subject, message.body, message.reply_to = subject[:300], body, reply_to
    message.save(update_fields=["subject", "body", "reply_to"])
    return message


@transaction.atomic
def take_out(*, actor: Actor, message: Message, now: datetime) -> None:
    """A mail with nothing left to say is never sent."""
    _journal("message.taken_out", actor, message, now)
    message.delete()


@transaction.atomic
def forget_words(*, message: Message) -> Message:
    """Keep that a message was sent, and not what was in it."""
    message.typed = message.body = message.reply_to = ""
    message.save(update_fields=["typed", "body", "reply_to"])
    return message


@transaction.atomic
def mark_sent(*, actor: Actor, message: Message, now: datetime) -> Message:
    """The mail server took it."""
    return _end(actor, message, State.SENT, "message.sent", now)


@transaction.atomic
def mark_refused(
    *, actor: Actor, message: Message, failure: str, permanent: bool, now: datetime
) -> Message:
    """It was not taken: try again later, or never when that is no use."""
    again = None if permanent else rules.next_attempt(message.attempts, now)
    message.failure = rules.without_addresses(failure)[:500]
    if again is None:
        return _end(actor, message, State.FAILED, "message.failed", now)
    message.state, message.next_attempt_at = State.QUEUED.value, again
    message.save(update_fields=["state", "next_attempt_at", "failure"])
    return message


@transaction.atomic
def mark_uncertain(*, actor: Actor, now: datetime) -> int:
    """What was being handed over when a worker died: perhaps sent. Returns how many."""
    stuck = Message.objects.select_for_update(of=("self",)).stuck_since(
        now - rules.HANDING_OVER_LIMIT
    )
    messages = list(stuck)
    for message in messages:
        _end(actor, message, State.UNCERTAIN, "message.uncertain", now)
    return len(messages)


@transaction.atomic
def mark_bounced(
    *, actor: Actor, message: Message, failure: str, permanent: bool, now: datetime
) -> Message:
    """What was sent came back undelivered; a message that never left us stays as it was.

    ``failure`` is what the delivery notice said. When the address itself is wrong, for ever,
    nothing goes there any more.
    """
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if not rules.may_bounce(State(message.state)):
        return message
    message.failure = rules.without_addresses(failure)[:500]
    if permanent and rules.is_wrong_address(failure):
        for address in DigitalAddress.objects.filter(
            party=message.party_id, address__iexact=message.to_address, failed_at__isnull=True
        ):
            mark_address_failed(actor=actor, address=address, now=now)
    return _end(actor, message, State.BOUNCED, "message.bounced", now)


@transaction.atomic
def mark_delivered(*, actor: Actor, message: Message, now: datetime) -> Message:
    """A delivery notice says that it arrived; of what nobody knew, that is known now."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if State(message.state) is not State.UNCERTAIN:
        return message
    return _end(actor, message, State.SENT, "message.sent", now)


@transaction.atomic
def settle_message(*, actor: Actor, message: Message, arrived: bool, now: datetime) -> Message:
    """A person found out whether a mail arrived that was perhaps sent."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if not actor.has_role("administrator"):
        _worked_on(actor, message)
    rules.check_settle(State(message.state))
    if arrived:
        return _end(actor, message, State.SENT, "message.arrived", now)
    return _end(actor, message, State.FAILED, "message.did_not_arrive", now)


@transaction.atomic
def send_again(*, actor: Actor, message: Message, now: datetime) -> Message:
    """A person decides that it has to go once more; it keeps its Message-ID."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    rules.check_send_again(State(message.state), message.to_address)
    message.state, message.ended_at = State.QUEUED.value, None
    message.next_attempt_at, message.attempts = now, 0
    message.save(update_fields=["state", "ended_at", "next_attempt_at", "attempts"])
    _journal("message.queued", actor, message, now)
    return message


@transaction.atomic
def begin_wording(*, message_id: int) -> Message | None:
    """Claim a letter or call without words; None when it has them, or another worker is at it."""
    return (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .without_words()
        .filter(pk=message_id)
        .first()
    )


@transaction.atomic
def print_letters(*, actor: Actor, letters: Collection[Message], now: datetime) -> list[Message]:
    """Letters come out of the printer together: each is printed at this moment, to be posted.

    Each goes where the party lives now, and opens its page with a code on paper. What was told in
    confidence goes without: more people than one may open a letter.
    """
    printed = []
    for letter in _by_hand(letters):
        matter = _worked_on(actor, letter)
        address = matter.party.postal_address or letter.to_address
        rules.check_print(
            Way(letter.way),
            State(letter.state),
            has_words=bool(letter.body),
            has_address=bool(address),
        )
        hold_party(matter.party)
        letter.state, letter.to_address, letter.handing_over_at = State.PRINTED.value, address, now
        letter.save(update_fields=["state", "to_address", "handing_over_at"])
        if not matter.confidential:
            keep_paper_code(actor=actor, matter=matter, now=now)
        _journal("message.printed", actor, letter, now)
        printed.append(letter)
    return printed


@transaction.atomic
def mark_posted(*, actor: Actor, message: Message, now: datetime) -> Message:
    """The letter was posted: from this moment on they have heard from us."""
    [message] = _by_hand([message])
    _worked_on(actor, message)
    rules.check_post(Way(message.way), State(message.state))
    return _end(actor, message, State.POSTED, "message.posted", now)


@transaction.atomic
def mark_returned(*, actor: Actor, message: Message, now: datetime) -> Message:
    """The letter came back: it could not be delivered. Who carries the matter hears of it."""
    [message] = _by_hand([message])
    _worked_on(actor, message)
    rules.check_return(State(message.state))
    return _end(actor, message, State.RETURNED, "message.returned", now)


@transaction.atomic
def mark_spoken(*, actor: Actor, message: Message, now: datetime) -> Message:
    """They were told on the phone: from this moment on they have heard from us."""
    [message] = _by_hand([message])
    matter = _worked_on(actor, message)
    rules.check_call(Way(message.way), State(message.state))
    hold_party(matter.party)
    message.to_address = addresses_of(matter.party).phone or message.to_address
    message.attempts += 1
    message.save(update_fields=["to_address", "attempts"])
    return _end(actor, message, State.SPOKEN, "message.spoken", now)


@transaction.atomic
def mark_call_in_vain(*, actor: Actor, message: Message, now: datetime) -> Message:
    """Nobody answered. After three times this way has failed, and another has to be found."""
    [message] = _by_hand([message])
    _worked_on(actor, message)
    rules.check_call(Way(message.way), State(message.state))
    message.attempts += 1
    message.save(update_fields=["attempts"])
    after = rules.after_call_in_vain(message.attempts)
    if after is State.NOT_REACHED:
        return _end(actor, message, after, "message.not_reached", now)
    _journal("message.call_in_vain", actor, message, now)
    return message


@transaction.atomic
def drop_message(*, actor: Actor, message: Message, reason: str, now: datetime) -> Message:
    """A letter or call is not needed any more; the reason is kept."""
    [message] = _by_hand([message])
    _worked_on(actor, message)
    rules.check_drop(Way(message.way), State(message.state), reason)
    message.failure = reason.strip()[:500]
    return _end(actor, message, State.DROPPED, "message.dropped", now)


@transaction.atomic
def take_back_posting(*, actor: Actor, step: Step, now: datetime) -> Message:
    """The letter lies here still: it is printed, and waits to be posted."""
    [message] = _by_hand([Message(pk=step.number)])
    _worked_on(actor, message)
    is_so = message.state == State.POSTED.value and message.ended_at == step.at
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    return _not_ended(actor, message, State.PRINTED, "message.posting_taken_back", now)


@transaction.atomic
def take_back_dropping(*, actor: Actor, step: Step, now: datetime) -> Message:
    """A letter or call is needed after all; Refused when it goes in another way meanwhile."""
    [message] = _by_hand([Message(pk=step.number)])
    _worked_on(actor, message)
    goes_otherwise = step.beside("message.queued") or step.is_followed_by("message")
    is_so = message.state == State.DROPPED.value and message.ended_at == step.at
    check_take_back(step, actor=actor, now=now, is_so=is_so and not goes_otherwise)
    message.failure = ""
    before = State.PRINTED if message.handing_over_at else State.QUEUED
    return _not_ended(actor, message, before, "message.dropping_taken_back", now)


def _not_ended(actor: Actor, message: Message, state: State, what: str, now: datetime) -> Message:
    message.state, message.ended_at = state.value, None
    message.save(update_fields=["state", "ended_at", "failure"])
    _journal(what, actor, message, now)
    return message


def _by_hand(messages: Collection[Message]) -> list[Message]:
    """Locked, in order of number, so that two who print at once do not wait for each other."""
    locked = Message.objects.select_for_update(of=("self",)).select_related("matter__party")
    return list(locked.filter(pk__in=[each.pk for each in messages]).order_by("pk"))


def _worked_on(actor: Actor, message: Message) -> Matter:
    """The matter of what goes to a party, on which the actor may do what has to be done."""
    matter: Matter | None = message.matter
    if matter is None:
        raise Refused("matter_not_yours")
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)
    return matter


def forget_messages(
    *,
    matters: Collection[int],
    told: Collection[int],
    now: datetime,
    party: Party | None = None,
) -> None:
    """What was written is gone; that something went out stays. What still waits never goes out.

    Of colleagues who were ``told`` of it, the mails with all their notices lose their words too.
    Without ``party`` only of these matters.
    """
    of_party = Q(party=party) if party else Q()
    about = Message.objects.filter(of_party | Q(matter__in=matters))
    about.by_hand().update(state=State.DROPPED.value, ended_at=now)
    about.filter(state=State.QUEUED.value).delete()
    about.filter(state=State.HANDING_OVER.value).update(
        state=State.UNCERTAIN.value, ended_at=Coalesce("ended_at", now)
    )
    about.update(typed="", subject="", body="", reply_to="", failure="")
    Message.objects.filter(
        kind=Kind.NOTICE.value, matter__isnull=True, typed="", staff__in=told
    ).update(body="", reply_to="")
    about.filter(staff__isnull=True).exclude(to_address="").update(to_address=rules.NOWHERE)


def forget_addresses(*, party: Party, now: datetime) -> None:
    """What was written stays; where it went does not, and what still waits never goes out."""
    about = Message.objects.filter(party=party)
    about.by_hand().update(state=State.DROPPED.value, ended_at=now)
    about.filter(state=State.QUEUED.value).delete()
    about.filter(staff__isnull=True).exclude(to_address="").update(to_address=rules.NOWHERE)


@transaction.atomic
def choose_mail_address(
    *, actor: Actor, from_address: str, takes_mail: bool, now: datetime
) -> MailAccount:
    """From which address this institution mails, and whether what comes in there is read here.

    Replies to what went out before still arrive: the address of before stays one of ours.
    """
    check_settings(actor)
    address = from_address.strip().lower()
    if address:
        rules.check_address_of_ours(address)
        lead_mail(tenant_id=actor.tenant_id, address=address)
    account = _account(actor)
    if account.from_address not in {"", address}:
        ReceivingAddress.objects.get_or_create(
            tenant_id=actor.tenant_id, address=account.from_address
        )
    return _change_account(
        "mail.address_chosen",
        actor,
        account,
        now,
        from_address=address,
        takes_mail=takes_mail and bool(address),
    )


@transaction.atomic
def choose_mail_server(
    *, actor: Actor, server: MailServer, secret: str, now: datetime
) -> MailAccount:
    """Which server takes our mail; an empty ``secret`` leaves the one that is set."""
    check_settings(actor)
    _check_host(server.host)
    return _change_account(
        "mail.server_chosen",
        actor,
        _account(actor),
        now,
        out_host=server.host,
        out_port=server.port,
        out_security=server.security.value,
        out_user=server.user,
        **_kept("out_secret", secret, is_used=bool(server.host)),
    )


@transaction.atomic
def choose_mailbox(*, actor: Actor, mailbox: Mailbox, secret: str, now: datetime) -> MailAccount:
    """From which mailbox our mail is fetched; an empty ``secret`` leaves the one that is set."""
    check_settings(actor)
    _check_host(mailbox.host)
    return _change_account(
        "mail.mailbox_chosen",
        actor,
        _account(actor),
        now,
        in_host=mailbox.host,
        in_port=mailbox.port,
        in_user=mailbox.user,
        in_folder=mailbox.folder,
        **_kept("in_secret", secret, is_used=bool(mailbox.host)),
    )


@transaction.atomic
def choose_permission(
    *,
    actor: Actor,
    permission: Permission,
    client_secret: str,
    refresh_token: str,
    now: datetime,
) -> MailAccount:
    """How we log in at a mail server without a password; empty secrets leave those that are set."""
    check_settings(actor)
    is_used = bool(permission.token_url)
    if is_used:
        parts = urlsplit(permission.token_url)
        if parts.scheme != "https":
            raise Refused("token_url_needs_https")
        _check_host(parts.hostname or "")
    return _change_account(
        "mail.permission_chosen",
        actor,
        _account(actor),
        now,
        oauth_token_url=permission.token_url,
        oauth_client_id=permission.client_id,
        oauth_scope=permission.scope,
        oauth_user=permission.user,
        oauth_grant=permission.grant.value,
        **_kept("oauth_client_secret", client_secret, is_used=is_used),
        **_kept("oauth_refresh_token", refresh_token, is_used=is_used),
    )


@transaction.atomic
def choose_mail_signing(
    *, actor: Actor, domain: str, selector: str, private_key: str, now: datetime
) -> MailAccount:
    """With which key our mail is signed (DKIM, RFC 6376); an empty one leaves what is set."""
    check_settings(actor)
    _check_private_key(private_key)
    return _change_account(
        "mail.signing_chosen",
        actor,
        _account(actor),
        now,
        dkim_domain=domain.strip().lower(),
        dkim_selector=selector.strip().lower(),
        **_kept("dkim_key", private_key.strip(), is_used=bool(domain.strip())),
    )


@transaction.atomic
def make_signing_key(*, actor: Actor, domain: str, selector: str, now: datetime) -> MailAccount:
    """A new key to sign our mail with (DKIM). It signs nothing yet: see ``use_signing_key``.

    RSA with 2048 bits: Ed25519 (RFC 8463) is not read by many who get our mail.
    """
    check_settings(actor)
    name = domain.strip().lower(), selector.strip().lower()
    rules.check_signing_name(*name)
    account = _account(actor)
    rules.check_new_selector(name, (account.dkim_domain, account.dkim_selector))
    key = generate_private_key(public_exponent=65_537, key_size=BITS_OF_A_KEY)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return _change_account(
        "mail.signing_key_made",
        actor,
        account,
        now,
        dkim_new_domain=name[0],
        dkim_new_selector=name[1],
        dkim_new_key=sealed(pem),
    )


@transaction.atomic
def use_signing_key(*, actor: Actor, selector: str, now: datetime) -> MailAccount:
    """From now on the new key signs, in the place of one of before: its record stands in the DNS.

    Before that a signature does harm: who looks for its key finds none, and trusts the mail less.
    ``selector`` is that of the key of which the record was seen.
    """
    check_settings(actor)
    account = _account(actor)
    if not account.dkim_new_key or account.dkim_new_selector != selector:
        raise Refused("no_signing_key_waits")
    return _change_account(
        "mail.signing_chosen",
        actor,
        account,
        now,
        dkim_domain=account.dkim_new_domain,
        dkim_selector=account.dkim_new_selector,
        dkim_key=account.dkim_new_key,
        **_NO_NEW_KEY,
    )


@transaction.atomic
def drop_signing_key(*, actor: Actor, now: datetime) -> MailAccount:
    """The new key is thrown away; what signed before, still does."""
    check_settings(actor)
    return _change_account("mail.signing_key_dropped", actor, _account(actor), now, **_NO_NEW_KEY)


@transaction.atomic
def keep_refresh_token(*, actor: Actor, before: str, after: str) -> bool:
    """The server that gives out tokens replaced the one with which we ask (RFC 6749, 6).

    What somebody filled in meanwhile stays. Not in the journal: nobody decided it, and it may
    happen each hour. Returns whether it was kept.
    """
    account = _account(actor)
    if not after or opened(account.oauth_refresh_token) != before:
        return False
    account.oauth_refresh_token = sealed(after)
    account.save(update_fields=["oauth_refresh_token"])
    return True


@transaction.atomic
def choose_signature(*, actor: Actor, dutch: str, english: str, now: datetime) -> MailAccount:
    """What stands under every mail."""
    check_settings(actor)
    return _change_account(
        "mail.signature_chosen",
        actor,
        _account(actor),
        now,
        signature_nl=dutch.strip(),
        signature_en=english.strip(),
    )


@transaction.atomic
def choose_own_words(
    *, actor: Actor, kind: Kind, language: str, above: str, below: str, now: datetime
) -> OwnWords:
    """What the institution itself says in a kind of mail."""
    check_settings(actor)
    rules.check_own_words(kind, above, below)
    words, _ = OwnWords.objects.get_or_create(
        tenant_id=actor.tenant_id, kind=kind.value, language=language
    )
    before = _in_one_line(words.above, words.below)
    words.above, words.below = above.strip(), below.strip()
    words.save(update_fields=["above", "below"])
    after = _in_one_line(words.above, words.below)
    if before != after:
        journal.record(
            "own_words.chosen",
            actor=actor,
            subject="own_words",
            subject_id=words.pk,
            personal={"before": before, "after": after},
            now=now,
        )
    return words


@transaction.atomic
def add_receiving_address(
    *, actor: Actor, address: str, theme: Theme | None, area: Area | None, now: datetime
) -> ReceivingAddress:
    """Mail comes in at another address too, about a theme or an area; said again, that holds."""
    check_settings(actor)
    address = address.strip().lower()
    rules.check_address_of_ours(address)
    lead_mail(tenant_id=actor.tenant_id, address=address)
    added, _ = ReceivingAddress.objects.update_or_create(
        tenant_id=actor.tenant_id, address=address, defaults={"theme": theme, "area": area}
    )
    _journal_address("receiving_address.added", actor, added, now, after=address)
    return added


@transaction.atomic
def remove_receiving_address(*, actor: Actor, address: ReceivingAddress, now: datetime) -> None:
    """Mail comes in there no more."""
    check_settings(actor)
    _journal_address("receiving_address.removed", actor, address, now, before=address.address)
    if address.address != mail_account().from_address:
        stop_leading_mail(tenant_id=actor.tenant_id, address=address.address)
    address.delete()


@transaction.atomic
def note_fetching(
    *, actor: Actor, came: int, fault: FetchFault | None, now: datetime
) -> MailAccount:
    """How it went in the mailbox. That it goes wrong, and well again, stands in the journal."""
    account = _account(actor)
    before, account.fetch_fault = account.fetch_fault, fault.value if fault else ""
    if fault is not None:
        account.fetch_fails_since = account.fetch_fails_since or now
    else:
        account.fetched_at, account.fetch_fails_since = now, None
        if came:
            account.came_at, account.came_count = now, came
    account.save(
        update_fields=["fetched_at", "came_at", "came_count", "fetch_fault", "fetch_fails_since"]
    )
    if before != account.fetch_fault:
        journal.record(
            "mailbox.failed" if fault else "mailbox.mended",
            actor=actor,
            subject="mail_account",
            subject_id=account.pk,
            details={"fault": account.fetch_fault or before},
            now=now,
        )
    return account


def _account(actor: Actor) -> MailAccount:
    account, _ = MailAccount.objects.get_or_create(tenant_id=actor.tenant_id)
    return MailAccount.objects.select_for_update().get(pk=account.pk)


def _kept(name: str, secret: str, *, is_used: bool) -> dict[str, str]:
    """What changes of a secret: a new one is sealed, one that is used no more is gone."""
    if not is_used:
        return {name: ""}
    return {name: sealed(secret)} if secret else {}


def _change_account(
    what: str, actor: Actor, account: MailAccount, now: datetime, **fields: str | int | bool
) -> MailAccount:
    """Its words go to where they can be erased, and its secrets nowhere."""
    before = {name: getattr(account, name) for name in fields}
    if before == fields:
        return account
    for name, value in fields.items():
        setattr(account, name, value)
    account.save(update_fields=list(fields))
    journal.record(
        what,
        actor=actor,
        subject="mail_account",
        subject_id=account.pk,
        personal={"before": _without_secrets(before), "after": _without_secrets(fields)},
        now=now,
    )
    return account


def _without_secrets(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in SECRETS}


def _check_host(host: str) -> None:
    if host:
        rules.check_host(host, settings.MAIL_HOSTS)


def _check_private_key(pem: str) -> None:
    if not pem.strip():
        return
    try:
        key = load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused("private_key_unreadable") from None
    if not isinstance(key, RSAPrivateKey):
        raise Refused("private_key_unreadable")


def _in_one_line(*words: str) -> str:
    return " · ".join(" ".join(each.split()) for each in words if each)


def _journal_address(
    what: str, actor: Actor, address: ReceivingAddress, now: datetime, **personal: str
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="receiving_address",
        subject_id=address.pk,
        personal=personal,
        now=now,
    )


def _end(actor: Actor, message: Message, state: State, what: str, now: datetime) -> Message:
    message.state, message.ended_at = state.value, now
    message.save(update_fields=["state", "ended_at", "failure"])
    _journal(what, actor, message, now)
    return message


def _journal(what: str, actor: Actor, message: Message, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="message",
        subject_id=message.pk,
        matter_id=message.matter_id,
        details={"kind": message.kind},
        now=now,
    )
