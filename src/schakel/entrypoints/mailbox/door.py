"""The door by which mail servers bring mail: kept first, answered then, placed by the worker."""

import asyncio
import signal
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import BinaryIO
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import close_old_connections
from psycopg.errors import DiskFull

from schakel.domain.arrivals.actions import Delivery
from schakel.domain.arrivals.rules import Door
from schakel.domain.messages.rules import untagged
from schakel.entrypoints.mailbox.conversation import (
    KEPT,
    NO_ROOM,
    NOT_NOW,
    Brought,
    Conversation,
    House,
    LocalConversation,
)
from schakel.entrypoints.mailbox.receive import take
from schakel.foundation.tenancy.queries import tenant_of_address

# So many mails are kept at once, each on a connection to the database of its own.
THREADS = 4
SECONDS_TO_FINISH = 30.0
SECONDS_AN_ADDRESS_HOLDS = 60.0
_SECONDS_BETWEEN_LOOKS = 0.05

log = structlog.get_logger()


@dataclass(frozen=True)
class Place:
    """Where to listen: at a port of a host, or at a path of this machine."""

    host: str = ""
    port: int = 0
    path: Path | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return str(self.path) if self.path else f"{host}:{self.port}"


@dataclass(frozen=True)
class Certificate:
    """The files of a certificate and its key."""

    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """As a server shows it."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.chain, self.key)
        return context


class InDatabase:
    """Mail is brought to the database."""

    def __init__(self) -> None:
        self._tenants: dict[str, tuple[int, float]] = {}

    def tenant_at(self, address: str) -> int | None:
        """Whose mail comes in at an address; for a minute, and asked again when it is kept."""
        known, until = self._tenants.get(untagged(address), (None, 0.0))
        if known is not None and until > monotonic():
            return known
        close_old_connections()
        found = tenant_of_address(address)
        if found is not None:
            self._tenants[untagged(address)] = found, monotonic() + SECONDS_AN_ADDRESS_HOLDS
        return found

    def _still_lead_to(self, tenant_id: int, addresses: Sequence[str]) -> bool:
        """Whether these addresses are still of that institution; one query for each."""
        plain = {untagged(each) for each in addresses}
        moved = {each for each in plain if tenant_of_address(each) != tenant_id}
        for each in moved:
            self._tenants.pop(each, None)
        return not moved

    def keep(self, tenant_id: int, content: BinaryIO, brought: Brought) -> str:
        """Committed, or nothing: whatever went wrong, the sender still has it."""
        close_old_connections()
        try:
            content.seek(0)
            if not self._still_lead_to(tenant_id, brought.recipients):
                return NOT_NOW
            take(
                tenant_id,
                content,
                Delivery(
                    door=Door.LMTP if brought.by_lmtp else Door.SMTP,
                    envelope_from=brought.sender,
                    envelope_to=brought.recipients,
                    client=brought.client,
                ),
            )
        except Exception as error:
            log.error("mail.not_kept", tenant_id=tenant_id, reason=type(error).__name__)
            return NO_ROOM if isinstance(error.__cause__, DiskFull) else NOT_NOW
        return KEPT


def serve(
    *, smtp: Place | None, lmtp: Place | None, certificate: Certificate | None = None
) -> None:
    """Listen until SIGTERM or SIGINT; mail that is being kept then is kept first."""
    asyncio.run(_serve(smtp, lmtp, certificate))


async def _serve(smtp: Place | None, lmtp: Place | None, certificate: Certificate | None) -> None:
    stopping = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stopping.set)
    with ThreadPoolExecutor(THREADS) as threads:
        house = House(
            keeping=InDatabase(),
            threads=threads,
            hostname=urlsplit(settings.PUBLIC_URL).hostname or "localhost",
            certificate=certificate.context() if certificate else None,
        )
        servers = [
            await listen(place, lambda make=make: make(house))  # type: ignore[misc]
            for place, make in ((smtp, Conversation), (lmtp, LocalConversation))
            if place is not None
        ]
        log.info("mail.listening", smtp=str(smtp or ""), lmtp=str(lmtp or ""))
        await stopping.wait()
        for server in servers:
            server.close()
        await leave(house)
    log.info("mail.stopped")


async def listen(
    place: Place, conversation: Callable[[], asyncio.StreamReaderProtocol]
) -> asyncio.Server:
    """Begin to listen. At a path, every programme of this machine may come, as at a port."""
    loop = asyncio.get_running_loop()
    if place.path is None:
        return await loop.create_server(conversation, place.host, place.port)
    # What an earlier door left there; of anything else the system says that the path is taken.
    if place.path.is_socket():
        place.path.unlink()
    server = await loop.create_unix_server(conversation, str(place.path))
    place.path.chmod(0o666)
    return server


async def leave(house: House) -> None:
    """Wait for what is being kept, and hang up: who was still talking comes back later."""
    until = asyncio.get_running_loop().time() + SECONDS_TO_FINISH
    while house.being_kept and asyncio.get_running_loop().time() < until:
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
    for each in list(house.held):
        each.hang_up()
    await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
