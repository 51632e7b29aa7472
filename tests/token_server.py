"""Gives out tokens for a mailbox (OAuth 2.0), and says whose they are, on this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class TokenServer:
    """Gives out ``token-1``, ``token-2``…, or says ``instead`` with that status.

    When it ``rotates``, each refresh token may be used once, and it gives the next one with it.
    To a mail server it says that a token is of ``owner``, unless it is ``withdrawn`` (RFC 7662).
    """

    url: str = ""
    seconds: int = 3_600
    status: int = 200
    instead: dict[str, Any] | bytes | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    owner: str = ""
    withdrawn: set[str] = field(default_factory=set)
    rotates: str = ""
    reused: list[str] = field(default_factory=list)

    def answer(self) -> bytes:
        said = self.instead
        if isinstance(said, bytes):
            return said
        given = {"access_token": f"token-{len(self.asked)}", "expires_in": self.seconds}
        if self.rotates:
            given |= self.next_one(self.asked[-1].get("refresh_token", ""))
        return json.dumps(given if said is None else said).encode()

    def next_one(self, used: str) -> dict[str, Any]:
        """A server that knows its trade stops all when one is used twice (RFC 9700, 4.14.2)."""
        if used != self.rotates:
            self.reused.append(used)
            return {"access_token": None, "error": "invalid_grant"}
        self.rotates = f"refresh-{len(self.asked)}"
        return {"refresh_token": self.rotates}

    def told_of(self, token: str) -> bytes:
        given = {f"token-{number}" for number in range(1, len(self.asked) + 1)}
        is_active = token in given - self.withdrawn
        return json.dumps({"active": is_active, "username": self.owner}).encode()


@contextmanager
def token_server() -> Iterator[TokenServer]:
    ours = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            ours.asked.append({name: each[0] for name, each in parse_qs(sent).items()})
            body = ours.answer()
            self.send_response(ours.status)
            self.send_header("Location", "http://169.254.169.254/latest/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            body = ours.told_of(self.headers["Authorization"].removeprefix("Bearer "))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    ours.url = f"http://127.0.0.1:{server.server_port}/token"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield ours
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
