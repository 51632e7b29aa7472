"""Dutch that everybody can read (B1): what this check can see of it.

Short sentences, known words, concrete dates, active voice, "u". The words to avoid are those of
``docs/glossary.md``.
"""

import re

MOST_WORDS = 15

# Word (a regular expression) and what to say instead.
INSTEAD = {
    r"dragers?": "vaste contactpersoon, vervanger",
    r"verbroken": "vastgelopen; contact kwijt",
    r"staa?t op breken": "vraagt nu aandacht",
    r"val(?:t|len) stil": "lang niet gesproken",
    r"ritmes?": "hoe vaak we elkaar spreken",
    r"toestand(?:en)?": "hoe gaat het",
    r"standing": "hoe gaat het",
    r"partij(?:en)?": "mensen en groepen",
    r"dossiers?": "uw pagina",
    r"toezegging(?:en)?": "wat wij beloofden",
    r"deals?": "afspraak",
    r"borging": "wie staat hierachter",
    r"geen contact(?! vastgelegd)": "geen contact vastgelegd",
    r"jij|je|jouw|jou|jullie": "u, uw",
    r"middels|teneinde|omtrent|inzake|alsmede|derhalve|conform|reeds": "een gewoon woord",
    r"(?:[a-z]\.){2,}|bijv\.|evt\.|incl\.|excl\.|max\.|min\.|nr\.": "het woord voluit",
}

_NUMBER = r"(?:\d+|…|enkele|een paar|een|één|twee|drie|vier|vijf|zes|zeven|acht)"
_VAGUE = re.compile(
    rf"\bover {_NUMBER} (?:(?:werk)?dag(?:en)?|we(?:ek|ken)|maand(?:en)?|uur|jaar)\b"
    r"|\bbinnenkort\b|\bzo (?:snel|spoedig) mogelijk\b|\bop korte termijn\b|\bte zijner tijd\b",
    re.IGNORECASE,
)
_BECOMES = re.compile(r"\b(?:word|wordt|worden|werd|werden)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"\b(?:\w*ge\w{2,}(?:d|t|en)|(?:be|ver|ont|her|over|onder)\w{2,}(?:d|t|en))\b", re.IGNORECASE
)
# These look like participles but are not.
_NO_PARTICIPLE = re.compile(
    r"gebied|geld|geluid|geduld|gezinnen|gesprekken|gegevens|gevallen|gebouwen|gemeenten|"
    r"bestand|verband|verstand|beeld|bericht(?:en)?|eigen|tegen|negen|morgen|overheden|"
    r"onderwerpen|\w+ingen",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}|\{\w*\}|%[sd]")
_MARKUP = re.compile(r"<[^>]+>")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”\"']?\s+|\n+")


def faults(text: str) -> list[str]:
    """What makes this Dutch text hard to read, each fault as a line; empty when nothing does."""
    plain = _MARKUP.sub(" ", _PLACEHOLDER.sub("…", text))
    return [fault for sentence in sentences(plain) for fault in _faults_of(sentence)]


def sentences(text: str) -> list[str]:
    """The sentences of a text, each without the white space around it."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def _faults_of(sentence: str) -> list[str]:
    found = []
    count = sum(1 for word in sentence.split() if re.search(r"[\w…]", word))
    if count > MOST_WORDS:
        found.append(f"{count} words, at most {MOST_WORDS}: {sentence}")
    for word, better in INSTEAD.items():
        if match := re.search(rf"(?<!\w)(?:{word})(?!\w)", sentence, re.IGNORECASE):
            found.append(f"“{match[0]}”, say: {better}: {sentence}")
    if match := _VAGUE.search(sentence):
        found.append(f"“{match[0]}”, give a date: {sentence}")
    if _is_passive(sentence):
        found.append(f"passive, say who does it: {sentence}")
    return found


def _is_passive(sentence: str) -> bool:
    """ "wordt … gestuurd", in either order: nobody is said to do it."""
    return bool(_BECOMES.search(sentence)) and any(
        not _NO_PARTICIPLE.fullmatch(match[0]) for match in _PARTICIPLE.finditer(sentence)
    )
