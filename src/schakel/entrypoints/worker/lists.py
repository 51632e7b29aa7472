"""A long list of people and groups is read in here, so that its page can be left."""

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from schakel.domain.imports import actions, queries
from schakel.domain.imports.models import NetworkImport, State
from schakel.domain.imports.rules import Field
from schakel.domain.matters.queries import place_of_staff
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker.queue import RETRY
from schakel.foundation.kernel.refused import Refused


@app.task(name="read_in_list", retry=RETRY)
def read_in_list(*, tenant_id: int, subject_id: int, line_id: int) -> None:
    """Read it in as who asked for it; twice is once. What is refused, its page says."""
    with inside(tenant_id) as here:
        source = NetworkImport.objects.visible_to(here.actor).get(pk=subject_id)
        actions.begin_reading(source=source)
    try:
        with inside(tenant_id) as here:
            _read_in(here, subject_id)
    except Refused as refused:
        with inside(tenant_id) as here:
            actions.mark_failed(source=source, refusal=refused.code)
            _tell(here, source, _("A list could not be read in. Look why."))


def _read_in(here: Here, number: int) -> None:
    source = NetworkImport.objects.visible_to(here.actor).get(pk=number)
    if source.state not in {State.WAITING, State.UNDER_WAY}:
        return
    place = place_of_staff(
        tenant_id=here.tenant.pk, staff_id=source.staff_id or 0, today=here.today
    )
    if place is None:
        raise Refused("import_not_yours")
    table = queries.read_list(queries.content_of(source), source.sheet).table
    if table is None:
        raise Refused("list_is_gone")
    plan = queries.plan_of(
        actor=place.actor,
        table=table,
        columns={Field(name): column for name, column in source.columns.items()},
        choices=source.choices,
        today=here.today,
    )
    done = actions.read_in(
        actor=place.actor, source=source, plan=plan, today=here.today, now=here.now
    )
    words = _("Your list is read in: %(number)d people and groups are new.")
    _tell(here, done, words % {"number": done.added})


def _tell(here: Here, source: NetworkImport, text: str) -> None:
    tell(
        actor=here.actor,
        members=[source.staff] if source.staff else [],
        kind=NoticeKind.IMPORT_RECEIPT,
        trigger=f"list:{source.pk}:{here.now:%Y%m%d%H%M%S}",
        text=text,
        now=here.now,
    )


def forget_old_lists(tenant_id: int) -> None:
    """Files that nobody read in are thrown away; what is past taking back is settled."""
    with inside(tenant_id) as here:
        actions.forget_old_lists(now=here.now)
