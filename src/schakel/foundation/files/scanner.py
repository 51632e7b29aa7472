"""The hook for a virus scanner: a command of the operator, which reads a file on its input.

``SCHAKEL_VIRUS_SCANNER="clamdscan --no-summary -"``: it ends with 0 for a clean file and with 1
for an infected one, as ClamAV does. Without the setting nothing is scanned. When the scanner
itself fails, the file is refused: what was not looked at does not come in.
"""

import shlex
import subprocess

from schakel.foundation.kernel.refused import Refused

_CLEAN, _INFECTED = 0, 1
SECONDS = 60.0


def check_clean(content: bytes, name: str, command: str) -> None:
    """Refused when the scanner finds something in the file, or does not answer."""
    if not command:
        return
    try:
        ended = subprocess.run(  # noqa: S603  the operator's own command, without a shell
            shlex.split(command), input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Refused("file_not_scanned", name=name) from None
    if ended.returncode == _INFECTED:
        raise Refused("file_has_virus", name=name)
    if ended.returncode != _CLEAN:
        raise Refused("file_not_scanned", name=name)
