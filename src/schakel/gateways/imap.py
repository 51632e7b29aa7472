"""A mailbox of the institution, by IMAP (RFC 9051): looked into, and emptied into a folder.

Large mails come in pieces. A mail is moved only after it was kept: see ``Mailbox.done_with``.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from schakel.gateways.mail_account import OAuth
from schakel.gateways.mail_hosts import is_allowed, is_here, may_be_at
from schakel.gateways.mail_oauth import NoToken, access_token

SECONDS_TO_ANSWER = 60
PIECE = 256 * 1024
AT_ONCE = 100
DONE = "Schakel"
_SECURE_PORT = 993


@dataclass(frozen=True)
class Login:
    """Where a mailbox is, and how we get in: with a password, or a token.

    ``to`` is the address of which the mail comes in there: by IMAP nobody says whose it is.
    """

    host: str
    port: int
    user: str
    password: str = ""
    oauth: OAuth | None = None
    folder: str = "INBOX"
    to: str = ""


class NotFetched(Exception):
    """The mailbox cannot be looked into now; nothing in it was changed by that.

    ``code``: ``host_not_allowed``, ``no_answer``, ``certificate_not_valid``, ``login_refused``,
    ``folder_missing``, ``line_broke``, or that of ``NoToken``.
    """

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.code = code


class NotThisOne(Exception):
    """The server gives or moves this mail not now; those behind it may go on."""


class Mailbox:
    """An open mailbox."""

    def __init__(self, client: IMAPClient, validity: int) -> None:
        self._client = client
        self._validity = validity
        self._can_move = client.has_capability("MOVE")
        self._can_expunge_one = client.has_capability("UIDPLUS")

    def mark(self, number: int) -> str:
        """By which a mail is known again in this mailbox, as long as it lies there (RFC 9051)."""
        return f"{self._validity}:{number}"

    def waiting(self) -> list[int]:
        """The numbers of what lies there and is not being deleted, the oldest first."""
        return sorted(int(each) for each in self._client.search(["NOT", "DELETED"]))[:AT_ONCE]

    def read(self, number: int) -> BinaryIO:
        """All of one mail, a piece at a time. It is not marked as read."""
        # Closed by who reads it.
        kept = cast(BinaryIO, SpooledTemporaryFile(max_size=PIECE * 4))  # noqa: SIM115
        at = 0
        while True:
            with _only_this_one():
                answer = self._client.fetch([number], [f"BODY.PEEK[]<{at}.{PIECE}>"])
            if number not in answer:
                raise NotThisOne("somebody took it away")
            piece = _piece_in(answer[number])
            kept.write(piece)
            at += len(piece)
            if len(piece) < PIECE:
                kept.seek(0)
                return kept

    def done_with(self, number: int) -> None:
        """To be called once it is kept: it lies in the folder of what we have from then on."""
        with _only_this_one():
            if self._can_move:
                self._client.move([number], DONE)
                return
            self._client.copy([number], DONE)
            self._client.delete_messages([number])
            # Without it all that anybody deleted would go: then it stays, marked as deleted.
            if self._can_expunge_one:
                self._client.expunge([number])


@contextmanager
def _only_this_one() -> Iterator[None]:
    """A "no" is about one mail; a line that broke is about all."""
    try:
        yield
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        raise NotThisOne(str(error)) from error


@contextmanager
def mailbox(login: Login) -> Iterator[Mailbox]:
    """The mailbox, logged in, with a folder for what we have. ``NotFetched`` when that fails."""
    if not is_allowed(login.host):
        raise NotFetched(f"{login.host} is not one of SCHAKEL_MAIL_HOSTS.", "host_not_allowed")
    client: IMAPClient | None = None
    try:
        client = _client(login)
        if not may_be_at(login.host, str(client.socket().getpeername()[0])):
            raise NotFetched(
                f"{login.host} is at an address where no mail server can be.", "host_not_allowed"
            )
        _log_in(client, login)
        if not client.folder_exists(DONE):
            client.create_folder(DONE)
        opened = _opened(client, login.folder)
        yield Mailbox(client, int(opened[b"UIDVALIDITY"]))
    except NoToken as refused:
        raise NotFetched(str(refused), refused.code) from refused
    except (OSError, IMAPClientError, _NoFolder) as error:
        reason = f"{login.host}: {type(error).__name__}: {error}"
        raise NotFetched(reason, _code(error)) from error
    finally:
        if client is not None:
            with suppress(OSError, IMAPClientError):
                client.logout()


def _client(login: Login) -> IMAPClient:
    """Encrypted from the start, but on this machine, where another port may be plain."""
    plain = is_here(login.host) and login.port != _SECURE_PORT
    return IMAPClient(
        login.host,
        port=login.port,
        ssl=not plain,
        ssl_context=None if plain else ssl.create_default_context(),
        timeout=SECONDS_TO_ANSWER,
        use_uid=True,
    )


class _NoFolder(Exception):
    """There is no such folder."""


def _opened(client: IMAPClient, folder: str) -> dict[bytes, Any]:
    try:
        opened: dict[bytes, Any] = client.select_folder(folder)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        raise _NoFolder(str(error)) from error
    return opened


def _code(error: Exception) -> str:
    match error:
        case ssl.SSLError():
            return "certificate_not_valid"
        case LoginError():
            return "login_refused"
        case _NoFolder():
            return "folder_missing"
        case IMAPClientError():
            return "line_broke"
    return "no_answer"


def _log_in(client: IMAPClient, login: Login) -> None:
    if login.oauth is None:
        client.login(login.user, login.password)
        return
    try:
        client.oauth2_login(login.user, access_token(login.oauth))
    except IMAPClientError:
        client.oauth2_login(login.user, access_token(login.oauth, anew=True))


def _piece_in(answer: dict[bytes, object]) -> bytes:
    """What came of the body, whatever the server calls that part."""
    found = (value for name, value in answer.items() if name.startswith(b"BODY["))
    piece = next(found, b"")
    return piece if isinstance(piece, bytes) else b""
