"""What all processes count together: Django's cache table, at one query a use.

Django's own backend counts the whole table before each write, and looks before it writes. Here the
worker clears what expired; what has not expired is never pushed out by a flood of others.
"""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class SharedCache(DatabaseCache):
    """The table of ``createcachetable``. Of two who add the same key at once, one comes first."""

    _table: str

    def clear_expired(self) -> int:
        """Away with what counts no more. Returns how much that was."""
        return self._changed(f'DELETE FROM "{self._table}" WHERE expires < clock_timestamp()')

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        ends = self.get_backend_timeout(timeout)
        expires = _NEVER if ends is None else datetime.fromtimestamp(ends, UTC)
        if mode == "touch":
            touched = f'UPDATE "{self._table}" SET expires = %s WHERE cache_key = %s'
            return bool(self._changed(touched, expires, key))
        content = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        unless_there = "WHERE kept.expires < clock_timestamp()" if mode == "add" else ""
        written = (
            f'INSERT INTO "{self._table}" AS kept (cache_key, value, expires) VALUES (%s, %s, %s)'
            " ON CONFLICT (cache_key)"
            f" DO UPDATE SET value = excluded.value, expires = excluded.expires {unless_there}"
        )
        return bool(self._changed(written, key, content, expires))

    def _changed(self, statement: str, *values: str | datetime) -> int:
        """How many rows a statement changes."""
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.rowcount)
