"""Who may change what the institution is made of."""

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused


def check_settings(actor: Actor) -> None:
    """Refused unless an administrator, or Schakel itself at set-up, acts."""
    if not (actor.is_system or actor.has_role("administrator")):
        raise Refused("only_administrators")
