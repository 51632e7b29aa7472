"""A mail server for tests: it speaks SMTP over a socket, and can be told to behave badly."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """``answers`` gives another reply to a command; ``drop`` closes the line after it.

    At the command ``pause_at`` every conversation stops: ``paused`` is set, and the reply comes
    once ``go_on`` is. The final dot of a mail, which by then was taken, is the command ``DOT``.
    ``lets_in`` are the answers to AUTH that are right, such as a user and a password.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    drop: str = ""
    pause_at: str = ""
    paused: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    received: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    on_data: Callable[[], None] = lambda: None
    extensions: list[str] = field(default_factory=list)
    lets_in: set[str] = field(default_factory=set)
    logged_in: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    speaks_tls_at_once: bool = False

    @property
    def url(self) -> str:
        return f"{'smtps' if self.speaks_tls_at_once else 'smtp'}://127.0.0.1:{self.port}"


def text_of(mail: EmailMessage) -> str:
    """What who has no HTML reads."""
    text = mail.get_body(("plain",))
    assert text is not None
    return str(text.get_content()).replace("\r\n", "\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    ours = MailServer()

    class Conversation(socketserver.StreamRequestHandler):
        def say(self, command: str, usual: str) -> bool:
            if ours.drop == command:
                return False
            if ours.pause_at == command:
                ours.paused.set()
                ours.go_on.wait()
            reply = ours.answers.get(command, usual)
            self.wfile.write(f"{reply}\r\n".encode())
            return True

        def secure(self) -> None:
            assert ours.tls is not None
            line = ours.tls.wrap_socket(self.connection, server_side=True)
            self.connection, self.rfile = line, line.makefile("rb")
            self.wfile = line.makefile("wb", 0)

        def handle(self) -> None:
            # Who hangs up, or trusts us not, may do so at any moment.
            with suppress(ConnectionError, ssl.SSLError):
                if ours.speaks_tls_at_once:
                    self.secure()
                if not self.say("CONNECT", "220 test"):
                    return
                while line := self.rfile.readline():
                    command = (
                        line.split()[0].decode("ascii", "replace").upper() if line.strip() else ""
                    )
                    if command == "QUIT" or not self.answer(command, line):
                        return

        def answer(self, command: str, line: bytes) -> bool:
            if command == "MAIL":
                ours.senders.append(line.decode().partition("<")[2].partition(">")[0])
            if command == "EHLO" and ours.extensions:
                return self.say("EHLO", "\r\n".join(_many("test", *ours.extensions)))
            if command == "STARTTLS" and ours.tls is not None:
                self.say("STARTTLS", "220 go on")
                self.secure()
                return True
            if command == "AUTH":
                return self.let_in(line.decode().split())
            if command == "RCPT":
                ours.recipients.append(line.decode().partition("<")[2].partition(">")[0])
            if command != "DATA":
                return self.say(command, "250 ok")
            if not self.say("DATA", "354 go on") or "DATA" in ours.answers:
                return "DATA" in ours.answers
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                # A mail whose last dot never came is no mail.
                if not line:
                    return False
                lines.append(line[1:] if line.startswith(b".") else line)
            ours.raw.append(b"".join(lines))
            ours.received.append(message_from_bytes(b"".join(lines), policy=policy.SMTP))
            ours.on_data()
            return self.say("DOT", "250 taken")

        def let_in(self, words: list[str]) -> bool:
            """Who is refused a token hears why first, and has to answer with nothing."""
            said = base64.b64decode(words[2]).decode()
            if said in ours.lets_in:
                ours.logged_in.append(said)
                return self.say("AUTH", "235 come in")
            if words[1] == "XOAUTH2":
                why = base64.b64encode(b'{"status":"401"}').decode()
                if not self.say("CHALLENGE", f"334 {why}") or self.rfile.readline() != b"\r\n":
                    return False
            return self.say("AUTH", "535 5.7.3 not you")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Conversation) as server:
        ours.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield ours
        finally:
            ours.go_on.set()
            server.shutdown()
            thread.join()


def _many(*lines: str) -> list[str]:
    """An answer of several lines (RFC 5321, 4.2.1)."""
    return [f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]
