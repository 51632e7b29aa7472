"""Drafts are kept, read along, sent now or later; one of us speaks; standard texts are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.domain.answers import rules
from schakel.domain.answers.models import Draft, DraftFile, Spokesperson, StandardText
from schakel.domain.answers.queries import last_chosen, may_see, said_around
from schakel.domain.answers.rules import Choice, Chosen, Purpose, Said, Sign, Verdict
from schakel.domain.contacts.actions import Enclosed, KeptFile, Upload
from schakel.domain.contacts.rules import shown_name
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.domain.matters.rules import Status, check_open, check_work_on
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.actions import hold_party
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import WORKING_DAYS_TO_REACH
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.actions import answer_matter, send_interim_word
from schakel.domain.terms.models import Term
from schakel.foundation.files.actions import forget_files, keep_file
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import Step, check_take_back
from schakel.foundation.kernel.working_days import add_working_days


@dataclass(frozen=True, kw_only=True)
class Voice:
    """What the writer chose when answers could contradict each other."""

    choice: Choice | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What somebody is writing, as it was typed: ``values`` fill in its placeholders.

    ``uploads`` go along, with the files that the draft has already.
    """

    matter: Matter
    purpose: Purpose
    text: str
    minutes: int | None = None
    values: Mapping[str, str] | None = None
    uploads: Sequence[Upload] = ()


@transaction.atomic
def keep_draft(
    *, actor: Actor, writing: Writing, now: datetime, revision: int | None = None
) -> Draft | None:
    """Keep what was typed, one draft for each writer, matter and purpose; None for no text.

    A draft with files does not go with the last of its text: it is thrown away by hand. With
    ``revision`` Refused when somebody else changed the text since the writer read it.
    """
    matter, text = writing.matter, rules.clean(writing.text)
    hold_party(matter.party)
    draft = _own(actor, matter, writing.purpose)
    if not text and (draft is None or not _files_of(draft)):
        _throw_away(actor, draft, now)
        return None
    if draft is None:
        draft = Draft(
            tenant_id=actor.tenant_id,
            matter=matter,
            confidential=matter.confidential,
            staff_id=rules.writer_of(actor),
            purpose=writing.purpose.value,
            began_at=now,
        )
    rules.check_keep(waits=draft.send_at is not None)
    if revision is not None and revision != draft.revision and text != draft.text:
        raise Refused("draft_was_changed")
    _keep(actor, draft, text or draft.text, writing.minutes, now)
    _enclose(actor, draft, writing.uploads, now)
    return draft


@transaction.atomic
def begin_with(
    *, actor: Actor, writing: Writing, standard_text: StandardText, now: datetime
) -> Draft | None:
    """Put a standard text behind what was typed; its placeholders are filled in when it goes."""
    typed = rules.clean(writing.text)
    text = f"{typed}\n\n{standard_text.text}" if typed else standard_text.text
    draft = keep_draft(actor=actor, writing=replace(writing, text=text), now=now)
    if draft is not None:
        draft.standard_text = standard_text
        draft.save(update_fields=["standard_text"])
    return draft


@transaction.atomic
def throw_away(*, actor: Actor, matter: Matter, purpose: Purpose, now: datetime) -> None:
    """The writer does not want their draft any more."""
    _throw_away(actor, _own(actor, matter, purpose), now)


@transaction.atomic
def take_off_file(
    *, actor: Actor, matter: Matter, purpose: Purpose, number: int, now: datetime
) -> None:
    """A file does not go along after all, and is gone."""
    draft = _own(actor, matter, purpose)
    taken = DraftFile.objects.filter(pk=number, draft=draft).first() if draft else None
    if draft is None or taken is None:
        return
    rules.check_keep(waits=draft.send_at is not None)
    taken.delete()
    forget_files(files=[taken.file_id])
    _journal("draft.file_taken_off", actor, draft, now)


@transaction.atomic
def send(
    *,
    actor: Actor,
    writing: Writing,
    today: date,
    now: datetime,
    voice: Voice | None = None,
) -> None:
    """It goes out now, with every placeholder filled in; the draft is gone."""
    matter = writing.matter
    draft = _own(actor, matter, writing.purpose)
    rules.check_keep(waits=draft is not None and draft.send_at is not None)
    text = rules.filled(rules.clean(writing.text), writing.values or {})
    _agree(actor, writing, voice or Voice(), now)
    enclosed: list[Enclosed] = [*_enclosed(draft), *writing.uploads]
    rules.check_files(len(enclosed))
    _go(actor, writing, text, enclosed, today, now)
    if draft is not None:
        _gone(actor, draft, now)
    _finish_tasks(matter, TaskKind.SPEAK_FOR_US, actor.staff_id, now)


@transaction.atomic
def send_later(
    *,
    actor: Actor,
    writing: Writing,
    send_at: datetime,
    after_term: bool,
    now: datetime,
    voice: Voice | None = None,
) -> Draft:
    """It waits until ``send_at`` with its words as they are now; no clock stops before."""
    matter = writing.matter
    _check_writes(actor, matter)
    term = Term.objects.running().filter(matter=matter).first()
    rules.check_later(
        send_at=send_at,
        send_on=timezone.localdate(send_at),
        now=now,
        due_on=term.due_on if term and writing.purpose is Purpose.ANSWER else None,
        after_term=after_term,
        closed=closed_days(),
    )
    text = rules.filled(rules.clean(writing.text), writing.values or {})
    _agree(actor, writing, voice or Voice(), now)
    draft = keep_draft(actor=actor, writing=replace(writing, text=text), now=now)
    if draft is None:
        raise Refused("contact_needs_summary")
    draft.send_at = send_at
    draft.save(update_fields=["send_at"])
    _journal("answer.scheduled", actor, draft, now, send_at=send_at.isoformat())
    return draft


@transaction.atomic
def take_back(*, actor: Actor, matter: Matter, purpose: Purpose, now: datetime) -> Draft | None:
    """What waits to be sent is a draft again; None when it is gone, or waited no more."""
    draft = _own(actor, matter, purpose)
    if draft is None or draft.send_at is None:
        return None
    draft.send_at, draft.saved_at = None, now
    draft.save(update_fields=["send_at", "saved_at"])
    _journal("answer.taken_back", actor, draft, now)
    return draft


@transaction.atomic
def go_out(*, actor: Actor, draft: Draft, today: date, now: datetime) -> None:
    """The moment came: it goes out as its writer wrote it, and the clock stops now.

    Where that is not possible any more it becomes a draft again, and its writer hears that.
    """
    waiting = Draft.objects.select_for_update(of=("self",), skip_locked=True).to_go_out(now)
    held = waiting.filter(pk=draft.pk).first()
    if held is None:
        return
    draft = held
    matter = Matter.objects.select_related("party", "owner").get(pk=draft.matter_id)
    place = place_of_staff(tenant_id=draft.tenant_id, staff_id=draft.staff_id, today=today)
    writing = Writing(
        matter=matter, purpose=Purpose(draft.purpose), text=draft.text, minutes=draft.minutes
    )
    try:
        if place is None:
            raise Refused("matter_not_yours")
        with transaction.atomic():
            _go(place.actor, writing, draft.text, _enclosed(draft), today, now)
            _gone(place.actor, draft, now)
    except Refused as refused:
        _hold_back(actor, draft, refused.code, today, now)


@transaction.atomic
def ask_reader(
    *, actor: Actor, matter: Matter, purpose: Purpose, reader: StaffMember, today: date,
    now: datetime,
) -> Draft:  # fmt: skip
    """Ask a colleague to read along. Nothing waits for it: the writer can always send."""
    draft = _own(actor, matter, purpose)
    if draft is None:
        raise Refused("draft_is_gone")
    rules.check_keep(waits=draft.send_at is not None)
    seeing = {each.pk for each in may_see(matter, today)}
    rules.check_reader(reader=reader.pk, writer=actor.staff_id, may_see=seeing)
    if draft.reader_id is not None and draft.reader_id != reader.pk:
        _finish_tasks(matter, TaskKind.READ_ALONG, draft.reader_id, now)
    draft.reader, draft.asked_at = reader, now
    draft.verdict, draft.remark, draft.read_at = "", "", None
    draft.save(update_fields=["reader", "asked_at", "verdict", "remark", "read_at"])
    if not Task.objects.open().filter(matter=matter, kind=TaskKind.READ_ALONG.value, staff=reader):
        ask_for(
            actor=actor,
            member=reader,
            kind=TaskKind.READ_ALONG,
            matter=matter,
            due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
            now=now,
        )
    _journal("draft.shown", actor, draft, now, reader_id=reader.pk)
    return draft


@transaction.atomic
def read_along(
    *, actor: Actor, draft: Draft, text: str, remark: str, verdict: Verdict, now: datetime
) -> Draft:
    """A second reader says what they think, and may change the text; the writer hears of it."""
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("matter__party", "staff")
        .get(pk=draft.pk)
    )
    rules.check_verdict(actor=actor, reader=draft.reader_id, waits=draft.send_at is not None)
    hold_party(draft.matter.party)
    changed = rules.clean(text) not in ("", draft.text)
    if changed:
        draft.text, draft.revision, draft.saved_at = rules.clean(text), draft.revision + 1, now
    draft.verdict, draft.remark, draft.read_at = verdict.value, remark.strip(), now
    draft.save()
    _finish_tasks(draft.matter, TaskKind.READ_ALONG, actor.staff_id, now)
    tell(
        actor=actor,
        members=[draft.staff],
        kind=NoticeKind.DRAFT_READ,
        trigger=f"{draft.matter_id}:read:{now:%Y%m%d%H%M%S}",
        matter=draft.matter,
        now=now,
    )
    _journal("draft.read", actor, draft, now, verdict=verdict, changed=changed)
    return draft


@transaction.atomic
def tell_of_silent_readers(*, actor: Actor, today: date, now: datetime) -> int:
    """Writers whose reader let a working day go by hear that they can send. Returns how many."""
    closed, told = closed_days(), 0
    waiting = Draft.objects.asked_before(now).select_related("matter", "staff")
    for draft in waiting.order_by("asked_at", "pk"):
        assert draft.asked_at is not None
        if now < rules.reads_until(draft.asked_at, timezone.localdate(draft.asked_at), closed):
            continue
        told += len(
            tell(
                actor=actor,
                members=[draft.staff],
                kind=NoticeKind.READER_SILENT,
                trigger=f"{draft.matter_id}:silent:{draft.asked_at:%Y%m%d%H%M%S}",
                matter=draft.matter,
                now=now,
            )
        )
    return told


@transaction.atomic
def let_speak(
    *, actor: Actor, writing: Writing, speaker: StaffMember, today: date, now: datetime
) -> Spokesperson:
    """A colleague answers for all of us: they get a task, and what was typed as their draft."""
    matter = writing.matter
    _check_writes(actor, matter)
    seeing = {each.pk for each in may_see(matter, today)}
    if speaker.pk == actor.staff_id or speaker.pk not in seeing:
        raise Refused("speaker_may_not_see")
    hold_party(matter.party)
    chosen = _choose(actor, writing, Choice.COLLEAGUE, speaker, "", now)
    _hand_draft(actor, writing, speaker, now)
    ask_for(
        actor=actor,
        member=speaker,
        kind=TaskKind.SPEAK_FOR_US,
        matter=matter,
        due_on=add_working_days(today, WORKING_DAYS_TO_REACH, closed_days()),
        now=now,
    )
    return chosen


@transaction.atomic
def add_standard_text(*, actor: Actor, name: str, text: str, now: datetime) -> StandardText:
    """A text to begin with, for all colleagues."""
    return _add_standard_text(actor, name, text, None, now)


@transaction.atomic
def change_standard_text(
    *, actor: Actor, standard_text: StandardText, name: str, text: str, now: datetime
) -> StandardText:
    """A new version; the one before is kept as it was."""
    before = _end_standard_text(standard_text, now)
    return _add_standard_text(actor, name, text, before, now)


@transaction.atomic
def retire_standard_text(*, actor: Actor, standard_text: StandardText, now: datetime) -> None:
    """It cannot be chosen any more."""
    rules.check_standard_text(actor, standard_text.name, standard_text.text, taken=False)
    _end_standard_text(standard_text, now)
    _journal_standard("standard_text.retired", actor, standard_text, now)


@transaction.atomic
def take_back_retirement(*, actor: Actor, step: Step, now: datetime) -> StandardText:
    """It can be chosen again; Refused when another has its name meanwhile."""
    text = StandardText.objects.select_for_update(of=("self",)).get(pk=step.number)
    check_take_back(step, actor=actor, now=now, is_so=text.until_at == step.at)
    taken = StandardText.objects.current().filter(name__iexact=text.name).exists()
    rules.check_standard_text(actor, text.name, text.text, taken)
    text.until_at = None
    text.save(update_fields=["until_at"])
    _journal_standard("standard_text.retirement_taken_back", actor, text, now)
    return text


def forget_answers(*, matters: Collection[int], word: str) -> None:
    """What was being written is gone; who spoke for us stays, without the reason."""
    _forget_files(DraftFile.objects.filter(matter__in=matters))
    Draft.objects.filter(matter__in=matters).delete()
    about = Spokesperson.objects.filter(matter__in=matters).exclude(reason="")
    about.update(reason=word)


def _own(actor: Actor, matter: Matter, purpose: Purpose) -> Draft | None:
    """The actor's own draft, held until the end of the transaction."""
    return (
        Draft.objects.select_for_update(of=("self",))
        .filter(matter=matter, staff_id=actor.staff_id, purpose=purpose.value)
        .first()
    )


def _keep(actor: Actor, draft: Draft, text: str, minutes: int | None, now: datetime) -> Draft:
    begins = draft.pk is None
    if not begins and (text, minutes) == (draft.text, draft.minutes):
        return draft
    draft.text, draft.minutes, draft.saved_at = text, minutes, now
    draft.save()
    if begins:
        _journal("draft.begun", actor, draft, now)
    return draft


def _files_of(draft: Draft) -> QuerySet[DraftFile]:
    return DraftFile.objects.filter(draft=draft)


def _enclosed(draft: Draft | None) -> list[KeptFile]:
    """What goes along with a draft, in the order in which it was added."""
    if draft is None:
        return []
    files = _files_of(draft).select_related("file").order_by("pk")
    return [KeptFile(each.name, each.file) for each in files]


def _enclose(actor: Actor, draft: Draft, uploads: Sequence[Upload], now: datetime) -> None:
    if not uploads:
        return
    rules.check_files(_files_of(draft).count() + len(uploads))
    for upload in uploads:
        DraftFile.objects.create(
            tenant_id=actor.tenant_id,
            matter_id=draft.matter_id,
            confidential=draft.confidential,
            draft=draft,
            file=keep_file(actor=actor, content=upload.content, name=upload.name, now=now),
            name=shown_name(upload.name),
        )


def _forget_files(files: QuerySet[DraftFile]) -> None:
    numbers = list(files.values_list("file_id", flat=True))
    files.delete()
    forget_files(files=numbers)


def _throw_away(actor: Actor, draft: Draft | None, now: datetime) -> None:
    if draft is not None:
        _finish_tasks(draft.matter, TaskKind.READ_ALONG, draft.reader_id, now)
        _journal("draft.thrown_away", actor, draft, now)
        _forget_files(_files_of(draft))
        draft.delete()


def _gone(actor: Actor, draft: Draft, now: datetime) -> None:
    """It was sent: nobody needs to read it any more. The journal keeps what it was made of."""
    _finish_tasks(draft.matter, TaskKind.READ_ALONG, draft.reader_id, now)
    _journal(
        "draft.sent",
        actor,
        draft,
        now,
        standard_text_id=draft.standard_text_id,
        reader_id=draft.reader_id,
        verdict=draft.verdict,
    )
    # The files are with the answer from now on.
    _files_of(draft).delete()
    draft.delete()


def _go(
    actor: Actor,
    writing: Writing,
    text: str,
    enclosed: Sequence[Enclosed],
    today: date,
    now: datetime,
) -> None:
    matter = writing.matter
    if writing.purpose is Purpose.INTERIM:
        send_interim_word(actor=actor, matter=matter, text=text, today=today, now=now)
        return
    answer_matter(
        actor=actor,
        matter=matter,
        text=text,
        minutes=writing.minutes,
        uploads=enclosed,
        today=today,
        now=now,
    )


def _hold_back(actor: Actor, draft: Draft, code: str, today: date, now: datetime) -> None:
    """The writer hears it; the owner of the matter does when the writer has left."""
    draft.send_at = None
    draft.save(update_fields=["send_at"])
    here = StaffMember.objects.working_on(today).filter(pk=draft.staff_id).exists()
    tell(
        actor=actor,
        members=[draft.staff if here else draft.matter.owner],
        kind=NoticeKind.ANSWER_HELD,
        trigger=f"{draft.matter_id}:held:{now:%Y%m%d%H%M%S}",
        matter=draft.matter,
        now=now,
    )
    _journal("answer.held_back", actor, draft, now, reason=code)


def _check_writes(actor: Actor, matter: Matter) -> None:
    check_work_on(actor, (matter.owner_id, matter.second_id), matter.network_id)
    check_open(Status(matter.status))


def _agree(actor: Actor, writing: Writing, voice: Voice, now: datetime) -> None:
    """One voice where it is asked for; who was chosen is written down, and told."""
    signs = _signs(actor, writing, now)
    before = last_chosen(writing.matter)
    chosen = Chosen(before.chosen_at, before.speaker_id) if before else None
    asks = rules.asks_one_voice(signs, chosen, actor.staff_id)
    rules.check_choice(asks=asks, choice=voice.choice, reason=voice.reason)
    if voice.choice is None or not asks:
        return
    speaker = None
    if voice.choice is Choice.ME:
        speaker = StaffMember.objects.get(pk=actor.staff_id or 0)
    _choose(actor, writing, voice.choice, speaker, voice.reason, now)


def _signs(actor: Actor, writing: Writing, now: datetime) -> list[tuple[Sign, Said]]:
    said = said_around(actor, writing.matter, writing.text, now)
    return rules.signs_in(said, actor.staff_id, now)


def _choose(
    actor: Actor,
    writing: Writing,
    choice: Choice,
    speaker: StaffMember | None,
    reason: str,
    now: datetime,
) -> Spokesperson:
    matter = writing.matter
    chosen = Spokesperson.objects.create(
        tenant_id=actor.tenant_id,
        matter=matter,
        confidential=matter.confidential,
        choice=choice.value,
        speaker=speaker,
        chosen_by_id=rules.writer_of(actor),
        chosen_at=now,
        reason=reason.strip(),
    )
    _tell_concerned(actor, writing, chosen, now)
    journal.record(
        "spokesperson.chosen",
        actor=actor,
        subject="spokesperson",
        subject_id=chosen.pk,
        matter_id=matter.pk,
        details={"choice": choice, "speaker_id": speaker.pk if speaker else None},
        now=now,
    )
    return chosen


def _tell_concerned(actor: Actor, writing: Writing, chosen: Spokesperson, now: datetime) -> None:
    """Each colleague whose words it could contradict hears it, at what they said themselves.

    What is in confidence is told to nobody who does not know of it.
    """
    matter = writing.matter
    known = {each.pk for each in may_see(matter, timezone.localdate(now))}
    heard = {actor.staff_id, chosen.speaker_id}
    for _sign, said in _signs(actor, writing, now):
        if said.staff_id is None or said.staff_id in heard:
            continue
        if matter.confidential and said.staff_id not in known:
            continue
        heard.add(said.staff_id)
        own = Matter.objects.filter(pk=said.matter_id or 0).first()
        tell(
            actor=actor,
            members=StaffMember.objects.filter(pk=said.staff_id),
            kind=NoticeKind.ONE_VOICE,
            trigger=f"{matter.pk}:voice:{now:%Y%m%d%H%M%S}",
            matter=own,
            text=_words(chosen, matter),
            now=now,
        )


def _words(chosen: Spokesperson, matter: Matter) -> str:
    names = {"name": chosen.chosen_by.name, "reference": matter.reference}
    if chosen.speaker is None:
        return _("%(name)s answers %(reference)s too, without having agreed it with you.") % names
    return _("%(name)s answers for all of us on %(reference)s.") % {
        **names,
        "name": chosen.speaker.name,
    }


def _hand_draft(actor: Actor, writing: Writing, speaker: StaffMember, now: datetime) -> None:
    """What was typed becomes the draft of the speaker, behind what they wrote themselves."""
    matter, text = writing.matter, rules.clean(writing.text)
    own = _own(actor, matter, writing.purpose)
    if not text:
        _throw_away(actor, own, now)
        return
    theirs = (
        Draft.objects.select_for_update(of=("self",))
        .filter(matter=matter, staff=speaker, purpose=writing.purpose.value)
        .first()
    )
    if theirs is None:
        theirs = Draft.objects.create(
            tenant_id=actor.tenant_id,
            matter=matter,
            confidential=matter.confidential,
            staff=speaker,
            purpose=writing.purpose.value,
            text=text,
            began_at=now,
            saved_at=now,
        )
    elif theirs.send_at is not None:
        # Theirs goes out as it is; what was typed stays with its writer.
        return
    else:
        theirs.text, theirs.saved_at = f"{theirs.text}\n\n{text}", now
        theirs.revision += 1
        theirs.save()
    if own is not None:
        _files_of(own).update(draft=theirs)
    _enclose(actor, theirs, writing.uploads, now)
    _throw_away(actor, own, now)
    _journal("draft.handed_over", actor, theirs, now, to_id=speaker.pk)


def _finish_tasks(matter: Matter, kind: TaskKind, staff_id: int | None, now: datetime) -> None:
    """What these tasks asked was done on the page itself."""
    for task in Task.objects.open().filter(matter=matter, kind=kind.value, staff_id=staff_id):
        finish_task(actor=system(matter.tenant_id), task=task, now=now)


def _add_standard_text(
    actor: Actor, name: str, text: str, before: StandardText | None, now: datetime
) -> StandardText:
    taken = StandardText.objects.current().filter(name__iexact=name.strip()).exists()
    rules.check_standard_text(actor, name, text, taken)
    rules.check_placeholders(text)
    made = StandardText.objects.create(
        tenant_id=actor.tenant_id,
        name=name.strip(),
        text=rules.clean(text),
        version=before.version + 1 if before else 1,
        before=before,
        made_by_id=actor.staff_id,
        made_at=now,
    )
    _journal_standard(
        "standard_text.changed" if before else "standard_text.added", actor, made, now
    )
    return made


def _end_standard_text(standard_text: StandardText, now: datetime) -> StandardText:
    held = StandardText.objects.select_for_update(of=("self",)).get(pk=standard_text.pk)
    if held.until_at is not None:
        raise Refused("standard_text_is_retired")
    held.until_at = now
    held.save(update_fields=["until_at"])
    return held


def _journal_standard(what: str, actor: Actor, text: StandardText, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="standard_text",
        subject_id=text.pk,
        details={"version": text.version},
        now=now,
    )


def _journal(what: str, actor: Actor, draft: Draft, now: datetime, **details: object) -> None:
    journal.record(
        what,
        actor=actor,
        subject="draft",
        subject_id=draft.pk,
        matter_id=draft.matter_id,
        details={"purpose": draft.purpose, **details},
        now=now,
    )
