"""Who acts, told to PostgreSQL for the length of one transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

ALL_MATTERS = "all"

_current_tenant: ContextVar[int | None] = ContextVar("current_tenant", default=None)
_in_one_piece: ContextVar[set[object] | None] = ContextVar("in_one_piece", default=None)


def current_tenant_id() -> int | None:
    """The tenant of this transaction, or None outside of any."""
    return _current_tenant.get()


def is_in_one_piece() -> bool:
    """Whether an action that fails now undoes all that went before."""
    return _in_one_piece.get() is not None


def is_first_time(what: object) -> bool:
    """Whether this was not asked before ``in_one_piece``; outside of it, always.

    For what holds until the end of the transaction once it was done, such as a lock.
    """
    done = _in_one_piece.get()
    if done is None:
        return True
    is_new = what not in done
    done.add(what)
    return is_new


@contextmanager
def in_one_piece() -> Iterator[None]:
    """Many actions, all or nothing: none of them makes a savepoint of its own, which costs time.

    So none may fail and be passed over: what fails undoes everything within, also what fails in
    one within another. A TransactionManagementError says so where it was caught.
    """
    with transaction.atomic():
        done = _in_one_piece.get()
        token = _in_one_piece.set(set() if done is None else done)
        try:
            yield
            if connection.needs_rollback:
                raise TransactionManagementError("what failed within one piece was passed over")
        finally:
            _in_one_piece.reset(token)


@contextmanager
def within_tenant(tenant_id: int, *, matters: Iterable[int] | str = ()) -> Iterator[None]:
    """One transaction in one tenant.

    ``matters`` are the confidential matters that may be seen in it; ``ALL_MATTERS`` is for
    Schakel itself only. The settings are put back on exit, also inside an outer transaction,
    where PostgreSQL would keep them until that one ends.
    """
    before = _settings() if connection.in_atomic_block else None
    wanted = str(tenant_id), matters if isinstance(matters, str) else _as_array(matters)
    token = _current_tenant.set(tenant_id)
    try:
        with transaction.atomic():
            if before != wanted:
                _tell(*wanted)
            yield
    finally:
        if before and not connection.needs_rollback:
            _tell(*before)
        _current_tenant.reset(token)


def show_matters(matters: Iterable[int]) -> None:
    """Set which confidential matters may be seen in the rest of this tenant transaction."""
    _show(_as_array(matters))


def also_show(matter: int) -> None:
    """Let one more confidential matter be seen in the rest of this tenant transaction."""
    shown = _settings()[1]
    if shown != ALL_MATTERS:
        known = {int(each) for each in shown.strip("{}").split(",") if each}
        _show(_as_array(known | {matter}))


def _show(matters: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.matters', %s, true)", [matters])


def _as_array(matters: Iterable[int]) -> str:
    return "{" + ",".join(str(int(matter)) for matter in sorted(matters)) + "}"


def _settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.tenant', true), ''),"
            " coalesce(current_setting('app.matters', true), '')"
        )
        tenant, matters = cursor.fetchone()
    return tenant, matters


def _tell(tenant: str, matters: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.tenant', %s, true), set_config('app.matters', %s, true)",
            [tenant, matters],
        )
