"""Every "no" that the code can say has a sentence, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import schakel
from schakel.entrypoints.manage.messages import check
from schakel.foundation.ui.refusals import SENTENCES

ROOT = Path(schakel.__file__).parent


def refusals() -> Iterator[tuple[str, str | None, set[str]]]:
    """Where, the code (None when it is worked out), and the names of its values."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) == "Refused" and node.args:
                first = node.args[0]
                code = first.value if isinstance(first, ast.Constant) else None
                names = {each.arg for each in node.keywords if each.arg}
                yield f"{path.relative_to(ROOT)}:{node.lineno}", code, names


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def test_every_refusal_has_a_sentence_that_its_values_fill():
    faults = []
    for place, code, names in refusals():
        if code is None:
            continue
        if code not in SENTENCES:
            faults.append(f"{place}: “{code}” has no sentence in foundation/ui/refusals.py")
            continue
        try:
            str(SENTENCES[code]).format(**dict.fromkeys(names, "x"))
        except KeyError as missing:
            faults.append(f"{place}: the sentence of “{code}” asks for {missing}")
    assert faults == []


def test_every_sentence_is_still_said_somewhere():
    assert set(SENTENCES) - {code for _, code, _ in refusals()} == set()


def test_every_message_has_its_dutch():
    assert check() == []
