"""Two numbers of each quarter as bars beside each other: a picture of what a table says too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# The frame of the picture, which is 720 wide and 240 high.
LEFT, RIGHT, TOP, BOTTOM = 14, 706, 40, 176
QUARTERS_SHOWN = 8
# So high is what is hidden, whatever it is.
_HIDDEN_HEIGHT = 6
_MONTHS = 3


@dataclass(frozen=True)
class Bar:
    """One number; ``words`` is empty where it is hidden. Places are text for an attribute."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    words: str


@dataclass(frozen=True)
class Quarter:
    """What began and what was repaired; ``year`` stands where a year begins in the picture."""

    begun: Bar
    repaired: Bar
    middle: str
    number: int
    year: str

    @property
    def both(self) -> tuple[Bar, Bar]:
        """From left to right."""
        return self.begun, self.repaired


def bars(numbers: Sequence[tuple[date, int | None, int | None]]) -> list[Quarter]:
    """Of each quarter (first day, begun, repaired) its bars; the last ``QUARTERS_SHOWN``."""
    shown = numbers[-QUARTERS_SHOWN:]
    most = max((each or 0 for row in shown for each in row[1:]), default=0)
    width = (RIGHT - LEFT) / QUARTERS_SHOWN
    drawn: list[Quarter] = []
    for place, (day, begun, repaired) in enumerate(shown):
        left = LEFT + place * width
        is_first_of_year = place == 0 or day.month == 1
        drawn.append(
            Quarter(
                begun=_bar(left + 0.1 * width, 0.36 * width, begun, most),
                repaired=_bar(left + 0.52 * width, 0.36 * width, repaired, most),
                middle=f"{left + width / 2:.1f}",
                number=(day.month - 1) // _MONTHS + 1,
                year=str(day.year) if is_first_of_year else "",
            )
        )
    return drawn


def _bar(x: float, width: float, number: int | None, most: int) -> Bar:
    height = _HIDDEN_HEIGHT if number is None else (BOTTOM - TOP) * number / max(1, most)
    return Bar(
        x=f"{x:.1f}",
        y=f"{BOTTOM - height:.1f}",
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        middle=f"{x + width / 2:.1f}",
        words="" if number is None else str(number),
    )
