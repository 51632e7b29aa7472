"""Every noun of an institution that is exported, from low to high."""

from collections.abc import Sequence

from schakel.domain.access import records as access
from schakel.domain.anchoring import records as anchoring
from schakel.domain.answers import records as answers
from schakel.domain.arrivals import records as arrivals
from schakel.domain.cautions import records as cautions
from schakel.domain.connections import records as connections
from schakel.domain.contacts import records as contacts
from schakel.domain.continuity import records as continuity
from schakel.domain.followers import records as followers
from schakel.domain.health import records as health
from schakel.domain.imports import records as imports
from schakel.domain.initiatives import records as initiatives
from schakel.domain.matters import records as matters
from schakel.domain.messages import records as messages
from schakel.domain.networks import records as networks
from schakel.domain.notices import records as notices
from schakel.domain.organisations import records as organisations
from schakel.domain.parties import records as parties
from schakel.domain.privacy import records as privacy
from schakel.domain.promises import records as promises
from schakel.domain.reviews import records as reviews
from schakel.domain.spokespersons import records as spokespersons
from schakel.domain.staff import records as staff
from schakel.domain.submissions import records as submissions
from schakel.domain.surveys import records as surveys
from schakel.domain.tasks import records as tasks
from schakel.domain.terms import records as terms
from schakel.foundation.files import records as files
from schakel.foundation.journal import records as journal
from schakel.foundation.records.shapes import Shape

SHAPES: Sequence[Shape] = [
    shape
    for noun in (
        files,
        organisations,
        staff,
        networks,
        cautions,
        parties,
        connections,
        matters,
        contacts,
        access,
        messages,
        notices,
        tasks,
        spokespersons,
        anchoring,
        reviews,
        promises,
        terms,
        initiatives,
        surveys,
        health,
        continuity,
        answers,
        submissions,
        imports,
        followers,
        arrivals,
        privacy,
        journal,
    )
    for shape in noun.SHAPES
]

# Tables of an institution of which no record is made, with the reason.
NOT_TOLD = {
    "access.ActionLink": "opens something, for some days",
    "access.PageCode": "opens something, for ten minutes",
    "files.Chunk": "stands beside the record of its file",
    "imports.ImportedThing": "with which a list is taken back, within thirty days",
    "initiatives.Fingerprint": "made by the database with each matter, and counted anew",
    "initiatives.TextCounts": "counted anew",
    "privacy.Viewing": "who looked, on this server; kept here for three years",
    "journal.Seal": "made with a key that no other server has; made anew where it is read in",
}
