"""Runs a parser of somebody else's bytes where it can do no harm."""

import json
import math
import os
import signal
import subprocess
import sys
from typing import Any

from schakel.foundation.kernel.refused import Refused

MEMORY_BYTES = 512 * 1024**2
SECONDS = 20.0

# How a process ends that ran out of time or memory: stopped by the kernel or its own allocator.
_EXHAUSTED = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT}


def run_limited(
    function_path: str,
    payload: bytes,
    memory_bytes: int = MEMORY_BYTES,
    seconds: float = SECONDS,
) -> Any:
    """What ``module:function`` makes of the bytes, as JSON, from a process of its own.

    It knows no secrets (its environment is empty) and writes no file. Refused with
    ``file_too_heavy`` when it needs more memory or time, with ``file_unreadable`` when it fails,
    and with what the function itself refuses.
    """
    command = [
        sys.executable,
        "-I",
        "-m",
        "schakel.foundation.files.sandbox",
        function_path,
        str(memory_bytes),
        str(math.ceil(seconds)),
    ]
    try:
        finished = subprocess.run(  # noqa: S603  our own interpreter, and our own module
            command,
            input=payload,
            capture_output=True,
            timeout=seconds,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("file_too_heavy") from None
    if finished.returncode in _EXHAUSTED or b"MemoryError" in finished.stderr:
        raise Refused("file_too_heavy")
    if finished.returncode:
        raise Refused("file_unreadable")
    outcome = json.loads(finished.stdout)
    if "refused" in outcome:
        code, values = outcome["refused"]
        raise Refused(code, **values)
    return outcome["result"]
