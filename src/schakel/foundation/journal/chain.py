"""The pure part of sealing: what a link of the chain is computed from."""

import hashlib
import hmac
import json
from collections.abc import Mapping

START = "0" * 64


def commitment(salt: str, content: Mapping[str, object]) -> str:
    """What a line keeps of personal detail: worthless once the salt is erased."""
    return hashlib.sha256(f"{salt}:{_canonical(content)}".encode()).hexdigest()


def link(key: bytes, before: str, sequence: int, line: Mapping[str, object]) -> str:
    """HMAC-SHA256 over the link before, the place in the chain and the whole line."""
    text = f"{before}:{sequence}:{_canonical(line)}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _canonical(content: Mapping[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
