"""What in a note, an answer or a mail may be a promise: offered, never recorded on its own.

Word order tells most of it: in a main clause of Dutch the verb stands beside who does it ("ik bel
u", "morgen bel ik"). What is asked, denied, doubted or hangs on something else is left out.
"""

import re
from dataclasses import dataclass
from datetime import date

from schakel.domain.promises.rules.course import Side
from schakel.domain.promises.rules.days import due_day
from schakel.domain.promises.rules.verbs import FIRST_SINGULAR, PLURAL, THIRD_SINGULAR

# In characters. Of a longer sentence only the beginning is read.
_LONGEST_WORDS = 300


@dataclass(frozen=True)
class Suggestion:
    """Words of a text that may be a promise.

    ``due_on`` is the last day on which it is in time, as far as the words tell. ``is_own``: the
    writer gives it, and does not tell of somebody else.
    """

    words: str
    due_on: date | None = None
    side: Side = Side.OURS
    is_own: bool = True


_SENTENCE_END = re.compile(
    r"(?<=[.!?;])(?<!\bdhr\.)(?<!\bmw\.)(?<!\bmevr\.)(?<!\bdr\.)(?<!\bnr\.)(?<!\bbijv\.)\s+|\n+",
    re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^\s*[>|]")
_QUOTED_WORDS = re.compile(r"[“„\"][^”\"]*[”\"]")
# Where a clause begins that says what the first is about; its words promise nothing themselves.
_CLAUSE = re.compile(r",?\s\b(?:of|dat|waarom|waar|omdat|hoe|wat|welke?|wie|wanneer|want|maar)\b")
_DENIED = re.compile(r"\b(?:niet|niets|geen|nooit|niemand|nergens)\b")
_DOUBTED = re.compile(
    r"\b(?:misschien|wellicht|mogelijk|eventueel|hopelijk|waarschijnlijk|liever)\b"
)
_HANGS_ON = re.compile(
    r"^(?:als|mocht|indien|wanneer|tenzij|stel|zou(?:den)?)\b|\b(?:mits|tenzij|indien)\b"
    r"|\bals (?:het|de|u|dat|er|ik|wij|we|je|zij|ze|hij)\b"
)
_USUAL = re.compile(r"\b(?:altijd|elke|iedere|meestal|vaak|soms|dagelijks)\b")
_NO_PROMISE = re.compile(
    r"\b(?:hierbij|ervan uit|ga akkoord|(?:mij|me|ons|zich) (?:af|zorgen)|zorgen over"
    r"|gelijk|serieus|met rust|(?:dit|dat) werk|vraag (?:u|uw)|vragen (?:u|uw)"
    r"|al (?:\w+ )?(?:jaar|jaren|weken|maanden|dagen)|(?:u|je) (?:deze|dit) (?:mail|brief|bericht)"
    r"|zal wel|zullen wel|zullen zien|vraag (?:mij|me)|spreek uit ervaring"
    r"|(?:ga|gaan|gaat|zal|zullen) uit van)\b"
)
_ENDS_IN_VERB = re.compile(r"(?:\w{2,}(?:en|zien|doen|gaan|slaan)|weten|zijn)(?: van)?[\s.!…,:]*$")
_COMES_TO_DO = r"\b(?:kijken|langs|terug|praten|helpen|mee|bij u|op bezoek|brengen|halen)\b"

_FIRST_PERSON = re.compile(
    rf"\bik (?:{FIRST_SINGULAR}|zal)\b|\b(?:{FIRST_SINGULAR}|zal) ik\b"
    rf"|\b(?:wij|we) (?:{PLURAL}|zullen)\b|\b(?:{PLURAL}|zullen) (?:wij|we)\b"
)
_WILL_DO = re.compile(
    r"\b(?:ik (?:ga|laat)|(?:ga|laat) ik|(?:wij|we) (?:gaan|laten)|(?:gaan|laten) (?:wij|we))\b"
)
_WILL_COME = re.compile(r"\b(?:ik kom|kom ik|(?:wij|we) komen|komen (?:wij|we))\b")
_HAS_PROMISED = re.compile(
    r"\b(?:ik|wij|we) (?:heb|hebben) (?:\w+ ){0,4}?(?:beloofd|toegezegd|afgesproken)\b"
    r"|\b(?:ik|wij|we) (?:beloofden?|zegden? toe)\b"
)
_HAS_SAID = re.compile(
    r"\b(?:ik|wij|we) (?:heb|hebben) (?:\w+ ){0,3}?gezegd dat (?:ik|wij|we)\b"
    r"(?!.*\b(?:niet|geen|kan|kunnen)\b)"
)
_IS_DONE = re.compile(r"\b(?:wordt|worden) (?:.*\b)?(?:ge|ver|her|be|ont)\w+(?:d|t|en)\b")
_IMPERSONAL = re.compile(r"\b(?:terugbellen|terugmailen|uitzoeken|toegezegd|beloofd|afgesproken)\b")
_ACTION = re.compile(r"^(?:actie|actiepunt|te doen|toezegging)\b")
_TO_DO = re.compile(rf"^(?:\w+ ){{0,3}}(?:terug|uit|op|na|door|toe|mee|langs|aan)?(?:{PLURAL})\b")
_ANYBODY = re.compile(r"\b(?:ik|wij|we|u|hij|zij|ze|er|het is|is|zijn|was|waren|mijn|ons|onze)\b")

_YOU_GET = re.compile(
    r"\b(?:u|jullie) (?:hoort?|krijgt?|ontvangt?)\b|\b(?:hoort|krijgt|ontvangt) u\b"
)
_FROM_US = re.compile(r"\bvan (?:ons|mij|de gemeente)\b")
# Whose word is ours.
_ONE_OF_US = (
    r"(?:de gemeente|het college|de afdeling|(?:(?:mijn|onze|uw|een|de) )?collega(?: \w+)?"
    r"|(?:de )?(?:wethouder|burgemeester|directeur|gemeentesecretaris|buurtregisseur)(?: \w+)?"
    r"|de ambtenaar)"
)
_ONE_OF_US_DOES = re.compile(
    rf"\b{_ONE_OF_US} (?:{THIRD_SINGULAR}|zal|gaat|komt)\b"
    rf"|\b(?:{THIRD_SINGULAR}|zal|gaat|komt) {_ONE_OF_US}\b"
)
_GAVE_WORD = (
    r"(?:belooft|beloofde|zegde|zegt toe|(?:heeft|had) (?:\w+ ){0,5}?(?:beloofd|toegezegd))"
)
_ONE_OF_US_PROMISED = re.compile(rf"\b{_ONE_OF_US} {_GAVE_WORD}\b")
_ONE_OF_US_SAID = re.compile(
    rf"\b{_ONE_OF_US} (?:zei|zegt|schreef|vertelde|heeft gezegd)\b"
    r".*\b(?:zou|zouden|zal|zullen|komt er|komen er|gaat|regelt|zorgt)\b"
)
# What they tell that we would do.
_YOU_WOULD = re.compile(
    r"\b(?:u|jullie|je|uw collega(?: \w+)?|de gemeente|de wethouder) "
    rf"(?:zou|zouden|{_GAVE_WORD}|beloofden?"
    r"|(?:heeft|hebt|had|hadden) (?:\w+ ){0,5}?(?:beloofd|toegezegd))\b"
)

_SHE = r"(?:hij|zij|ze)"
_GROUP = (
    r"(?:de (?:bewoners|buren|buurt\w*|vereniging|school|ondernemers?|eigenaar|stichting|werkgroep)"
    r"|het (?:bestuur|buurt\w+)"
    r"|(?:mevrouw|meneer|mevr\.|mw\.|dhr\.) (?:(?:de|den|der|van|el) ){0,2}\w+)"
)
_THEY_DO = re.compile(
    rf"\b(?:{_SHE}|{_GROUP}) (?:{THIRD_SINGULAR}|{PLURAL}|zal|zullen)\b"
    rf"|\b(?:{THIRD_SINGULAR}|{PLURAL}|zal|zullen) (?:{_SHE}|{_GROUP})\b"
)
_THEY_COME = re.compile(
    rf"\b(?:{_SHE}|{_GROUP}) (?:komt|komen)\b|\b(?:komt|komen) (?:{_SHE}|{_GROUP})\b"
)
_THEY_PROMISED = re.compile(rf"\b(?:{_SHE}|{_GROUP}) (?:{_GAVE_WORD}|beloofden|beloven)\b")
_THEY_WOULD = re.compile(rf"\b(?:{_SHE}|{_GROUP}) (?:zou|zouden)\b")
_NO_NAME = (
    r"(?!(?:De|Het|Een|Dit|Dat|Er|Die|Deze|Op|In|Wat|Wie|Waar|Ook|Dus|U|Ik|Wij|We|Zij|Hij)\b)"
)
_BY_NAME = re.compile(
    rf"^{_NO_NAME}[A-ZÀ-Þ][\w'’-]+(?: [\w'’-]+){{0,2}}? (?:{THIRD_SINGULAR}|zal|{_GAVE_WORD})\b"
)
_NAMED_WOULD = re.compile(rf"^{_NO_NAME}[A-ZÀ-Þ][\w'’-]+(?: [\w'’-]+)? zou\b")


def suggestions(text: str, today: date, writer: Side = Side.OURS) -> list[Suggestion]:
    """Sentences in which somebody says that they will do something, with the day that they name.

    ``today`` is the day on which it was written, ``writer`` who wrote it.
    """
    found = []
    for line in _SENTENCE_END.split(text):
        words = line.strip()[:_LONGEST_WORDS]
        due_on = due_day(words, today)
        told = _who_promises(words, writer, names_day=due_on is not None)
        if told is not None:
            side, is_own = told
            found.append(Suggestion(words, due_on, side, is_own))
    return found


def _who_promises(words: str, writer: Side, *, names_day: bool) -> tuple[Side, bool] | None:
    """Whose promise it may be, and whether the writer gives it."""
    if not words or words.endswith("?") or _QUOTED_LINE.match(words):
        return None
    whole = _QUOTED_WORDS.sub(" ", words) if writer is Side.THEIRS else words
    main = _CLAUSE.split(whole, maxsplit=1)[0]
    said, all_said = main.lower(), whole.lower()
    if any(each.search(said) for each in (_DENIED, _DOUBTED, _NO_PROMISE)):
        return None
    if _HANGS_ON.search(all_said):
        return None
    if writer is Side.THEIRS:
        return _told_by_them(said, all_said)
    return _told_by_us(main, said, all_said, names_day=names_day)


def _told_by_us(
    main: str, said: str, all_said: str, *, names_day: bool
) -> tuple[Side, bool] | None:
    if _is_own_word(said, names_day=names_day):
        return Side.OURS, True
    if _HAS_SAID.search(all_said):
        return Side.OURS, True
    if _YOU_GET.search(said) and (names_day or _FROM_US.search(said)):
        return Side.OURS, True
    if said.startswith("toezegging van "):
        return Side.OURS, False
    if _ONE_OF_US_PROMISED.search(said) or _ONE_OF_US_SAID.search(all_said):
        return Side.OURS, False
    if _USUAL.search(said):
        return None
    if names_day and _ONE_OF_US_DOES.search(said):
        return Side.OURS, False
    if _is_their_word(main, said, names_day=names_day):
        return Side.THEIRS, False
    if names_day and _IS_DONE.search(said):
        return Side.OURS, False
    is_note = names_day and _TO_DO.search(said) and not _ANYBODY.search(said)
    return (Side.OURS, True) if is_note or _note_says_so(said) else None


def _note_says_so(said: str) -> bool:
    return bool(_ACTION.search(said) or _IMPERSONAL.search(said))


def _told_by_them(said: str, all_said: str) -> tuple[Side, bool] | None:
    if _YOU_WOULD.search(said) or _ONE_OF_US_SAID.search(all_said):
        return Side.OURS, False
    if _ONE_OF_US_PROMISED.search(said):
        return Side.OURS, False
    if _is_own_word(said, names_day=True):
        return Side.THEIRS, True
    return (Side.OURS, False) if re.search(r"\b(?:toegezegd|beloofd)\b", said) else None


def _is_own_word(said: str, *, names_day: bool) -> bool:
    """Whether ik or wij will do something, or have said so."""
    if _FIRST_PERSON.search(said) or _HAS_PROMISED.search(said):
        return True
    if _WILL_COME.search(said):
        return bool(re.search(_COMES_TO_DO, said)) or (names_day and " uit " not in said)
    return bool(_WILL_DO.search(said) and _ENDS_IN_VERB.search(said))


def _is_their_word(main: str, said: str, *, names_day: bool) -> bool:
    if _THEY_PROMISED.search(said):
        return True
    if _THEY_WOULD.search(said) or _NAMED_WOULD.search(main):
        return bool(_ENDS_IN_VERB.search(said))
    if not names_day:
        return False
    does = _THEY_DO.search(said) or _BY_NAME.search(main)
    return bool(does or (_THEY_COME.search(said) and re.search(_COMES_TO_DO, said)))
