"""Which column of a file is what: as told on the command line, or asked at the keyboard."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from schakel.foundation.kernel.refused import Refused

Named = TypeVar("Named", bound=StrEnum)


def is_at_keyboard() -> bool:
    """Whether somebody is there to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def told_columns(told: Iterable[str], fields: type[Named]) -> dict[Named, str]:
    """Each ``field=Column`` of the command line; Refused when one makes no sense."""
    return dict(_told(each, fields) for each in told)


def ask_columns(
    header: Sequence[str], guessed: Mapping[Named, str], fields: type[Named]
) -> dict[Named, str]:
    """Ask for each field which column it is."""
    print("Which column is what? Enter keeps the guess, a hyphen means: not there.")
    print("Columns: " + ", ".join(filter(None, header)))
    chosen = {}
    for each in fields:
        guess = guessed.get(each, "")
        answer = input(f"  {each.value} [{guess or '-'}]: ").strip() or guess
        if answer not in {"", "-"}:
            chosen[each] = answer
    return chosen


def _told(text: str, fields: type[Named]) -> tuple[Named, str]:
    name, sign, column = text.partition("=")
    if not sign or not column.strip():
        raise Refused("mapping_not_understood", text=text[:80])
    if name.strip() not in list(fields):
        raise Refused("mapping_unknown_field", field=name[:80], known=", ".join(fields))
    return fields(name.strip()), column.strip()
