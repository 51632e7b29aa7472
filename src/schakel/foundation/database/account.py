"""Who runs the server. PostgreSQL refuses root, so under root it is somebody else."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from schakel.foundation.database.address import DatabaseUnavailable

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """A user of this machine, whom we are or, under root, may become."""

    name: str
    user: int
    group: int

    def run(
        self, *command: str | Path, inside: Path = Path("/"), typed: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program as this user, in a folder that the user need not be able to come to.

        The folder is entered first, and only then is the user taken: the program may use what
        is its own in there, even when a folder above is closed to it.
        """
        becomes = os.geteuid() == 0
        return subprocess.run(
            command,
            input=typed,
            capture_output=True,
            text=True,
            cwd=inside,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=self.user if becomes else None,
            group=self.group if becomes else None,
            extra_groups=[] if becomes else None,
            check=False,
        )

    def may_enter(self, folder: Path) -> bool:
        """Whether this user can come to a folder by its path."""
        return self.run("/bin/sh", "-c", 'cd "$1"', "sh", folder).returncode == 0

    def may_run(self, program: Path) -> bool:
        """Whether this user can run a program that knows ``--version``."""
        try:
            return self.run(program, "--version").returncode == 0
        except OSError:
            return False


def account_for(cluster: Path, folder: Path) -> Account:
    """Ourselves; under root the owner of the cluster or of the folder around it, or ``nobody``.

    So root who starts what somebody else began leaves nothing that they cannot open.
    """
    owners = [each.stat().st_uid for each in (cluster, folder) if each.exists()]
    ourselves = os.geteuid()
    if ourselves == 0:
        unprivileged = pwd.getpwnam(UNPRIVILEGED).pw_uid
        return _named(next((owner for owner in owners if owner != 0), unprivileged))
    if cluster.exists() and owners[0] != ourselves:
        raise DatabaseUnavailable(
            f"{cluster} belongs to the user {_named(owners[0]).name}, and you are"
            f" {_named(ourselves).name}. Start Schakel as that user or as root,"
            " or set SCHAKEL_DATA to a folder of your own."
        )
    return _named(ourselves)


def _named(user: int) -> Account:
    try:
        found = pwd.getpwuid(user)
    except KeyError:
        raise DatabaseUnavailable(
            f"The user with number {user} has no name on this machine, and PostgreSQL wants one."
            " Add a line for it to /etc/passwd, or point DATABASE_URL at a PostgreSQL server."
        ) from None
    return Account(found.pw_name, found.pw_uid, found.pw_gid)
