import csv
import io
import random
import subprocess
import sys
from datetime import date, timedelta

import pytest

from schakel.algorithms import tie_decay
from schakel.algorithms.tie_decay import events
from schakel.algorithms.tie_decay.__main__ import main

AT = date(2026, 11, 24)


@pytest.fixture
def asked(tmp_path, capsys):
    """Runs the command on a file with this content."""

    def run(content, *more, at=AT):
        file = tmp_path / "events.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = main([str(file), "--half-life", "30", "--at", str(at), *more])
        said = capsys.readouterr()
        return status, said.out, said.err.replace(f"{file}: ", "")

    return run


ANSWER = "connection,strength,silent_on\na,1.5,2027-02-10\nb,0.25,2026-11-25\n"


@pytest.mark.parametrize(
    "content",
    [
        "connection,at,weight\na,2026-11-24,1\nb,2026-09-25,1\na,2026-10-25,1\n",
        "connection,at,weight\r\na,2026-11-24,1\r\nb,2026-09-25,1\r\na,2026-10-25,1\r\n",
        "\ufeffconnection;at;weight\na;2026-11-24;1,0\nb;2026-09-25;1\n\na;2026-10-25;1",
        "weight\tnote\tat\tconnection\n1\t\t2026-11-24\ta\n1\t\t2026-09-25\tb\n1\t\t2026-10-25\ta",
        'Connection,At,Weight\n"a","2026-11-24",1\n"b",2026-09-25,1.0\n"a",2026-10-25,1e0\n',
        "connection,at,weight\na,2026-11-24T23:59,1\nb,2026-09-25 10:00,1\n"
        "a,2026-10-24T23:30:00Z,1\n",
        "connection,at,weight\na,2026-11-23T23:10:00+00:00,1\nb,2026-09-25,1\na,20261025,1\n",
    ],
)
def test_strength_and_silent_day_in_the_order_in_which_connections_came(asked, content):
    assert asked(content) == (0, ANSWER, "")


def test_a_moment_counts_on_the_day_that_it_was_in_the_zone(asked):
    content = "connection,at,weight\na,2026-11-24T23:30:00Z,1\n"
    assert asked(content)[2] == "left out: 1 contacts after 2026-11-24\n"
    assert "a,1.0,2027-01-24" in asked(content, "--zone", "UTC")[1]


def test_contacts_after_the_day_do_not_count_and_that_is_said(asked):
    content = "connection,at,weight\na,2026-11-24,1\na,2026-11-25,1\nb,2027-01-01,1\n"
    status, out, err = asked(content)
    assert (status, err) == (0, "left out: 2 contacts after 2026-11-24\n")
    assert out.splitlines()[1:] == ["a,1.0,2027-01-24", "b,0.0,"]


def test_a_contact_that_weighs_nothing_is_no_contact(asked):
    assert asked("connection,at,weight\na,2026-11-24,0\n")[1].splitlines()[1:] == ["a,0.0,"]


def test_a_contact_that_weighs_nothing_does_not_put_off_the_silent_day(asked):
    content = "connection,at,weight\na,2026-01-01,1\na,2026-11-24,0\n"
    assert asked(content)[1].splitlines()[1].endswith(",2026-03-03")


@pytest.mark.parametrize("half_life", ["1e9", "1e300", "1.7e308"])
def test_a_half_life_beyond_every_calendar_is_refused_in_words(asked, half_life):
    content = "connection,at,weight\na,2026-11-24,1\n"
    status, out, err = asked(content, "--half-life", half_life)
    assert (status, out, err) == (2, "", "connection “a” is not silent before 9999-12-31\n")


def test_a_half_life_of_almost_nothing_leaves_only_today(asked):
    content = "connection,at,weight\na,2026-11-24,1\nb,2026-11-23,1\n"
    out = asked(content, "--half-life", "5e-324")[1]
    assert out.splitlines()[1:] == ["a,1.0,2026-11-25", "b,0.0,2026-11-24"]


def test_a_file_with_only_a_header_has_no_connections(asked):
    assert asked("connection,at,weight\n") == (0, "connection,strength,silent_on\n", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1: it must name the columns connection, at, weight, each once"),
        ("a,2026-11-24,1\n", "line 1: it must name the columns"),
        ("connection,at\n", "line 1: it must name the columns"),
        ("connection,at,weight,at\n", "line 1: it must name the columns"),
        ("connection,at,weight\na,2026-11-24\n", "line 2: it has only 2 of the columns"),
        ("connection,at,weight\na,2026-11-24,1\n\na,24-11-2026,1\n", "line 4: “24-11-2026” is no"),
        ("connection,at,weight\na,2026-02-30,1\n", "line 2: “2026-02-30” is no date"),
        ("connection,at,weight\na,,1\n", "line 2: “” is no date"),
        ("connection,at,weight\na,2026-11-24,-1\n", "line 2: a contact weighs 0 or more, not -1"),
        ("connection,at,weight\na,2026-11-24,nan\n", "line 2: a contact weighs 0 or more, not nan"),
        ("connection,at,weight\na,2026-11-24,much\n", "line 2: “much” is no weight"),
        ("connection,at,weight\na,2026-11-24,1\n  ,2026-11-24,1\n", "line 3: it names no conn"),
        ('connection,at,weight\n"a\nb",2026-11-24,1\nc,never,1\n', "line 4: “never” is no date"),
        (b"connection,at,weight\n\xff\xfea,2026-11-24,1\n", "is not UTF-8"),
        ("connection,at,weight\na,9999-12-01,4\n", "“a” is not silent before 9999-12-31"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(asked, content, words):
    status, out, err = asked(content, at=date.max)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value"),
    [("--half-life", "0"), ("--half-life", "nan"), ("--at", "today"), ("--zone", "Nowhere/At")],
)
def test_an_option_that_makes_no_sense_is_refused_in_words(asked, capsys, option, value):
    with pytest.raises(SystemExit, match="2"):
        asked("connection,at,weight\n", option, value)
    assert f"{option}: {value} is no" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused_in_words(capsys):
    assert main(["nowhere.csv", "--half-life", "30", "--at", str(AT)]) == 2
    assert capsys.readouterr().err == "nowhere.csv: No such file or directory\n"


@pytest.mark.parametrize("shown", ["c{}", "verbinding “{}” over groen", '"{}"'])
def test_a_long_file_is_read_in_parts(asked, monkeypatch, shown):
    monkeypatch.setattr(events, "BYTES_AT_A_TIME", 1_000)
    chance = random.Random(5)
    rows = [
        (
            shown.format(chance.randrange(100)),
            AT - timedelta(days=chance.randrange(700)),
            chance.choice(["0.5", "1", "1.5"]),
        )
        for _ in range(2_000)
    ]
    text = "".join(f"{name},{day},{weight}\n" for name, day, weight in rows)
    status, out, _ = asked(f"connection,at,weight\n{text}")
    assert status == 0
    of = {}
    for name, day, weight in rows:
        of.setdefault(name.strip('"'), []).append((day, float(weight)))
    found = list(csv.DictReader(io.StringIO(out)))
    assert [row["connection"] for row in found] == list(of)
    for row in found:
        expected = tie_decay.recompute(of[row["connection"]], 30, AT)
        assert float(row["strength"]) == pytest.approx(expected, abs=1e-9)


def test_it_reads_standard_input_and_needs_no_django():
    check = (
        "import sys, runpy; sys.argv = ['', '-', '--half-life', '30', '--at', '2026-11-24']\n"
        "try: runpy.run_module('schakel.algorithms.tie_decay', run_name='__main__')\n"
        "except SystemExit as ended: assert ended.code == 0\n"
        "assert not any(name.startswith('django') for name in sys.modules)"
    )
    content = "connection,at,weight\na,2026-11-24,1\nb,2026-09-25,1\na,2026-10-25,1\n"
    ended = subprocess.run(
        [sys.executable, "-c", check], input=content, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout) == (0, ANSWER), ended.stderr
