"""An invitation in a mail (RFC 5545, RFC 5546)."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar

from schakel.domain.arrivals.rules import Meeting
from schakel.entrypoints.mailbox.addresses import mailboxes
from schakel.entrypoints.mailbox.charsets import one_line, printable

HERE = ZoneInfo("Europe/Amsterdam")
_MOST_CHARACTERS = 200_000
_METHOD = re.compile(r"[A-Z-]{1,30}")


def read_meeting(text: str) -> Meeting | None:
    """The first event; nothing when it cannot be read. A day without hours begins at midnight."""
    event, method = _first_event(printable(text[:_MOST_CHARACTERS]))
    if not event:
        return None
    source = "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""])
    found = icalendar.Calendar.from_ical(source).walk("VEVENT")
    if not found or "DTSTART" not in found[0]:
        return None
    return _meeting(found[0], method)


def _first_event(text: str) -> tuple[list[str], str]:
    """The lines of the first event alone, without alarms and zones, and the method."""
    event: list[str] = []
    within: list[str] = []
    method = ""
    for line in text.split("\n"):
        folded = line[:1] in (" ", "\t")
        name, _, value = line.strip().upper().partition(":")
        if not folded and name == "METHOD" and not within[1:]:
            method = value.strip()
        if not folded and name == "BEGIN":
            within.append(value)
        if within[1:2] == ["VEVENT"] and len(within) == 2:
            event.append(line.rstrip())
        ended = within.pop() if not folded and name == "END" and within else ""
        if ended == "VEVENT" and len(within) == 1:
            break
    return event, method if _METHOD.fullmatch(method) else "PUBLISH"


def _meeting(event: icalendar.Component, method: str) -> Meeting:
    starts: date = event.decoded("DTSTART")
    ends = _moment(_end(event, starts))
    return Meeting(
        uid=one_line(str(event.get("UID", "")), 500),
        method=method,
        sequence=_whole_number(event.get("SEQUENCE", 0)),
        title=one_line(str(event.get("SUMMARY", ""))),
        place=one_line(str(event.get("LOCATION", ""))),
        starts_at=_moment(starts),
        ends_at=max(ends, _moment(starts)),
        organiser=next(iter(_people(event.get("ORGANIZER"))), ""),
        attendees=_people(event.get("ATTENDEE")),
    )


def _end(event: icalendar.Component, starts: date) -> date:
    if "DTEND" in event:
        end: date = event.decoded("DTEND")
        return end
    if "DURATION" in event:
        length = event.decoded("DURATION")
        return starts + length if isinstance(length, timedelta) else starts
    return starts if isinstance(starts, datetime) else starts + timedelta(days=1)


def _moment(when: date) -> datetime:
    if not isinstance(when, datetime):
        return datetime.combine(when, time(), HERE)
    return when if when.utcoffset() is not None else when.replace(tzinfo=HERE)


def _whole_number(value: object) -> int:
    text = str(value).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _people(value: object) -> tuple[str, ...]:
    """The addresses, each once; at most 200."""
    each = value if isinstance(value, list) else [] if value is None else [value]
    found: dict[str, None] = {}
    for person in each[:200]:
        for mailbox in mailboxes(re.sub(r"(?i)^mailto:", "", str(person).strip()[:500])):
            found.setdefault(mailbox.address)
    return tuple(found)
