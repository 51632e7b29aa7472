"""A real Postfix for tests: the mail server of a town, on ports of this machine only.

What goes to the institution is brought to it by LMTP, each mail by one of its ways, by chance. All
else lands in one Maildir, that of ``people``.
"""

import os
import pwd
import smtplib
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.debian import server_home, server_program
from tests.processes import free_port, wait_for

NAME = "mx.waterhoven.example"
# A mail goes through these in this order, and back from the last to the first.
_UNDER_WAY = ("deferred", "incoming", "active", "deferred")


@dataclass
class Postfix:
    """Who mails at ``port`` is anybody; of who mails at ``known_port`` it says that it is them."""

    home: Path
    program: str
    port: int = field(default_factory=free_port)
    known_port: int = field(default_factory=free_port)
    _read: dict[str, EmailMessage] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def take(self, mail: bytes, sender: str, to: str, *, known: bool = False) -> None:
        """It is kept by Postfix from then on, which brings it where it goes."""
        with smtplib.SMTP("127.0.0.1", self.known_port if known else self.port) as line:
            line.sendmail(sender, [to], mail)

    def people(self) -> list[EmailMessage]:
        """All that landed at people, in the order in which it was seen here."""
        folder = self.home / "people" / "new"
        for file in sorted(folder.iterdir()) if folder.exists() else []:
            if file.name not in self._read:
                mail = message_from_bytes(file.read_bytes(), policy=policy.default)
                self._read[file.name] = mail
        return list(self._read.values())

    def is_done(self) -> bool:
        """Whether all that was taken was brought where it goes."""
        folders = (self.home / "queue" / each for each in _UNDER_WAY)
        return not any(file.is_file() for each in folders for file in each.rglob("*"))

    def start(self) -> None:
        self._say("start")
        wait_for(self._answers, 20)

    def stop(self) -> None:
        self._say("abort")

    def _say(self, command: str) -> None:
        ran = [self.program, "-c", str(self.home), command]
        subprocess.run(ran, check=True, capture_output=True)

    def _answers(self) -> bool:
        with suppress(OSError, smtplib.SMTPException):
            for port in (self.port, self.known_port):
                smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
            return True
        return False


@contextmanager
def postfix(*, ours: str, lmtp_ports: Sequence[int]) -> Iterator[Postfix]:
    """Runs as long as the context. ``ours`` is the address of the institution."""
    program = server_program("postfix")
    with server_home("postfix") as home:
        server = Postfix(home, program)
        _configure(server, ours, lmtp_ports)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _configure(server: Postfix, ours: str, lmtp_ports: Sequence[int]) -> None:
    home, nobody, own = server.home, pwd.getpwnam("nobody"), pwd.getpwnam("postfix")
    for name, user in (("queue", None), ("state", own), ("people", nobody)):
        (home / name).mkdir()
        if user is not None:
            os.chown(home / name, user.pw_uid, user.pw_gid)
    local, _, domain = ours.partition("@")
    ways = ", ".join(f"lmtp:inet:[127.0.0.1]:{port}" for port in lmtp_ports)
    (home / "ours").write_text(f"/^{local}(\\+[^@]*)?@{domain}$/ ours\n")
    (home / "known").write_text(
        f"/@(.*)$/ PREPEND Authentication-Results: {NAME}; dmarc=pass header.from=$1\n"
    )
    (home / "main.cf").write_text(
        f"""
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/state
maillog_file = {home}/log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = {NAME}
mydestination =
alias_maps =
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
recipient_delimiter = +
transport_maps = pipemap:{{regexp:{home}/ours, randmap:{{{ways}}}}}
virtual_mailbox_domains = static:all
virtual_mailbox_base = {home}
virtual_mailbox_maps = static:people/
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
transport_retry_time = 1s
"""
    )
    (home / "master.cf").write_text(
        f"""
127.0.0.1:{server.port} inet n - n - - smtpd
127.0.0.1:{server.known_port} inet n - n - - smtpd
  -o smtpd_sender_restrictions=check_sender_access,regexp:{home}/known
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
    )
