"""What a page hands to the components under ``templates/ui/``: ready words, nothing to look up.

Every value is text that a person reads, in the language of the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """How it goes. Each kind is also said in words: a colour never carries meaning alone."""

    GOOD = "good"
    WATCH = "watch"
    STUCK = "stuck"
    REST = "rest"


class State(StrEnum):
    """How well a link holds."""

    WHOLE = "whole"
    THIN = "thin"
    OPEN = "open"


@dataclass(frozen=True)
class Tag:
    """A word or two beside a name: "vastgelopen", "let op"."""

    label: str
    kind: Kind = Kind.REST


@dataclass(frozen=True)
class Step:
    """Something the reader can do: a link, or with ``post`` a button that sends ``values``."""

    label: str
    url: str
    first: bool = False
    post: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One sentence: who, what, since when, what next. ``why`` gives the reason in words.

    Without ``who`` it is a thing of the page's own subject, such as a promise.
    """

    who: str = ""
    url: str = ""
    state: State | None = None
    tag: Tag | None = None
    what: str = ""
    why: str = ""
    why_label: str = ""
    why_url: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Moment:
    """Something that happened. ``when`` is how the page says it, ``at`` what a machine reads.

    ``links`` are what belongs to it, such as files.
    """

    when: str
    what: str
    at: date | datetime | None = None
    note: str = ""
    url: str = ""
    url_label: str = ""
    links: tuple[Step, ...] = ()


@dataclass(frozen=True)
class ChainLink:
    """A person or group in the chain; ``state`` is how it holds on to the one before it."""

    label: str
    small: str = ""
    state: State = State.WHOLE
    url: str = ""


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the main menu; ``count`` is what waits there for the reader."""

    url: str
    label: str
    count: int | None = None
