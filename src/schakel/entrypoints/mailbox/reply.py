"""What the sender wrote now, parted from what they quote."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from schakel.entrypoints.mailbox.lines import Line, joined, quoted
from schakel.entrypoints.mailbox.quotes import attribution, forward_mark, header_block

_MARKER = re.compile(
    r"#{1,2} ?[-–—]{0,2} ?(?:typ uw antwoord boven deze regel|type your answer above this line)",
    re.IGNORECASE,
)
# What a mail program or a quote puts around the marker.
_AROUND = re.compile(r"[>|*_\s\u200b]+")

_SENT_FROM = re.compile(
    r"(?:(?:Verstuurd|Verzonden|Sent|Gesendet) (?:vanaf|vanuit|via|met|from|with|using|on)\b"
    r".{1,60}|(?:Get|Download) Outlook (?:for|voor)\b.{0,80}"
    r"|(?:Outlook (?:voor|for) .{2,20} (?:downloaden|ophalen)|Downloaden? Outlook voor .{2,20}"
    r"|Outlook downloaden voor .{2,20}|Haal Outlook voor .{2,20})\b.{0,80})",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"iphone|ipad|android|samsung|galaxy|outlook|gmail|mail|mobiel|mobile|telefoon|phone|huawei"
    r"|blackberry|windows|thunderbird|tablet|ziggo|kpn|yahoo|proton|apparaat|device|blue",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:met )?(?:vriendelijke|hartelijke|beste|warme) groet(?:en)?|groet(?:en|jes)?|mvg"
    r"|hoogachtend|(?:kind|best|warm) regards|regards|yours (?:sincerely|faithfully)|sincerely",
    re.IGNORECASE,
)
_SEE_BELOW = re.compile(
    r"\b(?:zie|see|sta(?:at|an)|antwoord\w{0,3}|reacties?|opmerking\w{0,2}|answers?|answered|replies"
    r"|comments?|gereageerd|beantwoord)\b[^.!?]{0,60}"
    r"\b(?:hieronder|onder|onderaan|below|inline|tussen|rood|blauw|groen|red|blue|green)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\w{3,}")
_PREFACE = re.compile(r"\[([^\]]{2,60})\] ?\S")


class Reply(NamedTuple):
    """The words, and whether the line was there under which nothing is read."""

    text: str
    above_marker: bool


def reply_of(plain: Sequence[Line], page: Sequence[Line], sender_name: str) -> Reply:
    """What the sender wrote now, out of the plain text, or out of the HTML where that shows more.

    Words that are under the marker line are never in it. In a reply between the lines, each answer
    keeps the paragraph that it answers, behind ``> ``. Where nothing can be told, all stays.
    """
    cut_plain, in_plain = _above_marker(plain)
    cut_page, in_page = _above_marker(page)
    if (in_page and not in_plain) or not any(line.text.strip() for line in plain):
        cut_plain = cut_page
    elif in_plain and not in_page:
        cut_page = []  # what it shows may stand under the line
    return Reply(_told_of(cut_plain, cut_page, sender_name), in_plain or in_page)


def _told_of(plain: list[Line], page: list[Line], sender_name: str) -> str:
    if _outlook_start(plain) is not None:
        typed = _with_typed_below(page or plain, sender_name)
        if typed and (told := _split(typed)):
            return told
    told = _split(plain) or _split(page)
    if not told:
        return _undecided(plain)
    start = _outlook_start(plain)
    if start is not None and _looks_below(plain[:start]):
        told = f"{told}\n\n{joined(plain[start:])}"  # an answer that nothing tells apart
    return told


def _above_marker(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    for at, line in enumerate(lines):
        if "#" not in line.text:
            continue
        near = " ".join(each.text[:300] for each in lines[at : at + 3])
        found = _MARKER.search(_AROUND.sub(" ", near))
        if found and found.start() <= len(_AROUND.sub(" ", line.text[:300])):
            return list(lines[:at]), True
    return list(lines), False


def _split(lines: Sequence[Line]) -> str:
    """The reply, or nothing when no word is surely new."""
    labels = _labels(lines)
    runs = _runs(lines, labels)
    return _told(runs)


def _labels(lines: Sequence[Line]) -> list[str]:
    """For each line: ``new``, ``quote``, or ``intro`` for what a mail program put there."""
    labels = ["new"] * len(lines)
    at, below = 0, False
    while at < len(lines):
        line = lines[at]
        if below or line.text.startswith(">"):
            labels[at] = "quote"
        elif line.text.strip():
            opening = attribution(lines, at) or header_block(lines, at)
            if opening or forward_mark(line.text):
                after = opening.after if opening else at + 1
                labels[at:after] = ["intro"] * (after - at)
                below = not _quotes_below(lines, after)
                at = after
                continue
        at += 1
    return _without_signatures(lines, labels)


def _quotes_below(lines: Sequence[Line], at: int) -> bool:
    """Whether what is quoted is marked with ``>``, so that the rest is new."""
    for line in lines[at : at + 10]:
        if line.text.strip():
            return line.text.startswith(">")
    return True


def _without_signatures(lines: Sequence[Line], labels: list[str]) -> list[str]:
    signed = False
    for at, line in enumerate(lines):
        if labels[at] != "new":
            signed = False
        elif line.text.rstrip() == "--":
            signed = True
        elif _sent_from(line.text):
            labels[at] = "intro"
        if signed:
            labels[at] = "intro"
    return labels


def _sent_from(text: str) -> bool:
    """«Verstuurd vanaf mijn iPhone» and its like: a line that a mail program added."""
    said = text.strip()
    if len(said) > 200:
        return False
    bare = re.sub(r"<[^<>]{0,150}>", "", said).strip()
    return bool(_SENT_FROM.fullmatch(bare) and _PROGRAM.search(bare))


_Run = tuple[bool, list[Line]]


def _runs(lines: Sequence[Line], labels: Sequence[str]) -> list[_Run]:
    """Turns of new and quoted lines, each with words in it."""
    runs: list[_Run] = []
    for line, label in zip(lines, labels, strict=True):
        if label == "intro":
            # What stood above it and what comes below are not one.
            runs.append((False, []))
            continue
        new = label == "new"
        if not runs or (runs[-1][0] != new and (new is False or line.text.strip())):
            runs.append((new, []))
        runs[-1][1].append(line)
    said = [run for run in runs if any(quoted(line.text).text.strip() for line in run[1])]
    return _merged(said)


def _merged(runs: Sequence[_Run]) -> list[_Run]:
    merged: list[_Run] = []
    for new, lines in runs:
        if merged and merged[-1][0] == new:
            merged[-1] = (new, [*merged[-1][1], Line(""), *lines])
        else:
            merged.append((new, list(lines)))
    return merged


def _told(runs: Sequence[_Run]) -> str:
    """Top or bottom: the new words. Between the lines: each with the paragraph above it."""
    new = [at for at, run in enumerate(runs) if run[0]]
    between = any(0 < at < len(runs) - 1 for at in new)
    pieces = []
    for at in new:
        words = joined(runs[at][1])
        if between and at > 0:
            words = f"{_answered(runs[at - 1][1])}\n{words}"
        pieces.append(words)
    return "\n\n".join(pieces)


def _answered(lines: Sequence[Line]) -> str:
    """The last paragraph of a quote, each line behind ``> ``."""
    paragraph: list[str] = []
    for line in reversed(lines):
        depth, said = quoted(line.text)
        if said.strip():
            paragraph.append("> " * max(1, depth) + said.strip())
        elif paragraph:
            break
    return "\n".join(reversed(paragraph))


def _outlook_start(lines: Sequence[Line]) -> int | None:
    """Where a quote begins of which the lines are not marked: where its first line stands."""
    for at, line in enumerate(lines):
        if line.text.strip() and not line.text.startswith(">"):
            opening = header_block(lines, at)
            if opening and not _quotes_below(lines, opening.after):
                return opening.after
    return None


def _with_typed_below(lines: Sequence[Line], sender_name: str) -> list[Line] | None:
    """The lines with ``>`` before those of the quote, when it shows which were typed now."""
    start = _outlook_start(lines)
    if start is None:
        return None
    above, below = lines[:start], lines[start:]
    typed = _typed(below, sender_name, _looks_below(above))
    if not any(typed):
        return None
    marked = [
        line if new or not line.text.strip() else replace(line, text=f"> {line.text}")
        for line, new in zip(below, typed, strict=True)
    ]
    return [*above, Line(""), Line(">"), *marked]


def _looks_below(above: Sequence[Line]) -> bool:
    """Whether the first words say that the answer stands further down, or are not there."""
    words = _split(above)
    return not words or (len(words) < 600 and bool(_SEE_BELOW.search(words)))


def _typed(below: Sequence[Line], sender_name: str, looks_below: bool) -> list[bool]:
    """Which of the lines under the heading of an Outlook quote were typed now, by what shows it."""
    said = [line for line in below if line.text.strip()]
    boxes = bool(said) and said[0].boxed and not all(line.boxed for line in said)
    marks = sum(line.typed for line in said) * 2 <= len(said)
    rare = _rare_looks(said) if looks_below else set()
    name = set(_NAME.findall(sender_name.lower()))

    def new(line: Line) -> bool:
        preface = _PREFACE.match(line.text)
        return (
            (marks and line.typed)
            or (boxes and not line.boxed)
            or line.look in rare
            or bool(preface and name & set(_NAME.findall(preface[1].lower())))
        )

    return [bool(line.text.strip()) and new(line) for line in below]


def _rare_looks(said: Sequence[Line]) -> set[str]:
    looks = [line.look for line in said]
    return {each for each in set(looks) if each and looks.count(each) * 2 <= len(looks)}


def _undecided(lines: Sequence[Line]) -> str:
    """Of a mail of which no word is surely new: what may be, since nobody mails to say nothing."""
    start = _outlook_start(lines)
    below = list(lines[start:]) if start is not None else []
    return joined(_after_closing(below) or below)


def _after_closing(below: Sequence[Line]) -> list[Line]:
    """What stands under the greeting and the name with which the quoted mail ends."""
    at = 0
    while at < len(below) and not _CLOSING.fullmatch(below[at].text.strip(" ,.!")[:60]):
        at += 1
    at += 1
    while at < len(below) and not below[at].text.strip():
        at += 1
    while at < len(below) and below[at].text.strip():
        at += 1
    rest = [line for line in below[at:] if not _sent_from(line.text)]
    return rest if any(line.text.strip() for line in rest) else []
