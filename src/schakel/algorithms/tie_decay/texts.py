"""What texts of contacts say: a connection, a day, a weight. Each text is looked at once."""

import math
from datetime import date, datetime, tzinfo

# Of so many different texts it is remembered what they say; moments may all differ.
_REMEMBERED = 100_000


class Ties(dict[str, int]):
    """The connections, numbered as they first come."""

    def __missing__(self, name: str) -> int:
        if not name.strip():
            raise ValueError("it names no connection")
        number = self[name] = len(self)
        return number


class Days(dict[str, int]):
    """Dates and moments as ordinals; one with an offset is the day that it was in the zone."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, text: str) -> int:
        day = self._day(text.strip()).toordinal()
        if len(self) < _REMEMBERED:
            self[text] = day
        return day

    def _day(self, text: str) -> date:
        try:
            moment = datetime.fromisoformat(text)
            return (moment.astimezone(self._zone) if moment.tzinfo else moment).date()
        except (ValueError, OverflowError):
            raise ValueError(
                f"“{text[:40]}” is no date like 2026-11-24 or moment like 2026-11-24T09:00+01:00"
            ) from None


class Weights(dict[str, float]):
    """What contacts weigh."""

    def __init__(self, *, has_decimal_comma: bool) -> None:
        super().__init__()
        self._has_decimal_comma = has_decimal_comma

    def __missing__(self, text: str) -> float:
        try:
            weight = float(text.replace(",", ".") if self._has_decimal_comma else text)
        except ValueError:
            raise ValueError(f"“{text[:40]}” is no weight like 1 or 0.5") from None
        if not (math.isfinite(weight) and weight >= 0):
            raise ValueError(f"a contact weighs 0 or more, not {text[:40]}")
        if len(self) < _REMEMBERED:
            self[text] = weight
        return weight
