"""Links and codes are given out, and used."""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from schakel.domain.access import rules
from schakel.domain.access.models import ActionLink, PageCode, PageLink
from schakel.domain.access.rules import LinkAction, LinkState, MailPurpose, MailToken
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import check_work_on
from schakel.domain.parties.actions import (
    add_address,
    mark_address_failed,
    prefer_address,
    verify_address,
)
from schakel.domain.parties.models import AddressKind, DigitalAddress, Party
from schakel.domain.staff.models import StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel import tokens
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import also_show

Done = TypeVar("Done")
_LONGEST_NUMBER = 18


@dataclass(frozen=True)
class AskedCode:
    """Six digits that were asked, and the number under which they were."""

    number: int
    code: str


@transaction.atomic
def open_page_link(
    *, actor: Actor, matter: Matter, address: DigitalAddress, now: datetime
) -> PageLink:
    """The live link to the page of a matter for one address; its days count anew."""
    expires_at = now + rules.PAGE_LINK_LIVES
    link, made = PageLink.objects.get_or_create(
        tenant_id=actor.tenant_id,
        matter=matter,
        address=address,
        revoked_at=None,
        defaults={
            "confidential": matter.confidential,
            "nonce": secrets.token_hex(16),
            "created_at": now,
            "expires_at": expires_at,
        },
    )
    if not made:
        link.expires_at = expires_at
        link.save(update_fields=["expires_at"])
    return link


@transaction.atomic
def hand_out_paper_code(*, actor: Actor, matter: Matter, now: datetime) -> str:
    """A code on paper, for who has no mail; earlier paper codes of the matter stop working."""
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)
    earlier = PageLink.objects.filter(matter=matter, revoked_at__isnull=True)
    earlier.exclude(paper_digest="").update(revoked_at=now)
    return _hand_out(actor, matter, now)


@transaction.atomic
def keep_paper_code(*, actor: Actor, matter: Matter, now: datetime) -> str:
    """The code that stands in every letter about a matter: the same one, its days count anew."""
    link = _letter_link(matter, now)
    if link is None:
        return _hand_out(actor, matter, now)
    link.expires_at = now + rules.PAGE_LINK_LIVES
    link.save(update_fields=["expires_at"])
    return _paper_code(link.nonce)


def paper_code_in_letters(matter: Matter, now: datetime) -> str:
    """The code that stands in the letters about a matter; empty when none opens its page."""
    link = _letter_link(matter, now)
    return "" if link is None else _paper_code(link.nonce)


def _hand_out(actor: Actor, matter: Matter, now: datetime) -> str:
    nonce = secrets.token_hex(16)
    code = _paper_code(nonce)
    PageLink.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter.confidential,
        nonce=nonce,
        paper_digest=_digest("paper", tokens.normalise_paper_code(code)),
        created_at=now,
        expires_at=now + rules.PAGE_LINK_LIVES,
    )
    _journal("page.code_handed_out", actor, matter.pk, now)
    return code


def _letter_link(matter: Matter, now: datetime) -> PageLink | None:
    """The live link whose code can be written once more; earlier ones were drawn by lot."""
    links = PageLink.objects.live(now).filter(matter=matter).exclude(paper_digest="")
    for link in links.order_by("-pk"):
        code = tokens.normalise_paper_code(_paper_code(link.nonce))
        if tokens.same(link.paper_digest, _digest("paper", code)):
            return link
    return None


def _paper_code(nonce: str) -> str:
    return tokens.paper_code_of(
        salted_hmac("schakel.access.paper_code", nonce, algorithm="sha256").digest()
    )


@transaction.atomic
def revoke_page_links(*, actor: Actor, matter: Matter, now: datetime) -> int:
    """Every link and paper code of a matter stops working."""
    revoked = PageLink.objects.filter(matter=matter, revoked_at__isnull=True).update(revoked_at=now)
    _journal("page.links_revoked", actor, matter.pk, now)
    return revoked


@transaction.atomic
def disown_address(*, actor: Actor, address: DigitalAddress, now: datetime) -> DigitalAddress:
    """It is not theirs: nothing goes there any more, and no page opens with what went there."""
    links = PageLink.objects.filter(address=address, revoked_at__isnull=True)
    matters = list(links.values_list("matter_id", flat=True))
    links.update(revoked_at=now)
    for matter_id in matters:
        _journal("page.links_revoked", actor, matter_id, now)
    return mark_address_failed(actor=actor, address=address, now=now)


@transaction.atomic
def correct_address(
    *, actor: Actor, address: DigitalAddress, to: str, now: datetime
) -> DigitalAddress:
    """Another one in its place, which has to be verified anew; the wrong one stays as wrong."""
    disown_address(actor=actor, address=address, now=now)
    fresh = add_address(
        actor=actor, party=address.party, kind=AddressKind(address.kind), address=to, now=now
    )
    if address.is_preferred:
        prefer_address(actor=actor, address=fresh, now=now)
    return fresh


@transaction.atomic
def renew_page_link(*, actor: Actor, link: PageLink, now: datetime) -> PageLink:
    """A new link in the place of an expired one, for the same address and no other."""
    link = PageLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    rules.check_renewable(state_of(link, now), has_address=link.address_id is not None)
    also_show(link.matter_id)
    link.revoked_at = now
    link.save(update_fields=["revoked_at"])
    matter = Matter.objects.get(pk=link.matter_id)
    fresh = open_page_link(actor=actor, matter=matter, address=link.address, now=now)
    _journal("page.link_renewed", actor, link.matter_id, now)
    return fresh


@transaction.atomic
def make_page_code(*, actor: Actor, link: PageLink, browser: str, now: datetime) -> AskedCode:
    """Six digits that open a page from one browser only; they go to the address of the link."""
    # Locked, so that asking many at once is counted.
    link = PageLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    rules.check_link_live(state_of(link, now))
    codes = PageCode.objects.filter(link=link)
    rules.check_code_asked(codes.filter(created_at__gt=now - rules.CODES_COUNTED_OVER).count())
    codes.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    code = tokens.new_numeric_code()
    asked = PageCode.objects.create(
        tenant_id=actor.tenant_id,
        matter_id=link.matter_id,
        confidential=link.confidential,
        link=link,
        browser_digest=_digest("browser", browser),
        code_digest=_digest("code", f"{link.pk}:{code}"),
        created_at=now,
        expires_at=now + rules.CODE_LIVES,
    )
    _journal("page.code_asked", actor, link.matter_id, now)
    return AskedCode(asked.pk, code)


def try_page_code(*, actor: Actor, link: PageLink, browser: str, code: str, now: datetime) -> bool:
    """Whether the code opens the page for this browser. Every try counts, also a failed one.

    The caller must let the transaction be committed whatever the outcome.
    """
    asked = (
        PageCode.objects.select_for_update(of=("self",))
        .filter(link=link, browser_digest=_digest("browser", browser))
        .order_by("-created_at", "-pk")
        .first()
    )
    if asked is None:
        raise Refused("code_expired")
    rules.check_code_usable(
        expires_at=asked.expires_at,
        attempts=asked.attempts,
        used=asked.used_at is not None,
        now=now,
    )
    digits = "".join(filter(str.isdigit, code))
    fits = tokens.same(asked.code_digest, _digest("code", f"{link.pk}:{digits}"))
    PageCode.objects.filter(pk=asked.pk).update(
        attempts=F("attempts") + 1, used_at=now if fits else None
    )
    if fits:
        if link.address is not None:
            _prove(actor, link.address, now)
        _journal("page.opened", actor, link.matter_id, now)
    return fits


def _prove(actor: Actor, address: DigitalAddress, now: datetime) -> None:
    """They read what goes there; one that is proven for the first time goes first from now on."""
    if address.verified_at is None:
        prefer_address(actor=actor, address=address, now=now)
    verify_address(actor=actor, address=address, now=now)


def state_of(link: PageLink, now: datetime) -> LinkState:
    """Whether a link leads to its page, can be renewed, or is dead."""
    return rules.link_state(
        expires_at=link.expires_at, revoked=link.revoked_at is not None, now=now
    )


def page_token(link: PageLink) -> str:
    """What stands in the address of a page: the number of the link, and a MAC of 128 bits."""
    return f"{link.pk}-{_mac('page', link.pk, link.nonce)}"


def page_link(token: str) -> PageLink | None:
    """The link of a token, expired or not; None when nobody ever got this token."""
    number, _, mac = token.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    link = PageLink.objects.select_related("address").filter(pk=int(number)).first()
    if link is None or not tokens.same(mac, _mac("page", link.pk, link.nonce)):
        return None
    return link


def reply_token(link: PageLink) -> str:
    """What stands in the address to which its receiver replies, as long as the link lives."""
    return _mail_token(MailPurpose.REPLY, link)


def done_token(link: PageLink) -> str:
    """What stands in the address by which they let us know that it is done."""
    return _mail_token(MailPurpose.DONE, link)


def question_token(link: PageLink, number: int) -> str:
    """By which the receiver of one mail answers one question in it, as long as the link lives."""
    return f"{link.pk}-{number}-{_question_mac(link, number)}"


def asked_by_token(token: str) -> tuple[PageLink, int] | None:
    """The link and the number of the question; None when nobody ever got this token."""
    at, _, rest = token.partition("-")
    asked, _, mac = rest.partition("-")
    if not all(each.isdecimal() and len(each) <= _LONGEST_NUMBER for each in (at, asked)):
        return None
    link = PageLink.objects.filter(pk=int(at)).first()
    if link is None or not tokens.same(mac, _question_mac(link, int(asked))):
        return None
    return link, int(asked)


def _question_mac(link: PageLink, number: int) -> str:
    return _mac(f"question.{number}", link.pk, link.nonce)


def bounce_token(message_number: int, message_id: str) -> str:
    """What stands in the envelope of one message: what does not arrive comes back there."""
    purpose = MailPurpose.BOUNCE
    return str(MailToken(purpose, message_number, _mac("bounce", message_number, message_id)))


def is_bounce_of(token: MailToken, message_number: int, message_id: str) -> bool:
    """Whether this token stood in the envelope of that message."""
    return tokens.same(token.mac, _mac("bounce", message_number, message_id))


def mailed_link(token: MailToken) -> PageLink | None:
    """The link of a mail that was replied to, live or not; None when nobody got this token."""
    link = PageLink.objects.select_related("address").filter(pk=token.number).first()
    if link is None or not tokens.same(token.mac, _mail_mac(token.purpose, link)):
        return None
    return link


def nearly_mailed_link(token: MailToken) -> PageLink | None:
    """The one live link whose token was probably meant; None when there are more, or none."""
    near = [
        link
        for link in PageLink.objects.filter(pk__in=_like(token.number), revoked_at__isnull=True)
        if _is_meant(token, link)
    ]
    return near[0] if len(near) == 1 else None


def _is_meant(token: MailToken, link: PageLink) -> bool:
    expected = _mail_mac(token.purpose, link)
    if link.pk == token.number:
        return rules.is_near_miss(token.mac, expected)
    return tokens.same(token.mac, expected)


def _like(number: int) -> set[int]:
    """The number itself, and those that differ in one digit: left out, added, or another."""
    digits = str(number)
    like = {digits}
    for at in range(len(digits)):
        like.add(digits[:at] + digits[at + 1 :])
        like.update(digits[:at] + each + digits[at + 1 :] for each in "0123456789")
    for at in range(len(digits) + 1):
        like.update(digits[:at] + each + digits[at:] for each in "0123456789")
    return {int(each) for each in like if each and len(each) <= _LONGEST_NUMBER}


def _mail_token(purpose: MailPurpose, link: PageLink) -> str:
    return str(MailToken(purpose, link.pk, _mail_mac(purpose, link)))


def _mail_mac(purpose: MailPurpose, link: PageLink) -> str:
    return _mac(f"mail.{purpose.name.lower()}", link.pk, link.nonce)


def page_link_of_paper(code: str, now: datetime) -> PageLink | None:
    """The live link of a code on paper."""
    digest = _digest("paper", tokens.normalise_paper_code(code))
    return PageLink.objects.live(now).filter(paper_digest=digest).first()


@dataclass(frozen=True)
class Asked:
    """What a link is for: one thing, about a matter or what has this number."""

    action: LinkAction
    matter: Matter | None = None
    about_id: int | None = None


@transaction.atomic
def make_action_link(
    *,
    actor: Actor,
    matter: Matter | None,
    member: StaffMember,
    action: LinkAction,
    now: datetime,
    about_id: int | None = None,
) -> str:
    """A token with which one colleague can do one thing once, from a mail."""
    asked = Asked(action, matter, about_id)
    return make_action_links(actor=actor, member=member, asked=[asked], now=now)[0]


@transaction.atomic
def make_action_links(
    *, actor: Actor, member: StaffMember, asked: Sequence[Asked], now: datetime
) -> list[str]:
    """A token for each of these, in their order; in one query."""
    links = ActionLink.objects.bulk_create(
        ActionLink(
            tenant_id=actor.tenant_id,
            matter=each.matter,
            confidential=each.matter is not None and each.matter.confidential,
            staff=member,
            action=each.action.value,
            about_id=each.about_id,
            nonce=secrets.token_hex(16),
            created_at=now,
            expires_at=now + rules.ACTION_LINK_LIVES,
        )
        for each in asked
    )
    return [f"{link.pk}-{_mac('action', link.pk, link.nonce)}" for link in links]


def action_link(token: str) -> ActionLink | None:
    """The action link of a token, used or not; None when nobody ever got this token."""
    number, _, mac = token.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    link = ActionLink.objects.select_related("staff").filter(pk=int(number)).first()
    if link is None or not tokens.same(mac, _mac("action", link.pk, link.nonce)):
        return None
    return link


@transaction.atomic
def use_action_link(
    *, actor: Actor, link: ActionLink, staff_works_here: bool, now: datetime
) -> ActionLink:
    """Spend a link: it works once, in time, while its colleague works here."""
    link = _held(link)
    rules.check_action_link(
        expires_at=link.expires_at,
        used=link.used_at is not None,
        staff_works_here=staff_works_here,
        now=now,
    )
    link.used_at = now
    link.save(update_fields=["used_at"])
    journal.record(
        "action_link.used",
        actor=actor,
        subject="action_link",
        subject_id=link.pk,
        matter_id=link.matter_id,
        details={"action": link.action},
        now=now,
    )
    return link


@transaction.atomic
def act_by_link(
    *,
    actor: Actor,
    link: ActionLink,
    staff_works_here: bool,
    act: Callable[[], Done],
    now: datetime,
) -> Done:
    """Spend a link on what it is for: ``act`` takes one action. Refused: the link stays as it was.

    Two links to one matter wait for each other, so that the second finds what the first did.
    """
    use_action_link(actor=actor, link=link, staff_works_here=staff_works_here, now=now)
    return act()


def _held(link: ActionLink) -> ActionLink:
    """With the other links of its matter, in order of number."""
    together = Q(pk=link.pk) if link.matter_id is None else Q(matter_id=link.matter_id)
    links = ActionLink.objects.select_for_update(of=("self",)).filter(together).order_by("pk")
    return next(each for each in links if each.pk == link.pk)


def forget_links(
    *,
    matters: Collection[int],
    party: Party | None = None,
    addresses: Collection[int] = (),
) -> None:
    """Nothing that was handed out leads anywhere any more."""
    of_party = Q(address__party=party) if party else Q()
    links = PageLink.objects.filter(of_party | Q(matter__in=matters) | Q(address__in=addresses))
    PageCode.objects.filter(link__in=links).delete()
    links.delete()
    ActionLink.objects.filter(matter__in=matters).delete()


def _mac(salt: str, number: int, nonce: str) -> str:
    whole = salted_hmac(f"schakel.access.{salt}", f"{number}:{nonce}", algorithm="sha256")
    return whole.hexdigest()[:32]


def _digest(salt: str, text: str) -> str:
    return salted_hmac(f"schakel.access.{salt}", text, algorithm="sha256").hexdigest()


def _journal(what: str, actor: Actor, matter_id: int, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="matter",
        subject_id=matter_id,
        matter_id=matter_id,
        now=now,
    )
