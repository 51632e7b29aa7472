"""What a mail that came in says, what can be proven of it, and where it belongs."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schakel.domain.access.rules import MailPurpose
from schakel.foundation.kernel.refused import Refused


class Kind(StrEnum):
    """Who made a mail. All but ``PERSON`` and ``LIST`` was made by a machine.

    ``LIST`` came by a mailing list, ``ABSENCE`` says that somebody is away, ``COMPLAINT`` is a
    spam complaint (RFC 5965). ``BOUNCED``, ``DELAYED`` and ``DELIVERED`` are delivery notices
    (RFC 3464), ``READ`` is a receipt of reading (RFC 8098).
    """

    PERSON = "person"
    LIST = "list"
    ABSENCE = "absence"
    AUTOMATIC = "automatic"
    BOUNCED = "bounced"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    READ = "read"
    COMPLAINT = "complaint"


class Proof(StrEnum):
    """What is proven of the address in From.

    ``PROVEN``: aligned by DMARC (RFC 7489), or through a relay of the institution itself.
    ``UNPROVEN``: nobody says anything of it. ``FAILED``: its domain says that it is not theirs.
    """

    PROVEN = "proven"
    UNPROVEN = "unproven"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """An address in a header, and the name that stands with it. ``address`` is in lower case."""

    address: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file in a mail: its name as given, its bytes. ``inline`` when the text shows it."""

    name: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, kw_only=True)
class DeliveryReport:
    """What a mail server says of a mail of ours: to whom, and how it ended (RFC 3463).

    ``status`` is such as ``5.1.1``, or empty. ``message_id`` is that of the mail it is about.
    """

    recipient: str
    status: str
    message_id: str
    explanation: str = ""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """An invitation (RFC 5545, RFC 5546): ``method`` is ``REQUEST``, ``CANCEL`` or another."""

    uid: str
    method: str
    sequence: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    organiser: str
    attendees: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """What somebody passed on: who wrote it, to whom, when as it says there, and the words."""

    sender: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    text: str
    sent: str = ""


@dataclass(frozen=True, kw_only=True)
class IncomingMail:
    """A mail as it was read; nothing of it is proven.

    ``text`` is all that it says, ``reply`` what its sender wrote now, without what they quote,
    ``html`` the sanitised whole, without anything that loads from elsewhere. ``digest`` is
    SHA-256, in hexadecimal, of what makes the same mail: not of the trace that servers add.
    ``above_marker`` says that the line under which nothing is read was there. ``faults`` are
    codes of what was wrong with its form.
    """

    message_id: str
    digest: str
    sender: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    subject: str
    sent_at: datetime | None
    references: tuple[str, ...]
    kind: Kind
    text: str
    reply: str
    html: str = ""
    above_marker: bool = False
    is_loop: bool = False
    attachments: tuple[Attached, ...] = ()
    report: DeliveryReport | None = None
    meeting: Meeting | None = None
    forwarded: Forwarded | None = None
    language: str = ""
    faults: Sequence[str] = ()


# Above this line stands what a colleague answers; the rest is the mail that we sent.
MARKERS: Mapping[str, str] = {
    "nl": "##- Typ uw antwoord boven deze regel -##",
    "en": "##- Type your answer above this line -##",
}
# The most parts that are read of one mail; what has more, a person looks at.
MOST_PARTS = 1_000
SECONDS_TO_READ = 2.0
MEMORY_TO_READ = 512 * 1024**2


class Door(StrEnum):
    """By which way a mail came in."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    COMMAND = "command"


class State(StrEnum):
    """Where a mail is. ``KEPT`` for moments only; ``HELD`` until a person places it.

    ``ADDED`` to a matter or a connection, ``OPENED`` as a matter of its own, ``RECORDED`` since a
    machine made it, ``DUPLICATE`` of one that came before, ``SET_ASIDE`` by a person.
    """

    KEPT = "kept"
    HELD = "held"
    ADDED = "added"
    OPENED = "opened"
    RECORDED = "recorded"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"


END_STATES = frozenset(State) - {State.KEPT, State.HELD}


class Why(StrEnum):
    """Why a person has to place a mail."""

    UNREADABLE = "unreadable"
    TOO_HEAVY = "too_heavy"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    NO_SENDER = "no_sender"
    SENDER_DENIED = "sender_denied"
    ADDRESS_WRONG = "address_wrong"
    ADDRESS_EXPIRED = "address_expired"
    ADDRESSES_DIFFER = "addresses_differ"
    MATTER_ENDED = "matter_ended"
    ANSWERS_OURS = "answers_ours"
    FROM_LIST = "from_list"
    TOO_MANY = "too_many"
    COLLEAGUE_UNPROVEN = "colleague_unproven"
    COLLEAGUE_UNCLEAR = "colleague_unclear"
    REFUSED = "refused"
    NOT_PLACED = "not_placed"


class TokenState(StrEnum):
    """What became of the token in the addresses of a mail."""

    NONE = "none"
    LIVE = "live"
    EXPIRED = "expired"
    WRONG = "wrong"
    SEVERAL = "several"


class Way(StrEnum):
    """What is done with a mail."""

    RECORD = "record"
    ADD = "add"
    FINISH = "finish"
    ANSWER = "answer"
    LOG = "log"
    OPEN = "open"
    HOLD = "hold"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that decides where a mail goes. ``purpose`` is that of its live token.

    ``from_colleague``: the address in From is one of a colleague, proven or not. ``from_us``: it is
    an address of the institution's own mail. ``answers_ours``: it refers to a mail that we sent.
    ``lately``: how many new matters came from that address in the last day.
    """

    kind: Kind
    proof: Proof
    token: TokenState
    purpose: MailPurpose | None = None
    is_loop: bool = False
    is_empty: bool = False
    has_sender: bool = True
    from_us: bool = False
    from_colleague: bool = False
    answers_ours: bool = False
    lately: int = 0
    faults: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Course:
    """What is done with a mail, and why a person is needed, if one is."""

    way: Way
    why: Why | None = None


# More new matters from one address in a day are probably a machine, or a bomb.
MOST_A_DAY = 10
WORKING_DAYS_HELD = 1
# A mail whose job failed for so long is given to a person.
PLACED_WITHIN = timedelta(hours=1)
LONGEST_TEXT = 200_000
LONGEST_HTML = 500_000
MOST_IN_THREAD = 50
MOST_FILES = 40
# A mail to more people that we know is a round-robin: a person says whom it was about.
MOST_TAKING_PART = 5
# What is larger is kept, and not read by a machine.
MOST_BYTES_READ = 64 * 1024**2
LONGEST_SUBJECT = 200

_MACHINES = frozenset(Kind) - {Kind.PERSON, Kind.LIST}
_BY_FAULT = {
    "too_many_parts": Why.TOO_HEAVY,
    "too_deep": Why.TOO_HEAVY,
    "too_heavy": Why.TOO_HEAVY,
    "encrypted": Why.ENCRYPTED,
    "unreadable": Why.UNREADABLE,
    "several_senders": Why.NO_SENDER,
    "no_sender": Why.NO_SENDER,
}
_BY_TOKEN = {
    TokenState.EXPIRED: Why.ADDRESS_EXPIRED,
    TokenState.WRONG: Why.ADDRESS_WRONG,
    TokenState.SEVERAL: Why.ADDRESSES_DIFFER,
}
_BY_PURPOSE = {
    MailPurpose.REPLY: Way.ADD,
    MailPurpose.DONE: Way.FINISH,
    MailPurpose.ACT: Way.ANSWER,
}


def course(facts: Facts) -> Course:
    """Where a mail goes. Nothing is dropped, and what a machine made starts nothing.

    A live token decides before anything that the sender says of themselves. Without one, only what
    is proven of them counts.
    """
    if facts.kind in _MACHINES or facts.is_loop or facts.from_us:
        return Course(Way.RECORD)
    for fault, why in _BY_FAULT.items():
        if fault in facts.faults:
            return Course(Way.HOLD, why)
    if facts.token is TokenState.LIVE and facts.purpose in _BY_PURPOSE:
        return Course(_BY_PURPOSE[facts.purpose])
    if facts.token in _BY_TOKEN:
        return Course(Way.HOLD, _BY_TOKEN[facts.token])
    if not facts.has_sender:
        return Course(Way.HOLD, Why.NO_SENDER)
    if facts.from_colleague:
        proven = facts.proof is Proof.PROVEN
        return Course(Way.LOG) if proven else Course(Way.HOLD, Why.COLLEAGUE_UNPROVEN)
    return _of_a_stranger(facts)


def _of_a_stranger(facts: Facts) -> Course:
    held = {
        Why.SENDER_DENIED: facts.proof is Proof.FAILED,
        Why.FROM_LIST: facts.kind is Kind.LIST,
        Why.ANSWERS_OURS: facts.answers_ours,
        Why.EMPTY: facts.is_empty,
        Why.TOO_MANY: facts.lately >= MOST_A_DAY,
    }
    why = next((each for each, holds in held.items() if holds), None)
    return Course(Way.HOLD, why) if why else Course(Way.OPEN)


def identity(message_id: str, digest: str) -> str:
    """By which the same mail is known again: the same Message-ID *and* the same content."""
    return hashlib.sha256(f"{message_id}\n{digest}".encode()).hexdigest()


_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,120}@[\x21-\x3b\x3d\x3f-\x7e]{1,120}>")


def is_message_id(text: str) -> bool:
    """Whether this can stand in a header of ours (RFC 5322, 3.6.4)."""
    return _MESSAGE_ID.fullmatch(text) is not None


_PREFIXES = re.compile(r"^\s*(?:(?:re|aw|antw|fw|fwd|doorst|betr)\s*(?:\[\d+\])?\s*:\s*)+", re.I)


def bare_subject(subject: str) -> str:
    """A subject without what mail programs put in front of it."""
    return _PREFIXES.sub("", subject).strip()[:LONGEST_SUBJECT]


def sender_name(sender: Mailbox) -> str:
    """What to call who wrote, as they call themselves; else what stands before the @."""
    return (sender.name.strip() or sender.address.partition("@")[0])[:200]


def check_place(state: State) -> None:
    """Refused when a colleague placed it before."""
    if state is not State.HELD:
        raise Refused("mail_was_placed")


def check_set_aside(reason: str) -> None:
    """Refused without a word on why nobody does anything with it."""
    if not reason.strip():
        raise Refused("setting_aside_needs_reason")


def untold(mail: IncomingMail) -> bool:
    """Whether a mail says nothing at all."""
    return not (mail.text.strip() or mail.attachments or bare_subject(mail.subject))


class Doubt(StrEnum):
    """Why an answer that a colleague mailed waits as a draft."""

    SENDER_UNPROVEN = "sender_unproven"
    OTHER_SENDER = "other_sender"
    NO_MARKER = "no_marker"
    NO_WORDS = "no_words"


def doubt_about_answer(
    *, proof: Proof, above_marker: bool, sender: str, colleague: str, text: str
) -> Doubt | None:
    """Why an answer by mail may not go out by itself; None when it may.

    It may only from the very colleague who was asked, proven, above the line of our own mail.
    """
    if sender.lower() != colleague.lower():
        return Doubt.OTHER_SENDER
    if proof is not Proof.PROVEN:
        return Doubt.SENDER_UNPROVEN
    if not above_marker:
        return Doubt.NO_MARKER
    return None if text.strip() else Doubt.NO_WORDS


def is_for_ever(status: str) -> bool:
    """Whether a delivery status (RFC 3463) says that trying again is no use."""
    return status.startswith("5.")


def in_short(text: str, most: int) -> str:
    """At most so many characters; the whole stands with the mail."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """The first words of a text."""
    return in_short(" ".join(text.split()), LONGEST_SUBJECT)


LONGEST_QUESTION = 80
_ASKS_SHEET = re.compile(r"^\s*(?:buurtblad|sheet)\b[\s:,-]*", re.IGNORECASE)


def sheet_words(subject: str, reply: str) -> list[str]:
    """About what a colleague may be asking a Buurtblad: their subject, else their first line."""
    first = next((line for line in reply.splitlines() if line.strip()), "")
    asked = (" ".join(_ASKS_SHEET.sub("", each).split()) for each in (bare_subject(subject), first))
    return [each for each in asked if 2 < len(each) <= LONGEST_QUESTION]


MINUTES_A_DAY = 1_440


def uid_digest(uid: str) -> str:
    """By which an invitation is known again; what others put into a UID is not kept."""
    return hashlib.sha256(uid.encode()).hexdigest()


def minutes_of(starts_at: datetime, ends_at: datetime) -> int | None:
    """How long a meeting was; None for a whole day or more, which says nothing of that."""
    minutes = round((ends_at - starts_at).total_seconds() / 60)
    return minutes if 0 < minutes < MINUTES_A_DAY else None
