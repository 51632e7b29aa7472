"""A late answer for who sees no personal data: its number, its day and its network."""

from datetime import date

from django.utils.translation import gettext as _

from schakel.domain.terms.queries import LateNumber
from schakel.foundation.ui.components import Kind, Row, State, Tag
from schakel.foundation.ui.words import deadline


def late_row(late: LateNumber, today: date) -> Row:
    """When it was promised, and whether the second term is over too."""
    very = late.second_due_on is not None and late.second_due_on < today
    return Row(
        who=late.reference,
        state=State.OPEN,
        tag=Tag(_("stuck") if very else _("late"), Kind.STUCK),
        what=_("The answer was promised %(deadline)s.")
        % {"deadline": deadline(late.due_on, today)},
        why=late.network,
    )
