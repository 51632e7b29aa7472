"""Rules of the house that an import contract cannot say."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from schakel.domain.messages.records import KEYS
from schakel.domain.notices.records import TRIGGERS
from schakel.foundation.tenancy.models import Tenant, TenantModel

SOURCE = Path(__file__).parents[2] / "src" / "schakel"
DOMAIN = SOURCE / "domain"

WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create", "select_for_update",
}  # fmt: skip
# Objects with a method of such a name that writes nothing to our tables.
NOT_A_TABLE = {"session", "cookies", "context", "headers", "values", "shown", "changes", "hasher"}


def python_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def calls(path: Path) -> Iterator[tuple[int, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node.lineno, node


def writes(path: Path) -> Iterator[str]:
    for line, call in calls(path):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
            continue
        chain = ast.unparse(call.func)
        if ".objects." in chain or call.func.attr in {"save", "bulk_create", "select_for_update"}:
            yield f"{path.relative_to(SOURCE)}:{line} {chain}"


def test_only_actions_write():
    outside = [
        path
        for folder in ("domain", "entrypoints", "gateways")
        for path in python_files(SOURCE / folder)
        if "actions" not in (path.stem, path.parent.name)
    ]
    found = [write for path in outside for write in writes(path)]
    # A form of Django is saved in memory, a session is no table of ours.
    assert [write for write in found if "session" not in write] == []


def test_no_module_has_files_without_a_fixed_meaning():
    allowed = {
        "__init__.py",
        "apps.py",
        "rules.py",
        "models.py",
        "queries.py",
        "actions.py",
        "records.py",
    }
    for noun in sorted(each for each in DOMAIN.iterdir() if (each / "models.py").exists()):
        files = {path.name for path in noun.glob("*.py")}
        folders = {path.name for path in noun.iterdir() if path.is_dir()} - {
            "__pycache__",
            "locale",
        }
        assert files <= allowed, noun.name
        assert folders <= {"migrations", "rules", "queries", "actions"}, noun.name


def test_rules_hold_no_clock_and_no_database():
    for path in python_files(DOMAIN):
        if "rules" not in (path.stem, path.parent.name):
            continue
        text = path.read_text()
        assert "django" not in text, path
        assert "objects." not in text, path


def test_every_noun_says_what_it_is_and_holds_no_code():
    for noun in sorted(each for each in DOMAIN.iterdir() if (each / "models.py").exists()):
        tree = ast.parse((noun / "__init__.py").read_text())
        assert ast.get_docstring(tree), noun.name
        assert len(tree.body) == 1, noun.name


def own_models() -> list[type[models.Model]]:
    return [each for each in apps.get_models() if each.__module__.startswith("schakel.")]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_references_go_one_way(model):
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.related_name == "+", f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_every_constraint_has_a_name_that_says_what_holds(model):
    for constraint in model._meta.constraints:
        assert len(constraint.name) <= 63
        assert "_" in constraint.name


@pytest.mark.parametrize(
    "model",
    [each for each in own_models() if issubclass(each, TenantModel)],
    ids=lambda m: m.__name__,
)
def test_every_index_of_a_tenant_begins_with_the_tenant(model):
    for index in model._meta.indexes:
        first = index.fields[0] if index.fields else str(index.expressions[0])
        assert "tenant" in first, f"{model.__name__}.{index.name}"
    assert Tenant


# Known to everybody who works here, or of no tenant.
FREE = {
    "Tenant", "User", "Area", "Theme", "Unit", "StaffMember", "Position", "Network", "Absence",
    "Confidant",
}  # fmt: skip


def reads(path: Path) -> Iterator[tuple[str, str]]:
    """Each read in a file: the model, and the whole chain of calls on its ``objects``."""
    tree = ast.parse(path.read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr == "objects"):
            continue
        chain: ast.AST = node
        while isinstance(parents[chain], ast.Attribute) or (
            isinstance(parents[chain], ast.Call) and parents[chain].func is chain
        ):
            chain = parents[chain]
        yield ast.unparse(node.value), f"{path.relative_to(SOURCE)}: {ast.unparse(chain)[:120]}"


def test_entry_points_read_only_what_the_actor_may_see():
    found = [
        chain
        for face in ("desk", "public")
        for path in python_files(SOURCE / "entrypoints" / face)
        for model, chain in reads(path)
        if model not in FREE and "visible_to(" not in chain
    ]
    assert found == []


def words_before_numbers(argument: str, *called: str) -> Iterator[str]:
    """How the texts begin that are made as ``word:number`` for this argument of these actions."""
    for path in python_files(SOURCE):
        for _line, call in calls(path):
            if getattr(call.func, "attr", getattr(call.func, "id", "")) in called:
                given = [each.value for each in call.keywords if each.arg == argument]
                yield from (word for each in given for word in _first_words(each))


def _first_words(text: ast.expr) -> Iterator[str]:
    for node in ast.walk(text):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            word, colon, _rest = str(node.values[0].value).partition(":")
            if colon:
                yield word


def test_the_export_knows_what_each_number_within_a_text_is_of():
    keys = set(words_before_numbers("key", "queue_message", "reach_party"))
    triggers = set(words_before_numbers("trigger", "tell"))
    assert {"answer", "asked"} <= keys
    assert {"message", "opened"} <= triggers
    assert keys - set(KEYS) == {"code"}, "a code is not told"
    assert triggers <= set(TRIGGERS)
