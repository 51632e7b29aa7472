"""gunicorn, set up for Schakel: no state on disk, and log lines without tokens or addresses."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from schakel.entrypoints.manage.log_lines import masked, masked_path

THREADS = 4
# A worker begins anew after so many requests, not all at the same time: leaks stay small.
REQUESTS_BEFORE_ANEW = 2_000
SECONDS_TO_ANSWER = 60

log = structlog.get_logger()


class AccessLog(Logger):
    """What gunicorn says, by structlog. Of a request: no query, no token, nobody's address."""

    def access(
        self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: timedelta
    ) -> None:
        """One line per request."""
        log.info(
            "request",
            method=environ.get("REQUEST_METHOD"),
            path=masked_path(str(environ.get("PATH_INFO", ""))),
            status=int(str(resp.status).split(" ", 1)[0]),
            milliseconds=round(request_time.total_seconds() * 1_000),
            bytes=getattr(resp, "sent", None),
        )

    def critical(self, msg: str, *args: Any, **_: Any) -> None:
        """As structlog."""
        log.critical(_said(msg, args))

    def error(self, msg: str, *args: Any, **_: Any) -> None:
        """As structlog."""
        log.error(_said(msg, args))

    def warning(self, msg: str, *args: Any, **_: Any) -> None:
        """As structlog."""
        log.warning(_said(msg, args))

    def info(self, msg: str, *args: Any, **_: Any) -> None:
        """As structlog."""
        log.info(_said(msg, args))

    def debug(self, msg: str, *args: Any, **_: Any) -> None:
        """Left out."""

    def exception(self, msg: str, *args: Any, **_: Any) -> None:
        """As structlog, with the trace."""
        log.exception(_said(msg, args))


class WebServer(BaseApplication):
    """gunicorn with threads, started from Python."""

    def __init__(self, application: Callable[[], Any], options: Mapping[str, Any]) -> None:
        self._application = application
        self._options = options
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Our options, and nothing from a file or the environment."""
        assert self.cfg is not None
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in each worker."""
        return self._application()


def options(*, host: str, port: int, workers: int, proxies: tuple[str, ...]) -> dict[str, Any]:
    """What is set on gunicorn."""
    address = f"[{host}]" if ":" in host else host
    return {
        "bind": f"{address}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": SECONDS_TO_ANSWER,
        "graceful_timeout": SECONDS_TO_ANSWER,
        "keepalive": 5,
        "max_requests": REQUESTS_BEFORE_ANEW,
        "max_requests_jitter": REQUESTS_BEFORE_ANEW // 4,
        "preload_app": False,
        "control_socket_disable": True,
        "forwarded_allow_ips": ",".join(proxies),
        "accesslog": "-",
        "logger_class": AccessLog,
        "proc_name": "schakel-web",
    }


def _said(message: str, arguments: tuple[Any, ...]) -> str:
    return masked(str(message) % arguments if arguments else str(message))
