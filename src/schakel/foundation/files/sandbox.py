"""Runs one function on bytes from outside, in a process with limits; started by ``limits``.

``python -m schakel.foundation.files.sandbox MODULE:FUNCTION MEMORY_BYTES SECONDS`` reads the
bytes from standard input and writes ``{"result": …}`` or ``{"refused": [code, values]}``.
"""

import importlib
import json
import resource
import sys

from schakel.foundation.kernel.refused import Refused


def main(function_path: str, memory_bytes: int, seconds: int) -> None:
    """Set the limits, run the function, write what it made."""
    payload = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module_name, _, function_name = function_path.partition(":")
    function = getattr(importlib.import_module(module_name), function_name)
    try:
        outcome = {"result": function(payload)}
    except Refused as refused:
        outcome = {"refused": [refused.code, refused.values]}
    except MemoryError:
        outcome = {"refused": ["file_too_heavy", {}]}
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
