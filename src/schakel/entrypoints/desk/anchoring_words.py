"""How a network stands in the organisation, in words: what it lacks, since when, and what next."""

from collections.abc import Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.anchoring.models import ANCHOR_WORDS, Confirmation
from schakel.domain.anchoring.rules import (
    Anchor,
    Firmness,
    Gap,
    Lack,
    Mender,
    Word,
    firmness,
    mender,
)
from schakel.domain.networks.models import Network
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.words import deadline, long_date, sentence_list

ANCHORS = dict(ANCHOR_WORDS)
_FIRMNESS = {
    Firmness.WHOLE: (State.WHOLE, gettext_lazy("stands firm"), Kind.GOOD),
    Firmness.THIN: (State.THIN, gettext_lazy("something is missing"), Kind.WATCH),
    Firmness.OPEN: (State.OPEN, gettext_lazy("nobody carries it"), Kind.STUCK),
}
_MISSING = {
    Anchor.OWNER: gettext_lazy("Nobody owns this network."),
    Anchor.DEPUTY: gettext_lazy("Nobody stands in for the owner."),
    Anchor.HOURS: gettext_lazy("No hours were given for it."),
    Anchor.MANDATE: gettext_lazy("Nothing says what it may decide by itself."),
    Anchor.ADMINISTRATIVE: gettext_lazy("There is no administrative sponsor."),
    Anchor.POLITICAL: gettext_lazy("There is no political sponsor."),
}
_OF_PERSON = {
    Lack.LEFT: gettext_lazy("%(name)s works here no more (%(place)s)."),
    Lack.SILENT: gettext_lazy("%(name)s did not say whether they stand behind it (%(place)s)."),
    Lack.WITHDRAWN: gettext_lazy("%(name)s stands behind it no more (%(place)s)."),
    Lack.ELSEWHERE: gettext_lazy("%(name)s says that somebody else does this (%(place)s)."),
}
_NEXT = {
    Mender.ADMINISTRATOR: gettext_lazy("An administrator fills this in."),
    Mender.OWNER: gettext_lazy("The owner fills this in: %(name)s."),
    Mender.SPONSOR: gettext_lazy("%(name)s can say it with one click."),
}


def network_row(network: Network, lacking: Collection[Gap], today: date) -> Row:
    """One network in a list: how it stands, and what is missing since when."""
    state, label, kind = _FIRMNESS[firmness(lacking)]
    url = reverse("anchoring-network", args=[network.pk])
    return Row(
        who=network.name,
        url=url,
        state=state,
        tag=Tag(str(label), kind),
        what=missing_words(lacking),
        why=_("Since %(day)s.") % {"day": long_date(min(each.since for each in lacking), today)}
        if lacking
        else "",
    )


def missing_words(lacking: Collection[Gap]) -> str:
    """All that is missing in one sentence."""
    if not lacking:
        return _("All that it needs is there.")
    names = sentence_list([str(ANCHORS[each.anchor.value]) for each in lacking])
    return _("Look at: %(names)s.") % {"names": names}


def gap_row(gap: Gap, network: Network, today: date, steps: tuple[Step, ...]) -> Row:
    """What is missing, since when, and who can mend it."""
    is_open = gap.anchor is Anchor.OWNER or gap.lack is Lack.ENDED
    return Row(
        state=State.OPEN if is_open else State.THIN,
        tag=Tag(str(capfirst(ANCHORS[gap.anchor.value])), Kind.STUCK if is_open else Kind.WATCH),
        what=gap_words(gap, network, today),
        why=" ".join(
            [_("Since %(day)s.") % {"day": long_date(gap.since, today)}, _next(gap, network)]
        ),
        steps=steps,
    )


def gap_words(gap: Gap, network: Network, today: date) -> str:
    """What is missing, in one sentence."""
    if gap.lack is Lack.MISSING:
        return str(_MISSING[gap.anchor])
    if gap.anchor is Anchor.END:
        assert network.ends_on is not None, "what has no last day does not end"
        words = {"day": long_date(network.ends_on, today)}
        if gap.lack is Lack.ENDED:
            return _("The last day of this network was %(day)s.") % words
        return _("The last day of this network is %(day)s. Say what comes after it.") % words
    person = getattr(network, gap.anchor.value)
    words = {"name": person.name, "place": str(ANCHORS[gap.anchor.value])}
    return str(_OF_PERSON[gap.lack]) % words


def _next(gap: Gap, network: Network) -> str:
    who = mender(gap, has_owner=network.owner is not None)
    person = getattr(network, gap.anchor.value) if who is Mender.SPONSOR else network.owner
    words: Mapping[str, str] = {"name": person.name if person is not None else ""}
    return str(_NEXT[who]) % words


def question_row(asked: Confirmation, today: date, steps: tuple[Step, ...] = ()) -> Row:
    """What a sponsor is asked about one network, or said."""
    return Row(
        who=asked.network.name,
        url=reverse("anchoring-network", args=[asked.network_id]),
        state=State.WHOLE if asked.word == Word.YES else State.THIN,
        what=said_words(asked, today),
        why=_("You are its %(place)s.") % {"place": ANCHORS[asked.place]},
        steps=steps,
    )


def said_words(asked: Confirmation, today: date) -> str:
    """The question, or the answer with its day."""
    if asked.said_on is None:
        return _("Do you still stand behind this? Say it %(deadline)s.") % {
            "deadline": deadline(asked.answer_by, today)
        }
    said = _("%(word)s (%(day)s)") % {
        "word": asked.get_word_display(),
        "day": long_date(asked.said_on, today),
    }
    return f"{said}: “{asked.words}”" if asked.words else said


def yes_step(asked: Confirmation, back: str) -> Step:
    """One click: I stand behind it."""
    return Step(
        _("Yes, I stand behind it"),
        reverse("anchoring-say", args=[asked.pk]),
        first=True,
        post=True,
        values={"word": Word.YES.value, "next": back},
    )


def otherwise_step(asked: Confirmation) -> Step:
    """The page on which a sponsor says anything else."""
    return Step(_("No, or somebody else"), reverse("anchoring-say", args=[asked.pk]))
