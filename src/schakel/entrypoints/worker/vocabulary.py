"""The words that occur: learned while people work, and those that are gone forgotten at night."""

from django.utils import timezone

from schakel.entrypoints.at_work import inside
from schakel.foundation.search.actions import AT_A_TIME, forget_words, learn_words

# What comes in with a large file takes several minutes, and holds up nothing else.
BATCHES_A_MINUTE = 20
NIGHT_HOUR = 3


def learn_new_words(tenant_id: int) -> None:
    """Take up what was written since; each batch is a transaction of its own."""
    for _ in range(BATCHES_A_MINUTE):
        with inside(tenant_id):
            if learn_words() < AT_A_TIME:
                return


def forget_lost_words(tenant_id: int) -> None:
    """Once a night: no word outlives the last text in which it stood."""
    with inside(tenant_id) as here:
        if timezone.localtime(here.now).hour == NIGHT_HOUR:
            forget_words()
