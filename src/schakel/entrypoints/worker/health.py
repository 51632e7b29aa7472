"""``/healthz``: whether web, database and worker are alive. Knows of no tenant and no person."""

from datetime import datetime

import structlog
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

WORKER_ALIVE_SECONDS = 60
MOST_CLOCK_SKEW_SECONDS = 5.0

log = structlog.get_logger()


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all are alive, else 503 with which is not. Clock skew is only warned of."""
    before = timezone.now()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT clock_timestamp(), EXISTS (SELECT FROM procrastinate_workers"
                " WHERE last_heartbeat > now() - make_interval(secs => %s))",
                [WORKER_ALIVE_SECONDS],
            )
            database_time, worker = cursor.fetchone()
    except Error:
        log.exception("health.database")
        return _answer(web=True, database=False, worker=False)
    skew = clock_skew(before, database_time, timezone.now())
    if abs(skew) > MOST_CLOCK_SKEW_SECONDS:
        log.warning("health.clock_skew", seconds=skew)
        return _answer(web=True, database=True, worker=worker, skew=skew, warning="clock skew")
    return _answer(web=True, database=True, worker=worker, skew=skew)


def clock_skew(before: datetime, database_time: datetime, after: datetime) -> float:
    """Seconds that the clock of the database is ahead of ours, which stood so before and after.

    Against the middle of the question, so that a slow answer is no skew.
    """
    middle = before + (after - before) / 2
    return round((database_time - middle).total_seconds(), 1)


def _answer(
    *, web: bool, database: bool, worker: bool, skew: float | None = None, warning: str = ""
) -> JsonResponse:
    well = web and database and worker
    shown = {
        "status": "ok" if well else "unwell",
        "web": web,
        "database": database,
        "worker": worker,
        "clock_skew_seconds": skew,
    }
    if warning:
        shown["warning"] = warning
    return JsonResponse(shown, status=200 if well else 503)
