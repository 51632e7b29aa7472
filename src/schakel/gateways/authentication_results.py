"""What the own mail server found out about a mail: ``Authentication-Results`` (RFC 8601).

Anybody can write such a field. A mail grows at the top, so what stands above the first
``Received`` of the own server was written by that server or after it; a sender can only write
below. Counted is therefore what stands above the *topmost* ``Received`` that is "by" the own
server. Some servers write their results directly below it. There only the one field counts that
follows at once, and only when the operator says that this server removes those of others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schakel.gateways.mail_headers import Field
from schakel.gateways.trusted_mail import Trusted

LONGEST_FIELD = 16_000
# Each host after "by": also when the sender named itself "by" in its greeting.
_BY = re.compile(r"(?<![\w.-])by\s+(?=([^\s;()]+))", re.IGNORECASE)
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|([();=])|([^\s"();=\\]+|\\.)|\s+')
_METHOD = re.compile(r"([a-z][a-z0-9-]*)(?:/([0-9]+))?")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One check: ``method`` and ``result`` in lower case, what it was about, and any comment."""

    method: str
    result: str
    properties: Mapping[str, str]
    comment: str


@dataclass(frozen=True)
class Results:
    """One field: which server says it (or none), and its checks."""

    server: str
    checks: tuple[Result, ...]

    def of(self, method: str) -> list[Result]:
        """The checks by one method."""
        return [each for each in self.checks if each.method == method]


def of_own_server(fields: Sequence[Field], trusted: Trusted) -> list[Results]:
    """What the own server found, the newest first; empty when it says nothing."""
    found = _border(fields, trusted.authserv_ids)
    if found is None:
        return []
    at, nameless = found
    above = [each for each in _read_all(fields[:at]) if _counts(each, trusted, nameless=nameless)]
    if above or nameless or not trusted.below_received:
        return above
    below = next(
        (each for each in fields[at + 1 :] if each.name not in ("received-spf", "dkim-filter")),
        None,
    )
    read = _read_all([below] if below else [])
    return [each for each in read if _counts(each, trusted, nameless=False)]


def _border(fields: Sequence[Field], servers: Sequence[str]) -> tuple[int, bool] | None:
    """Where the topmost ``Received`` by one of the servers is, and whether that one signs not."""
    for at, field in enumerate(fields):
        if field.name != "received":
            continue
        for host in _BY.findall(field.text.lower()):
            if host in servers:
                return at, False
            if any(server.startswith(".") and host.endswith(server) for server in servers):
                return at, True
    return None


def _counts(results: Results, trusted: Trusted, *, nameless: bool) -> bool:
    return not results.server if nameless else results.server in trusted.authserv_ids


def _read_all(fields: Sequence[Field]) -> Iterator[Results]:
    for field in fields:
        if field.name == "authentication-results":
            results = read(field.text)
            if results is not None:
                yield results


def read(text: str) -> Results | None:
    """The text of a field as results, or None when it follows no grammar."""
    statements = _statements(text)
    if not statements:
        return None
    server, first = "", statements[0]
    if "=" not in first.words:
        if len(first.words) not in (1, 2) or first.words[1:] not in ([], ["1"]):
            return None
        server, statements = first.words[0].lower(), statements[1:]
    checks = [_result(each) for each in statements if each.words and each.words != ["none"]]
    if None in checks:
        return None
    return Results(server, tuple(each for each in checks if each is not None))


@dataclass
class _Statement:
    words: list[str]
    comment: str = ""


def _statements(text: str) -> list[_Statement]:
    """Parted at each semicolon that stands in no comment and no quotation. Empty: unreadable."""
    if len(text) > LONGEST_FIELD:
        return []
    statements, depth, at = [_Statement([])], 0, 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            return []
        at = piece.end()
        quoted, mark, word = piece.groups()
        if mark in ("(", ")"):
            depth += 1 if mark == "(" else -1
            if depth < 0:
                return []
        elif depth:
            statements[-1].comment += piece[0]
        elif mark == ";":
            statements.append(_Statement([]))
        elif quoted is not None:
            statements[-1].words.append(re.sub(r"\\(.)", r"\1", quoted))
        elif mark or word:
            statements[-1].words.append(mark or word)
    return statements if depth == 0 else []


def _result(statement: _Statement) -> Result | None:
    """``method=result``, then each ``property=value``; blanks may stand around each sign."""
    pairs = _pairs(statement.words)
    if not pairs:
        return None
    method = _METHOD.fullmatch(pairs[0][0])
    if method is None or method[2] not in (None, "1"):
        return None
    properties: dict[str, str] = {}
    for name, value in pairs[1:]:
        properties.setdefault(name, value)
    return Result(
        method=method[1],
        result=pairs[0][1].lower(),
        properties=properties,
        comment=statement.comment.lower(),
    )


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    """What stands before and after each ``=``, where a value may hold that sign itself."""
    marks = [at for at, word in enumerate(words) if word == "="]
    pairs: list[tuple[str, str]] = []
    for mark in marks:
        if mark == 0 or mark + 1 >= len(words):
            continue
        pairs.append((_name(words, mark), words[mark + 1]))
    return pairs


def _name(words: Sequence[str], mark: int) -> str:
    """The name before a sign, of which blanks may part ``header . from``."""
    start = mark - 1
    while start > 0 and (words[start].startswith(".") or words[start - 1].endswith(".")):
        start -= 1
    return "".join(words[start:mark]).lower()
