from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from schakel.domain.messages import actions, rules
from schakel.domain.messages.models import MailAccount, Message
from schakel.domain.messages.queries import mail_account, receiving_addresses, reply_base
from schakel.domain.messages.rules import Kind, Way
from schakel.domain.parties.models import DigitalAddress
from schakel.domain.staff.rules import Role
from schakel.foundation.database.secrets import opened
from schakel.foundation.journal.models import Detail, Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.queries import tenant_of_address
from tests import make
from tests.make import NOW


def queued(actor, key="answer:1", **fields) -> Message:
    return actions.queue_message(
        actor=actor,
        kind=Kind.ANSWER,
        way=Way.EMAIL,
        to_address="fatima@bewoner.example",
        key=key,
        now=NOW,
        **fields,
    )


def test_the_same_message_is_queued_once(actor):
    assert queued(actor) == queued(actor)
    assert queued(actor, key="answer:2") != queued(actor)


def test_a_message_is_claimed_by_one_worker_only(actor):
    message = queued(actor)
    assert actions.begin_handing_over(message_id=message.pk, now=NOW).attempts == 1
    assert actions.begin_handing_over(message_id=message.pk, now=NOW) is None


def test_a_failed_attempt_is_tried_again_later_and_later_and_then_ends(actor):
    message, now, waits = queued(actor), NOW, []
    for _ in range(len(rules.BACK_OFF_MINUTES) + 1):
        claimed = actions.begin_handing_over(message_id=message.pk, now=now)
        message = actions.mark_refused(
            actor=actor, message=claimed, failure="vol", permanent=False, now=now
        )
        if message.state == "queued":
            waits.append((message.next_attempt_at - now) / timedelta(minutes=1))
            assert actions.begin_handing_over(message_id=message.pk, now=now) is None
        now = message.next_attempt_at
    assert tuple(waits) == rules.BACK_OFF_MINUTES
    assert (message.state, message.failure) == ("failed", "vol")


def test_what_can_never_arrive_fails_at_once(actor):
    claimed = actions.begin_handing_over(message_id=queued(actor).pk, now=NOW)
    failed = actions.mark_refused(
        actor=actor, message=claimed, failure="550", permanent=True, now=NOW
    )
    assert failed.state == "failed"


def test_a_message_of_a_dead_worker_is_perhaps_sent_and_keeps_its_id(actor):
    message = queued(actor)
    actions.begin_handing_over(message_id=message.pk, now=NOW)
    soon, later = NOW + timedelta(minutes=9), NOW + timedelta(minutes=11)
    assert actions.mark_uncertain(actor=actor, now=soon) == 0
    assert actions.mark_uncertain(actor=actor, now=later) == 1
    message.refresh_from_db()
    assert message.state == "uncertain"
    again = actions.send_again(actor=actor, message=message, now=later)
    assert (again.state, again.message_id) == ("queued", message.message_id)


def test_what_was_sent_is_not_sent_again(actor):
    claimed = actions.begin_handing_over(message_id=queued(actor).pk, now=NOW)
    sent = actions.mark_sent(actor=actor, message=claimed, now=NOW)
    with pytest.raises(Refused, match="message_is_not_failed"):
        actions.send_again(actor=actor, message=sent, now=NOW)


def test_fifty_forms_for_one_victim_give_three_receipts(actor):
    make.Team(actor)
    for number in range(50):
        make.matter(actor, story=f"Bericht {number}")
    assert Message.objects.filter(kind="receipt").count() == rules.RECEIPTS_PER_ADDRESS_A_DAY


def sent(actor, **fields) -> Message:
    claimed = actions.begin_handing_over(message_id=queued(actor, **fields).pk, now=NOW)
    return actions.mark_sent(actor=actor, message=claimed, now=NOW)


def bounced(actor, message, failure="550 5.1.1 unknown", *, permanent=True) -> Message:
    return actions.mark_bounced(
        actor=actor, message=message, failure=failure, permanent=permanent, now=NOW
    )


def journalled(what: str) -> int:
    return Line.objects.filter(what=what).count()


def test_what_was_sent_may_come_back_and_go_once_more(actor):
    message = sent(actor)
    back = bounced(actor, message, "550 5.1.1 fatima@bewoner.example unknown")
    assert (back.state, back.failure) == ("bounced", "550 5.1.1 … unknown")
    assert journalled("message.bounced") == 1
    again = actions.send_again(actor=actor, message=back, now=NOW)
    assert (again.state, again.message_id) == ("queued", message.message_id)


def test_what_never_left_us_cannot_come_back(actor):
    message = queued(actor)
    assert bounced(actor, message).state == "queued"
    claimed = actions.begin_handing_over(message_id=message.pk, now=NOW)
    actions.mark_refused(actor=actor, message=claimed, failure="550", permanent=True, now=NOW)
    assert bounced(actor, message).state == "failed"
    assert journalled("message.bounced") == 0


@pytest.mark.parametrize(
    ("failure", "permanent", "is_wrong"),
    [
        ("550 5.1.1 no such user", True, True),
        ("5.1.10", True, True),
        ("552 5.2.2 mailbox full", True, False),
        ("5.1.1", False, False),
        ("15.1.1", True, False),
    ],
)
def test_only_a_wrong_address_is_written_off(actor, failure, permanent, is_wrong):
    make.Team(actor)
    matter = make.matter(actor)
    message = sent(actor, matter=matter, party=matter.party)
    bounced(actor, message, failure, permanent=permanent)
    address = DigitalAddress.objects.get(party=matter.party, kind="email")
    assert (address.failed_at is not None) is is_wrong


def test_a_delivery_notice_settles_what_was_perhaps_sent_and_nothing_else(actor):
    message = queued(actor)
    assert actions.mark_delivered(actor=actor, message=message, now=NOW).state == "queued"
    actions.begin_handing_over(message_id=message.pk, now=NOW)
    later = NOW + timedelta(minutes=11)
    actions.mark_uncertain(actor=actor, now=later)
    assert actions.mark_delivered(actor=actor, message=message, now=later).state == "sent"


def test_only_who_works_on_it_says_whether_it_arrived(actor):
    team = make.Team(actor)
    matter = make.matter(actor)
    message = queued(actor, matter=matter, party=matter.party)
    actions.begin_handing_over(message_id=message.pk, now=NOW)
    actions.mark_uncertain(actor=actor, now=NOW + timedelta(minutes=11))
    guest = make.acting(make.colleague(actor, "Gast"))
    with pytest.raises(Refused, match="matter_not_yours"):
        actions.settle_message(actor=guest, message=message, arrived=True, now=NOW)
    carrier = make.acting(team.noor)
    settled = actions.settle_message(actor=carrier, message=message, arrived=True, now=NOW)
    assert settled.state == "sent"
    with pytest.raises(Refused, match="message_is_not_uncertain"):
        actions.settle_message(actor=carrier, message=message, arrived=False, now=NOW)


class TestMailOfAnInstitution:
    @pytest.fixture
    def ada(self, actor):
        return make.acting(make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR]))

    def choose(self, actor, address="Stad@Waterhoven.example", *, takes_mail=True):
        return actions.choose_mail_address(
            actor=actor, from_address=address, takes_mail=takes_mail, now=NOW
        )

    def test_mail_to_its_address_leads_to_it_whatever_stands_behind_the_plus(self, ada):
        self.choose(ada)
        for address in ("stad@waterhoven.example", "STAD+r12-0af@Waterhoven.example"):
            assert tenant_of_address(address) == ada.tenant_id
        assert tenant_of_address("stadhuis@waterhoven.example") is None
        assert reply_base() == "stad@waterhoven.example"

    def test_an_address_of_before_still_takes_replies(self, ada):
        self.choose(ada)
        self.choose(ada, "gemeente@waterhoven.example")
        assert tenant_of_address("stad@waterhoven.example") == ada.tenant_id
        assert [each.address for each in receiving_addresses()] == ["stad@waterhoven.example"]
        (old,) = receiving_addresses()
        actions.remove_receiving_address(actor=ada, address=old, now=NOW)
        assert tenant_of_address("stad@waterhoven.example") is None

    def test_two_institutions_never_have_one_address(self, ada):
        self.choose(ada)
        other = make.tenant()
        with (
            within_tenant(other.pk, matters=ALL_MATTERS),
            pytest.raises(Refused, match="mail_address_taken"),
        ):
            self.choose(system(other.pk))

    @pytest.mark.parametrize(
        ("address", "code"),
        [
            ("geen adres", "mail_address_not_valid"),
            ("stad+x@waterhoven.example", "mail_address_not_valid"),
            ("stad@localhost", "mail_address_not_valid"),
            ("a" * 21 + "@waterhoven.example", "mail_address_too_long"),
        ],
    )
    def test_an_address_has_to_hold_a_token(self, ada, address, code):
        with pytest.raises(Refused, match=code):
            self.choose(ada, address)

    def test_a_new_message_bears_the_domain_of_the_institution(self, ada, actor):
        assert queued(actor, key="before").message_id.endswith("@schakel>")
        self.choose(ada)
        assert queued(actor, key="after").message_id.endswith("@waterhoven.example>")

    def test_a_secret_is_sealed_and_written_down_nowhere(self, ada):
        server = rules.MailServer(host="smtp.gmail.com", user="stad")
        actions.choose_mail_server(actor=ada, server=server, secret="Zilverreiger7", now=NOW)
        actions.choose_permission(
            actor=ada,
            permission=rules.Permission(token_url="https://oauth2.googleapis.com/token"),
            client_secret="Zilverreiger8",
            refresh_token="Zilverreiger9",
            now=NOW,
        )
        account = mail_account()
        assert "Zilverreiger" not in repr(MailAccount.objects.values().get())
        assert "Zilverreiger" not in repr(
            list(Detail.objects.values()) + list(Line.objects.values())
        )
        assert opened(account.out_secret) == "Zilverreiger7"
        again = actions.choose_mail_server(actor=ada, server=server, secret="", now=NOW)
        assert again.out_secret == account.out_secret
        gone = actions.choose_mail_server(actor=ada, server=rules.MailServer(), secret="", now=NOW)
        assert gone.out_secret == ""

    @pytest.mark.parametrize(
        ("host", "code"),
        [
            ("169.254.169.254", "mail_host_not_allowed"),
            ("mail.elders.example", "mail_host_not_allowed"),
            ("https://smtp.gmail.com/", "mail_host_not_valid"),
        ],
    )
    def test_mail_goes_by_no_host_that_is_not_allowed(self, ada, host, code):
        with pytest.raises(Refused, match=code):
            actions.choose_mail_server(
                actor=ada, server=rules.MailServer(host=host), secret="", now=NOW
            )
        with pytest.raises(Refused, match=code):
            actions.choose_mailbox(actor=ada, mailbox=rules.Mailbox(host=host), secret="", now=NOW)

    def test_only_an_administrator_chooses(self, actor):
        noor = make.acting(make.colleague(actor, "Noor"))
        with pytest.raises(Refused, match="only_administrators"):
            self.choose(noor)

    def test_words_of_its_own_have_known_placeholders_only(self, ada):
        def choose(above: str, kind: Kind = Kind.RECEIPT) -> object:
            return actions.choose_own_words(
                actor=ada, kind=kind, language="nl", above=above, below="", now=NOW
            )

        assert choose("Dag van {organisatie} ({kenmerk}).")
        with pytest.raises(Refused, match="placeholder_unknown"):
            choose("Dag {naam}")
        with pytest.raises(Refused, match="own_words_too_long"):
            choose("a" * 1_001)
        with pytest.raises(Refused, match="message_has_no_own_words"):
            choose("Dag", Kind.PAGE_CODE)

    def test_a_key_that_is_made_signs_once_it_is_put_to_use(self, ada):
        name = {"domain": " Waterhoven.example ", "selector": "Eerste"}
        made = actions.make_signing_key(actor=ada, now=NOW, **name)
        assert (made.dkim_key, made.dkim_new_selector) == ("", "eerste")
        key = opened(made.dkim_new_key)
        assert load_pem_private_key(key.encode(), password=None).key_size == 2_048
        with pytest.raises(Refused, match="no_signing_key_waits"):
            actions.use_signing_key(actor=ada, selector="tweede", now=NOW)
        used = actions.use_signing_key(actor=ada, selector="eerste", now=NOW)
        assert (used.dkim_domain, used.dkim_selector) == ("waterhoven.example", "eerste")
        assert (opened(used.dkim_key), used.dkim_new_key) == (key, "")
        with pytest.raises(Refused, match="selector_in_use"):
            actions.make_signing_key(actor=ada, now=NOW, **name)
        actions.make_signing_key(actor=ada, domain="waterhoven.example", selector="b", now=NOW)
        dropped = actions.drop_signing_key(actor=ada, now=NOW)
        assert (opened(dropped.dkim_key), dropped.dkim_new_key) == (key, "")
        lines = Line.objects.filter(subject="mail_account").order_by("pk")
        assert list(lines.values_list("what", flat=True)) == [
            "mail.signing_key_made", "mail.signing_chosen", "mail.signing_key_made",
            "mail.signing_key_dropped",
        ]  # fmt: skip
        told = repr(list(Detail.objects.values()) + list(Line.objects.values()))
        assert not any(each in told for each in (key, made.dkim_new_key, used.dkim_key))

    def test_only_an_administrator_makes_and_uses_a_key(self, actor):
        noor = make.acting(make.colleague(actor, "Noor"))
        for act in (
            lambda: actions.make_signing_key(actor=noor, domain="w.example", selector="s", now=NOW),
            lambda: actions.use_signing_key(actor=noor, selector="s", now=NOW),
            lambda: actions.drop_signing_key(actor=noor, now=NOW),
        ):
            with pytest.raises(Refused, match="only_administrators"):
                act()

    def test_what_is_no_key_does_not_sign(self, ada):
        with pytest.raises(Refused, match="private_key_unreadable"):
            actions.choose_mail_signing(
                actor=ada, domain="waterhoven.example", selector="s", private_key="geheim", now=NOW
            )
