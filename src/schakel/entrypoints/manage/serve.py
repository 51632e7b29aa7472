"""``schakel serve web|worker|mail``: any number of each may run, on several machines."""

import ipaddress
import socket
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from schakel.entrypoints.mailbox import door
from schakel.entrypoints.manage.log_lines import take_over
from schakel.entrypoints.manage.static_files import collect
from schakel.entrypoints.manage.web import WebServer, options
from schakel.entrypoints.worker.process import work
from schakel.foundation.tenancy.models import Tenant

EXAMPLES = """\
  schakel serve web                                  on 127.0.0.1, port 8000
  PORT=8080 schakel serve web --host 0.0.0.0 --workers 4
  schakel serve worker                               two jobs at a time
  schakel serve worker --concurrency 4
  schakel serve mail --smtp 127.0.0.1:8025           a door for mail that comes in
  schakel serve mail --lmtp /run/schakel/lmtp        for Postfix on this machine
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("what", choices=("web", "worker", "mail"))
    parser.add_argument("--host", default="127.0.0.1", help="web: address to listen on")
    parser.add_argument("--workers", type=int, default=2, help="web: processes")
    parser.add_argument("--concurrency", type=int, default=2, help="worker: jobs at a time")
    parser.add_argument("--smtp", metavar="HOST:PORT", help="mail: where to listen for SMTP")
    parser.add_argument("--lmtp", metavar="HOST:PORT|PATH", help="mail: where to listen for LMTP")
    parser.add_argument("--certificate", type=Path, help="mail: chain of the certificate (PEM)")
    parser.add_argument("--key", type=Path, help="mail: key of the certificate (PEM)")


def run(arguments: Namespace) -> int:
    """Serve until SIGTERM; 1 when it cannot begin, with the reason in words."""
    take_over()
    if arguments.what == "worker":
        work(arguments.concurrency)
        return 0
    if arguments.what == "mail":
        return _serve_mail(arguments)
    if refusal := refusal_to_listen(arguments.host):
        print(refusal, file=sys.stderr)
        return 1
    collect()
    connections.close_all()
    server = WebServer(
        get_wsgi_application,
        options(
            host=arguments.host,
            port=settings.PORT,
            workers=arguments.workers,
            proxies=settings.TRUSTED_PROXIES,
        ),
    )
    server.run()  # type: ignore[no-untyped-call]
    return 0


def _serve_mail(arguments: Namespace) -> int:
    if not (arguments.smtp or arguments.lmtp):
        print(
            "Say where to listen: --smtp HOST:PORT, --lmtp HOST:PORT or --lmtp PATH.",
            file=sys.stderr,
        )
        return 1
    certificate = None
    if bool(arguments.certificate) != bool(arguments.key):
        print("A certificate needs its key: give --certificate and --key.", file=sys.stderr)
        return 1
    if arguments.certificate:
        certificate = door.Certificate(arguments.certificate, arguments.key)
    try:
        smtp, lmtp = _place(arguments.smtp), _place(arguments.lmtp)
    except ValueError:
        print("Write where to listen as HOST:PORT, such as 127.0.0.1:8025.", file=sys.stderr)
        return 1
    hosts = [each.host for each in (smtp, lmtp) if each is not None and each.path is None]
    if refusal := next(filter(None, map(refusal_to_listen, hosts)), ""):
        print(refusal, file=sys.stderr)
        return 1
    try:
        door.serve(smtp=smtp, lmtp=lmtp, certificate=certificate)
    except OSError as error:
        print(f"Not listening: {error.strerror or error}.", file=sys.stderr)
        return 1
    return 0


def _place(said: str | None) -> door.Place | None:
    """A path when it begins as one, else a host and a port."""
    if not said:
        return None
    if said.startswith(("/", "./")):
        return door.Place(path=Path(said))
    host, _, port = said.rpartition(":")
    return door.Place(host=host.strip("[]") or "127.0.0.1", port=int(port))


def refusal_to_listen(host: str) -> str:
    """Why not to listen there: the log-ins of a demo are public. Empty when allowed."""
    if is_loopback(host) or not Tenant.objects.filter(is_demo=True).exists():
        return ""
    return (
        f"A demo is loaded, and its log-ins are public: not listening on {host}."
        " Use --host 127.0.0.1, or a database without the demo."
    )


def is_loopback(host: str) -> bool:
    """Whether every address of this host is on this machine only."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    return bool(addresses) and all(each.is_loopback for each in addresses)
