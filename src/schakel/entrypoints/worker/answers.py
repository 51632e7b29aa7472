"""Texts that wait to be sent go out at their moment; a reader who says nothing holds up nobody."""

from schakel.domain.answers import actions
from schakel.domain.answers.models import Draft
from schakel.entrypoints.at_work import inside


def send_due_answers(tenant_id: int) -> None:
    """Each in a transaction of its own, so that one that cannot go holds up no other."""
    with inside(tenant_id) as here:
        due = list(Draft.objects.to_go_out(here.now).values_list("pk", flat=True))
    for number in due:
        with inside(tenant_id) as here:
            draft = Draft.objects.filter(pk=number).first()
            if draft is not None:
                actions.go_out(actor=here.actor, draft=draft, today=here.today, now=here.now)


def tell_of_silent_readers(tenant_id: int) -> None:
    """A working day went by: the writer hears that they can send."""
    with inside(tenant_id) as here:
        actions.tell_of_silent_readers(actor=here.actor, today=here.today, now=here.now)
