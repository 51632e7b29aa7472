import json
import subprocess
import sys

import pytest

from schakel.algorithms.pairing.__main__ import main

ITEMS = "item,hours,group\npark,1,green\nplein,1,grey\nvijver,2,green\nlos,1,\n"
HELPERS = "helper,hours\nnoor,1\nsam,2\n"
PAIRS = "item,helper,cost\npark,noor,1\npark,sam,2\nplein,noor,1\nplein,sam,4\nvijver,sam,9\n"


@pytest.fixture
def files(tmp_path):
    """Writes the three files and gives their names."""

    def write(items=ITEMS, helpers=HELPERS, pairs=PAIRS):
        paths = [tmp_path / name for name in ("items.csv", "helpers.csv", "pairs.csv")]
        for path, content in zip(paths, (items, helpers, pairs), strict=True):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [str(path) for path in paths]

    return write


def test_it_prints_the_pairing_and_how_good_it_is(files, capsys):
    assert main(files()) == 0
    said = capsys.readouterr()
    assert said.out == "item,helper\npark,sam\nplein,noor\n"
    placed, cost, seconds, *more = said.err.splitlines()
    assert placed == "placed 2, at most 2 can be"
    assert cost == "cost 3, proven bound 3, gap 0.0000%"
    assert seconds.endswith(" s")
    assert more == [
        "left: vijver",
        "missing 1 hours, proven bound 1",
        "  group green: 1",
        "  helper sam: 1",
        "without any pair: los",
    ]


def test_with_json_all_of_it_is_one_object(files, capsys):
    assert main([*files(), "--json", "--seconds", "2"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert said.err == ""
    assert found["chosen"] == {"park": "sam", "plein": "noor"}
    assert (found["left"], found["without_any"], found["most"]) == (["vijver"], ["los"], 2)
    assert (found["cost"], found["bound"], found["gap"]) == (3.0, 3.0, 0.0)
    assert (found["proven"], found["out"]) == (True, False)
    assert found["missing"]["by_helper"] == {"sam": 1.0}


def test_a_file_without_groups_and_with_only_headers_will_do(files, capsys):
    assert main(files("item,hours\n", "helper,hours\n", "item,helper,cost\n")) == 0
    assert capsys.readouterr().out == "item,helper\n"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"items": "item\npark\n"}, "items.csv: the first line must name the columns item, hours"),
        ({"items": ""}, "items.csv: the first line must name"),
        ({"helpers": "helper,hours\nnoor,much\n"}, "helpers.csv, line 2: “much” is no number"),
        ({"pairs": "item,helper,cost\npark,noor\n"}, "pairs.csv, line 2: it is too short"),
        ({"pairs": "item,helper,cost\npark,jan,1\n"}, "names helper jan, who is not there"),
        ({"items": ITEMS + "park,1,\n"}, "item park is there more than once"),
        ({"items": b"item,hours\n\xff\xfe,1\n"}, "items.csv is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(files, capsys, changed, words):
    assert main(files(**changed)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_not_there_is_refused_in_words(files, capsys):
    assert main(["nowhere.csv", *files()[1:]]) == 2
    assert "nowhere.csv" in capsys.readouterr().err


def test_nothing_but_the_answer_is_printed_and_it_needs_no_django(files):
    check = (
        "import sys, runpy\n"
        "try: runpy.run_module('schakel.algorithms.pairing', run_name='__main__')\n"
        "except SystemExit as ended: assert ended.code == 0\n"
        "assert not any(name.startswith('django') for name in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", check, *files()], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "item,helper\npark,sam\nplein,noor\n", ended.stderr
