"""In which of two languages somebody writes, by their most ordinary words."""

import re

_WORD = re.compile(r"[a-zà-ÿ]{1,20}")
_DUTCH = {
    "de", "het", "een", "en", "van", "ik", "je", "jij", "u", "uw", "is", "dat", "die", "niet",
    "op", "te", "met", "voor", "zijn", "er", "maar", "om", "hem", "dan", "zou", "of", "wat",
    "mijn", "ben", "wij", "we", "ons", "onze", "heb", "heeft", "hebben", "kunt", "kunnen",
    "kan", "wil", "zal", "deze", "dit", "naar", "bij", "ook", "aan", "uit", "nog", "wel",
    "geen", "als", "door", "over", "groet", "groeten", "vriendelijke", "graag", "bedankt",
    "beste", "geachte", "wordt", "worden", "waar", "wie", "hoe", "wanneer", "ja", "nee",
    "dank", "morgen", "gemeente", "straat",
}  # fmt: skip
_ENGLISH = {
    "the", "a", "and", "of", "i", "you", "your", "is", "that", "not", "on", "to", "with",
    "for", "be", "are", "it", "but", "at", "this", "have", "has", "had", "my", "we", "our",
    "can", "could", "would", "will", "shall", "from", "by", "also", "out", "no", "as", "if",
    "about", "regards", "kind", "please", "thanks", "thank", "dear", "yes", "how", "when",
    "where", "who", "what", "there", "they", "their", "was", "were", "been", "do", "does",
    "street",
}  # fmt: skip


def language_of(text: str) -> str:
    """``nl`` or ``en``; nothing when it cannot be told."""
    words = _WORD.findall(text[:5_000].lower())
    dutch = sum(word in _DUTCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if max(dutch, english) < 2 or abs(dutch - english) * 3 < max(dutch, english):
        return ""
    return "nl" if dutch > english else "en"
