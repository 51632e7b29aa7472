"""What people came with, told as events; and the conversations that keep a connection alive."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from schakel.domain.connections.actions import (
    accept_carrying,
    agree_rhythm,
    connect,
    give_carrier,
)
from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.initiatives.actions import (
    ask_help,
    choose_course,
    give_help,
    move_initiative,
    sort_matter,
)
from schakel.domain.initiatives.models import Help, Initiative
from schakel.domain.initiatives.rules import Course as WhoCarries
from schakel.domain.initiatives.rules import HelpKind, Phase
from schakel.domain.matters.actions import (
    accept_in_confidence,
    accept_matter,
    add_remark,
    ask_whether_heard,
    hand_over_matter,
    refer_to_case,
)
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.matters.queries import choose_carriers, network_for
from schakel.domain.matters.rules import Kind, Rank, Receiver
from schakel.domain.messages.actions import print_letters
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.actions import mark_seen
from schakel.domain.parties.actions import verify_address
from schakel.domain.parties.models import AddressKind, DigitalAddress, Party
from schakel.domain.promises.actions import (
    break_promise,
    confirm_promise,
    keep_promise,
    record_promise,
    renegotiate_promise,
    withdraw_promise,
)
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.submissions.actions import Received, take_in
from schakel.domain.tasks.actions import ask_for, ask_other_carrier, finish_task, reach_party
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.actions import (
    answer_matter,
    conclude_matter,
    extend_term,
    hear_from_them,
    hear_whether_heard,
    pass_on,
    post_letters,
    resume_term,
    send_interim_word,
    suspend_term,
    take_back,
    take_up_again,
    tell_by_phone,
)
from schakel.domain.terms.models import Term
from schakel.domain.terms.rules import SuspensionReason
from schakel.entrypoints.manage.waterhoven.life import Course, Life
from schakel.entrypoints.manage.waterhoven.town import Told, party_of
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.kernel.working_days import next_working_day_from

SPOKE_ABOUT = (
    "Even bijgepraat. Het gaat goed, er zijn geen vragen.",
    "Gehoord wat er speelt. Zij zoeken nog twee vrijwilligers.",
    "Samen gekeken wat er dit seizoen op de agenda staat.",
    "Koffie gedronken en verteld wat de gemeente van plan is.",
    "Zij vroegen wie waarover gaat. Wij hebben de namen doorgegeven.",
    "Teruggekeken op de vorige afspraak. Beide kanten zijn tevreden.",
    "Verteld over de werkzaamheden in de straat. Zij geven het door.",
    "Kennisgemaakt met de nieuwe penningmeester.",
)
_SPOKEN = {"phone": (5, 25), "visit": (20, 60), "meeting": (30, 90)}
_TOLD_OF_SOMEBODY_NEW = ("name", "email", "phone", "post")


class Story:
    """One thing that somebody came with. Each public method is an event of ``matters.toml``."""

    def __init__(self, life: Life, told: Told) -> None:
        self.life, self.told = life, told
        self.matter_id = 0

    def course(self) -> Course:
        """What happens, in its order; between two events time goes by."""
        self._arrives()
        if self.told.get("fresh"):
            return
        yield self.life.after(1)
        self._accept_and_sort()
        for days, event, *words in self.told["events"]:
            yield self.life.after(days)
            self._do_what_mail_could_not()
            getattr(self, event)(*words)
        yield self.life.after(1)
        self._do_what_mail_could_not()

    @property
    def matter(self) -> Matter:
        """As it stands now."""
        return Matter.objects.select_related("party", "owner", "second", "connection").get(
            pk=self.matter_id
        )

    @property
    def actor(self) -> Actor:
        """Who works on it today."""
        return self.life.whoever_works_on(self.matter)

    @property
    def them(self) -> Actor:
        """The other side, on their own page."""
        return resident(self.life.tenant.pk, self.matter_id)

    def _arrives(self) -> None:
        life, told = self.life, self.told
        party = life.town.parties.get(told["who"]) or self._somebody_new()
        by_them = told["by"] in {"web", "mail"}
        matter = take_in(
            actor=resident(life.tenant.pk) if by_them else life.acting("noor"),
            received=Received(
                source=told["by"],
                key=f"waterhoven-{told['number']}",
                subject=told.get("subject", ""),
                story=told["story"].strip(),
                channel=told["by"],
                received_at=life.clock,
                theme=life.town.themes.get(told.get("theme", "")),
                area=life.town.areas.get(told.get("area", "")),
                confidential=told.get("confidential", False),
                neutral_subject=told.get("neutral", False),
                supporter=told.get("supporter", ""),
            ),
            sender=party,
            today=life.today,
            now=life.clock,
        )
        self.matter_id = matter.pk
        if told.get("in_doubt"):
            life.in_doubt.add(matter.pk)

    def _somebody_new(self) -> Party:
        known = {name: self.told[name] for name in _TOLD_OF_SOMEBODY_NEW if name in self.told}
        return party_of(known, self.life.schakel, self.life.clock)

    def _accept_and_sort(self) -> None:
        life, matter = self.life, self.matter
        carrying = [each for each in (matter.owner, matter.second) if each is not None]
        for member in carrying:
            actor = life.acting_as(member)
            if actor.is_system:
                continue
            if Confidant.objects.asked(member.pk).filter(matter=matter).exists():
                accept_in_confidence(actor=actor, matter_id=matter.pk, now=life.clock)
            if member.pk == matter.owner_id or life.chance.random() < 0.7:
                accept_matter(actor=actor, matter=matter, now=life.clock)
                mark_seen(actor=actor, matter=matter, now=life.clock)
        if "kind" in self.told:
            sort_matter(
                actor=self.actor,
                matter=self.matter,
                kind=Kind(self.told["kind"]),
                today=life.today,
                now=life.clock,
            )

    def _do_what_mail_could_not(self) -> None:
        """Somebody without mail was called, or written to."""
        life = self.life
        waiting = Message.objects.by_hand().filter(matter_id=self.matter_id)
        letters = list(waiting.letters())
        print_letters(actor=life.schakel, letters=letters, now=life.clock)
        post_letters(actor=life.schakel, letters=letters, today=life.today, now=life.clock)
        for call in waiting.filter(way=Way.CALL.value):
            tell_by_phone(
                actor=life.schakel,
                message=call,
                summary="Gebeld en verteld.",
                today=life.today,
                now=life.clock,
            )

    def calls(self, summary: str) -> None:
        """We spoke on the phone."""
        self._spoke("phone", summary)

    def visits(self, summary: str) -> None:
        """We went there, or they came."""
        self._spoke("visit", summary)

    def meets(self, summary: str) -> None:
        """We sat together."""
        self._spoke("meeting", summary)

    def tries(self, summary: str) -> None:
        """Nobody answered."""
        self._contact("phone", Direction.OUTBOUND, summary, minutes=2, succeeded=False)

    def mails(self, summary: str) -> None:
        """We wrote."""
        self._contact("mail", Direction.OUTBOUND, summary, minutes=5)

    def writes(self, text: str) -> None:
        """They wrote on their page."""
        hear_from_them(
            actor=self.them,
            matter=self.matter,
            text=text,
            today=self.life.today,
            now=self.life.clock,
        )

    def opens_page(self) -> None:
        """They used the code that came to their address."""
        for address in DigitalAddress.objects.filter(
            party=self.matter.party, kind=AddressKind.EMAIL
        ):
            verify_address(actor=self.them, address=address, now=self.life.clock)

    def answers(self, text: str) -> None:
        """The answer in content."""
        answer_matter(
            actor=self.actor,
            matter=self.matter,
            text=self.life.dated(text),
            minutes=self.life.chance.randint(10, 45),
            today=self.life.today,
            now=self.life.clock,
        )

    def interim(self, text: str) -> None:
        """How it stands."""
        send_interim_word(
            actor=self.actor,
            matter=self.matter,
            text=self.life.dated(text),
            today=self.life.today,
            now=self.life.clock,
        )

    def suspends(self, explanation: str) -> None:
        """We wait for something of theirs."""
        self._suspend(SuspensionReason.AWAITING_COMPLETION, explanation)

    def agrees(self, explanation: str) -> None:
        """They agreed that we take more time."""
        self._suspend(SuspensionReason.APPLICANT_AGREED, explanation)

    def resumes(self) -> None:
        """The clock runs again."""
        resume_term(actor=self.actor, term=self._term(), today=self.life.today, now=self.life.clock)

    def extends(self, amount: int, reason: str) -> None:
        """We need more time, and say so in time."""
        extend_term(
            actor=self.actor,
            term=self._term(),
            amount=amount,
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def promises(self, days: int, words: str) -> None:
        """Who works on it gives their word."""
        actor = self.actor
        giver = StaffMember.objects.filter(pk=actor.staff_id or 0).first() or self.matter.owner
        self._promise(Side.OURS, days, words, giver=giver, actor=actor)

    def overhears(self, colleague: str, days: int, words: str) -> None:
        """Somebody heard a colleague promise something."""
        giver = self.life.town.colleagues[colleague]
        self._promise(Side.OURS, days, words, giver=giver, actor=self.actor)

    def they_promise(self, days: int, words: str) -> None:
        """They give their word."""
        self._promise(Side.THEIRS, days, words, giver=None, actor=self.actor)

    def confirms(self) -> None:
        """Who is said to have promised says that it is so."""
        promise = self._given()
        giver = promise.given_by or self.matter.owner
        confirm_promise(actor=self.life.acting_as(giver), promise=promise, now=self.life.clock)

    def keeps(self) -> None:
        """What was promised was done."""
        keep_promise(
            actor=self.actor, promise=self._given(), today=self.life.today, now=self.life.clock
        )

    def they_keep(self) -> None:
        """They did what they promised."""
        self.keeps()

    def breaks(self, reason: str) -> None:
        """It was not done."""
        break_promise(
            actor=self.actor,
            promise=self._given(),
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def postpones(self, days: int, reason: str) -> None:
        """Another day was agreed."""
        renegotiate_promise(
            actor=self.actor,
            promise=self._given(),
            due_on=self._in(days),
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def retracts(self, explanation: str) -> None:
        """It is taken back, with an explanation."""
        withdraw_promise(
            actor=self.actor,
            promise=self._given(),
            explanation=explanation,
            today=self.life.today,
            now=self.life.clock,
        )

    def remarks(self, text: str) -> None:
        """A note for colleagues."""
        actor = self.life.acting_as(self.matter.owner)
        add_remark(actor=actor, matter=self.matter, text=text, now=self.life.clock)

    def asks(self, kind: str, days: int, text: str) -> None:
        """A colleague is asked to do something."""
        matter = self.matter
        ask_for(
            actor=self.actor,
            member=matter.second or matter.owner,
            kind=TaskKind(kind),
            due_on=self._in(days),
            text=text,
            matter=matter,
            now=self.life.clock,
        )

    def finishes(self, outcome: str) -> None:
        """It is done."""
        task = Task.objects.open().exclude(text__in=list(MessageKind)).get(matter_id=self.matter_id)
        actor = self.life.acting_as(task.staff)
        finish_task(actor=actor, task=task, outcome=outcome, now=self.life.clock)

    def hands_over(self, reason: str) -> None:
        """Whoever fits best becomes the contact person."""
        hand_over_matter(
            actor=self.actor,
            matter=self.matter,
            rank=Rank.FIRST,
            to=None,
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def other_person(self, wish: str) -> None:
        """They want to speak to somebody else."""
        ask_other_carrier(
            actor=self.them,
            matter=self.matter,
            wish=wish,
            today=self.life.today,
            now=self.life.clock,
        )

    def passes_on(self, to: str, receiver: str) -> None:
        """It belongs elsewhere."""
        pass_on(
            actor=self.actor,
            matter=self.matter,
            to=to,
            receiver=Receiver(receiver),
            consents=True,
            today=self.life.today,
            now=self.life.clock,
        )

    def asked_heard(self) -> None:
        """Four weeks later we ask whether they were heard there."""
        life = self.life
        matter = ask_whether_heard(actor=life.schakel, matter=self.matter, now=life.clock)
        reach_party(
            actor=life.schakel,
            matter=matter,
            kind=MessageKind.WAS_HEARD,
            key=f"was_heard:{matter.pk}:{matter.ask_heard_on}",
            today=life.today,
            now=life.clock,
        )

    def heard(self, heard: bool, reason: str) -> None:
        """They say whether they were."""
        hear_whether_heard(
            actor=self.them,
            matter=self.matter,
            heard=heard,
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def closes(self, reason: str) -> None:
        """It is done."""
        conclude_matter(
            actor=self.actor,
            matter=self.matter,
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def withdraws(self, reason: str) -> None:
        """They take it back."""
        take_back(
            actor=self.them,
            matter=self.matter,
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def reopens(self, reason: str) -> None:
        """It turns out not to be done."""
        take_up_again(
            actor=self.them,
            matter=self.matter,
            reason=reason,
            today=self.life.today,
            now=self.life.clock,
        )

    def moves(self, phase: str, motivation: str = "") -> None:
        """The next phase of an initiative."""
        move_initiative(
            actor=self.actor,
            initiative=self._initiative(),
            to=Phase(phase),
            motivation=motivation,
            today=self.life.today,
            now=self.life.clock,
        )

    def chooses(self, course: str, rob_step: str, people: int) -> None:
        """Who carries it."""
        choose_course(
            actor=self.actor,
            initiative=self._initiative(),
            course=WhoCarries(course),
            rob_step=rob_step,
            people_touched=people,
            now=self.life.clock,
        )

    def wants(self, kind: str, words: str) -> None:
        """They ask for help."""
        ask_help(
            actor=self.actor,
            initiative=self._initiative(),
            kind=HelpKind(kind),
            asked=words,
            today=self.life.today,
            now=self.life.clock,
        )

    def gives(self, words: str) -> None:
        """We help; with what they asked first, or of our own accord."""
        asked = Help.objects.filter(matter_id=self.matter_id, given_on__isnull=True).order_by("pk")
        if not asked.exists():
            self.wants("other", "Hulp bij de uitvoering.")
        give_help(
            actor=self.actor,
            wanted=asked[0],
            given=words,
            today=self.life.today,
            now=self.life.clock,
        )

    def case(self, number: str, system_name: str) -> None:
        """It is a case in another system too."""
        refer_to_case(
            actor=self.actor,
            matter=self.matter,
            number=number,
            system=system_name,
            url="",
            now=self.life.clock,
        )

    def _spoke(self, channel: str, summary: str) -> None:
        minutes = self.life.chance.randint(*_SPOKEN[channel])
        self._contact(channel, Direction.BOTH_WAYS, summary, minutes=minutes)

    def _contact(
        self,
        channel: str,
        direction: Direction,
        summary: str,
        *,
        minutes: int,
        succeeded: bool = True,
    ) -> None:
        actor, matter = self.actor, self.matter
        record_contact(
            actor=actor,
            party=matter.party,
            matter=matter,
            channel=channel,
            direction=direction,
            summary=self.life.dated(summary),
            happened_at=self.life.clock,
            minutes=minutes,
            staff_id=actor.staff_id,
            succeeded=succeeded,
            now=self.life.clock,
        )

    def _suspend(self, reason: SuspensionReason, explanation: str) -> None:
        suspend_term(
            actor=self.actor,
            term=self._term(),
            reason=reason,
            explanation=explanation,
            today=self.life.today,
            now=self.life.clock,
        )

    def _promise(
        self, side: Side, days: int, words: str, *, giver: StaffMember | None, actor: Actor
    ) -> None:
        matter = self.matter
        record_promise(
            actor=actor,
            connection=matter.connection,
            matter=matter,
            side=side,
            words=self.life.dated(words),
            given_by=giver,
            made_on=self.life.today,
            due_on=self._in(days),
            today=self.life.today,
            now=self.life.clock,
        )

    def _given(self) -> Promise:
        return Promise.objects.standing().filter(matter_id=self.matter_id).latest("pk")

    def _term(self) -> Term:
        return Term.objects.running().get(matter_id=self.matter_id)

    def _initiative(self) -> Initiative:
        return Initiative.objects.get(matter_id=self.matter_id)

    def _in(self, days: int) -> date:
        return next_working_day_from(self.life.today + timedelta(days=days))


def standing(life: Life, told: Told) -> Course:
    """A connection that was there before, and the conversations in it."""
    party = life.town.parties[told["key"]]
    theme, area = (
        life.town.themes[told["standing"][0]],
        life.town.areas[told["standing"][1]],
    )
    network = network_for(theme_id=theme.pk, area_id=area.pk)
    assert network is not None, "Waterhoven has a fallback network"
    connection = connect(
        actor=life.schakel,
        party=party,
        network=network,
        theme=theme,
        area=area,
        today=life.today,
        now=life.clock,
    )
    _give_to_two(life, connection, told)
    if "agreed_days" in told:
        agree_rhythm(
            actor=life.schakel,
            connection=connection,
            days=told["agreed_days"],
            today=life.today,
            now=life.clock,
        )
    rhythm_days = told.get("agreed_days", theme.rhythm_days)
    for moment in _moments(life, told, rhythm_days):
        yield moment
        _speak(life, connection)


def _give_to_two(life: Life, connection: Connection, told: Told) -> None:
    choice = choose_carriers(
        party_id=connection.party_id,
        theme_id=connection.theme_id,
        area_id=connection.area_id,
        network_id=connection.network_id,
        today=life.today,
    )
    first, second = choice.owner_id, choice.second_id
    if "carrier" in told:
        first = life.town.colleagues[told["carrier"]].pk
        second = None
    for rank, staff_id in ((CarrierRank.FIRST, first), (CarrierRank.SECOND, second)):
        if staff_id is None:
            continue
        member = StaffMember.objects.get(pk=staff_id)
        give_carrier(
            actor=life.schakel, connection=connection, rank=rank, member=member, now=life.clock
        )
        accept_carrying(connection=connection, member=member, now=life.clock)


def _moments(life: Life, told: Told, rhythm_days: int) -> Iterator[datetime]:
    """As told, else a little more often than the rhythm of its theme."""
    if "spoke" in told:
        yield from (life.ago(days) for days in told["spoke"])
        return
    while True:
        yield life.after(max(3, round(rhythm_days * 5 / 7 * life.chance.uniform(0.6, 1.0))))


def _speak(life: Life, connection: Connection) -> None:
    """The first carrier speaks with them; nobody does once that carrier is gone."""
    carrier = _first_carrier(connection)
    actor = life.schakel if carrier is None else life.acting_as(carrier)
    if actor.is_system:
        return
    channel = life.chance.choice(list(_SPOKEN))
    record_contact(
        actor=actor,
        party=connection.party,
        connection=connection,
        channel=channel,
        direction=Direction.BOTH_WAYS,
        summary=life.chance.choice(SPOKE_ABOUT),
        happened_at=life.clock,
        minutes=life.chance.randint(*_SPOKEN[channel]),
        staff_id=actor.staff_id,
        now=life.clock,
    )


def _first_carrier(connection: Connection) -> StaffMember | None:
    carriers = Carrier.objects.filter(
        connection=connection, rank=CarrierRank.FIRST.value, until_at__isnull=True
    )
    carrier = carriers.select_related("staff").first()
    return carrier.staff if carrier else None
