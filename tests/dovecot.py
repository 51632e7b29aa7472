"""A real Dovecot for tests: one mailbox, on a port of this machine, in a folder of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.processes import free_port, wait_for

USER, PASSWORD = "participatie", "een-lang-wachtwoord"


@dataclass
class Dovecot:
    """``put`` lays a mail in the mailbox; ``folder`` tells the raw mails that lie in one."""

    home: Path
    program: str
    port: int = field(default_factory=free_port)
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
def dovecot() -> Iterator[Dovecot]:
    """Runs as long as the context. Without it the test is skipped, but never where all must run."""
    program = shutil.which("dovecot") or shutil.which("/usr/sbin/dovecot")
    if program is None or os.geteuid() != 0:
        reason = "as root, after scripts/ensure-dovecot, this test runs against a real Dovecot"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="dovecot") as folder:
        home = Path(folder)
        home.chmod(0o755)
        ours = Dovecot(home, program)
        _configure(ours)
        ours.start()
        try:
            yield ours
        finally:
            ours.kill()


def _configure(ours: Dovecot) -> None:
    nobody = pwd.getpwnam("nobody")
    mail = ours.home / "mail"
    mail.mkdir()
    os.chown(mail, nobody.pw_uid, nobody.pw_gid)
    (ours.home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (ours.home / "users").chmod(0o644)
    (ours.home / "dovecot.conf").write_text(
        f"""
protocols = imap
listen = 127.0.0.1
base_dir = {ours.home}/run
state_dir = {ours.home}/state
log_path = {ours.home}/log
ssl = no
disable_plaintext_auth = no
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
"""
    )
