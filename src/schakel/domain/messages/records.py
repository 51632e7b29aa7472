"""To and from the export record. Nothing that was queued goes out from where it is read in.

Of a mail that waits or is on its way nobody knows, when it is told, whether it still goes out where
it was queued: it is perhaps sent, and a person decides whether it goes once more. A letter or call
waits for a person anyhow.

Secrets are not told, and servers are not either: where it is read in, mail comes in and goes out by
them only after somebody chose so there.
"""

from django.db.models import Q

from schakel.domain.messages.models import (
    SECRETS,
    MailAccount,
    Message,
    OwnWords,
    ReceivingAddress,
)
from schakel.domain.messages.rules import END_STATES, FLEETING, State, Way, without_tokens
from schakel.foundation.records.numbers import Translate
from schakel.foundation.records.references import text_with
from schakel.foundation.records.shapes import Record, Shape

# What the numbers in a key are of. Of a log-in nothing is told.
KEYS = {
    "answer": ("contact",),
    "asked": ("matter", "staff"),
    "extension": ("term",),
    "follower_asks": ("follower",),
    "interim": ("contact",),
    "introduced": ("introduction_side",),
    "introduction": ("introduction_side",),
    "keep_asked": ("farewell",),
    "log-in-reset": ("log_in",),
    "new_carrier": ("matter",),
    "news": ("staff",),
    "notices": ("staff", "", "notice"),
    "page_link": ("page_link",),
    "passed_on": ("matter",),
    "promise_changed": ("promise", "promise_change"),
    "publication": ("publication",),
    "receipt": ("matter",),
    "resumed": ("suspension",),
    "sheet": ("mail",),
    "successor": ("passing",),
    "suspension": ("suspension",),
    "terms": ("staff",),
    "was_heard": ("matter",),
    "word_asked": ("asked",),
    "spokesperson_asked": ("spokesperson_change",),
}


def _settled(record: Record) -> Record:
    record["body"] = without_tokens(str(record["body"]))
    if Way(record["way"]) is Way.EMAIL and State(record["state"]) not in END_STATES:
        record["state"] = State.UNCERTAIN.value
        record["ended_at"] = record["handing_over_at"] or record["created_at"]
    return record


def _refers(record: Record, translate: Translate) -> Record:
    record["key"] = text_with(KEYS, str(record["key"]), translate)
    return record


SHAPES = [
    Shape(
        noun="message",
        model=Message,
        left_out={"reply_to": ""},
        settled=_settled,
        refers=_refers,
        without=Q(kind__in=[kind.value for kind in FLEETING]),
    ),
    Shape(
        noun="mail_account",
        model=MailAccount,
        left_out={
            **dict.fromkeys(SECRETS, ""),
            "dkim_new_domain": "",
            "dkim_new_selector": "",
            "takes_mail": False,
            "out_host": "",
            "in_host": "",
            "fetched_at": None,
            "came_at": None,
            "came_count": 0,
            "fetch_fault": "",
            "fetch_fails_since": None,
        },
    ),
    Shape(noun="receiving_address", model=ReceivingAddress),
    Shape(noun="own_words", model=OwnWords),
]
