"""Kinds and states of what goes out, when to try again, and from which address mail goes."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.placeholders import check_known, replaced
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import NO_DAYS, add_working_days


class Way(StrEnum):
    """How a message goes."""

    EMAIL = "email"
    LETTER = "letter"
    CALL = "call"


class Kind(StrEnum):
    """What a message is for."""

    RECEIPT = "receipt"
    ANSWER = "answer"
    INTERIM = "interim"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    NEW_CARRIER = "new_carrier"
    PASSED_ON = "passed_on"
    WAS_HEARD = "was_heard"
    PAGE_CODE = "page_code"
    PAGE_LINK = "page_link"
    PUBLICATION_ASKED = "publication_asked"
    INTRODUCTION_ASKED = "introduction_asked"
    INTRODUCED = "introduced"
    FOLLOWER_ASKS = "follower_asks"
    KEEP_ASKED = "keep_asked"
    PROMISE_CHANGED = "promise_changed"
    WORD_ASKED = "word_asked"
    SPOKESPERSON_ASKED = "spokesperson_asked"
    SUCCESSOR = "successor"
    NOTICE = "notice"
    SHEET = "sheet"


class State(StrEnum):
    """Every message comes to an end, by each way in its own manner.

    A mail is sent, perhaps sent, or not sent; what was sent may bounce. A letter is posted, and
    may come back. A call is spoken, or they were not reached. A letter or call that is needed no
    more is dropped.
    """

    QUEUED = "queued"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    BOUNCED = "bounced"
    PRINTED = "printed"
    POSTED = "posted"
    RETURNED = "returned"
    SPOKEN = "spoken"
    NOT_REACHED = "not_reached"
    DROPPED = "dropped"


STATES_OF: Mapping[Way, frozenset[State]] = {
    Way.EMAIL: frozenset(
        {
            State.QUEUED,
            State.HANDING_OVER,
            State.SENT,
            State.UNCERTAIN,
            State.FAILED,
            State.BOUNCED,
        }
    ),
    Way.LETTER: frozenset(
        {State.QUEUED, State.PRINTED, State.POSTED, State.RETURNED, State.DROPPED}
    ),
    Way.CALL: frozenset({State.QUEUED, State.SPOKEN, State.NOT_REACHED, State.DROPPED}),
}
# What a colleague does, and no mail server.
BY_HAND = (Way.LETTER, Way.CALL)
# Where they heard from us, as far as we can know.
HEARD = frozenset({State.SENT, State.POSTED, State.SPOKEN})
# Mail that did not arrive, as far as we know, or perhaps did not.
ASTRAY = frozenset({State.FAILED, State.UNCERTAIN, State.BOUNCED})
# What opens a page stands on its own; all else about one matter is one conversation.
ON_ITS_OWN = frozenset({Kind.PAGE_CODE, Kind.PAGE_LINK})

# How the key of a mail with all that is new begins: with a term in it, or by choice.
OF_TERMS_KEY = "terms:"
OF_NEWS_KEY = "news:"

# What opens a page for ten minutes is not kept any longer than it takes to send it.
FLEETING = frozenset({Kind.PAGE_CODE})

UNDER_WAY = frozenset({State.QUEUED, State.HANDING_OVER, State.PRINTED})
END_STATES = frozenset(State) - UNDER_WAY

# Minutes after each failed attempt; after the last one the message has failed.
BACK_OFF_MINUTES = (1, 5, 30, 120, 480, 1_440)
# Longer than any mail server takes to answer, and than the gateway's own time-out.
HANDING_OVER_LIMIT = timedelta(minutes=10)

# Of a file that a colleague imports.
RECEIPTS_IN_ONE_MAIL = 500

RECEIPTS_PER_ADDRESS_A_DAY = 3

# After so many calls in vain there has to be another way.
CALLS_IN_VAIN = 3
# For somebody without mail no answer is on its way as long as it lies here.
WORKING_DAYS_UNSENT = 2
LETTERS_IN_ONE_PRINT = 100

# Stands in place of the address of who was erased: no mail can ever get there (RFC 2606).
NOWHERE = "erased@schakel.invalid"

# The number of a link and its MAC, as they stand in the address of a page.
_TOKEN = re.compile(r"\b[rdb]?[0-9]+(?:-[0-9]+)?-[0-9a-f]{32}\b", re.IGNORECASE)
_GONE = "…"
_ADDRESS_STATUS = re.compile(r"(?<![\d.])5\.1\.\d{1,3}(?![\d.])")
_ADDRESS = re.compile(r"<?[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+>?")


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` failures; None when it is no use any more."""
    if attempts > len(BACK_OFF_MINUTES):
        return None
    return now + timedelta(minutes=BACK_OFF_MINUTES[attempts - 1])


def may_send_receipt(receipts_today: int) -> bool:
    """Whether an unverified address may get one more receipt today: no mail bombs by our form."""
    return receipts_today < RECEIPTS_PER_ADDRESS_A_DAY


def check_send_again(state: State, to_address: str) -> None:
    """Refused unless the message failed, came back, or nobody knows whether it arrived."""
    if to_address == NOWHERE:
        raise Refused("party_is_erased")
    if state not in {*ASTRAY, State.RETURNED}:
        raise Refused("message_is_not_failed")


def may_bounce(state: State) -> bool:
    """Whether it left us, as far as we know, so that it can come back."""
    return state in {State.HANDING_OVER, State.SENT, State.UNCERTAIN}


def is_wrong_address(failure: str) -> bool:
    """Whether a mail server says that the address itself is wrong (RFC 3463: 5.1.x)."""
    return _ADDRESS_STATUS.search(failure) is not None


def check_settle(state: State) -> None:
    """Refused unless nobody knows whether it arrived."""
    if state is not State.UNCERTAIN:
        raise Refused("message_is_not_uncertain")


def envelope_lines(name: str, address: str) -> list[str]:
    """Who and where, as it stands in the window of an envelope: a line for each part."""
    parts = [part.strip() for line in address.splitlines() for part in line.split(",")]
    lines = [name.strip(), *filter(None, parts)]
    return lines[1:] if len(lines) > 1 and lines[1].casefold() == lines[0].casefold() else lines


def check_print(way: Way, state: State, *, has_words: bool, has_address: bool) -> None:
    """Refused unless it is a letter that was not posted, with its words and where it goes."""
    if way is not Way.LETTER or state not in {State.QUEUED, State.PRINTED}:
        raise Refused("letter_not_to_print")
    if not has_words:
        raise Refused("letter_has_no_words_yet")
    if not has_address:
        raise Refused("letter_needs_address")


def check_post(way: Way, state: State) -> None:
    """Refused unless the letter was printed and lies here."""
    if way is not Way.LETTER or state not in {State.QUEUED, State.PRINTED}:
        raise Refused("letter_was_posted")
    if state is not State.PRINTED:
        raise Refused("letter_was_not_printed")


def check_return(state: State) -> None:
    """Refused unless the letter was posted: what never left does not come back."""
    if state is not State.POSTED:
        raise Refused("letter_was_not_posted")


def check_call(way: Way, state: State) -> None:
    """Refused unless it is a call that nobody made with result."""
    if way is not Way.CALL or state is not State.QUEUED:
        raise Refused("call_has_ended")


def after_call_in_vain(calls: int) -> State:
    """What a call is after so many in vain: it waits for the next, or they were not reached."""
    return State.NOT_REACHED if calls >= CALLS_IN_VAIN else State.QUEUED


def check_drop(way: Way, state: State, reason: str) -> None:
    """Refused unless it still lies here and somebody says why it is not needed any more."""
    if way not in BY_HAND or state not in UNDER_WAY:
        raise Refused("message_has_ended")
    if not reason.strip():
        raise Refused("dropping_needs_reason")


def check_other_way(way: Way, state: State, to: Way, address: str) -> None:
    """Refused when it arrived, or the other way is the same, or leads nowhere."""
    if state in HEARD or state in {State.HANDING_OVER, State.DROPPED}:
        raise Refused("message_arrived")
    if way is Way.EMAIL and state is State.QUEUED:
        raise Refused("message_arrived")
    if to is way:
        raise Refused("way_is_the_same")
    if not address:
        raise Refused("way_has_no_address")


def waits_too_long(created_on: date, today: date, closed_on: frozenset[date] = NO_DAYS) -> bool:
    """Whether a letter or call lies here for two working days: then somebody has to know."""
    return today >= add_working_days(created_on, WORKING_DAYS_UNSENT, closed_on)


def without_tokens(words: str) -> str:
    """Words that went out, in which nothing opens a page any more."""
    return _TOKEN.sub(_GONE, words)


def without_addresses(reply: str) -> str:
    """What a mail server said, for who may know that mail failed and not whose it was."""
    return _ADDRESS.sub("…", reply)


# A token is a letter, a number of at most 9 digits, a hyphen and 32 letters; the part of an address
# before the @ has at most 64 (RFC 5321, 4.5.3.1.1).
LONGEST_LOCAL_PART = 20
LONGEST_CLIENT_ID = 200
_MAIL_ADDRESS = re.compile(
    r"(?=.{3,254}$)[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}"
)
_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")
_MOST_EARLIER = 20


class Security(StrEnum):
    """How a line to a mail server is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Grant(StrEnum):
    """How Schakel gets into a mailbox at Microsoft or Google (RFC 6749, 4.4 and 6; RFC 7523)."""

    CLIENT = "client_credentials"
    REFRESH = "refresh_token"
    SERVICE = "service_account"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """The server that takes our mail; without a ``host`` that of the whole installation."""

    host: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """From which folder our mail is fetched by IMAP, over TLS; without a ``host`` from none."""

    host: str = ""
    port: int = 993
    user: str = ""
    folder: str = "INBOX"


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Logging in with OAuth 2 in the place of a password; without a ``token_url`` not."""

    token_url: str = ""
    client_id: str = ""
    scope: str = ""
    user: str = ""
    grant: Grant = Grant.CLIENT


class FetchFault(StrEnum):
    """Why a mailbox cannot be looked into."""

    CERTIFICATE_NOT_VALID = "certificate_not_valid"
    FOLDER_MISSING = "folder_missing"
    HOST_NOT_ALLOWED = "host_not_allowed"
    LINE_BROKE = "line_broke"
    LOGIN_REFUSED = "login_refused"
    NO_ANSWER = "no_answer"
    UNREADABLE = "secret_unreadable"
    PERMISSION_HOST_NOT_ALLOWED = "token_host_not_allowed"
    PERMISSION_REFUSED = "token_refused"
    PERMISSION_UNREACHABLE = "token_unreachable"


# A server may be away for a while: longer, and an administrator is told.
HOURS_WITHOUT_MAIL = 4


class Place(StrEnum):
    """What can be filled in in the words of an institution. In Dutch, as those are."""

    REFERENCE = "kenmerk"
    INSTITUTION = "organisatie"
    CONTACT_PERSON = "contactpersoon"
    DATE = "datum"


# To which an institution may add words of its own.
WITH_OWN_WORDS = (Kind.RECEIPT, Kind.ANSWER)
LONGEST_OWN_WORDS = 1_000


def tagged(address: str, token: str) -> str:
    """An address of ours with a token behind a plus (RFC 5233): what comes there, we know."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def untagged(address: str) -> str:
    """An address without what stands behind its plus, in lower case."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def new_message_id(number: str, address: str) -> str:
    """The Message-ID of a mail from an address of ours; without one, of Schakel itself."""
    return f"<{number}@{address.rpartition('@')[2] or 'schakel'}>"


def references_of(earlier: Sequence[str], answered: Sequence[str]) -> tuple[str, ...]:
    """Which mails a mail goes on from, the last being the one that it answers.

    Of many the first, which began the conversation, and the newest (RFC 5322, 3.6.4).
    """
    known = tuple(dict.fromkeys([*earlier, *answered]))
    if len(known) <= _MOST_EARLIER:
        return known
    return known[:1] + known[1 - _MOST_EARLIER :]


def check_address_of_ours(address: str) -> None:
    """Refused when it is no address, or too long to put a token in."""
    if not _MAIL_ADDRESS.fullmatch(address):
        raise Refused("mail_address_not_valid", address=address[:80])
    if len(address.partition("@")[0]) > LONGEST_LOCAL_PART:
        raise Refused("mail_address_too_long", most=LONGEST_LOCAL_PART)


def check_host(host: str, allowed: Collection[str]) -> None:
    """Refused unless who runs the server allows mail to go by this host."""
    if not _HOST.fullmatch(host):
        raise Refused("mail_host_not_valid", host=host[:80])
    if host not in allowed:
        raise Refused("mail_host_not_allowed", host=host)


def new_selector(today: date, in_use: str) -> str:
    """A name for a key that is made on a day, other than that of the key that signs now."""
    name = f"schakel{today:%Y%m%d}"
    return f"{name}b" if name == in_use else name


def check_signing_name(domain: str, selector: str) -> None:
    """Refused unless a record of a key can stand at these names (RFC 6376, 3.6.2.1)."""
    if not _MAIL_ADDRESS.fullmatch(f"x@{domain}"):
        raise Refused("signing_domain_not_valid", domain=domain[:80])
    if not _SELECTOR.fullmatch(selector):
        raise Refused("selector_not_valid", selector=selector[:80])


def check_new_selector(name: tuple[str, str], name_in_use: tuple[str, str]) -> None:
    """Refused when a key stands there already: mails under way are checked with that one."""
    if name == name_in_use:
        raise Refused("selector_in_use", selector=name[1])


def service_account(key_file: str) -> tuple[str, str]:
    """The address of a service account and its private key, from the file that Google gives."""
    try:
        found = json.loads(key_file)
        address, key = str(found["client_email"]), str(found["private_key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused("service_account_unreadable") from None
    is_address = len(address) <= LONGEST_CLIENT_ID and _MAIL_ADDRESS.fullmatch(address)
    if not (is_address and key and key.isascii()):
        raise Refused("service_account_unreadable")
    return address, key


def check_own_words(kind: Kind, *texts: str) -> None:
    """Refused for a message that has no place for them, when too long, or with what is unknown."""
    if kind not in WITH_OWN_WORDS:
        raise Refused("message_has_no_own_words")
    for text in texts:
        if len(text) > LONGEST_OWN_WORDS:
            raise Refused("own_words_too_long", most=LONGEST_OWN_WORDS)
        check_known(text, [place.value for place in Place])


def own_words(text: str, values: Mapping[Place, str]) -> str:
    """The words of an institution, filled in; empty where something is not known now."""
    told = {place.value: values.get(place, "") for place in Place}
    return replaced(text, told)
