"""Time in the demo: what happened is played in its order, and never past now."""

import inspect
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from schakel.domain.matters.actions import find_living_owner
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import (
    begin_handing_over,
    keep_words,
    mark_refused,
    mark_sent,
    mark_uncertain,
)
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import HANDING_OVER_LIMIT
from schakel.domain.networks.queries import colleagues
from schakel.domain.parties.actions import mark_address_failed
from schakel.domain.parties.models import DigitalAddress
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import is_here
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.manage.tenants import acting
from schakel.entrypoints.manage.waterhoven.town import Town
from schakel.entrypoints.worker.compose import compose
from schakel.entrypoints.worker.delivery import thread_of
from schakel.entrypoints.worker.subscriptions import SUBSCRIPTIONS
from schakel.foundation.journal.actions import claim
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.working_days import add_working_days, next_working_day_from
from schakel.foundation.tenancy.models import Tenant
from schakel.foundation.ui.words import long_date

# A story: it does something each time that its moment comes, and says when it goes on.
Course = Iterator[datetime]

# In the demo these are not put in the queue: ``Life`` does them in the time of the demo. When
# quiet weeks are planned there is no connection yet.
_DONE_HERE = {
    "begin_hand_over",
    "deliver_message",
    "find_living_owners",
    "recompute_strengths",
}
_DAYS_FROM_NOW = re.compile(r"\{in (\d+)\}")
_MINUTE = timedelta(minutes=1)


class Life:
    """The clock of the demo, and what follows from what happens, as the worker would do it."""

    def __init__(self, tenant: Tenant, now: datetime, began_at: datetime, town: Town) -> None:
        self.tenant, self.now, self.town = tenant, now, town
        self.clock = began_at
        self.zone = ZoneInfo(tenant.time_zone)
        self.schakel = system(tenant.pk)
        self.chance = Random(2026)  # noqa: S311  # the same demo every time
        self.bouncing: set[str] = set()
        self.in_doubt: set[int] = set()

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.clock.astimezone(self.zone).date()

    def play(self, courses: Iterable[tuple[datetime, Course]]) -> None:
        """Play all of it in order, up to now. What lies after now has not happened yet."""
        number = count()
        waiting = [(begins, next(number), course) for begins, course in courses]
        heapify(waiting)
        while waiting and waiting[0][0] <= self.now:
            self.clock, _, course = heappop(waiting)
            goes_on = next(course, None)
            self.follow()
            if goes_on is not None:
                heappush(waiting, (max(goes_on, self.clock + _MINUTE), next(number), course))
        self.clock = self.now

    def ago(self, days: int) -> datetime:
        """A moment so many working days ago; for none, within the last hours."""
        if days == 0:
            return self.now - self.chance.randint(20, 170) * _MINUTE
        return self._within(add_working_days(self.now.astimezone(self.zone).date(), -days))

    def after(self, days: int) -> datetime:
        """A moment so many working days after the clock; for none, later in the same hours."""
        if days == 0:
            return self.clock + self.chance.randint(15, 80) * _MINUTE
        return self._within(add_working_days(self.today, days))

    def _within(self, day: date) -> datetime:
        opens = datetime.combine(day, time(9), self.zone)
        return opens + self.chance.randint(0, 7 * 60) * _MINUTE

    def dated(self, words: str) -> str:
        """The words, with each ``{in 20}`` a working day about that many days after the clock."""

        def written(match: re.Match[str]) -> str:
            return long_date(next_working_day_from(self.today + timedelta(days=int(match[1]))))

        return _DAYS_FROM_NOW.sub(written, words)

    def acting(self, key: str) -> Actor:
        """A colleague, by their key in the town, as an actor."""
        return acting(self.town.colleagues[key], self.today)

    def acting_as(self, member: StaffMember) -> Actor:
        """A colleague as an actor; Schakel in their place when they work here no longer."""
        gone = member.works_until is not None and member.works_until <= self.today
        return self.schakel if gone else acting(member, self.today)

    def whoever_works_on(self, matter: Matter) -> Actor:
        """A carrier who is here today; else Schakel, which may do everything."""
        here = colleagues(self.today)
        for staff_id in (matter.owner_id, matter.second_id):
            if staff_id is not None and staff_id in here and is_here(here[staff_id], self.today):
                return self.acting_as(StaffMember.objects.get(pk=staff_id))
        return self.schakel

    def follow(self) -> None:
        """All that follows from what just happened, until nothing follows any more."""
        while lines := claim(tenant_id=self.tenant.pk):
            for line in lines:
                self._follow(line)
            self._deliver()

    def _follow(self, line: Line) -> None:
        here = Here(self.tenant, self.schakel, self.clock, self.today)
        for job in SUBSCRIPTIONS.get(line.what, ()):
            if job.name not in _DONE_HERE:
                inspect.unwrap(job.func)(here, line)

    def find_living_owners(self, gone: StaffMember) -> None:
        """Give what somebody carried, who works here no longer, to others."""
        for matter in Matter.objects.open().carried_by([gone.pk]).order_by("pk"):
            find_living_owner(
                actor=self.schakel,
                matter=matter,
                today=self.today,
                now=self.clock,
                reason=f"{gone.name} werkt hier niet meer.",
            )

    def _deliver(self) -> None:
        for message in Message.objects.without_words():
            self._put_in_words(message)
        for message in Message.objects.to_deliver(self.clock):
            claimed = begin_handing_over(message_id=message.pk, now=self.clock)
            if claimed is not None:
                self._hand_over(claimed)

    def _hand_over(self, message: Message) -> None:
        self._put_in_words(message)
        if message.matter_id in self.in_doubt and message.kind == "interim":
            # The worker stops in the middle of it: nobody will know whether it arrived.
            mark_uncertain(actor=self.schakel, now=self.clock + HANDING_OVER_LIMIT + _MINUTE)
        elif message.to_address in self.bouncing:
            self._bounce(message)
        else:
            mark_sent(actor=self.schakel, message=message, now=self.clock)

    def _put_in_words(self, message: Message) -> None:
        here = Here(self.tenant, self.schakel, self.clock, self.today)
        words = compose(here, message, thread_of(message))
        keep_words(message=message, subject=words.subject, body=words.body, reply_to=words.reply_to)

    def _bounce(self, message: Message) -> None:
        mark_refused(
            actor=self.schakel,
            message=message,
            failure="550 5.1.1 no such mailbox",
            permanent=True,
            now=self.clock,
        )
        for address in DigitalAddress.objects.filter(
            party=message.party_id, address=message.to_address
        ):
            mark_address_failed(actor=self.schakel, address=address, now=self.clock)
