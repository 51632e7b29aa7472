import pytest
from django.utils import timezone

from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Attached, Kind, Mailbox, Proof
from schakel.domain.promises.models import Promise
from tests import incoming, make
from tests.pages import staff_client


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def held(actor, team):
    return incoming.arrive(
        actor,
        incoming.mail(
            "De schommel is weer stuk.",
            kind=Kind.LIST,
            html='<p>De schommel.</p><script>alert(1)</script><img src="https://x.example/a.gif">',
            attachments=(
                Attached(name="plan.pdf", content=b"%PDF-1.7\n%%EOF\n"),
                Attached(name="spel.exe", content=b"MZ\x90\x00"),
            ),
        ),
    )


@pytest.fixture
def client(held):
    return staff_client(held.owner)


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_what_waits_stands_on_vandaag_and_at_the_top_of_the_list(client, held):
    assert f"/binnengekomen/{held.pk}/" in page_of(client, "/vandaag/")
    told = page_of(client, "/binnengekomen/")
    assert "Deze mail kwam via een mailinglijst." in told
    assert "Fatima el Amrani" in told


def test_a_mail_is_placed_in_two_clicks(actor, client, held):
    matter = make.matter(actor)
    told = page_of(client, f"/binnengekomen/{held.pk}/")
    url = f"/binnengekomen/{held.pk}/hoort-bij/{matter.pk}/"
    assert url in told
    assert client.post(url).headers["Location"] == f"/kwesties/{matter.pk}/"
    assert "De schommel is weer stuk." in page_of(client, f"/kwesties/{matter.pk}/")
    assert client.get(url).status_code == 405


def test_a_mail_is_placed_by_the_number_of_a_message(actor, client, held):
    matter = make.matter(actor)
    wrong = client.post(f"/binnengekomen/{held.pk}/", {"reference": "0000-0000"})
    assert "Geen bericht heeft dit nummer" in wrong.content.decode()
    right = client.post(f"/binnengekomen/{held.pk}/", {"reference": matter.reference.lower()})
    assert right.status_code == 302
    held.refresh_from_db()
    assert held.matter == matter


def test_a_mail_becomes_a_message_of_its_own(client, held):
    client.post(f"/binnengekomen/{held.pk}/nieuw/")
    held.refresh_from_db()
    assert held.state == "opened"
    again = client.post(f"/binnengekomen/{held.pk}/nieuw/", follow=True)
    assert "geplaatst" in again.content.decode()


class TestPromises:
    """What may be one is offered where a mail is placed; only what is ticked is recorded."""

    @pytest.fixture
    def held(self, actor, team):
        said = "Wij maken het hek vrijdag. Ik bel u morgen terug. Het hek is oud."
        return incoming.arrive(actor, incoming.mail(said, kind=Kind.LIST))

    TICKED = ("Wij maken het hek vrijdag.",)

    def test_they_are_offered_and_nothing_is_recorded_by_itself(self, actor, client, held):
        told = page_of(client, f"/binnengekomen/{held.pk}/")
        assert "Is dit een belofte?" in told
        assert "Zij, aan ons: “Wij maken het hek vrijdag.”" in told
        assert "Zij, aan ons: “Ik bel u morgen terug.”" in told
        assert told.count('name="promises"') == 2
        client.post(f"/binnengekomen/{held.pk}/hoort-bij/{make.matter(actor).pk}/")
        assert not Promise.objects.exists()

    @pytest.mark.parametrize("way", ["suggested", "number", "new"])
    def test_what_is_ticked_is_recorded_with_the_message(self, actor, client, held, way):
        matter = make.matter(actor)
        url = {
            "suggested": f"hoort-bij/{matter.pk}/",
            "number": "",
            "new": "nieuw/",
        }[way]
        typed = {"promises": self.TICKED, "reference": matter.reference if way == "number" else ""}
        assert client.post(f"/binnengekomen/{held.pk}/{url}", typed).status_code == 302
        held.refresh_from_db()
        promise = Promise.objects.get()
        assert (promise.words, promise.side) == (self.TICKED[0], "theirs")
        assert promise.matter == held.matter
        assert promise.made_on == timezone.localdate(held.arrived_at)
        assert promise.due_on is not None
        told = page_of(client, f"/kwesties/{held.matter_id}/")
        assert 'value="Wij maken het hek vrijdag."' not in told

    def test_what_was_ticked_stays_when_it_is_refused(self, client, held):
        for url, typed in (
            ("", {"reference": "0000-0000"}),
            ("", {"reference": ""}),
            ("nieuw/", {"promises": [*self.TICKED, "Iets anders."]}),
        ):
            answer = client.post(
                f"/binnengekomen/{held.pk}/{url}", {"promises": self.TICKED} | typed
            )
            assert answer.status_code == 200
            told = answer.content.decode()
            assert 'value="Wij maken het hek vrijdag." checked' in told
            assert 'role="alert"' in told
        assert not Promise.objects.exists()

    def test_what_a_colleague_promises_is_theirs(self, actor, team):
        piet = make.colleague(actor, "Piet Bos")
        said = incoming.mail("Ik bel mevrouw morgen terug.", kind=Kind.LIST)
        held = incoming.arrive(actor, said)
        Arrival.objects.filter(pk=held.pk).update(colleague=piet)
        client = staff_client(held.owner)
        assert "Wij, aan hen: “Ik bel" in page_of(client, f"/binnengekomen/{held.pk}/")
        typed = {"promises": ["Ik bel mevrouw morgen terug."]}
        client.post(f"/binnengekomen/{held.pk}/hoort-bij/{make.matter(actor).pk}/", typed)
        promise = Promise.objects.get()
        assert (promise.side, promise.given_by, promise.course) == ("ours", piet, "heard")

    def test_when_another_placed_it_nothing_is_recorded(self, actor, client, held):
        client.post(f"/binnengekomen/{held.pk}/nieuw/")
        again = client.post(f"/binnengekomen/{held.pk}/nieuw/", {"promises": self.TICKED})
        assert "geplaatst" in again.content.decode()
        assert not Promise.objects.exists()


def test_a_mail_is_set_aside_with_a_reason(client, held):
    assert "Schrijf waarom" in client.post(f"/binnengekomen/{held.pk}/opzij/").content.decode()
    client.post(f"/binnengekomen/{held.pk}/opzij/", {"reason": "Reclame."})
    assert "Reclame." in page_of(client, f"/binnengekomen/{held.pk}/")


def test_the_whole_mail_is_one_click_away_and_loads_nothing(client, held):
    told = page_of(client, f"/binnengekomen/{held.pk}/heel/")
    assert "De schommel." in told
    assert "alert(1)" not in told
    assert "x.example" not in told
    assert "spel.exe" in told
    raw = client.get(f"/binnengekomen/{held.pk}/bestand/")
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(raw.streaming_content) == b"Subject: x\r\n\r\nx"


def test_a_file_of_a_held_mail_can_be_opened(client, held):
    told = page_of(client, f"/binnengekomen/{held.pk}/")
    [url] = [each for each in told.split('"') if each.startswith("/binnengekomen/bijlage/")]
    assert b"".join(client.get(url).streaming_content).startswith(b"%PDF")


def test_who_has_nothing_to_do_with_it_sees_no_mail(actor, held, team):
    piet = staff_client(make.colleague(actor, "Piet", hours=0))
    for url in ("", "heel/", "bestand/", "opzij/"):
        assert piet.get(f"/binnengekomen/{held.pk}/{url}").status_code == 404
    assert "Fatima" not in page_of(piet, "/binnengekomen/")


def test_a_mail_with_its_matter_says_from_where_it_came(actor, team):
    matter = make.matter(actor)
    stranger = incoming.mail("Ik ook.", sender=Mailbox(address="ander@elders.example"))
    incoming.arrive(actor, stranger, to=incoming.reply_address(matter))
    proven = incoming.mail("En ik.")
    incoming.arrive(actor, proven, to=incoming.reply_address(matter), proof=Proof.PROVEN)
    told = page_of(staff_client(team.noor), f"/kwesties/{matter.pk}/")
    assert told.count("Lees de hele mail") == 2
    assert told.count("Wie dat is, is niet bewezen") == 1
    assert "ander@elders.example" in told


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_takes_as_many_queries_for_few_as_for_many(
    actor, team, count, django_assert_max_num_queries
):
    for number in range(count):
        said = incoming.mail(kind=Kind.LIST if number % 2 else Kind.ABSENCE)
        incoming.arrive(actor, said)
    client = staff_client(team.noor)
    with django_assert_max_num_queries(15):
        page_of(client, "/binnengekomen/")
