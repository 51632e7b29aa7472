"""A stretch of whole days."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """The days from ``from_on`` up to, not including, ``until_on``; ``None`` is without end.

    It holds at least one day; anything else is a ``ValueError``.
    """

    from_on: date
    until_on: date | None = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(f"a period ends after it begins: {self.from_on} to {self.until_on}")

    def contains(self, day: date) -> bool:
        """Whether the day lies within it."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.contains(other.from_on) or other.contains(self.from_on)

    def shared_with(self, other: "Period") -> "Period | None":
        """The days that both hold; None without any."""
        if not self.overlaps(other):
            return None
        ends = [each.until_on for each in (self, other) if each.until_on is not None]
        return Period(max(self.from_on, other.from_on), min(ends, default=None))
