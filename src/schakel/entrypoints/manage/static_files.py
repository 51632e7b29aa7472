"""Collects the static files, once for all web processes on a machine."""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Bring ``STATIC_ROOT`` up to date; whether there was anything to do.

    Several may ask at once: one collects, the others wait for it. Files of an older version stay,
    for a web process of that version that still runs.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".collecting").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = root / ".sources"
        digest = _digest_of_sources()
        if kept.exists() and kept.read_text() == digest:
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        kept.write_text(digest)
        return True


def _digest_of_sources() -> str:
    """Changes with every file that is added, removed or written."""
    found = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            found.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
