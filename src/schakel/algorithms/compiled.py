"""Loops as machine code: numba compiles them at their first call and keeps that for later ones."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """The same function over numpy arrays. Where nothing can be kept, each process compiles."""
    try:
        return cast(Loop, numba.njit(cache=True)(loop))
    except RuntimeError:
        return cast(Loop, numba.njit(loop))
