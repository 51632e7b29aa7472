"""Mail of an institution that takes mail: threads, addresses to reply to, and its own words."""

import re
from dataclasses import dataclass

import pytest
from django.utils import timezone

from schakel.domain.access.actions import (
    action_link,
    is_bounce_of,
    mailed_link,
    page_link,
)
from schakel.domain.access.rules import MailPurpose, mail_token
from schakel.domain.arrivals.rules import MARKERS
from schakel.domain.matters.actions import hand_over_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.messages.actions import (
    choose_mail_address,
    choose_mail_server,
    choose_own_words,
    choose_signature,
    mark_bounced,
)
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind, Security
from schakel.domain.messages.rules import MailServer as Server
from schakel.domain.notices.models import Notice
from schakel.domain.staff.models import StaffMember
from schakel.domain.terms.actions import answer_matter, send_interim_word
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.at_work import inside as at_work
from schakel.entrypoints.worker.compose import Thread, compose
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from tests import make
from tests.mail_server import MailServer, text_of

THEIRS = "fatima@bewoner.example"
OURS = "stad@waterhoven.example"


@dataclass
class City:
    """A town that takes mail at an address of its own, and what somebody wrote to it."""

    tenant: object
    mails: MailServer
    team: make.Team
    work: object

    @property
    def actor(self):
        return system(self.tenant.pk)

    def inside(self):
        return within_tenant(self.tenant.pk, matters=ALL_MATTERS)

    def matter(self, **fields) -> Matter:
        now = timezone.now()
        with self.inside():
            return make.matter(
                self.actor, by=resident(self.tenant.pk), now=now, today=timezone.localdate(now),
                **fields,
            )  # fmt: skip

    def answered(self, matter: Matter, text="De groenstrook komt er.") -> None:
        now = timezone.now()
        with self.inside():
            answer_matter(
                actor=make.acting(matter.owner), matter=matter, text=text, now=now,
                today=timezone.localdate(now),
            )  # fmt: skip

    def to(self, address=THEIRS) -> list:
        self.work()
        return [each for each in self.mails.received if each["To"] == address]


@pytest.fixture
def city(town, mails, work) -> City:
    with within_tenant(town.pk, matters=ALL_MATTERS):
        team = make.Team(system(town.pk))
        choose_mail_address(
            actor=system(town.pk), from_address=OURS, takes_mail=True, now=timezone.now()
        )
    return City(town, mails, team, work)


def address_in(header: str) -> str:
    return re.sub(r".*<|>.*", "", header)


def test_all_that_goes_to_somebody_about_a_matter_stands_together(city):
    matter = city.matter()
    city.work()
    with city.inside():
        send_interim_word(
            actor=make.acting(matter.owner), matter=matter, text="Nog even.", now=timezone.now(),
            today=timezone.localdate(),
        )  # fmt: skip
    city.work()
    city.answered(matter)
    first, second, third = city.to()
    subject = f"Uw bericht aan {city.tenant.name} ({matter.reference})"
    assert [each["Subject"] for each in (first, second, third)] == [
        subject, f"Re: {subject}", f"Re: {subject}",
    ]  # fmt: skip
    assert (first["In-Reply-To"], first["References"]) == (None, None)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert first["Message-ID"].endswith("@waterhoven.example>")
    assert [each["Auto-Submitted"] for each in (first, second, third)] == [
        "auto-replied", None, None,
    ]  # fmt: skip
    for each, heading in ((first, "Wij hebben uw bericht"), (third, "Ons antwoord")):
        assert text_of(each).startswith(heading)
        html = each.get_body(("html",)).get_content()
        assert "<h1" in html
        assert heading in html


def test_a_reply_and_a_bounce_come_back_by_addresses_that_nobody_can_guess(city):
    matter = city.matter()
    city.answered(matter)
    *_, answer = city.to()
    text = text_of(answer)
    assert "U kunt deze mail gewoon beantwoorden." in text
    assert "Wilt u iets zeggen?" not in text
    (done,) = re.findall(r"\S+@waterhoven\.example", text)
    reply = mail_token(address_in(answer["Reply-To"]))
    with city.inside():
        link = page_link(re.findall(r"/uw-pagina/([^/\s]+)/", text)[0])
        assert reply.purpose is MailPurpose.REPLY
        assert mailed_link(reply).pk == mailed_link(mail_token(done)).pk == link.pk
        assert mail_token(done).purpose is MailPurpose.DONE
        message = Message.objects.get(kind="answer")
        assert message.reply_to == address_in(answer["Reply-To"])
        back = dict(zip(city.mails.recipients, city.mails.senders, strict=True))
        bounce = mail_token(back[THEIRS])
        assert is_bounce_of(bounce, message.pk, message.message_id)
    assert answer["From"].endswith(f"<{OURS}>")
    assert f'href="mailto:{done}"' in answer.get_body(("html",)).get_content()


def test_without_an_address_of_its_own_nobody_is_asked_to_reply(city):
    with city.inside():
        choose_mail_address(
            actor=city.actor, from_address=OURS, takes_mail=False, now=timezone.now()
        )
    city.answered(city.matter())
    for each in city.to():
        assert each["Reply-To"] is None
        assert "beantwoorden" not in text_of(each)
        assert "+" not in text_of(each)
    assert city.mails.senders[-1] == OURS


def test_a_colleague_who_is_asked_answers_by_replying(city):
    matter = city.matter()
    for each in (matter.owner, matter.second):
        (asked,) = city.to(each.email)
        text = text_of(asked)
        assert text.startswith(MARKERS["nl"])
        assert "Antwoord op deze mail: dat gaat naar Fatima" in text
        token = address_in(asked["Reply-To"]).partition("+")[2].partition("@")[0]
        with city.inside():
            link = action_link(token)
            assert (link.action, link.staff_id) == ("answer", each.pk)
        assert f"/doen/{token}/" in text


def test_in_confidence_a_colleague_is_not_asked_to_reply(city):
    matter = city.matter(story="Kanarie", confidential=True)
    with city.inside():
        third = make.colleague(city.actor, "Piet Bos", networks=[city.team.network])
        hand_over_matter(
            actor=city.actor, matter=matter, rank=Rank.SECOND, to=third, now=timezone.now(),
            today=timezone.localdate(),
        )  # fmt: skip
    (asked,) = city.to(third.email)
    assert asked["Reply-To"] is None
    assert "##-" not in text_of(asked)
    assert "+" not in text_of(asked)
    for each in city.mails.received:
        assert "Kanarie" not in each.as_string()


def grouped(here: Here, member: StaffMember):
    message = Message.objects.create(
        tenant=here.tenant, kind="notice", way="email", staff=member, to_address=member.email,
        key=f"notices:{member.pk}", message_id="<1@x>", created_at=here.now,
        next_attempt_at=here.now,
    )  # fmt: skip
    return compose(here, message)


@pytest.mark.parametrize("number", [1, 2])
def test_of_several_things_to_answer_each_has_an_address_of_its_own(city, number):
    matters = [city.matter() for _ in range(number)]
    city.work()
    with at_work(city.tenant.pk) as here:
        member, other = matters[0].owner, matters[0].second
        Notice.objects.all().delete()
        for matter in matters:
            Matter.objects.filter(pk=matter.pk).update(owner=member, second=other)
            Notice.objects.create(
                tenant=city.tenant, staff=member, kind="term_late", matter=matter,
                trigger=f"late:{matter.pk}", created_at=here.now,
            )  # fmt: skip
        words = grouped(here, member)
        own = re.findall(r"Of mail ons antwoord naar: (\S+)", words.body)
        if number == 1:
            assert own == []
            assert words.body.startswith(MARKERS["nl"])
            assert mail_token(words.reply_to).purpose is MailPurpose.ACT
        else:
            assert words.reply_to == ""
            assert "##-" not in words.body
            assert len({mail_token(each).number for each in own}) == number


def test_an_institution_adds_words_of_its_own(city):
    with city.inside():
        now, actor = timezone.now(), city.actor
        choose_signature(actor=actor, dutch="Stadhuisplein 1", english="", now=now)
        choose_own_words(
            actor=actor, kind=Kind.RECEIPT, language="nl", above="Welkom bij {organisatie}.",
            below="Uw nummer is {kenmerk}.", now=now,
        )  # fmt: skip
    matter = city.matter()
    (receipt,) = city.to()
    text = text_of(receipt)
    assert f"Welkom bij {city.tenant.name}." in text
    assert f"Uw nummer is {matter.reference}." in text
    assert text.rstrip().endswith("Stadhuisplein 1")


@pytest.mark.parametrize(
    ("fields", "subject"),
    [({}, "Re: Ons plein"), ({"confidential": True}, "Uw bericht aan")],
)
def test_their_own_subject_comes_back_only_where_it_tells_nobody_anything(city, fields, subject):
    matter = city.matter(**fields)
    with at_work(city.tenant.pk) as here:
        message = Message.objects.get(kind="receipt", matter=matter)
        assert subject in compose(here, message, Thread(their_subject="Ons plein")).subject
        again = compose(here, message, Thread(answered=["<1@bewoner.example>"]))
        assert again.subject.startswith("Re: Uw bericht aan")


def test_mail_goes_by_the_server_of_the_institution(city, settings):
    settings.MAIL_HOSTS = ("127.0.0.1",)
    settings.SMTP_URL = ""
    with city.inside():
        choose_mail_server(
            actor=city.actor,
            server=Server(host="127.0.0.1", port=city.mails.port, security=Security.NONE),
            secret="",
            now=timezone.now(),
        )
    city.matter()
    assert len(city.to()) == 1


def test_a_secret_that_cannot_be_read_holds_up_the_mail_and_says_so(city, settings):
    settings.MAIL_HOSTS = ("127.0.0.1",)
    with city.inside():
        choose_mail_server(
            actor=city.actor,
            server=Server(host="127.0.0.1", port=city.mails.port, user="stad"),
            secret="Zilverreiger7",
            now=timezone.now(),
        )
    city.matter()
    settings.SECRET_KEY = "another"
    assert city.to() == []
    with city.inside():
        message = Message.objects.get(kind="receipt")
        assert (message.state, message.failure) == ("queued", "secret_unreadable")


def test_who_carries_it_hears_that_a_mail_came_back(city):
    matter = city.matter()
    city.work()
    with city.inside():
        message = Message.objects.get(kind="receipt")
        mark_bounced(
            actor=city.actor, message=message, failure="550 5.1.1 unknown", permanent=True,
            now=timezone.now(),
        )  # fmt: skip
    city.work()
    with city.inside():
        notice = Notice.objects.get(kind="message_failed")
        assert notice.staff_id == matter.owner_id
