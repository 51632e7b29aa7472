"""A real Dovecot for tests: one mailbox, on a port of this machine, in a folder of its own.

A mail server brings mail to it by LMTP. Who has a token comes in by XOAUTH2, when it was told where
to ask about tokens (RFC 7662).
"""

import os
import pwd
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from imapclient import IMAPClient

from tests.debian import server_home, server_program
from tests.processes import free_port, wait_for

USER, PASSWORD = "participatie", "een-lang-wachtwoord"


@dataclass
class Dovecot:
    """``put`` lays a mail in the mailbox; ``folder`` tells the raw mails that lie in one."""

    home: Path
    program: str
    port: int = field(default_factory=free_port)
    lmtp_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [self.program, "-F", "-c", str(self.home / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(self._answers, 20)

    def kill(self) -> None:
        """Kill -9 of all of it."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        (self.home / "run" / "master.pid").unlink(missing_ok=True)

    def put(self, *mails: bytes) -> None:
        with self._client() as client:
            for mail in mails:
                client.append("INBOX", mail)

    def folder(self, name: str) -> list[bytes]:
        with self._client() as client:
            if not client.folder_exists(name):
                return []
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [each[b"BODY[]"] for each in found.values()]

    @contextmanager
    def _client(self) -> Iterator[IMAPClient]:
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=20)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def _answers(self) -> bool:
        with suppress(Exception), self._client():
            return True
        return False


@contextmanager
def dovecot(*, tokens_known_at: str = "") -> Iterator[Dovecot]:
    """Runs as long as the context."""
    program = server_program("dovecot")
    with server_home("dovecot") as home:
        ours = Dovecot(home, program)
        _configure(ours, tokens_known_at)
        ours.start()
        try:
            yield ours
        finally:
            ours.kill()


def _configure(ours: Dovecot, tokens_known_at: str) -> None:
    nobody = pwd.getpwnam("nobody")
    mail = ours.home / "mail"
    mail.mkdir()
    os.chown(mail, nobody.pw_uid, nobody.pw_gid)
    (ours.home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (ours.home / "users").chmod(0o644)
    (ours.home / "dovecot.conf").write_text(
        f"""
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {ours.home}/run
state_dir = {ours.home}/state
log_path = {ours.home}/log
ssl = no
disable_plaintext_auth = no
auth_username_format = %Ln
recipient_delimiter = +
first_valid_uid = 0
mail_location = maildir:{mail}/%u
passdb {{
  driver = passwd-file
  args = {ours.home}/users
}}
userdb {{
  driver = static
  args = uid={nobody.pw_uid} gid={nobody.pw_gid} home={mail}/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ours.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {ours.lmtp_port}
  }}
}}
{_lets_in_tokens(ours.home, tokens_known_at) if tokens_known_at else ""}
"""
    )


def _lets_in_tokens(home: Path, known_at: str) -> str:
    (home / "tokens").write_text(
        f"introspection_mode = auth\nintrospection_url = {known_at}\n"
        "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
    )
    return f"""
auth_mechanisms = plain xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/tokens
}}
"""
