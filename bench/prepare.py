"""Runs in a process with the settings of one size: fills the database, counts the queries."""

import json
import os
import sys
from datetime import timedelta

import django

# The imports below need a Django that is set up.
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.seed import NOW, TODAY, seed, tidy
from schakel.domain.initiatives.actions import read_texts
from schakel.domain.initiatives.models import Initiative
from schakel.domain.matters.models import Matter
from schakel.domain.networks.actions import join_network, open_network
from schakel.domain.organisations.actions import AreaRow, add_theme, load_areas
from schakel.domain.organisations.models import Area
from schakel.domain.staff.actions import add_colleague
from schakel.domain.staff.rules import Role
from schakel.entrypoints.manage.migrate import bring_up_to_date
from schakel.foundation.identity.models import User
from schakel.foundation.kernel.actor import system
from schakel.foundation.search.actions import learn_words
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests.residents import address_of, filled_in, link_to, opened

COLLEAGUES, NETWORKS, THEMES, AREAS = 40, 8, 8, 24
HOST = f"127.0.0.1:{os.environ['PORT']}"
BETWEEN = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
FORM = {
    "story": "Wij willen graag een bankje bij de vijver in onze straat.",
    "name": "Bewoner",
    "email": "bewoner@bench.example",
    "kind": "person",
    "sector": "resident",
}


def main(size: int) -> None:
    bring_up_to_date()
    call_command("collectstatic", interactive=False, verbosity=0)
    tenant = Tenant.objects.create(code="bench", name="Gemeente Bench", created_at=NOW)
    with within_tenant(tenant.pk):
        user = _organisation(tenant)
    seed(os.environ["DATABASE_URL"], tenant.pk, size)
    tidy(os.environ["DATABASE_URL"])
    while _learned(tenant) or _read(tenant):
        pass
    tidy(os.environ["DATABASE_URL"])
    print(json.dumps({"pages": _pages(tenant, user)}))


def _learned(tenant: Tenant) -> int:
    with within_tenant(tenant.pk):
        return learn_words()


def _read(tenant: Tenant) -> int:
    with within_tenant(tenant.pk):
        return read_texts(tenant_id=tenant.pk)


def _organisation(tenant: Tenant) -> User:
    actor = system(tenant.pk)
    started = TODAY - timedelta(days=400)
    themes = [
        add_theme(actor=actor, code=f"thema-{n}", name=f"Thema {n}", rhythm_days=60, now=NOW)
        for n in range(THEMES)
    ]
    rows = [AreaRow(f"BU{n:08d}", f"Buurt {n}", "neighbourhood") for n in range(AREAS)]
    load_areas(actor=actor, rows=rows, now=NOW)
    areas = list(Area.objects.order_by("pk"))
    networks = [
        open_network(
            actor=actor,
            name=f"Netwerk {n}",
            themes=[themes[n]],
            areas=areas[n::NETWORKS],
            is_fallback=n == 0,
            now=NOW,
        )
        for n in range(NETWORKS)
    ]
    user = User.objects.create_user("bench@bench.example")
    for n in range(COLLEAGUES):
        member = add_colleague(
            actor=actor,
            name=f"Collega {n:02d}",
            email=f"collega{n}@bench.example",
            roles=[Role.CONNECTOR],
            works_from=started,
            connecting_hours=20,
            fallback_order=n,
            user=user if n == 0 else None,
            now=NOW,
        )
        join_network(
            actor=actor, network=networks[n % NETWORKS], member=member, from_on=started, now=NOW
        )
    return user


def _pages(tenant: Tenant, user: User) -> dict[str, dict[str, object]]:
    staff = Client(headers={"host": HOST})
    staff.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = staff.session
    session["second_factor"] = True
    session.save()
    with within_tenant(tenant.pk):
        mine = Initiative.objects.filter(matter__network__is_fallback=True)
        initiative = mine.select_related("matter").order_by("-pk")[:9][8]
        paths = {
            "Vandaag": "/vandaag/",
            "list": "/kwesties/",
            "party page": f"/partijen/{initiative.matter.party_id}/",
            "initiative page": f"/initiatieven/{initiative.pk}/",
            "Buurtblad of an area": f"/buurtblad/gebied/{_area_of(initiative.matter)}/",
            "Buurtblad as PDF": f"/buurtblad/gebied/{_area_of(initiative.matter)}/buurtblad.pdf",
        }
        resident, page = _resident(initiative.matter)
    pages = {name: _page(staff, path) for name, path in paths.items()}
    rare = max(initiative.matter.subject.split(), key=len).strip(".")
    for name, words in {
        "search, common": "bankje",
        "search, rare": rare,
        "typing error": rare[1:],
    }.items():
        pages[name] = _page(staff, staff.post("/zoeken/", {"q": words})["Location"])
    for name, words in {"Buurtblad, common word": "bankje", "Buurtblad, rare word": rare}.items():
        pages[name] = _page(staff, staff.post("/buurtblad/", {"q": words})["Location"])
    pages["resident's page"] = _page(resident, page)
    pages["Vandaag"]["bytes_of"] = pages["resident's page"]["bytes_of"] = True
    visitor = Client(headers={"host": HOST})
    pages["web form"] = _page(visitor, "/meedoen/") | {"bytes_of": True}
    pages["web form post"] = {
        "path": "/meedoen/",
        "queries": _queries_of_post(visitor, "/meedoen/"),
        "method": "POST",
        "wait": 4,
        "most": 64,
        "fields": FORM,
    }
    return pages


def _resident(matter: Matter) -> tuple[Client, str]:
    """Somebody who came in by link and code, as people do."""
    link = link_to(matter)
    return opened(link, Client(headers={"host": HOST})), address_of(link)


def _area_of(matter: Matter) -> int:
    """Where it is about, or the first area there is."""
    area = matter.area_id or Area.objects.order_by("pk").values_list("pk", flat=True)[0]
    return int(area)


def _page(client: Client, path: str) -> dict[str, object]:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    count = _count(queries)
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}" if name in client.cookies else ""
    return {"method": "GET", "path": path, "cookie": cookie, "queries": count}


def _queries_of_post(client: Client, path: str) -> int:
    """Those of sending the form itself; the first one warms up."""
    client.post(path, filled_in(**FORM))
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(path, filled_in(**FORM))
    if answer.status_code != 302:
        raise SystemExit(f"sending {path} answered {answer.status_code}")
    return _count(queries)


def _count(queries: CaptureQueriesContext) -> int:
    """The lines that open and close a transaction, or a part of one, are no queries."""
    return sum(not query["sql"].startswith(BETWEEN) for query in queries)


if __name__ == "__main__":
    main(int(sys.argv[1]))
