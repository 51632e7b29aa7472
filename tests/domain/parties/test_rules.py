import pytest

from schakel.domain.parties import rules
from schakel.foundation.kernel.refused import Refused


@pytest.mark.parametrize("text", ["noor@waterhoven.example", " a.b+c@x-y.nl ", "é@ü.example"])
def test_an_address_that_can_be_one_is_kept(text):
    assert rules.clean_email(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "noor", "noor@", "@x.nl", "a b@x.nl", "a@x", "a@x.nl, b@x.nl", "a@x.n", "<a@x.nl>"]
)
def test_an_address_that_cannot_be_one_is_refused(text):
    with pytest.raises(Refused, match="email_not_valid"):
        rules.clean_email(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("06 12 34 56 78", "+31612345678"),
        ("050-123 45 67", "+31501234567"),
        ("+49 30 123456", "+4930123456"),
        ("0031612345678", "+31612345678"),
    ],
)
def test_a_number_is_kept_in_one_form(text, kept):
    assert rules.clean_phone(text) == kept


@pytest.mark.parametrize("text", ["", "bel me", "12", "0612345678901234567"])
def test_a_number_that_cannot_be_one_is_refused(text):
    with pytest.raises(Refused, match="phone_not_valid"):
        rules.clean_phone(text)


@pytest.mark.parametrize(
    ("preferred", "avoid", "email", "phone", "letter", "way"),
    [
        ("", (), True, True, True, "mail"),
        ("phone", (), True, True, True, "phone"),
        ("phone", (), True, False, False, "mail"),
        ("mail", ("mail",), True, True, False, "phone"),
        ("", ("mail", "phone"), True, True, True, "letter"),
        ("", ("mail",), True, False, False, None),
        ("visit", (), True, False, False, "mail"),
        ("", (), False, False, False, None),
    ],
)
def test_as_they_want_and_never_as_they_do_not_want(preferred, avoid, email, phone, letter, way):
    found = rules.way_to_reach(
        preferred=preferred, avoid=avoid, has_email=email, has_phone=phone, has_letter=letter
    )
    assert found == way
