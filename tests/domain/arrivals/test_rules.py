import pytest

from schakel.domain.access.rules import MailPurpose, is_near_miss, mail_token
from schakel.domain.arrivals.rules import (
    Course,
    Doubt,
    Facts,
    Kind,
    Mailbox,
    Proof,
    TokenState,
    Way,
    Why,
    bare_subject,
    course,
    doubt_about_answer,
    identity,
    is_message_id,
    sender_name,
)

PERSON = {"kind": Kind.PERSON, "proof": Proof.UNPROVEN, "token": TokenState.NONE}
MAC = "0f3a5c7e9b1d2f4a6c8e0b2d4f6a8c0e"


@pytest.mark.parametrize(
    ("facts", "way"),
    [
        ({}, Way.OPEN),
        ({"proof": Proof.PROVEN}, Way.OPEN),
        ({"token": TokenState.LIVE, "purpose": MailPurpose.REPLY}, Way.ADD),
        ({"token": TokenState.LIVE, "purpose": MailPurpose.DONE}, Way.FINISH),
        ({"token": TokenState.LIVE, "purpose": MailPurpose.ACT}, Way.ANSWER),
        ({"from_colleague": True, "proof": Proof.PROVEN}, Way.LOG),
        # Possession decides before what a sender says of themselves.
        (
            {
                "token": TokenState.LIVE,
                "purpose": MailPurpose.REPLY,
                "from_colleague": True,
                "proof": Proof.FAILED,
            },
            Way.ADD,
        ),
        ({"lately": 9}, Way.OPEN),
    ],
)
def test_where_a_mail_goes(facts, way):
    assert course(Facts(**PERSON | facts)) == Course(way)


@pytest.mark.parametrize("kind", [each for each in Kind if each not in {Kind.PERSON, Kind.LIST}])
def test_what_a_machine_made_starts_nothing_whatever_token_it_has(kind):
    facts = Facts(
        kind=kind,
        proof=Proof.PROVEN,
        token=TokenState.LIVE,
        purpose=MailPurpose.REPLY,
        faults=frozenset({"unreadable"}),
    )
    assert course(facts) == Course(Way.RECORD)


@pytest.mark.parametrize("own", [{"is_loop": True}, {"from_us": True}])
def test_our_own_mail_that_comes_back_is_only_recorded(own):
    assert course(Facts(**PERSON | own)) == Course(Way.RECORD)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"faults": frozenset({"too_many_parts"})}, Why.TOO_HEAVY),
        ({"faults": frozenset({"too_deep"})}, Why.TOO_HEAVY),
        ({"faults": frozenset({"encrypted"})}, Why.ENCRYPTED),
        ({"faults": frozenset({"unreadable"})}, Why.UNREADABLE),
        ({"faults": frozenset({"several_senders"})}, Why.NO_SENDER),
        ({"has_sender": False}, Why.NO_SENDER),
        ({"token": TokenState.WRONG}, Why.ADDRESS_WRONG),
        ({"token": TokenState.EXPIRED}, Why.ADDRESS_EXPIRED),
        ({"token": TokenState.SEVERAL}, Why.ADDRESSES_DIFFER),
        ({"proof": Proof.FAILED}, Why.SENDER_DENIED),
        ({"kind": Kind.LIST}, Why.FROM_LIST),
        ({"answers_ours": True}, Why.ANSWERS_OURS),
        ({"is_empty": True}, Why.EMPTY),
        ({"lately": 10}, Why.TOO_MANY),
        ({"from_colleague": True}, Why.COLLEAGUE_UNPROVEN),
        ({"from_colleague": True, "proof": Proof.FAILED}, Why.COLLEAGUE_UNPROVEN),
    ],
)
def test_why_a_person_is_needed(facts, why):
    assert course(Facts(**PERSON | facts)) == Course(Way.HOLD, why)


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({}, None),
        ({"proof": Proof.UNPROVEN}, Doubt.SENDER_UNPROVEN),
        ({"proof": Proof.FAILED}, Doubt.SENDER_UNPROVEN),
        ({"above_marker": False}, Doubt.NO_MARKER),
        ({"sender": "sam@waterhoven.example"}, Doubt.OTHER_SENDER),
        ({"text": " \n"}, Doubt.NO_WORDS),
    ],
)
def test_an_answer_by_mail_goes_out_only_when_all_is_proven(change, doubt):
    whole = {
        "proof": Proof.PROVEN,
        "above_marker": True,
        "sender": "Noor@Waterhoven.example",
        "colleague": "noor@waterhoven.example",
        "text": "Ja, dat kan.",
    }
    assert doubt_about_answer(**whole | change) == doubt


def test_the_same_mail_has_the_same_message_id_and_the_same_content():
    same = identity("<a@b>", "0" * 64)
    assert same == identity("<a@b>", "0" * 64)
    assert len({same, identity("<a@b>", "1" * 64), identity("<c@b>", "0" * 64)}) == 3


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Speeltuin", "Speeltuin"),
        ("RE: FW: Antw: Betr: Speeltuin", "Speeltuin"),
        ("Re[2]: Speeltuin", "Speeltuin"),
        ("Doorst: Re: Speeltuin", "Speeltuin"),
        ("Reparatie van de schommel", "Reparatie van de schommel"),
        ("Re:", ""),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_subject_loses_what_mail_programs_put_before_it(subject, bare):
    assert bare_subject(subject) == bare


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [("Fatima", "f@x.example", "Fatima"), ("  ", "f.elidrissi@x.example", "f.elidrissi")],
)
def test_a_sender_is_called_as_they_call_themselves(name, address, shown):
    assert sender_name(Mailbox(name=name, address=address)) == shown


@pytest.mark.parametrize(
    ("address", "purpose", "number"),
    [
        (f"stad+r12-{MAC}@mail.example", MailPurpose.REPLY, 12),
        (f"STAD+R12-{MAC.upper()}@MAIL.EXAMPLE", MailPurpose.REPLY, 12),
        (f"stad+d3-{MAC}@mail.example", MailPurpose.DONE, 3),
        (f"stad+b9-{MAC}@mail.example", MailPurpose.BOUNCE, 9),
        (f"stad+4-{MAC}@mail.example", MailPurpose.ACT, 4),
    ],
)
def test_a_token_is_read_from_an_address_in_any_case(address, purpose, number):
    token = mail_token(address)
    assert token is not None
    assert (token.purpose, token.number, token.mac) == (purpose, number, MAC)


@pytest.mark.parametrize(
    "address",
    [
        "stad@mail.example",
        "stad+nieuws@mail.example",
        f"stad+x12-{MAC}@mail.example",
        "stad+r12-0f3a@mail.example",
        f"stad+r-{MAC}@mail.example",
        f"stad+r1234567890123456789-{MAC}@mail.example",
        f"r12-{MAC}@mail.example",
        f"stad+r١٢-{MAC}@mail.example",
    ],
)
def test_other_addresses_hold_no_token(address):
    assert mail_token(address) is None


@pytest.mark.parametrize(
    ("mac", "near"),
    [
        (MAC, False),
        (MAC.replace("0", "o"), True),
        (MAC[:-1], True),
        (MAC[:5] + MAC[6:], True),
        (MAC[:5] + "f" + MAC[5:], True),
        (MAC[:30] + "00", True),
        (MAC[::-1], False),
        ("f" * 32, False),
        (MAC[:20], False),
    ],
)
def test_a_near_miss_is_a_token_in_which_little_is_wrong(mac, near):
    assert is_near_miss(mac, MAC) is near


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("<a.b-1@x.example>", True),
        ("<a@b>", True),
        ("a@b", False),
        ("<a b@x.example>", False),
        ("<a@b>\r\nBcc: x@y.example", False),
        ("<a@b><c@d>", False),
        ("<" + "a" * 300 + "@b>", False),
        ("", False),
    ],
)
def test_only_what_is_a_message_id_goes_into_a_header_of_ours(text, holds):
    assert is_message_id(text) is holds
