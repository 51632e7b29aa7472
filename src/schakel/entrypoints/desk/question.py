"""A question about how this institution works: the answer now, the default, and its source.

Each is written down once, in the file of its group (``questions_….py``), with ready words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.urls import reverse

Names = Mapping[int, str]


class Group(StrEnum):
    """Under which heading a question stands."""

    ANSWERS = "answers"
    PEOPLE = "people"
    PLACES = "places"
    MAIL = "mail"
    PRIVACY = "privacy"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Answer:
    """What holds today; ``is_default`` is None where the institution chooses it itself."""

    words: str
    is_default: bool | None = None


def _plain(value: Any, names: Names) -> str:
    return str(value)


@dataclass(frozen=True, kw_only=True)
class Question:
    """``url`` is set when a page of its own answers it; else it has a form, parts, or both.

    ``title`` is what its page is called, where the row that leads there says it in a word.
    ``source`` says where the default comes from, ``touches`` what a change does and does not do.
    ``changed_by`` are the lines of the journal about it, of ``subject``; ``in_words`` says a value
    that they hold. A part is a question of its own, such as one theme.
    """

    slug: str
    group: Group
    asks: str
    title: str = ""
    read: Callable[[], Answer]
    why: str = ""
    source: str = ""
    default: str = ""
    touches: str = ""
    url: str = ""
    form: Callable[[Any], forms.Form] | None = None
    keep: Callable[[Mapping[str, Any]], object] | None = None
    restore: Callable[[], object] | None = None
    submit_label: str = ""
    parts: Callable[[], Sequence["Question"]] | None = None
    subject: str = "tenant"
    subject_id: int | None = None
    changed_by: tuple[str, ...] = ()
    in_words: Callable[[Any, Names], str] = _plain

    @property
    def address(self) -> str:
        """The page that answers it."""
        return self.url or reverse("question", args=[self.slug])
