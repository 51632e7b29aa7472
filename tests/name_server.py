"""A name server on this machine, that speaks DNS over UDP and knows a few records."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class NameServer:
    """``texts`` are the TXT records of a name, each as it stands in a zone. ``silent``: it is deaf.

    ``on_question`` is called before each answer.
    """

    port: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict)
    silent: bool = False
    on_question: Callable[[], None] = lambda: None

    def answer(self, asked: bytes) -> bytes:
        question = dns.message.from_wire(asked)
        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.RA
        name = question.question[0].name
        found = self.texts.get(name.to_text(omit_final_dot=True), [])
        if found:
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *found))
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()


@contextmanager
def name_server() -> Iterator[NameServer]:
    ours = NameServer()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked, line = self.request
            ours.on_question()
            if not ours.silent:
                line.sendto(ours.answer(asked), self.client_address)

    server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
    ours.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield ours
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
