"""A mail server for tests: it speaks SMTP over a socket, and can be told to behave badly."""

import socketserver
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
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    drop: str = ""
    pause_at: str = ""
    paused: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    received: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    on_data: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


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

        def handle(self) -> None:
            # Who hangs up may do so at any moment.
            with suppress(ConnectionError):
                self.say("CONNECT", "220 test")
                while line := self.rfile.readline():
                    command = line.split()[0].decode().upper() if line.strip() else ""
                    if command == "QUIT" or not self.answer(command, line):
                        return

        def answer(self, command: str, line: bytes) -> bool:
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
