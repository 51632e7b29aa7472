"""The strength of a connection over time, as a picture and as a table of the same facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schakel.algorithms.tie_decay import CAP, SILENT
from schakel.domain.connections.rules import Tie, after_contact, strength_on

# The frame of the picture, which is 720 wide and 200 high.
LEFT, RIGHT, TOP, BOTTOM = 14, 706, 36, 154
DAYS_BACK = 300
# Farther ahead the day of silence stands in words only.
DAYS_AHEAD = 180
_STEPS_BETWEEN = 24
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """A place in the picture, in its own units, as text for an attribute."""

    x: str
    y: str


@dataclass(frozen=True)
class Curve:
    """Lines and points of the picture. ``silent`` is where it falls silent, if within view."""

    past: str
    coming: str
    contacts: Sequence[Point]
    today_x: str
    today_anchor: str
    silent_line_y: str
    silent: Point | None


def curve(
    contacts: Sequence[tuple[date, float]], now: Tie, today: date, silent_on: date | None
) -> Curve | None:
    """The curve of the contacts (day, weight), oldest first; None without any that weighs.

    ``now`` is the tie as it is stored: the end of the curve says what the lists say.
    """
    ties = _ties(contacts, now)
    if not ties:
        return None
    bends = [*(tie for tie in ties if tie.as_of < now.as_of), now]
    begin = max(ties[0].as_of, today - timedelta(days=DAYS_BACK))
    end = min(max(today, silent_on or today) + _DAY, today + timedelta(days=DAYS_AHEAD))
    scale = _Scale(begin, end, max(tie.strength for tie in ties))
    today_x = scale.point(today, 0).x
    in_view = silent_on is not None and begin <= silent_on <= end
    return Curve(
        past=_line(bends, begin, today, scale),
        coming=_line(bends[-1:], today, end, scale),
        contacts=[scale.point(tie.as_of, tie.strength) for tie in ties if tie.as_of >= begin],
        today_x=today_x,
        # The word stands on the side where there is room for it.
        today_anchor="start" if float(today_x) < (LEFT + RIGHT) / 2 else "end",
        silent_line_y=scale.point(today, SILENT).y,
        silent=scale.point(silent_on, SILENT) if in_view and silent_on else None,
    )


def _ties(contacts: Sequence[tuple[date, float]], now: Tie) -> list[Tie]:
    """The tie after each contact that weighs."""

    def never_spoke(day: date) -> Tie:
        return replace(now, as_of=day, strength=0.0, last_contact_on=None, gaps=())

    ties: list[Tie] = []
    for day, weight in contacts:
        if weight > 0:
            ties.append(after_contact(ties[-1] if ties else never_spoke(day), day, weight))
    return ties


def _line(ties: Sequence[Tie], begin: date, end: date, scale: "_Scale") -> str:
    """A path that falls between contacts and jumps at each; nothing outside begin and end."""
    points: list[Point] = []
    for tie, following in zip(ties, [*ties[1:], None], strict=True):
        first = max(tie.as_of, begin)
        last = min(following.as_of if following else end, end)
        days = (last - first).days
        if days < 0:
            continue
        step = max(1, days // _STEPS_BETWEEN)
        for passed in [*range(0, days, step), days]:
            day = first + timedelta(days=passed)
            points.append(scale.point(day, strength_on(tie, day)))
    return "M" + "L".join(f"{point.x} {point.y}" for point in points) if points else ""


@dataclass(frozen=True)
class _Scale:
    """From days and strength to places in the picture."""

    begin: date
    end: date
    strongest: float

    def point(self, day: date, strength: float) -> Point:
        days = max(1, (self.end - self.begin).days)
        x = LEFT + (RIGHT - LEFT) * (day - self.begin).days / days
        y = BOTTOM - (BOTTOM - TOP) * strength / min(CAP, max(1.0, self.strongest))
        return Point(f"{x:.1f}", f"{y:.1f}")
