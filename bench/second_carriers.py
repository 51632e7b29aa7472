"""One proposal for the second carriers of a network, from reading in PostgreSQL to its rows.

python -m bench.second_carriers [--connections 2000] [--people 60] [--times 3] [--json FILE]

Themes, areas, open matters and earlier contact differ; hours are ample once, and once too few.
"""

import argparse
import json
import os
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from schakel.foundation.database.embedded import running_server

FOLDER = Path("build/bench")
AMPLE, TIGHT = 1.2, 0.8


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.second_carriers", description=__doc__)
    parser.add_argument("--connections", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with running_server(FOLDER) as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench_second_carriers (FORCE)")
            connection.execute("CREATE DATABASE bench_second_carriers")
        os.environ.update(
            DATABASE_URL=server.url("bench_second_carriers"),
            SCHAKEL_DATA=str(FOLDER.absolute()),
            DJANGO_SETTINGS_MODULE="schakel.config.settings",
        )
        report = _measured(arguments.connections, arguments.people, arguments.times)
    for name, value in report.items():
        print(f"{name}: {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1))
    return 0


def _measured(connections: int, people: int, times: int) -> dict[str, Any]:
    import django

    django.setup()
    from schakel.entrypoints.manage.migrate import bring_up_to_date

    bring_up_to_date()
    from django.utils import timezone

    from schakel.foundation.kernel.actor import system
    from schakel.foundation.tenancy.context import within_tenant
    from schakel.foundation.tenancy.models import Tenant

    now = timezone.now()
    tenant = Tenant.objects.create(
        code="bench", name="Gemeente Waterhoven", hostname="", created_at=now
    )
    report: dict[str, Any] = {"connections": connections, "people": people}
    with within_tenant(tenant.pk):
        network, needed = _seeded(system(tenant.pk), connections, people, now)
    for name, share in (("ample", AMPLE), ("tight", TIGHT)):
        with within_tenant(tenant.pk):
            _give_hours(needed * share, people)
        took, found = [], None
        for _time in range(times):
            with within_tenant(tenant.pk):
                begin = time.perf_counter()
                found = _proposed(system(tenant.pk), network, now)
                took.append(time.perf_counter() - begin)
        assert found is not None
        proposed = sum(each.staff_id is not None for each in found.places)
        report[name] = {
            "seconds": round(statistics.median(took), 2),
            "slowest": round(max(took), 2),
            "of which pairing": round(found.seconds, 2),
            "proposed": proposed,
            "gap to the bound": f"{found.better_by:.4%}",
            "proven": found.is_proven,
            "missing hours": round(found.missing_hours, 2),
        }
    return report


def _proposed(actor: Any, network: Any, now: Any) -> Any:
    from schakel.domain.continuity.actions.second_carriers import write_proposal
    from schakel.domain.continuity.models import Proposal
    from schakel.domain.continuity.queries.second_carriers import answer

    Proposal.objects.update(state="replaced")
    proposal = Proposal.objects.create(
        tenant_id=actor.tenant_id, network=network, state="waiting", asked_at=now
    )
    found = answer(network, now.date())
    write_proposal(actor=actor, proposal=proposal, found=found, now=now)
    return found


def _give_hours(total: float, people: int) -> None:
    """Some have much, some little; all together so much beside what they carry."""
    from django.db.models import Count

    from schakel.domain.connections.models import Carrier
    from schakel.domain.continuity.rules import HOURS_A_WEEK
    from schakel.domain.matters.models import Matter
    from schakel.domain.staff.models import StaffMember

    current = Carrier.objects.filter(until_at__isnull=True)
    carried = dict(current.values_list("staff_id").annotate(Count("pk")))
    owned = dict(Matter.objects.values_list("owner_id").annotate(Count("pk")))
    for place, member in enumerate(StaffMember.objects.order_by("pk")):
        own = total / people * (0.4 + 1.2 * (place + 0.5) / people)
        busy = HOURS_A_WEEK * carried.get(member.pk, 0) + 0.25 * owned.get(member.pk, 0)
        member.connecting_hours = round(own + busy, 1)
        member.save(update_fields=["connecting_hours"])


def _seeded(actor: Any, connections: int, people: int, now: Any) -> tuple[Any, float]:
    """The network, and how many hours a week its connections ask."""
    from schakel.domain.connections.models import Carrier, Connection
    from schakel.domain.matters.models import Matter
    from schakel.domain.networks.models import Membership, Network, NetworkArea, NetworkTheme
    from schakel.domain.organisations.models import Area, Theme
    from schakel.domain.parties.models import Party
    from schakel.domain.staff.models import StaffMember

    tenant, today, start = actor.tenant_id, now.date(), now.date() - timedelta(days=99)
    of = {"tenant_id": tenant}
    themes = [
        Theme.objects.create(**of, code=f"t{each}", name=f"Thema {each}", rhythm_days=60)
        for each in range(20)
    ]
    areas = [
        Area.objects.create(**of, code=f"BU{each:08d}", name=f"Buurt {each}", kind="neighbourhood")
        for each in range(10)
    ]
    about = Network.objects.create(**of, name="Alles", is_fallback=True)
    parts = [Network.objects.create(**of, name=f"Deel {each}") for each in range(10)]
    for place, part in enumerate(parts):
        for theme in themes[place * 2 : place * 2 + 2]:
            NetworkTheme.objects.create(**of, network=part, theme=theme)
        NetworkArea.objects.create(**of, network=part, area=areas[place])
    staff = StaffMember.objects.bulk_create(
        StaffMember(
            **of, name=f"Collega {each}", email=f"c{each}@bench.example", roles=["connector"],
            works_from=start,
        )
        for each in range(people)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(**of, network=network, staff=member, from_on=start)
        for place, member in enumerate(staff)
        for network in (about, parts[place % 10])
    )
    parties = Party.objects.bulk_create(
        Party(**of, name=f"Groep {each}", kind="group", created_at=now)
        for each in range(connections)
    )
    made = Connection.objects.bulk_create(
        Connection(
            **of, party=party, network=about, theme=themes[each % 20],
            area=areas[each * 7 % 10], strength_as_of=today, created_at=now,
        )
        for each, party in enumerate(parties)
    )  # fmt: skip
    Carrier.objects.bulk_create(
        Carrier(
            **of, connection=each, staff=staff[place % people], rank="first", from_at=now,
            accepted_at=now,
        )
        for place, each in enumerate(made)
    )  # fmt: skip
    # One in five was carried by somebody else before.
    Carrier.objects.bulk_create(
        Carrier(
            **of, connection=each, staff=staff[(place * 11 + 3) % people], rank="second",
            from_at=now, until_at=now,
        )
        for place, each in enumerate(made)
        if place % 5 == 0
    )  # fmt: skip
    with_matter = [each for place, each in enumerate(made) if place % 3 == 0]
    Matter.objects.bulk_create(Matter(**each) for each in _matters(of, with_matter, staff, now))
    return about, 0.1 * len(made) + 0.25 * len(with_matter)


def _matters(of: dict[str, Any], connections: list[Any], staff: list[Any], now: Any) -> Any:
    return (
        dict(
            **of, reference=f"B-{place}", party=each.party, connection=each,
            network_id=each.network_id, theme_id=each.theme_id, area_id=each.area_id,
            subject="Een vraag", story="Een vraag", kind="question", channel="web",
            received_at=now, owner=staff[place * 3 % len(staff)],
        )
        for place, each in enumerate(connections)
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
