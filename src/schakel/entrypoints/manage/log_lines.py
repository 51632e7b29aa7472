"""What servers and libraries log, as structlog lines, without the tokens in our addresses."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Whoever has such a path could ask for a code, or act: it stands in no log.
_TOKENS = re.compile(r"/(uw-pagina|doen|minder-mail)/[^/?#\s\"']+")
_QUERY = re.compile(r"\?\S*")
# Mail servers and the database repeat whose address or row it was.
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_ROW = re.compile(r"^(DETAIL: ).*$", re.MULTILINE)


def masked(text: str) -> str:
    """A text without the tokens of paths, mail addresses, and values of a row in the database."""
    return _ROW.sub(r"\1***", _ADDRESS.sub("***@***", _TOKENS.sub(r"/\1/***", text)))


def masked_path(path: str) -> str:
    """A path without its token and without its query."""
    return masked(_QUERY.sub("", path))


def mask_line(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last step before a line is written, whoever wrote it."""
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = masked(value)
    return line


class _Masking(logging.Handler):
    """Hands each line of a library to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, with its traceback when it has one."""
        write = structlog.get_logger().log
        written = {"logger": record.name}
        if record.exc_info:
            written["exception"] = masked(logging.Formatter().formatException(record.exc_info))
        write(record.levelno, masked(record.getMessage()), **written)


def take_over() -> None:
    """From now on this process writes one kind of line, to standard error."""
    *steps, writing = structlog.get_config()["processors"]
    structlog.configure(
        processors=[*(each for each in steps if each is not mask_line), mask_line, writing],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Masking()], force=True)
