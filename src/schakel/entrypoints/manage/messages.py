"""``schakel messages compile|check|update``: what people read on the screen, in both languages.

The source language is English, in the code. Each package that owns a ``locale/`` folder keeps the
Dutch of its own messages; a message belongs to the nearest such folder above its file. Needs no
gettext programs: templates are read with Django's own reader, Python with the syntax tree.
"""

import argparse
import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE = "nl"
_FILE = Path("locale", LANGUAGE, "LC_MESSAGES", "django.po")
_METADATA = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# Which arguments of a call are the context, the singular and the plural.
_CALLS: dict[str, tuple[str, ...]] = {"_": ("msgid",)}
for _suffix in ("", "_lazy"):
    _CALLS[f"gettext{_suffix}"] = ("msgid",)
    _CALLS[f"ngettext{_suffix}"] = ("msgid", "plural")
    _CALLS[f"pgettext{_suffix}"] = ("context", "msgid")
    _CALLS[f"npgettext{_suffix}"] = ("context", "msgid", "plural")
_CALLS["gettext_noop"] = ("msgid",)
_CALL_IN_TEMPLATE = re.compile(r"(?<![\w.])(?:n?p?gettext|_)\(")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


@dataclass(frozen=True, order=True)
class Message:
    """A message to translate, with its plural and its context."""

    msgid: str
    plural: str = ""
    context: str = ""


EXAMPLES = """\
  schakel messages compile   make the .mo files that Django reads
  schakel messages check     name what is missing or wrong, and fail
  schakel messages update    add new messages to the .po files
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "task",
        choices=("compile", "check", "update"),
        help="compile: make what the server reads; check: say what is missing; "
        "update: add new messages to the files of their packages, and drop old ones",
    )


def run(arguments: argparse.Namespace) -> int:
    """Say what was done or is missing, a line each; 1 when something is missing, else 0."""
    match arguments.task:
        case "compile":
            lines = [f"compiled {_name(path)}" for path in compile_all()]
        case "update":
            lines = [f"changed {_name(path)}" for path in update()]
        case _:
            lines = check()
    print("\n".join(lines or ["Nothing to do."]))
    return 1 if lines and arguments.task == "check" else 0


def packages(root: Path = ROOT) -> list[Path]:
    """The folders that keep the Dutch of their own messages."""
    return sorted(folder.parent for folder in root.rglob("locale") if folder.is_dir())


def extract(package: Path) -> set[Message]:
    """The messages of a package, without those of packages inside it."""
    inner = [each for each in packages(package) if each != package]
    return {
        message
        for path in _sources(package)
        if not any(path.is_relative_to(each) for each in inner)
        for message in _messages_in(path)
    }


def homeless(root: Path = ROOT) -> list[Path]:
    """Files with messages that no package keeps the Dutch of."""
    kept = packages(root)
    return [
        path
        for path in _sources(root)
        if not any(path.is_relative_to(each) for each in kept) and any(_messages_in(path))
    ]


def compile_all(root: Path = ROOT) -> list[Path]:
    """Make the files that Django reads; those that are newer than their source stay."""
    made = []
    for package in packages(root):
        source = package / _FILE
        target = source.with_suffix(".mo")
        if not source.exists() or _is_fresh(target, source):
            continue
        polib.pofile(str(source)).save_as_mofile(str(target))
        made.append(target)
    return made


def update(root: Path = ROOT) -> list[Path]:
    """Bring each file in line with its code: new messages empty, old ones gone, sorted."""
    changed = []
    for package in packages(root):
        source = package / _FILE
        kept = _entries(source)
        wanted = sorted(extract(package))
        text = _as_file([kept.get(message) or _empty(message) for message in wanted])
        if not source.exists() or source.read_text(encoding="utf-8") != text:
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_text(text, encoding="utf-8")
            changed.append(source)
    return changed


def check(root: Path = ROOT) -> list[str]:
    """What stands between a reader of Dutch and a complete screen; empty when nothing does."""
    faults = [f"{_name(path)}: no locale folder above it" for path in homeless(root)]
    said: dict[Message, dict[str, list[str]]] = defaultdict(dict)
    for package in packages(root):
        kept, used = _entries(package / _FILE), extract(package)
        for each in used & kept.keys():
            said[each][_name(package)] = _texts(kept[each])
        faults += [f"{_name(package)}: no Dutch for “{each.msgid}”" for each in used - kept.keys()]
        faults += [f"{_name(package)}: not used: “{each.msgid}”" for each in kept.keys() - used]
        faults += [
            f"{_name(package)}: {fault}: “{each.msgid}”"
            for each in sorted(used & kept.keys())
            for fault in _faults_of(kept[each])
        ]
    # Django merges the lists of all packages: of two translations one is never seen.
    faults += [
        f"{', '.join(sorted(ways))}: two kinds of Dutch for “{each.msgid}”"
        for each, ways in said.items()
        if len(set(map(tuple, ways.values()))) > 1
    ]
    return sorted(faults)


def dutch(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Every Dutch text with the package that keeps it."""
    for package in packages(root):
        for entry in _entries(package / _FILE).values():
            for text in _texts(entry):
                yield package, text


def _faults_of(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "marked as fuzzy"
    texts = _texts(entry)
    if not all(texts):
        yield "empty"
        return
    allowed = [_placeholders(entry.msgid), _placeholders(entry.msgid_plural or entry.msgid)]
    if any(_placeholders(text) not in allowed for text in texts):
        yield "other placeholders"


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _entries(source: Path) -> dict[Message, polib.POEntry]:
    if not source.exists():
        return {}
    return {
        Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or ""): entry
        for entry in polib.pofile(str(source))
        if not entry.obsolete
    }


def _empty(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
    return entry


def _as_file(entries: list[polib.POEntry]) -> str:
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = dict(_METADATA)
    for entry in entries:
        entry.occurrences, entry.comment, entry.tcomment = [], "", ""
        catalogue.append(entry)
    return f"{catalogue}\n"


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in path.parts):
            yield path


def _messages_in(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _messages_of(ast.parse(text, str(path)))
    else:
        yield from _messages_in_template(templatize(text, origin=str(path)))


def _messages_in_template(readable: str) -> Iterator[Message]:
    """From what Django's reader makes of a template: calls of gettext amid blanked text."""
    for call in _CALL_IN_TEMPLATE.finditer(readable):
        for end in re.finditer(r"\)", readable[call.end() :]):
            try:
                tree = ast.parse(readable[call.start() : call.end() + end.end()].strip())
            except SyntaxError:
                continue
            yield from _messages_of(tree)
            break


def _messages_of(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (names := _CALLS.get(_called(node), ())):
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if len(texts) >= len(names):
                yield Message(**{name: str(text) for name, text in zip(names, texts, strict=False)})


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_fresh(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
