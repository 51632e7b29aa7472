"""The command line: ``schakel COMMAND``. One file per command, beside this one."""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django
from django.utils import translation

from schakel import __version__
from schakel.foundation.database.address import DatabaseUnavailable
from schakel.foundation.database.embedded import running_server
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.ui.refusals import sentence

# name of the command: (module, what it does, whether it needs the database)
COMMANDS = {
    "run": ("run", "set up, and run web and worker together, with the demo when empty", True),
    "serve": ("serve", "run the web server or a worker", True),
    "migrate": ("migrate", "bring the database up to date", True),
    "demo": ("demo", "load the fictional demo municipality", True),
    "tenant": ("tenants", "begin an institution, list them", True),
    "user": ("users", "give somebody a log-in, or a new one", True),
    "modules": ("modules", "turn on what an institution can do without, or off", True),
    "groups": ("groups", "say what groups of the identity provider mean here", True),
    "import": ("imports", "read contributions, a list, areas or an institution from a file", True),
    "export": ("export", "write all of an institution to a folder", True),
    "backup": ("backup", "write the whole database to an encrypted file, or check one", True),
    "restore": ("restore", "put a back-up into an empty database", True),
    "privacy": ("privacy", "erase somebody, and erase again after a restore", True),
    "journal": ("journal", "seal and verify the journal", True),
    "health": ("health", "compute how connections stand anew", True),
    "continuity": ("continuity", "say what breaks when somebody leaves", True),
    "mail": ("mail", "take in mail from files, or fetch it from a mailbox", True),
    "messages": ("messages", "compile, check and update the translations", False),
    "check": ("check", "check migrations against the models", True),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. What is meant for people is a sentence, no trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
    try:
        # Before a command is imported: its module imports models.
        django.setup()
        return _run(_parsed(arguments))
    except DatabaseUnavailable as error:
        print(error, file=sys.stderr)
    except Refused as refused:
        print(sentence(refused), file=sys.stderr)
    except BrokenPipeError:
        pass
    return 1


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="schakel",
        description="Schakel: no connection hangs on one person.",
        epilog="schakel COMMAND --help shows examples.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = next((each for each in arguments or sys.argv[1:] if not each.startswith("-")), None)
    for name, (module, summary, _) in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == asked:
            found = importlib.import_module(f"schakel.entrypoints.manage.{module}")
            command.epilog = "examples:\n" + found.EXAMPLES
            found.add_arguments(command)
    return parser.parse_args(arguments)


def _run(parsed: argparse.Namespace) -> int:
    module, _, needs_database = COMMANDS[parsed.command]
    with _database() if needs_database else nullcontext():
        command = importlib.import_module(f"schakel.entrypoints.manage.{module}")
        with translation.override(os.environ.get("SCHAKEL_LANGUAGE", "nl")):
            return int(command.run(parsed))


@contextmanager
def _database() -> Iterator[None]:
    """The database of DATABASE_URL, else an embedded one that stops with its last user."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with running_server(Path(os.environ.get("SCHAKEL_DATA", "data"))) as server:
        os.environ["DATABASE_URL"] = server.url()
        yield
