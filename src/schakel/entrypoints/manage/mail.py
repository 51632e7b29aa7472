"""``schakel mail receive|fetch``: mail from files, or from the mailbox of an institution."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from schakel.domain.arrivals.actions import Delivery
from schakel.domain.arrivals.rules import Door, State
from schakel.entrypoints.mailbox.child import Reader
from schakel.entrypoints.mailbox.fetch import fetch
from schakel.entrypoints.mailbox.files import NoMail, files_at, mails_at, mails_in
from schakel.entrypoints.mailbox.receive import place, take
from schakel.entrypoints.manage.tenants import tenant_called
from schakel.gateways.imap import NotFetched

EXAMPLES = """\
  schakel mail receive --tenant demo brief.eml             one mail
  schakel mail receive --tenant demo archief.mbox map/     an mbox, and a folder or Maildir
  schakel mail receive --tenant demo - < brief.eml         from standard input
  schakel mail receive --tenant demo --json map/           how many, as JSON
  schakel mail fetch --tenant demo                         now, from the mailbox set at Beheer
"""

# Where a mail ended, in the words of the answer.
_COUNTED = {
    State.ADDED: "added",
    State.OPENED: "new",
    State.RECORDED: "automatic",
    State.HELD: "held",
    State.KEPT: "held",
    State.DUPLICATE: "duplicate",
    State.SET_ASIDE: "automatic",
}


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    commands = parser.add_subparsers(dest="mail_command", metavar="WHAT", required=True)
    receive = commands.add_parser("receive", help="take in mail from files, and place it")
    receive.add_argument(
        "files",
        nargs="*",
        default=["-"],
        metavar="FILE",
        help=".eml, mbox, Maildir, a folder of these, or - for standard input",
    )
    receive.add_argument("--tenant", required=True, metavar="CODE")
    receive.add_argument("--json", action="store_true", help="answer as JSON")
    fetched = commands.add_parser("fetch", help="fetch the mail of an institution now")
    fetched.add_argument("--tenant", required=True, metavar="CODE")


def run(arguments: Namespace) -> int:
    """Take in each mail; 1 when a file could not be read, after all others."""
    tenant = tenant_called(arguments.tenant)
    if arguments.mail_command == "fetch":
        return _fetch(tenant.pk)
    counts: Counter[str] = Counter()
    faults = 0
    with Reader() as reader:
        for name in arguments.files:
            for each in _each_file(name):
                try:
                    for content in each():
                        counts[_received(tenant.pk, content, reader)] += 1
                except NoMail as fault:
                    print(fault, file=sys.stderr)
                    faults += 1
    _say(counts, as_json=arguments.json)
    return 1 if faults else 0


def _each_file(name: str) -> Iterator[Callable[[], Iterator[BinaryIO]]]:
    """Each file apart, so that one that cannot be read keeps nobody from the next."""
    if name == "-":
        yield partial(mails_in, sys.stdin.buffer)
        return
    path = Path(name)
    try:
        files = files_at(path)
    except NoMail:
        # Reading it says why.
        files = [path]
    for file in files:
        yield partial(mails_at, file)


def _received(tenant_id: int, content: BinaryIO, reader: Reader) -> str:
    """Kept first, as by every door, and placed then."""
    with content:
        number = take(tenant_id, content, Delivery(door=Door.COMMAND))
    try:
        return _COUNTED[place(tenant_id, number, reader)]
    except Exception as error:
        # It is kept: within an hour a person is asked to place it.
        print(f"mail {number} is not placed: {type(error).__name__}", file=sys.stderr)
        return _COUNTED[State.KEPT]


def _say(counts: Counter[str], *, as_json: bool) -> None:
    names = ("added", "new", "automatic", "held", "duplicate")
    told = {"received": counts.total(), **{name: counts[name] for name in names}}
    if as_json:
        print(json.dumps(told))
        return
    print(
        "{received} received: {added} added to a message, {new} new, {automatic} by a machine,"
        " {held} to be placed, {duplicate} known already.".format(**told)
    )


def _fetch(tenant_id: int) -> int:
    try:
        count = fetch(tenant_id)
    except NotFetched as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{count} fetched; a worker places them.")
    return 0
