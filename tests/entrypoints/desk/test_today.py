from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.connections.actions import agree_rhythm
from schakel.domain.contacts.rules import Direction
from schakel.domain.health.models import Break, Standing
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import appoint_deputy, let_go, plan_absence
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.models import Term
from schakel.entrypoints.desk import today as page_of_today
from tests import make
from tests.pages import staff_client

# Of the middleware, and of a test that already runs inside the tenant.
QUERIES = 15 + 6


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def came(actor, team, now, *, days_ago=0, name="Fatima el Amrani", **fields):
    return make.matter(
        actor,
        sender=Sender(name=name),
        theme=team.theme,
        area=team.area,
        received_at=now - timedelta(days=days_ago),
        now=now,
        today=timezone.localdate(now),
        **fields,
    )


def rows(member, section):
    page = staff_client(member).get("/vandaag/")
    assert page.status_code == 200
    return next(each["rows"] for each in page.context["sections"] if each["name"] == section)


def test_who_waits_too_long_comes_first_with_the_date_that_was_promised(actor, team, now):
    came(actor, team, now, days_ago=30, name="Een maand geleden")
    came(actor, team, now, days_ago=200, name="Heel lang geleden")
    urgent = rows(team.noor, "urgent")
    assert [row.who for row in urgent] == ["Heel lang geleden", "Een maand geleden"]
    assert "Beloofd was uiterlijk" in urgent[0].what
    assert urgent[0].steps[0].url.endswith("/antwoord/")


def test_a_term_of_today_is_due_and_not_late(actor, team, now, today):
    matter = came(actor, team, now, name="Groenstrook")
    Term.objects.filter(matter=matter).update(due_on=today)
    assert rows(team.noor, "urgent") == []
    assert "uiterlijk vandaag" in rows(team.noor, "soon")[0].what
    assert rows(team.sam, "soon") == []


def test_who_lost_their_contact_person_is_seen_by_the_network(actor, team, now, today):
    matter = came(actor, team, now, name="Ondernemers Marktstraat")
    let_go(actor=actor, member=team.noor, last_day=today - timedelta(days=1), now=now)
    row = rows(team.sam, "urgent")[0]
    assert row.who == "Ondernemers Marktstraat"
    assert "Noor de Wit" in row.what
    assert row.steps[0].url == f"/kwesties/{matter.pk}/overdragen/"


def test_a_deputy_sees_what_the_absent_colleague_carries(actor, team, now, today):
    came(actor, team, now, days_ago=60)
    deputy = make.colleague(actor, "Els Bos", roles=[Role.OFFICIAL], networks=[team.network])
    assert rows(deputy, "urgent") == []
    appoint_deputy(actor=actor, member=team.noor, deputy=deputy, now=now)
    plan_absence(
        actor=actor, member=team.noor, from_on=today, until_on=today + timedelta(days=7), now=now
    )
    assert "u vervangt Noor de Wit" in rows(deputy, "urgent")[0].why
    page = staff_client(deputy).get("/vandaag/")
    assert page.context["stand_ins"][0]["url"] == f"/kwesties/?van={team.noor.pk}"
    assert "1 ding van Noor" in page.content.decode()


def test_one_click_accepts_what_is_asked(actor, team, now):
    matter = came(actor, team, now)
    row = rows(team.noor, "new")[0]
    assert row.who == "Fatima el Amrani"
    assert row.steps[0].post
    assert row.steps[0].url == f"/kwesties/{matter.pk}/aannemen/"
    accept_matter(actor=make.acting(team.noor), matter=matter, now=now)
    assert rows(team.noor, "new") == []


def test_in_confidence_shows_a_date_and_nothing_else(actor, team, now, today):
    matter = came(actor, team, now, name="Kanarie", story="Kanarie-in-de-inhoud", confidential=True)
    els = make.colleague(actor, "Els")
    Confidant.objects.create(
        tenant_id=actor.tenant_id, matter=matter, staff=els, asked_at=now, hear_by=today
    )
    page = staff_client(els).get("/vandaag/").content.decode()
    assert "In vertrouwen" in page
    assert f"/vertrouwelijk/{matter.pk}/aannemen/" in page
    assert "Kanarie" not in page
    assert matter.reference not in page


def test_a_promise_past_its_day_asks_attention_and_one_of_today_is_due(actor, team, now, today):
    matter = came(actor, team, now)
    noor = make.acting(team.noor)
    for words, due_on in (("Ik zoek het uit", today - timedelta(days=1)), ("Ik bel", today)):
        record_promise(
            actor=noor,
            connection=matter.connection,
            matter=matter,
            side=Side.OURS,
            words=words,
            given_by=team.noor,
            made_on=today - timedelta(days=5),
            due_on=due_on,
            today=today,
            now=now,
        )
    assert "Ik zoek het uit" in rows(team.noor, "urgent")[0].what
    soon = rows(team.noor, "soon")[0]
    assert "Ik bel" in soon.what
    assert soon.steps[0].values["course"] == "kept"


def test_a_silent_connection_asks_attention_when_somebody_expects_something(
    actor, team, now, today
):
    matter = came(actor, team, now)
    make.contact(
        actor, matter, direction=Direction.BOTH_WAYS, happened_at=now - timedelta(days=150), now=now
    )
    agree_rhythm(
        actor=actor,
        connection=matter.connection,
        days=30,
        today=today - timedelta(days=150),
        now=now,
    )
    matter.connection.refresh_from_db()
    assert matter.connection.silent_on < today
    row = rows(team.noor, "urgent")[0]
    assert row.tag.label == "lang niet gesproken"
    assert "elke maand" in row.what
    spoke = row.steps[0]
    assert (spoke.label, spoke.post) == ("Wij spraken elkaar vandaag", True)
    assert staff_client(team.noor).post(spoke.url, spoke.values).url == "/vandaag/"
    assert rows(team.noor, "urgent") == []


def test_of_what_is_as_loud_what_holds_up_and_harms_most_comes_first(actor, team, now):
    names = ("Oud", "Velen", "Houdt op", "Nieuw")
    matters = {name: came(actor, team, now, days_ago=60, name=name) for name in names}
    harm = {"Velen": (400, ""), "Houdt op": (None, "Het besluit van maandag."), "Nieuw": (3, "")}
    for name, (people, blocks) in harm.items():
        stuck = {
            "tenant_id": actor.tenant_id, "connection": matters[name].connection,
            "signal": "promise", "since": timezone.localdate(now),
        }  # fmt: skip
        Standing.objects.create(state="broken", looked_at=now, **stuck)
        Break.objects.create(found_at=now, people_harmed=people, blocks=blocks, **stuck)
    assert [row.who for row in rows(team.noor, "urgent")] == ["Houdt op", "Velen", "Nieuw", "Oud"]


def test_a_task_is_done_with_one_click(actor, team, now, today):
    matter = came(actor, team, now)
    task = ask_for(
        actor=actor,
        member=team.noor,
        kind=TaskKind.CALL,
        text="receipt",
        matter=matter,
        due_on=today,
        now=now,
    )
    row = next(row for row in rows(team.noor, "soon") if row.steps[0].post)
    assert row.what.startswith("Bellen: dat wij het kregen")
    assert row.steps[0].url == f"/taken/{task.pk}/klaar/"


def test_what_a_resident_wrote_is_new(actor, team, now):
    matter = came(actor, team, now)
    accept_matter(actor=make.acting(team.noor), matter=matter, now=now)
    tell(
        actor=actor,
        members=[team.noor],
        kind=NoticeKind.NEW_CONTACT,
        trigger="x",
        matter=matter,
        now=now,
    )
    assert rows(team.noor, "new")[0].what.startswith("Schreef iets")


def test_who_asked_for_a_neutral_subject_is_not_shown_with_content(actor, team, now):
    came(actor, team, now, days_ago=60, story="Kanarie in de inhoud", neutral_subject=True)
    assert "Kanarie" not in staff_client(team.noor).get("/vandaag/").content.decode()


def test_an_empty_day_says_what_comes_here(team):
    page = staff_client(team.noor).get("/vandaag/").content.decode()
    assert "Niets vraagt nu uw aandacht" in page
    assert "Niemand wacht op u." in page


@pytest.mark.parametrize("many", [3, 30])
def test_the_number_of_queries_does_not_grow(
    actor, team, now, today, django_assert_max_num_queries, many
):
    for number in range(many):
        matter = came(actor, team, now, days_ago=60 if number % 2 else 0, name=f"Buur {number}")
        ask_for(
            actor=actor, member=team.noor, kind=TaskKind.CALL, matter=matter, due_on=today, now=now
        )
    client = staff_client(team.noor)
    client.get("/vandaag/")
    with django_assert_max_num_queries(QUERIES):
        client.get("/vandaag/")


def test_a_sponsor_sees_numbers_and_dates_without_people(
    actor, team, now, django_assert_max_num_queries
):
    matter = came(actor, team, now, days_ago=60, story="Kanarie-in-de-inhoud")
    sponsor = make.colleague(actor, "Roos", roles=[Role.SPONSOR], networks=[team.network])
    client = staff_client(sponsor)
    page = client.get("/vandaag/").content.decode()
    assert matter.reference in page
    assert "Fatima" not in page
    assert "Kanarie" not in page
    with django_assert_max_num_queries(QUERIES):
        client.get("/vandaag/")


def test_a_councillor_sees_no_number_below_five(actor, team, now):
    councillor = make.colleague(actor, "Wim", roles=[Role.COUNCILLOR])
    client = staff_client(councillor)
    for number in range(5):
        page = client.get("/vandaag/")
        assert all(each["open"] == "minder dan 5" for each in page.context["themes"])
        came(actor, team, now, name=f"Buur {number}")
    assert client.get("/vandaag/").context["themes"][0]["open"] == "5"
    assert "Buur" not in client.get("/vandaag/").content.decode()


def test_an_administrator_finds_the_settings(actor):
    ada = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR])
    assert "/beheer/" in staff_client(ada).get("/vandaag/").content.decode()


def test_what_others_carry_elsewhere_is_not_on_the_page(actor, team, now):
    came(actor, team, now, days_ago=60)
    outsider = make.colleague(actor, "Gast", roles=[Role.OFFICIAL])
    assert rows(outsider, "urgent") == []
    assert Matter.objects.count() == 1


def test_a_long_list_begins_with_a_days_work_and_says_where_the_rest_is(actor):
    team = make.Team(actor)
    for number in range(14):
        make.matter(
            actor,
            story=f"Idee {number}",
            sender=make.party(actor, f"Bewoner {number}"),
            theme=team.theme,
        )
    page = staff_client(team.noor).get("/vandaag/")
    new = next(each for each in page.context["sections"] if each["name"] == "new")
    assert (len(new["rows"]), new["more"]) == (12, 2)
    assert "En nog 2: alles bekijken" in page.content.decode()


def test_more_than_is_read_is_not_counted_as_if_it_were_all(actor, team, now, monkeypatch):
    monkeypatch.setattr(page_of_today, "ROWS_READ", 3)
    for _ in range(5):
        came(actor, team, now, days_ago=60)
    page = staff_client(team.noor).get("/vandaag/").content.decode()
    assert "Minstens 3 verbindingen vragen nu aandacht" in page
