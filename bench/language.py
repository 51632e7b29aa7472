"""Text that looks like Dutch: few words that are common, many that are rare, none that is real."""

import bisect
import itertools
import random


def _words(line: str) -> list[str]:
    return line.split()


SMALL_WORDS = _words(
    """de het een en van in op voor met te er is dat niet wij om aan bij ook naar of maar
door over uit nog als dan wordt worden kan kunnen willen meer veel geen onze hier daar deze"""
)
STEMS = _words(
    """parkeer speel fiets groen boom straat plein buurt wijk school water afval licht bank
jeugd ouder sport muziek tuin brug haven markt winkel huis woning verkeer auto bus trein wandel hond
kat bloem zwerf vuil geluid nacht feest kunst boek taal werk zorg eet kook voedsel stroom zon wind
dak gevel stoep drempel kruis rotonde bord hek muur vijver gracht sloot park bos heide duin zee"""
)
TAILS = _words(
    """plaats plek toestel pad perk overlast feest huis tuin route bak paal bank zone drempel
groep avond middag festival initiatief oversteek verlichting voorziening park plan project"""
)
ENDINGS = ["", "", "", "en", "s", "e", "je", "tjes"]
STARTS = _words("b br d dr f g gr h j k kl kr l m n p pl r s sch sl st t tr v vl w z")
VOWELS = _words("a aa e ee i ie ij o oe oo ou u ui eu")
CLOSES = _words("k l m n p r s t ch nd rt lk ns")


class Language:
    """Words by Zipf's law: small words, compounds of real stems, and made-up Dutch syllables."""

    def __init__(self, chance: random.Random, words: int = 30_000) -> None:
        self.chance = chance
        compounds = [stem + tail for stem, tail in itertools.product(STEMS, TAILS) if stem != tail]
        made = [self._syllables() for _ in range(words - len(compounds))]
        rare = [word + chance.choice(ENDINGS) for word in compounds + made]
        chance.shuffle(rare)
        self.words = SMALL_WORDS + STEMS + rare
        self.heights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.streets = [self._syllables().title() + "straat" for _ in range(800)]

    def _syllables(self) -> str:
        choice = self.chance.choice
        count = self.chance.randint(1, 3)
        return "".join(choice(STARTS) + choice(VOWELS) + choice(CLOSES) for _ in range(count))

    def word(self) -> str:
        return self.words[bisect.bisect(self.heights, self.chance.random() * self.heights[-1])]

    def sentence(self) -> str:
        words = [self.word() for _ in range(self.chance.randint(6, 14))]
        if self.chance.random() < 0.3:
            words += ["in", "de", self.chance.choice(self.streets)]
        return " ".join(words).capitalize() + "."

    def idea(self) -> list[str]:
        return [self.sentence() for _ in range(self.chance.randint(3, 5))]
