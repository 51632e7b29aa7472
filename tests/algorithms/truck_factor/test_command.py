import subprocess
import sys

import pytest

from schakel.algorithms.truck_factor.__main__ import main

ITEMS = "item,carrier\nchoir,Ann\nclub,Ann\nclub,Bob\nshop,Bob\nquay,Bob\npark,\npark,\n"


@pytest.fixture
def asked(tmp_path, capfd):
    """Runs the command on a file with this content."""

    def run(content, *more):
        file = tmp_path / "items.csv"
        file.write_text(content)
        status = main([str(file), *more])
        said = capfd.readouterr()
        return status, said.out, said.err.replace(f"{file}: ", "")

    return run


def test_who_together_leave_more_than_half_behind(asked):
    assert asked(ITEMS) == (
        0,
        "carrier\nAnn\nBob\n",
        "without these 2, 4 of 4 items have no carrier; proven to be the fewest (gap 0)\n"
        "left out: 1 items without a carrier\n",
    )


def test_another_share(asked):
    status, out, err = asked(ITEMS, "--share", "0.25")
    assert (status, out) == (0, "carrier\nBob\n")
    assert "without these 1, 2 of 4" in err


def test_a_file_with_only_a_header_has_nobody(asked):
    status, out, err = asked("item,carrier\n")
    assert (status, out) == (0, "carrier\n")
    assert "0 of 0 items" in err


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        ("", [], "line 1: it must name the columns item and carrier, each once"),
        ("item,carrier\n,Ann\n", [], "“Ann” carries an item without a name"),
        (ITEMS, ["--share", "1.5"], "not including, 1, not 1.5"),
        (ITEMS, ["--seconds", "-1"], "more than 0 seconds, not -1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(asked, content, more, words):
    status, out, err = asked(content, *more)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_refused_in_words(capsys):
    assert main(["nowhere.csv"]) == 2
    assert capsys.readouterr().err == "nowhere.csv: No such file or directory\n"


def test_standard_output_is_only_the_answer(tmp_path):
    items = tmp_path / "items.csv"
    items.write_text(ITEMS)
    ended = subprocess.run(
        [sys.executable, "-m", "schakel.algorithms.truck_factor", items],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "carrier\nAnn\nBob\n"
