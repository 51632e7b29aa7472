"""``schakel check migrations``: whether the migrations say what the models say."""

import warnings
from argparse import ArgumentParser, Namespace

from django.core.management import call_command

EXAMPLES = """\
  schakel check migrations   fail when a model was changed without a migration
"""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("what", choices=("migrations",), help="migrations: models against them")


def run(arguments: Namespace) -> int:
    """0 when nothing is missing, else 1 with what is."""
    # It also looks at the history of the database, which on a fresh one is not there yet.
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    except SystemExit:
        print("A model was changed without a migration: see above.")
        return 1
    return 0
