"""Where a quote or a forwarded mail begins: the lines that mail programs put above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schakel.entrypoints.mailbox.lines import Line, quoted

_LONGEST = 400

_OPENING = re.compile(r"(?:Op|On|Le|Am)\b.{0,10}", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:\b(?:schreef|wrote|geschreven|schrieb)\b[^:]{0,200}:"
    r"|(?:schreef|wrote)\s.{1,160}\d\d?[:.]\d\d.{0,10}:)",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:schreef|wrote|geschreven)\b", re.IGNORECASE)
_MOMENT = re.compile(r"\d\d?[:.]\d\d")
_YEAR_OR_ADDRESS = re.compile(r"\b(?:19|20)\d\d\b|\S@\S")

_DIVIDER = re.compile(
    r"\*?[-_]{3,20} ?(?:Oorspronkelijk bericht|Original Message|Oorspronkelijke bericht"
    r"|Oorspronkelijke e-mail|Original Appointment) ?[-_]{3,20}\*?",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(?:-{3,20} ?(?:Forwarded message|Doorgestuurd bericht|Doorgestuurd bericht van"
    r"|Forwarded by .{1,80}|Oorspronkelijk bericht|Original Message) ?-{3,20}"
    r"|(?:Begin|Start) (?:forwarded message|doorgestuurd bericht|van doorgestuurd bericht):)",
    re.IGNORECASE,
)
_RULE = re.compile(r"_{10,200}")
_LABEL = re.compile(
    r"\*{0,2}(?P<label>Van|From|Verzonden|Sent|Datum|Date|Aan|To|CC|Cc|Kopie|Onderwerp|Subject"
    r"|Antwoord aan|Reply-To|Beantwoorden|Prioriteit|Importance|Urgentie|Bijlagen|Attachments"
    r"|BCC|Bcc)\*{0,2}[ \t]{0,3}:\*{0,2}(?:[ \t]+(?P<value>.*)|$)",
    re.IGNORECASE,
)
MEANING = {
    "van": "sender", "from": "sender", "verzonden": "sent", "sent": "sent", "datum": "sent",
    "date": "sent", "aan": "to", "to": "to", "onderwerp": "subject", "subject": "subject",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """The lines from ``first`` up to ``after`` that say whose words follow, and what they say."""

    first: int
    after: int
    fields: dict[str, str]


def attribution(lines: Sequence[Line], at: int) -> Opening | None:
    """«Op ma 23 nov. 2026 om 09:00 schreef …:», also when it was broken over lines."""
    if lines[at].intro:
        after = at + 1
        while after < len(lines) and lines[after].intro:
            after += 1
        return Opening(at, after, {})
    whole = ""
    for after in range(at, min(at + 4, len(lines))):
        text = lines[after].text.strip().strip("*")
        if not text or text.startswith(">"):
            return None
        whole = f"{whole} {text}".strip()
        if len(whole) > _LONGEST:
            return None
        if whole.endswith(":") and _is_attribution(whole):
            follows = _followed_by_quote(lines, after + 1)
            certain = _MOMENT.search(whole) and _YEAR_OR_ADDRESS.search(whole)
            return Opening(at, after + 1, {}) if follows or certain else None
    return None


def _is_attribution(whole: str) -> bool:
    if not any(each.isdigit() for each in whole):
        return False
    if _OPENING.match(whole):
        return bool(_CLOSING.search(whole))
    # «Jan Jansen schreef op 23-11-2026 om 09:00:»
    return bool(_SAID.search(whole) and _MOMENT.search(whole[-30:]))


def _followed_by_quote(lines: Sequence[Line], at: int) -> bool:
    for line in lines[at : at + 4]:
        if line.text.strip():
            return line.text.startswith(">")
    return False


def header_block(lines: Sequence[Line], at: int) -> Opening | None:
    """«Van: … Verzonden: … Aan: … Onderwerp: …», with or without a rule above it."""
    start, found = at, False
    while start < min(at + 4, len(lines)) and not _LABEL.match(lines[start].text.strip()):
        text = lines[start].text.strip()
        if text and not (_RULE.fullmatch(text) or _DIVIDER.fullmatch(text)):
            return None
        if start == at and not text:
            return None
        found = found or bool(text)
        start += 1
    fields, after = labelled(lines, start)
    if "sender" in fields and len(fields) >= 3 - found:
        return Opening(at, after, fields)
    if _DIVIDER.fullmatch(lines[at].text.strip()):
        return Opening(at, at + 1, {})
    return None


def labelled(lines: Sequence[Line], at: int) -> tuple[dict[str, str], int]:
    """The values by what they mean, and where they end."""
    fields: dict[str, str] = {}
    meaning, seen, after = "", 0, at
    for number in range(at, min(at + 40, len(lines))):
        text = quoted(lines[number].text).text.strip()
        label = _LABEL.match(text[: _LONGEST * 10])
        if label:
            meaning = MEANING.get(label["label"].lower(), label["label"].lower())
            if meaning in fields:
                break
            fields[meaning] = (label["value"] or "").strip().strip("*").strip()
            seen += 1
        elif not text:
            if seen:
                break
            continue
        elif seen and _goes_on(fields, meaning, text):
            fields[meaning] = f"{fields[meaning]} {text}".strip()
        else:
            break
        after = number + 1
    return fields, after


def _goes_on(fields: dict[str, str], meaning: str, text: str) -> bool:
    """A value that was wrapped: of recipients and subjects, which can be long."""
    before = fields.get(meaning, "")
    if meaning == "sender":
        return not before or text.startswith("<") or (before.endswith("<") and ">" in text)
    return meaning in ("to", "cc", "subject") and (
        not before or len(before) > 45 or before.endswith((";", ","))
    )


def forward_mark(text: str) -> bool:
    """Whether the line says that a forwarded mail follows."""
    return bool(_FORWARD.fullmatch(text.strip().strip("*")))
