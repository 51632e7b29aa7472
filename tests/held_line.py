"""A line to a server that lets everything through until one word is said to it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class HeldLine:
    """From ``word`` on nothing reaches the server; ``held`` is set then."""

    word: bytes
    server_port: int
    port: int = 0
    held: threading.Event = field(default_factory=threading.Event)

    def talk(self, client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self.server_port)) as server:
            threading.Thread(target=_pass_on, args=(server, client), daemon=True).start()
            with suppress(OSError):
                while said := client.recv(65_536):
                    if self.word in said:
                        self.held.set()
                    if not self.held.is_set():
                        server.sendall(said)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while said := source.recv(65_536):
            target.sendall(said)


@contextmanager
def held_line(*, word: bytes, server_port: int) -> Iterator[HeldLine]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ours = HeldLine(word, server_port, listening.getsockname()[1])

        def take() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=ours.talk, args=(client,), daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        yield ours
