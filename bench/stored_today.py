"""*Vandaag* of one colleague who carries as much in a small institution as in a large one."""

import os
import statistics
import time
from datetime import timedelta
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection as db
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.seed import NOW, TODAY, tidy
from schakel.domain.networks.actions import join_network
from schakel.domain.networks.models import Network
from schakel.domain.staff.actions import add_colleague
from schakel.domain.staff.rules import Role
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant

# So many does one colleague carry, whatever there is beside it.
CARRIED = 60
COLLEAGUES = 40
OPENED = 100
ASKING_SHARE = 20
OPEN_SHARE = 10


def vandaag(tenant: Tenant, size: int) -> dict[str, Any]:
    """The page as a browser asks it, in this process: milliseconds, statements and bytes."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with within_tenant(tenant.pk):
        user, staff = _colleagues(tenant)
    _carry(tenant.pk, staff, size)
    tidy(os.environ["DATABASE_URL"])
    client = _logged_in(user)
    for _ in range(10):
        client.get("/vandaag/")
    spent = []
    for _ in range(OPENED):
        begin = time.perf_counter()
        page = client.get("/vandaag/")
        spent.append(time.perf_counter() - begin)
    assert page.status_code == 200
    with CaptureQueriesContext(db) as asked:
        client.get("/vandaag/")
    return {
        "Vandaag, p50 (ms)": statistics.median(spent) * 1e3,
        "Vandaag, p95 (ms)": statistics.quantiles(spent, n=20)[-1] * 1e3,
        "Vandaag, statements": len(asked),
        "Vandaag, rows": page.content.count(b'class="row'),
    }


def _colleagues(tenant: Tenant) -> tuple[User, list[int]]:
    actor, started = system(tenant.pk), TODAY - timedelta(days=900)
    user = User.objects.create_user("bench@bench.example")
    network = Network.objects.get()
    members = []
    for number in range(COLLEAGUES):
        member = add_colleague(
            actor=actor,
            name=f"Collega {number:02d}",
            email=f"collega{number}@bench.example",
            roles=[Role.CONNECTOR],
            works_from=started,
            connecting_hours=20,
            fallback_order=number,
            user=None if number else user,
            now=NOW,
        )
        join_network(actor=actor, network=network, member=member, from_on=started, now=NOW)
        members.append(member.pk)
    return user, members


def _logged_in(user: User) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return client


def _carry(tenant_id: int, staff: list[int], size: int) -> None:
    """As the owner, past every action: carriers, standings, and a matter of each party."""
    values = {
        "tenant": tenant_id,
        "reader": staff[0],
        "others": staff[1:],
        "few": len(staff) - 1,
        "every": max(1, size // CARRIED),
        "now": NOW,
        "today": TODAY,
        "asking": ASKING_SHARE,
        "open": OPEN_SHARE,
    }
    with psycopg.connect(os.environ["DATABASE_URL"]) as owner:
        owner.execute("SET session_replication_role = replica")
        for statement in (_CARRIERS, _STANDINGS, _MATTERS, _TERMS, _PROMISES, _NOTICES):
            owner.execute(statement, values)
        owner.commit()


# The reader carries one in so many, spread over all of them; the others divide the rest.
_WHO = """CASE WHEN id %% %(every)s = {rank} THEN %(reader)s
    ELSE (%(others)s::bigint[])[1 + (id + {rank}) %% %(few)s] END"""
_CARRIERS = " UNION ALL ".join(
    "SELECT tenant_id, id, "
    + _WHO.format(rank=rank)
    + f", '{word}', %(now)s, %(now)s FROM connections_connection WHERE tenant_id = %(tenant)s"
    for rank, word in enumerate(("first", "second"))
)
_CARRIERS = (
    "INSERT INTO connections_carrier (tenant_id, connection_id, staff_id, rank, from_at,"
    f" accepted_at) {_CARRIERS}"
)
# What the reader carries is numbered from 0, so that it asks as much of them at every size.
_ORDINAL = """(CASE WHEN connection_id %% %(every)s < 2 THEN connection_id / %(every)s
    ELSE connection_id END)"""
_STANDINGS = f"""UPDATE health_standing SET
    state = (ARRAY['strained', 'broken'])[1 + (hashint8({_ORDINAL}) & 1)],
    signal = (ARRAY['their_word', 'repeated'])[1 + (hashint8({_ORDINAL}) >> 1 & 1)],
    since = %(today)s::date - ({_ORDINAL} %% 60)::int
    WHERE tenant_id = %(tenant)s AND (hashint8({_ORDINAL}) & 1023) %% %(asking)s = 0"""
_MATTERS = f"""INSERT INTO matters_matter (tenant_id, reference, party_id, connection_id,
    network_id, theme_id, kind, status, subject, story, channel, received_at, owner_id,
    owner_accepted_at, second_id, carrier_reasons, confidential, neutral_subject, supporter,
    waits_for_them, passed_on_to, ended_at, end_reason, case_number, case_system, case_url)
    SELECT DISTINCT ON (connection.party_id) connection.tenant_id, 'B' || connection.id,
    connection.party_id, connection.id, network_id, theme_id, 'idea',
    CASE WHEN {_ORDINAL} %% %(open)s = 0 THEN 'open' ELSE 'closed' END,
    'Een bankje bij de vijver', 'Wij willen graag een bankje.', 'web',
    %(now)s::timestamptz - (connection.id %% 400) * interval '1 day', first.staff_id, %(now)s,
    second.staff_id, '{{}}', false, false, '', false, '',
    CASE WHEN {_ORDINAL} %% %(open)s = 0 THEN NULL ELSE %(now)s::timestamptz END,
    '', '', '', ''
    FROM connections_connection AS connection
    JOIN connections_carrier AS first ON first.connection_id = connection.id
        AND first.rank = 'first'
    JOIN connections_carrier AS second USING (connection_id)
    WHERE connection.tenant_id = %(tenant)s AND second.rank = 'second'
    ORDER BY connection.party_id, first.staff_id <> %(reader)s, connection.id"""
_TERMS = f"""INSERT INTO terms_term (tenant_id, matter_id, confidential, kind, length,
    second_length, unit, article, extension_article, is_statutory, extension_reason, started_on,
    due_on, second_due_on, ended_on, end_reason)
    SELECT tenant_id, id, false, 'first_answer', 10, 20, 'working_days', 'servicenorm', '', false,
    '', %(today)s::date - 40, %(today)s::date + ({_ORDINAL} %% 40)::int - 10,
    %(today)s::date + ({_ORDINAL} %% 40)::int + 4,
    CASE WHEN status = 'open' THEN NULL ELSE %(today)s::date END, ''
    FROM matters_matter WHERE tenant_id = %(tenant)s"""
_PROMISES = f"""INSERT INTO promises_promise (tenant_id, matter_id, connection_id, party_id,
    confidential, side, words, given_by_id, mandate, made_on, due_on, course, reason, recorded_at)
    SELECT tenant_id, id, connection_id, party_id, false, 'ours', 'Ik kom kijken.', owner_id, '',
    %(today)s::date - 40, %(today)s::date + ({_ORDINAL} %% 60)::int - 10,
    CASE WHEN status = 'open' THEN 'confirmed' ELSE 'kept' END, '', %(now)s
    FROM matters_matter WHERE tenant_id = %(tenant)s"""
_NOTICES = """INSERT INTO notices_notice (tenant_id, confidential, matter_id, staff_id, kind,
    trigger, text, created_at, seen_at)
    SELECT tenant_id, false, id, owner_id, 'new_contact', 'contact:' || id, '', %(now)s,
    CASE WHEN status = 'open' THEN NULL ELSE %(now)s::timestamptz END
    FROM matters_matter WHERE tenant_id = %(tenant)s"""
