"""What is said to a mail server that brings mail (SMTP, RFC 5321; LMTP, RFC 2033).

"250" is said when the mail is kept for good, and never before. Mail that leads to no institution
here is refused at once, so that nothing is ever passed on or sent back.
"""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, Protocol, cast

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from schakel.entrypoints.mailbox.dots import Dots

MOST_BYTES = 64 * 1024**2
MOST_RECIPIENTS = 100
# Who names so many addresses that are not here is trying out names.
MOST_REFUSED = 20
MOST_CONVERSATIONS = 100
SECONDS_OF_SILENCE = 300
SECONDS_FOR_A_MAIL = 1200
# RFC 5321, 4.5.3.2.6: for so long a sender waits for the answer to its last dot.
SECONDS_TO_KEEP = 600
BYTES_IN_MEMORY = 1024**2
_PIECE = 256 * 1024

KEPT = "250 2.0.0 Kept"
NOT_NOW = "451 4.3.0 Not now, try again later"
NO_ROOM = "452 4.3.1 No room now, try again later"
TOO_LARGE = f"552 5.3.4 A mail has at most {MOST_BYTES} bytes"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
NOT_HERE = "550 5.1.1 No such address here"
NOT_AN_ADDRESS = "553 5.1.3 That is not an address"
TOO_BUSY = "421 4.3.2 Too busy, try again later"
ENOUGH = "421 4.7.0 Too many addresses that are not here"

log = structlog.get_logger()


class Keeping(Protocol):
    """What a mail is brought to. Both may wait for the database, and are called in a thread."""

    def tenant_at(self, address: str) -> int | None:
        """Whose mail comes in at an address."""

    def keep(self, tenant_id: int, content: BinaryIO, brought: "Brought") -> str:
        """Keep a mail for good; what to answer."""


@dataclass(frozen=True)
class Brought:
    """How a mail came: from which address and computer, and for whom in one institution."""

    sender: str
    recipients: Sequence[str]
    client: str
    by_lmtp: bool


@dataclass
class House:
    """All conversations that are held now, and what they share."""

    keeping: Keeping
    threads: Executor
    hostname: str
    certificate: ssl.SSLContext | None = None
    most: int = MOST_CONVERSATIONS
    held: set["Conversation"] = field(default_factory=set)
    being_kept: int = 0

    @contextmanager
    def keeps(self) -> Iterator[None]:
        """For as long as a mail is being kept, which is not broken off."""
        self.being_kept += 1
        try:
            yield
        finally:
            self.being_kept -= 1


class _Letter(Envelope):
    """From whom, to whom, and to which institution each of its addresses leads."""

    def __init__(self) -> None:
        super().__init__()
        self.tenants: dict[str, int] = {}


class Conversation(SMTP):
    """One conversation by SMTP."""

    by_lmtp = False
    command_size_limit = 2048
    line_length_limit = 64 * 1024

    def __init__(self, house: House) -> None:
        self._house = house
        super().__init__(
            _Rules(house),
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname=house.hostname,
            ident=f"{'LMTP' if self.by_lmtp else 'ESMTP'} Schakel",
            tls_context=house.certificate,
            timeout=SECONDS_OF_SILENCE,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )
        self.command_size_limits = defaultdict(lambda: 2048)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody came; also said once more when the line is encrypted from now on."""
        self._house.held.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """They are gone."""
        self._house.held.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close the line, after what was said."""
        if self.transport is not None:
            cast(asyncio.Transport, self.transport).close()

    async def _handle_client(self) -> None:
        if len(self._house.held) > self._house.most:
            await self.push(TOO_BUSY)
            self.hang_up()
            return
        await super()._handle_client()

    def _create_envelope(self) -> Envelope:
        return _Letter()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """Take in a mail without ever holding more than a piece of it in memory."""
        letter = cast(_Letter, self.envelope)
        if await self.check_helo_needed():
            return
        if not letter.rcpt_tos:
            await self.push("503 5.5.1 Say RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End with <CR><LF>.<CR><LF>")
        # Closed below; who hangs up while a thread reads it leaves it to that thread.
        content = cast(BinaryIO, SpooledTemporaryFile(max_size=BYTES_IN_MEMORY))  # noqa: SIM115
        fault = await self._take_in(content)
        self._reset_timeout(SECONDS_TO_KEEP)
        if fault:
            answers = [fault] * len(letter.rcpt_tos)
        else:
            with self._house.keeps():
                answers = await self._keep(letter, content)
        self._reset_timeout()
        content.close()
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        for answer in answers if self.by_lmtp else [_worst(answers)]:
            await self.push(answer)

    async def _take_in(self, content: IO[bytes]) -> str:
        """Everything up to the last dot; why it was not taken, if it was not."""
        dots, size, fault = Dots(), 0, ""
        until = self.loop.time() + SECONDS_FOR_A_MAIL
        after: bytes | None = None
        while after is None:
            piece = await self._reader.read(_PIECE)
            if not piece or self.loop.time() > until or size > 2 * MOST_BYTES:
                self.hang_up()
                raise ConnectionResetError
            self._reset_timeout()
            mail, after = dots.feed(piece)
            size += len(mail)
            if size > MOST_BYTES:
                fault = TOO_LARGE
            elif not fault:
                fault = _written(content, mail)
        if after:
            self._reader.feed_data(after)
        return fault

    async def _keep(self, letter: _Letter, content: BinaryIO) -> list[str]:
        """Once for each institution; the answer for each recipient."""
        by_tenant: dict[int, list[str]] = defaultdict(list)
        for address in letter.rcpt_tos:
            by_tenant[letter.tenants[address]].append(address)
        answers: dict[int, str] = {}
        for tenant_id, addresses in by_tenant.items():
            brought = Brought(_bare(letter.mail_from), addresses, self._client(), self.by_lmtp)
            answers[tenant_id] = await self.loop.run_in_executor(
                self._house.threads, self._house.keeping.keep, tenant_id, content, brought
            )
        return [answers[letter.tenants[address]] for address in letter.rcpt_tos]

    def _client(self) -> str:
        peer: Any = self.session.peer if self.session is not None else None
        return str(peer[0]) if isinstance(peer, tuple) else ""


class LocalConversation(LMTP, Conversation):
    """One conversation by LMTP: the last dot is answered for each recipient."""

    by_lmtp = True


class _Rules:
    """What aiosmtpd asks at each step."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._refused = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        """What we can do. Nobody logs in here."""
        session.host_name = name
        first, *rest = [line for line in lines if not line[4:].startswith("AUTH")]
        return [first, "250-PIPELINING", *rest]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Anybody may send."""
        if not _can_be_kept(address):
            return NOT_AN_ADDRESS
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only to an address that leads to an institution here."""
        letter = cast(_Letter, envelope)
        if not _can_be_kept(address):
            return NOT_AN_ADDRESS
        if len(letter.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY_RECIPIENTS
        try:
            tenant_id = await self._away(self._house.keeping.tenant_at, address)
        except Exception as error:
            log.error("mail.nobody_to_ask", reason=type(error).__name__)
            return NOT_NOW
        if tenant_id is None:
            return self._not_here(cast(Conversation, server))
        letter.rcpt_tos.append(address)
        letter.tenants[address] = tenant_id
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """What went wrong here is no fault of the sender, who tries again."""
        log.error("mail.conversation_failed", reason=type(error).__name__)
        return NOT_NOW

    def _not_here(self, server: Conversation) -> str:
        self._refused += 1
        if self._refused < MOST_REFUSED:
            return NOT_HERE
        server.loop.call_soon(server.hang_up)
        return ENOUGH

    async def _away(self, work: Callable[[str], int | None], address: str) -> int | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._house.threads, work, address)


def _written(content: IO[bytes], mail: bytes) -> str:
    try:
        content.write(mail)
    except OSError as error:
        log.error("mail.no_room", reason=str(error))
        return NO_ROOM
    return ""


def _worst(answers: Sequence[str]) -> str:
    """By SMTP there is one answer for all: what was kept comes again, and is known again."""
    return next((each for each in answers if each != KEPT), KEPT)


def _bare(address: Any) -> str:
    """Nobody is written as ``<>``."""
    return "" if address in (None, "<>") else str(address)


def _can_be_kept(address: str) -> bool:
    return address.isprintable() and len(address) <= 320
