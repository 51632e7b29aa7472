"""``schakel run``: everything on this machine, for who tries Schakel. ``make run`` calls it."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from schakel.entrypoints.manage import demo
from schakel.entrypoints.manage.migrate import bring_up_to_date
from schakel.foundation.tenancy.models import MailRoute, Tenant

EXAMPLES = """\
  schakel run             set up, and serve on http://127.0.0.1:8000
  PORT=8080 schakel run   on another port; mail comes in 25 above it
"""

HOST = "127.0.0.1"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 75
_SECONDS_BETWEEN_LOOKS = 0.3
_COMMAND = (
    sys.executable,
    "-c",
    "import sys; from schakel.entrypoints.manage.main import main; sys.exit(main())",
    "serve",
)
SERVED = {
    "web": ("web",),
    "worker": ("worker",),
    "mail": ("mail", "--smtp", f"{HOST}:{settings.MAIL_PORT}"),
}


class CannotGoOn(Exception):
    """What went wrong, in words."""


def add_arguments(parser: ArgumentParser) -> None:
    """No options: the environment says which port and database."""


def run(arguments: Namespace) -> int:
    """Run until Ctrl-C or SIGTERM; 1 when something did not start or stopped on its own."""
    stopping = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda *_: stopping.set())
    try:
        check_port_is_free(HOST, settings.PORT)
        check_port_is_free(HOST, settings.MAIL_PORT, setting="SCHAKEL_MAIL_PORT")
        bring_up_to_date()
        if not Tenant.objects.exists():
            print("Loading the demo municipality …", flush=True)
            demo.load(timezone.now())
        connections.close_all()
        with _children() as children:
            _wait_until_well(children, stopping)
            if not stopping.is_set():
                print(_welcome(), flush=True)
            _wait_until_one_stops(children, stopping)
    except CannotGoOn as problem:
        print(problem, file=sys.stderr)
        return 1
    print("Stopped.")
    return 0


def check_port_is_free(host: str, port: int, *, setting: str = "PORT") -> None:
    """CannotGoOn when another program listens there."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            reason = "in use" if error.errno == errno.EADDRINUSE else "not allowed"
            raise CannotGoOn(
                f"Port {port} is {reason}. Stop the program that uses it, or choose another one:"
                f" {setting}={port + 1} make run"
            ) from error


@contextmanager
def _children() -> Iterator[Mapping[str, "subprocess.Popen[bytes]"]]:
    """Each in a session of its own: Ctrl-C reaches us, and we stop them in order."""
    children = {
        what: subprocess.Popen(
            [*_COMMAND, *served], stdin=subprocess.DEVNULL, env=os.environ, start_new_session=True
        )
        for what, served in SERVED.items()
    }
    try:
        yield children
    finally:
        for child in children.values():
            child.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _wait_until_well(
    children: Mapping[str, "subprocess.Popen[bytes]"], stopping: threading.Event
) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not stopping.wait(_SECONDS_BETWEEN_LOOKS):
        _check_all_run(children)
        if is_well(settings.PORT):
            return
        if time.monotonic() > deadline:
            raise CannotGoOn(
                f"Not ready within {SECONDS_TO_START} seconds. The lines above say why."
            )


def _wait_until_one_stops(
    children: Mapping[str, "subprocess.Popen[bytes]"], stopping: threading.Event
) -> None:
    while not stopping.wait(_SECONDS_BETWEEN_LOOKS):
        _check_all_run(children)


def _check_all_run(children: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    for what, child in children.items():
        if (status := child.poll()) is not None:
            raise CannotGoOn(f"The {what} process stopped (status {status}), so all is stopped.")


def is_well(port: int) -> bool:
    """Whether web, database and worker are alive, as ``/healthz`` says."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _addresses() -> str:
    """Some of the addresses at which mail comes in."""
    routes = MailRoute.objects.order_by("pk").values_list("address", flat=True)[:3]
    return ", ".join(routes) or "no address yet: choose one at Settings, Mail"


def _welcome() -> str:
    def address(name: str) -> str:
        return f"{settings.PUBLIC_URL}{reverse(name)}"

    lines = [
        "",
        "Schakel runs.",
        f"  for residents     {address('home')}",
        f"  for colleagues    {address('today')}",
        f"  what goes out     {address('outbox')}",
        f"  mail comes in at  {HOST}, port {settings.MAIL_PORT} (SMTP), for {_addresses()}",
    ]
    if Tenant.objects.filter(is_demo=True).exists():
        lines += ["", "Log-ins of the demo:", *(f"  {each}" for each in demo.LOG_INS)]
    return "\n".join([*lines, "", "Ctrl-C stops it."])
