"""The page of one matter, opened with its code: what it shows, and what can be done on it."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.domain.access.actions import hand_out_paper_code
from schakel.domain.access.models import PageLink
from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.initiatives.actions import move_initiative, sort_matter
from schakel.domain.initiatives.models import Initiative
from schakel.domain.initiatives.rules import Phase
from schakel.domain.matters.actions import add_remark, hand_over_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Kind, Rank, Receiver
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.parties.models import DigitalAddress, Party
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import plan_absence
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import answer_matter, extend_term, pass_on, suspend_term
from schakel.domain.terms.models import Term
from schakel.domain.terms.rules import SuspensionReason
from schakel.foundation.tenancy.context import show_matters
from tests import make
from tests.residents import address_of, link_to, opened


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.fixture
def matter(actor, team, now, today):
    return make.matter(actor, now=now, today=today)


@pytest.fixture
def carrier(team, matter, today):
    return make.acting(matter.owner, today)


@pytest.fixture
def link(matter):
    return link_to(matter)


@pytest.fixture
def browser(link):
    return opened(link)


def page_of(link, client) -> str:
    """The words on the page, without markup."""
    text = client.get(address_of(link)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def fresh(matter) -> Matter:
    show_matters([matter.pk])
    return Matter.objects.get(pk=matter.pk)


class TestShown:
    def test_who_helps_who_falls_in_and_until_when(self, link, browser, matter):
        shown = page_of(link, browser)
        assert f"{matter.owner.name} is uw vaste contactpersoon" in shown
        assert f"Dan helpt {matter.second.name} u" in shown
        assert "U hoort van ons uiterlijk" in shown
        assert "Daarna hebben wij 10 werkdagen" in shown
        assert "groenstrook" in shown

    def test_who_is_away_and_until_when_but_never_why(self, link, browser, matter, now, today):
        plan_absence(
            actor=make.acting(matter.owner, today),
            member=matter.owner,
            from_on=today,
            until_on=today + timedelta(days=3),
            now=now,
        )
        shown = page_of(link, browser)
        assert f"{matter.owner.first_name} is er niet tot en met" in shown
        assert f"Tot dan helpt {matter.second.name} u" in shown

    def test_a_suspension_with_its_reason_and_article(
        self, link, browser, matter, carrier, now, today
    ):
        suspend_term(
            actor=carrier,
            term=Term.objects.get(),
            reason=SuspensionReason.AWAITING_COMPLETION,
            explanation="Stuurt u ons nog een tekening?",
            today=today,
            now=now,
        )
        shown = page_of(link, browser)
        assert "Stuurt u ons nog een tekening?" in shown
        assert "Awb 4:5" in shown

    def test_an_extension_with_its_reason(self, link, browser, matter, carrier, now, today):
        extend_term(
            actor=carrier,
            term=Term.objects.get(),
            amount=5,
            reason="Wij wachten op het kabelbedrijf.",
            today=today,
            now=now,
        )
        shown = page_of(link, browser)
        assert "5 werkdagen" in shown
        assert "Wij wachten op het kabelbedrijf." in shown

    def test_what_they_would_do_themselves_without_a_reproach(
        self, link, browser, matter, carrier, now, today
    ):
        record_promise(
            actor=carrier, connection=matter.connection, matter=matter, side=Side.THEIRS,
            words="Ik vraag de buren.", made_on=today, due_on=today - timedelta(days=1),
            today=today, now=now,
        )  # fmt: skip
        shown = page_of(link, browser)
        assert "Wat u zou doen" in shown
        assert "Ik vraag de buren." in shown
        assert "te laat" not in shown

    def test_what_we_promised_and_an_answer_in_full(
        self, link, browser, matter, carrier, now, today
    ):
        record_promise(
            actor=carrier,
            connection=matter.connection,
            matter=matter,
            side=Side.OURS,
            words="Ik kom kijken.",
            given_by=matter.owner,
            made_on=today,
            due_on=today + timedelta(days=7),
            today=today,
            now=now,
        )
        answer = "Het mag. " + "U krijgt tien bomen. " * 40
        answer_matter(actor=carrier, matter=matter, text=answer, today=today, now=now)
        shown = page_of(link, browser)
        assert "“Ik kom kijken.”" in shown
        assert answer.strip() in shown
        assert "Wij gaven u antwoord op" in shown

    def test_a_hand_over_and_a_phase_in_words(
        self, link, browser, matter, carrier, actor, team, now, today
    ):
        els = make.colleague(actor, "Els Bakker", networks=[team.network])
        hand_over_matter(
            actor=carrier, matter=matter, rank=Rank.FIRST, to=els, today=today, now=now
        )
        acting = make.acting(els, today)
        sort_matter(actor=acting, matter=fresh(matter), kind=Kind.IDEA, today=today, now=now)
        initiative = Initiative.objects.get()
        move_initiative(
            actor=acting, initiative=initiative, to=Phase.ACKNOWLEDGED, today=today, now=now
        )
        shown = page_of(link, browser)
        assert "Els Bakker werd uw vaste contactpersoon" in shown
        assert "Uw idee is nu:" in shown

    def test_remarks_of_colleagues_are_never_on_it(self, link, browser, matter, carrier, now):
        add_remark(actor=carrier, matter=matter, text="Kanarie achter de schermen", now=now)
        assert "Kanarie" not in page_of(link, browser)
        data = browser.get(f"{address_of(link)}gegevens/").content.decode()
        assert "Kanarie" not in data

    def test_it_is_never_kept_by_a_browser(self, link, browser):
        assert "no-store" in browser.get(address_of(link)).headers["Cache-Control"]

    def test_the_language_can_be_switched(self, link, browser):
        browser.post("/taal/", {"language": "en", "next": address_of(link)})
        assert "is your contact person" in page_of(link, browser)

    def test_a_long_story_is_read_page_by_page(self, link, browser, matter, carrier, now):
        for number in range(40):
            make.contact(
                carrier,
                matter,
                summary=f"Gesprek nummer {number}.",
                happened_at=now - timedelta(hours=number),
                now=now,
            )
        first = browser.get(address_of(link))
        older = browser.get(address_of(link) + first.context["older_url"])
        both = first.content.decode() + older.content.decode()
        assert all(both.count(f"Gesprek nummer {number}.") == 1 for number in range(40))
        assert browser.get(f"{address_of(link)}?voor=onzin").status_code == 200

    def test_the_number_of_queries_does_not_depend_on_the_story(
        self, link, browser, matter, carrier, now
    ):
        counts = []
        for more in (3, 27):
            for _ in range(more):
                make.contact(carrier, matter, happened_at=now, now=now)
            with CaptureQueriesContext(connection) as queries:
                browser.get(address_of(link))
            asked = [each for each in queries if "SAVEPOINT" not in each["sql"]]
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert counts[0] <= 15


class TestAdding:
    def test_text_and_files_are_a_contact_from_them(self, link, browser, matter):
        response = browser.post(
            f"{address_of(link)}toevoegen/",
            {
                "text": "Hier is een tekening.",
                "attachments": SimpleUploadedFile("tekening.txt", b"boom"),
            },
            follow=True,
        )
        shown = response.content.decode()
        assert "Hier is een tekening." in shown
        assert "tekening.txt" in shown
        moment = ContactMoment.objects.latest("pk")
        assert (moment.direction, moment.matter_id) == ("inbound", matter.pk)

    def test_a_file_comes_back_as_it_was_and_never_as_a_page(self, link, browser):
        page = f"<html><script>alert(1)</script>{'x' * 99}</html>".encode()
        browser.post(
            f"{address_of(link)}toevoegen/",
            {"text": "x", "attachments": SimpleUploadedFile("pagina.html", page)},
        )
        number = Attachment.objects.get().pk
        response = browser.get(f"{address_of(link)}bijlage/{number}/")
        assert response.content == page
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_a_file_of_another_matter_is_not_there(self, link, browser, actor, now, today):
        other = make.matter(actor, now=now, today=today)
        mine = opened(link_to(other))
        mine.post(
            f"{address_of(link_to(other))}toevoegen/",
            {"text": "x", "attachments": SimpleUploadedFile("geheim.txt", b"geheim")},
        )
        number = Attachment.objects.get().pk
        assert browser.get(f"{address_of(link)}bijlage/{number}/").status_code == 404

    @pytest.mark.parametrize(
        ("text", "file", "said"),
        [
            ("", None, "Schrijf wat u wilt toevoegen"),
            ("Mijn tekst", ("virus.exe", b"MZ\x00\x01"), "virus.exe"),
            ("Mijn tekst", ("leeg.txt", b""), "leeg"),
        ],
    )
    def test_a_fault_keeps_the_text(self, link, browser, text, file, said):
        sent = {"text": text}
        if file:
            sent["attachments"] = SimpleUploadedFile(*file)
        response = browser.post(f"{address_of(link)}toevoegen/", sent)
        shown = response.content.decode()
        assert said in shown
        assert text in shown
        assert ContactMoment.objects.count() == 1

    def test_what_we_waited_for_lets_the_clock_run_again(
        self, link, browser, matter, carrier, now, today
    ):
        suspend_term(
            actor=carrier,
            term=Term.objects.get(),
            reason=SuspensionReason.AWAITING_COMPLETION,
            explanation="Stuurt u een tekening?",
            today=today,
            now=now,
        )
        browser.post(f"{address_of(link)}toevoegen/", {"text": "Hier is hij."})
        assert Term.objects.get().suspended_from is None
        assert not fresh(matter).waits_for_them

    def test_nothing_can_be_added_to_what_is_finished(self, link, browser):
        browser.post(f"{address_of(link)}afsluiten/", {"reason": ""})
        response = browser.post(f"{address_of(link)}toevoegen/", {"text": "Toch nog iets"})
        assert "Toch nog iets" in response.content.decode()
        assert "opnieuw" in response.content.decode()


class TestCourse:
    def test_they_close_it_and_open_it_again_with_a_reason(self, link, browser, matter):
        browser.post(f"{address_of(link)}afsluiten/", {"reason": "Gelukt!"})
        assert fresh(matter).status == "closed"
        assert not Term.objects.running().exists()
        assert "Dit is afgerond op" in page_of(link, browser)
        response = browser.post(f"{address_of(link)}heropenen/", {"reason": " "})
        assert "Schrijf wat nog niet klaar is" in response.content.decode()
        browser.post(f"{address_of(link)}heropenen/", {"reason": "De boom viel om."})
        assert fresh(matter).status == "open"
        assert Term.objects.running().count() == 1

    def test_they_take_it_back(self, link, browser, matter):
        browser.post(f"{address_of(link)}intrekken/", {"reason": ""})
        assert fresh(matter).status == "withdrawn"
        assert "U trok dit in op" in page_of(link, browser)

    @pytest.mark.parametrize("step", ["afsluiten", "intrekken", "iemand-anders"])
    def test_looking_at_a_step_changes_nothing(self, link, browser, matter, step):
        assert browser.get(f"{address_of(link)}{step}/").status_code == 200
        assert fresh(matter).status == "open"
        assert not Task.objects.exists()

    def test_what_is_open_need_not_be_opened_again(self, link, browser, matter):
        for answer in (
            browser.get(f"{address_of(link)}heropenen/", follow=True),
            browser.post(f"{address_of(link)}heropenen/", {"reason": "Zomaar"}, follow=True),
        ):
            assert "Dit staat al open." in answer.content.decode()
        assert fresh(matter).end_reason == ""

    @pytest.mark.parametrize("step", ["afsluiten", "intrekken"])
    def test_what_is_closed_says_since_when_and_what_can_be_done(self, link, browser, step):
        browser.post(f"{address_of(link)}afsluiten/", {"reason": "De boom staat er."})
        for answer in (
            browser.get(f"{address_of(link)}{step}/", follow=True),
            browser.post(f"{address_of(link)}{step}/", {"reason": "Nog eens"}, follow=True),
        ):
            assert "Dit is al gesloten op" in answer.content.decode()
            assert "U kunt het heropenen." in answer.content.decode()
            assert "Nog eens" not in answer.content.decode()

    def test_the_reason_that_was_typed_stands_on_the_page(self, link, browser, matter, carrier):
        browser.post(f"{address_of(link)}afsluiten/", {"reason": "De boom staat er."})
        assert "De reden: De boom staat er." in page_of(link, browser)
        browser.post(f"{address_of(link)}heropenen/", {"reason": "De boom viel om."})
        assert "Dit is heropend. De reden: De boom viel om." in page_of(link, browser)
        browser.post(f"{address_of(link)}intrekken/", {"reason": "Laat maar."})
        assert "De reden: Laat maar." in page_of(link, browser)

    def test_another_person_is_asked_of_the_others_once(self, link, browser, matter):
        for _ in range(2):
            browser.post(f"{address_of(link)}iemand-anders/", {"wish": "Liever een ander"})
        task = Task.objects.get()
        assert (task.kind, task.staff_id) == ("other_carrier", matter.second_id)
        told = Notice.objects.filter(kind="wants_other_carrier")
        assert set(told.values_list("staff_id", flat=True)) == {matter.second_id}

    @pytest.fixture
    def passed_on(self, matter, carrier, now, today):
        return pass_on(
            actor=carrier,
            matter=matter,
            to="Waterschap Vechtstromen",
            receiver=Receiver.GOVERNMENT,
            consents=False,
            today=today,
            now=now,
        )

    def test_who_was_passed_on_says_that_they_were_heard(self, link, browser, passed_on):
        assert "Hebt u al iets gehoord van Waterschap" in page_of(link, browser)
        browser.post(f"{address_of(link)}gehoord/", {"heard": "yes"})
        assert fresh(passed_on).was_heard is True
        assert "Hebt u al iets gehoord" not in page_of(link, browser)

    def test_who_was_not_heard_is_ours_again(self, link, browser, passed_on):
        browser.post(f"{address_of(link)}gehoord/", {"heard": "no"})
        assert fresh(passed_on).status == "open"
        assert Term.objects.running().exists()

    def test_nobody_is_heard_of_what_was_not_passed_on(self, link, browser, matter):
        browser.post(f"{address_of(link)}gehoord/", {"heard": "yes"})
        browser.post(f"{address_of(link)}gehoord/", {"heard": "onzin"})
        assert fresh(matter).was_heard is None


class TestOwnDetails:
    def details(self, **fields):
        return {
            "name": "Fatima el Amrani",
            "email": "fatima@bewoner.example",
            "phone": "",
            "language": "nl",
            **fields,
        }

    def change(self, link, client, **fields):
        return client.post(f"{address_of(link)}verbeteren/", self.details(**fields), follow=True)

    def test_name_phone_and_how_not_to_be_reached(self, link, browser):
        self.change(
            link,
            browser,
            name="Fatima Amrani",
            phone="06-12345678",
            avoid_channels=["visit"],
            avoid_note="Niet op vrijdag",
            language="en",
        )
        party = Party.objects.get()
        assert (party.name, party.language) == ("Fatima Amrani", "en")
        assert (party.avoid_channels, party.avoid_note) == (["visit"], "Niet op vrijdag")
        phones = DigitalAddress.objects.filter(kind="phone")
        assert [each.address for each in phones] == ["+31612345678"]
        self.change(link, browser, phone="")
        assert not phones.all().exists()

    def test_a_fault_keeps_what_was_typed(self, link, browser):
        response = self.change(link, browser, name="", email="geen", avoid_note="Niet op vrijdag")
        shown = response.content.decode()
        assert "Vul uw naam in" in shown
        assert "geen e-mailadres" in shown
        assert "Niet op vrijdag" in shown
        assert Party.objects.get().name == "Fatima el Amrani"

    def test_a_new_mail_address_counts_once_it_opened_the_page_itself(self, link, browser):
        self.change(link, browser, email="fatima@nieuw.example")
        new = DigitalAddress.objects.get(address="fatima@nieuw.example")
        old = DigitalAddress.objects.get(address="fatima@bewoner.example")
        assert (new.is_preferred, new.verified_at, old.is_preferred) == (False, None, True)
        assert Message.objects.get(kind="page_link").to_address == "fatima@nieuw.example"
        Client().post(f"{address_of(link)}code/", {"send": "yes"})
        assert Message.objects.filter(kind="page_code").latest("pk").to_address == old.address
        opened(PageLink.objects.get(address=new))
        new.refresh_from_db()
        old.refresh_from_db()
        assert (new.is_preferred, old.is_preferred) == (True, False)
        assert new.verified_at is not None

    def test_from_paper_a_known_mail_address_cannot_be_changed(self, matter, carrier, now):
        code = hand_out_paper_code(actor=carrier, matter=matter, now=now)
        client = Client()
        client.post("/uw-pagina/", {"code": code})
        link = PageLink.objects.exclude(paper_digest="").get()
        response = self.change(link, client, email="dief@elders.example", name="Dief")
        assert "Bel ons om uw e-mailadres" in response.content.decode()
        assert not DigitalAddress.objects.filter(address="dief@elders.example").exists()
        assert Party.objects.get().name == "Fatima el Amrani"

    def test_new_addresses_are_not_mailed_without_end(self, link, browser):
        for number in range(6):
            response = self.change(link, browser, email=f"ander{number}@elders.example")
        assert "Er kwam veel binnen" in response.content.decode()
        assert Message.objects.filter(kind="page_link").count() == 5

    def test_all_that_they_may_see_can_be_taken_along(self, link, browser, matter):
        response = browser.get(f"{address_of(link)}gegevens/")
        taken = json.loads(response.content)
        assert taken["story"] == matter.story
        assert taken["you"]["email"] == "fatima@bewoner.example"
        assert taken["contact_person"] == matter.owner.name
        assert taken["contacts"][0]["text"] == matter.story
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "fatima" not in response.headers["Content-Disposition"].lower()


class TestInConfidence:
    def test_the_page_works_the_same(self, actor, team, now, today):
        matter = make.matter(actor, now=now, today=today, confidential=True)
        link = link_to(matter)
        show_matters([])
        client = opened(link)
        show_matters([])
        assert "groenstrook" in page_of(link, client)
        show_matters([])
        client.post(f"{address_of(link)}toevoegen/", {"text": "Nog iets in vertrouwen"})
        show_matters([])
        assert "Nog iets in vertrouwen" in page_of(link, client)
        show_matters([])
        client.post(f"{address_of(link)}iemand-anders/", {"wish": ""})
        show_matters([matter.pk])
        assert set(Task.objects.values_list("staff_id", flat=True)) == {matter.second_id}
