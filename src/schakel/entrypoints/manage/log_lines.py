"""What servers and libraries log, as structlog lines, without the tokens in our addresses."""

import logging
import re
import sys

import structlog

# Whoever has such a path could ask for a code, or act: it stands in no log.
_TOKENS = re.compile(r"/(uw-pagina|doen)/[^/?#\s\"']+")
_QUERY = re.compile(r"\?\S*")


def masked(text: str) -> str:
    """A text in which paths have lost their tokens."""
    return _TOKENS.sub(r"/\1/***", text)


def masked_path(path: str) -> str:
    """A path without its token and without its query."""
    return masked(_QUERY.sub("", path))


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
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))
    logging.basicConfig(level=logging.WARNING, handlers=[_Masking()], force=True)
