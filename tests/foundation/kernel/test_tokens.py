import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.foundation.kernel.tokens import (
    digest,
    new_numeric_code,
    new_paper_code,
    new_token,
    normalise_paper_code,
    same,
)

KEY = b"a key of a tenant"


def test_tokens_are_long_safe_in_a_url_and_never_the_same():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)


def test_a_paper_code_has_no_letters_that_look_like_digits():
    codes = [new_paper_code() for _ in range(1000)]
    group = "[0-9A-HJKMNP-TV-Z]{4}"
    assert all(re.fullmatch("-".join([group] * 4), code) for code in codes)
    assert len(set(codes)) == 1000


@pytest.mark.parametrize(
    "typed",
    ["01AB-CD10-MNPQ-RSTV", "o1abcdiOMNPQRSTV", " oLab cd1o\N{EN DASH}MNPQ-rstv\n"],
)
def test_a_paper_code_may_be_typed_as_people_type(typed):
    assert normalise_paper_code(typed) == "01ABCD10MNPQRSTV"


def test_a_new_paper_code_means_the_same_in_lower_case_and_without_dashes():
    code = new_paper_code()
    assert normalise_paper_code(code.lower().replace("-", "")) == normalise_paper_code(code)


def test_a_numeric_code_has_six_digits():
    assert all(re.fullmatch(r"\d{6}", new_numeric_code()) for _ in range(1000))


@given(st.text(), st.text())
def test_a_digest_belongs_to_one_token_and_one_key(one, other):
    assert (digest(one, KEY) == digest(other, KEY)) == (one == other)
    assert digest(one, KEY) != digest(one, b"another key")
    assert len(digest(one, KEY)) == 64


@given(st.text(), st.text())
def test_same_is_equality(one, other):
    assert same(one, one)
    assert same(one, other) == (one == other)
