"""What was kept long enough goes, in institutions that chose that it goes by itself."""

from schakel.domain.privacy.actions import forget_mail, forget_viewings, run_retention
from schakel.domain.privacy.queries import retention_setting
from schakel.entrypoints.at_work import inside


def let_go(tenant_id: int) -> None:
    """Once a month where the institution chose so; who looked is forgotten after its term.

    Of mail there may be more than one run takes: where it goes by itself, it goes on each day.
    """
    with inside(tenant_id) as here:
        setting = retention_setting()
        last = setting.last_run_on
        this_month = last is not None and (last.year, last.month) == (
            here.today.year,
            here.today.month,
        )
        if setting.runs_monthly and not this_month:
            run_retention(actor=here.actor, today=here.today, now=here.now)
            return
        forget_viewings(actor=here.actor, today=here.today)
        if setting.runs_monthly:
            forget_mail(actor=here.actor, today=here.today, now=here.now)
