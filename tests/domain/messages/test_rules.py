import json
from datetime import date

import pytest

from schakel.domain.messages import rules
from schakel.domain.messages.rules import State, Way
from schakel.foundation.kernel.refused import Refused

UNREADABLE = "service_account_unreadable"


def outcome(check, *arguments, **named) -> str:
    try:
        check(*arguments, **named)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("way", "state", "has_words", "has_address", "refusal"),
    [
        (Way.LETTER, State.QUEUED, True, True, ""),
        (Way.LETTER, State.PRINTED, True, True, ""),
        (Way.LETTER, State.QUEUED, False, True, "letter_has_no_words_yet"),
        (Way.LETTER, State.QUEUED, True, False, "letter_needs_address"),
        (Way.LETTER, State.POSTED, True, True, "letter_not_to_print"),
        (Way.LETTER, State.RETURNED, True, True, "letter_not_to_print"),
        (Way.CALL, State.QUEUED, True, True, "letter_not_to_print"),
        (Way.EMAIL, State.QUEUED, True, True, "letter_not_to_print"),
    ],
)
def test_a_letter_is_printed_while_it_lies_here(way, state, has_words, has_address, refusal):
    named = {"has_words": has_words, "has_address": has_address}
    assert outcome(rules.check_print, way, state, **named) == refusal


@pytest.mark.parametrize(
    ("way", "state", "refusal"),
    [
        (Way.LETTER, State.PRINTED, ""),
        (Way.LETTER, State.QUEUED, "letter_was_not_printed"),
        (Way.LETTER, State.POSTED, "letter_was_posted"),
        (Way.LETTER, State.DROPPED, "letter_was_posted"),
        (Way.CALL, State.QUEUED, "letter_was_posted"),
        (Way.EMAIL, State.SENT, "letter_was_posted"),
    ],
)
def test_only_a_printed_letter_is_posted(way, state, refusal):
    assert outcome(rules.check_post, way, state) == refusal


@pytest.mark.parametrize("state", State)
def test_only_what_was_posted_comes_back(state):
    refusal = "" if state is State.POSTED else "letter_was_not_posted"
    assert outcome(rules.check_return, state) == refusal


@pytest.mark.parametrize(
    ("way", "state", "refusal"),
    [
        (Way.CALL, State.QUEUED, ""),
        (Way.CALL, State.SPOKEN, "call_has_ended"),
        (Way.CALL, State.NOT_REACHED, "call_has_ended"),
        (Way.LETTER, State.QUEUED, "call_has_ended"),
    ],
)
def test_only_a_call_that_waits_is_made(way, state, refusal):
    assert outcome(rules.check_call, way, state) == refusal


@pytest.mark.parametrize(
    ("calls", "state"),
    [(1, State.QUEUED), (2, State.QUEUED), (3, State.NOT_REACHED), (4, State.NOT_REACHED)],
)
def test_after_three_calls_in_vain_they_were_not_reached(calls, state):
    assert rules.after_call_in_vain(calls) is state


@pytest.mark.parametrize(
    ("way", "state", "reason", "refusal"),
    [
        (Way.LETTER, State.QUEUED, "Zij kwamen langs.", ""),
        (Way.LETTER, State.PRINTED, "Zij kwamen langs.", ""),
        (Way.CALL, State.QUEUED, "Zij kwamen langs.", ""),
        (Way.CALL, State.QUEUED, " ", "dropping_needs_reason"),
        (Way.LETTER, State.POSTED, "Zij kwamen langs.", "message_has_ended"),
        (Way.EMAIL, State.QUEUED, "Zij kwamen langs.", "message_has_ended"),
    ],
)
def test_what_lies_here_may_be_dropped_with_a_reason(way, state, reason, refusal):
    assert outcome(rules.check_drop, way, state, reason) == refusal


@pytest.mark.parametrize(
    ("way", "state", "to", "address", "refusal"),
    [
        (Way.CALL, State.NOT_REACHED, Way.LETTER, "Kade 1", ""),
        (Way.CALL, State.QUEUED, Way.LETTER, "Kade 1", ""),
        (Way.LETTER, State.RETURNED, Way.CALL, "+31501234567", ""),
        (Way.EMAIL, State.FAILED, Way.LETTER, "Kade 1", ""),
        (Way.EMAIL, State.UNCERTAIN, Way.CALL, "+31501234567", ""),
        (Way.CALL, State.NOT_REACHED, Way.LETTER, "", "way_has_no_address"),
        (Way.CALL, State.NOT_REACHED, Way.CALL, "+31501234567", "way_is_the_same"),
        (Way.CALL, State.SPOKEN, Way.LETTER, "Kade 1", "message_arrived"),
        (Way.LETTER, State.POSTED, Way.CALL, "+31501234567", "message_arrived"),
        (Way.LETTER, State.DROPPED, Way.CALL, "+31501234567", "message_arrived"),
        (Way.EMAIL, State.QUEUED, Way.LETTER, "Kade 1", "message_arrived"),
        (Way.EMAIL, State.HANDING_OVER, Way.LETTER, "Kade 1", "message_arrived"),
    ],
)
def test_what_did_not_arrive_goes_in_another_way(way, state, to, address, refusal):
    assert outcome(rules.check_other_way, way, state, to, address) == refusal


@pytest.mark.parametrize(
    ("created_on", "today", "waits_too_long"),
    [
        (date(2026, 11, 24), date(2026, 11, 25), False),
        (date(2026, 11, 24), date(2026, 11, 26), True),
        (date(2026, 11, 27), date(2026, 11, 30), False),
        (date(2026, 11, 27), date(2026, 12, 1), True),
        (date(2026, 12, 24), date(2026, 12, 28), False),
        (date(2026, 12, 24), date(2026, 12, 29), True),
    ],
)
def test_a_letter_waits_too_long_after_two_working_days(created_on, today, waits_too_long):
    assert rules.waits_too_long(created_on, today) is waits_too_long


@pytest.mark.parametrize(
    ("name", "address", "lines"),
    [
        ("Ria", "Kade 1, 9700 AA Waterhoven", ["Ria", "Kade 1", "9700 AA Waterhoven"]),
        ("Ria", "Kade 1\r\n\r\n9700 AA Waterhoven ", ["Ria", "Kade 1", "9700 AA Waterhoven"]),
        ("Ria", "ria, Kade 1", ["ria", "Kade 1"]),
        ("Ria", "", ["Ria"]),
    ],
)
def test_an_envelope_has_a_line_for_each_part(name, address, lines):
    assert rules.envelope_lines(name, address) == lines


def test_every_way_has_an_end_and_every_state_a_way():
    for states in rules.STATES_OF.values():
        assert states & rules.END_STATES
        assert State.QUEUED in states
    assert frozenset().union(*rules.STATES_OF.values()) == frozenset(State)


def test_what_went_out_opens_nothing_once_it_is_copied():
    words = f"Uw pagina: https://x.example/uw-pagina/12-{'a' * 32}/ en 12-aa"
    assert rules.without_tokens(words) == "Uw pagina: https://x.example/uw-pagina/…/ en 12-aa"


def test_a_new_key_has_a_name_of_its_own():
    day = date(2026, 11, 25)
    assert rules.new_selector(day, "") == "schakel20261125"
    assert rules.new_selector(day, "schakel20261125") == "schakel20261125b"
    for in_use in ("", "schakel20261125"):
        rules.check_signing_name("waterhoven.example", rules.new_selector(day, in_use))


@pytest.mark.parametrize(
    ("domain", "selector", "code"),
    [
        ("waterhoven", "s", "signing_domain_not_valid"),
        ("waterhoven.example.", "s", "signing_domain_not_valid"),
        ("a@waterhoven.example", "s", "signing_domain_not_valid"),
        ("x" * 64 + ".example", "s", "signing_domain_not_valid"),
        ("waterhoven.example", "", "selector_not_valid"),
        ("waterhoven.example", "s.x", "selector_not_valid"),
        ("waterhoven.example", "s" * 64, "selector_not_valid"),
        ("waterhoven.example", "-s", "selector_not_valid"),
    ],
)
def test_a_record_of_a_key_stands_at_a_name_that_can_be(domain, selector, code):
    with pytest.raises(Refused, match=code):
        rules.check_signing_name(domain, selector)


@pytest.mark.parametrize(
    ("key_file", "refusal"),
    [
        (json.dumps({"client_email": "schakel@p.example", "private_key": "PEM"}), ""),
        (json.dumps({"client_email": "schakel@p.example", "private_key": ""}), UNREADABLE),
        (json.dumps({"client_email": "schakel@p.example", "private_key": "\ud800"}), UNREADABLE),
        (json.dumps({"client_email": "geen adres", "private_key": "PEM"}), UNREADABLE),
        (json.dumps({"client_email": "a\0@p.example", "private_key": "PEM"}), UNREADABLE),
        (json.dumps({"client_email": f"{'a' * 220}@p.example", "private_key": "PEM"}), UNREADABLE),
        ("[" * 8_000, UNREADABLE),
    ],
)
def test_a_key_file_of_google_names_an_address_and_holds_a_key(key_file, refusal):
    assert outcome(rules.service_account, key_file) == refusal
