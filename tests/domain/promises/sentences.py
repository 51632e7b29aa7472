"""Sentences as colleagues and residents write them, and whether each is a promise.

``WRITTEN_BY_US`` are notes of a contact and answers that went out, ``WRITTEN_BY_THEM`` mails that
came in. ``AFTER_THE_RULES`` was written after the rules, which were then mended for it.
``HELD_OUT`` was written after that, and the rules were not changed for it since.
"""

from dataclasses import dataclass
from datetime import date

from schakel.domain.promises.rules import Side

OURS, THEIRS = Side.OURS, Side.THEIRS
# A Tuesday.
TODAY = date(2026, 11, 24)
THURSDAY, FRIDAY, MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)
NEXT_WEEK, NEXT_MONTH = date(2026, 12, 4), date(2026, 12, 31)


@dataclass(frozen=True)
class Sentence:
    """``side`` is whose promise it is; None: it is none."""

    words: str
    side: Side | None = None
    due_on: date | None = None
    writer: Side = OURS


Promised = tuple[str, Side] | tuple[str, Side, date]


def _written(writer: Side, *rows: Promised | str) -> tuple[Sentence, ...]:
    """What is only words is no promise."""
    return tuple(
        Sentence(row, writer=writer) if isinstance(row, str) else Sentence(*row, writer=writer)
        for row in rows
    )


WRITTEN_BY_US = _written(
    OURS,
    ("Ik zoek het uit.", OURS),
    ("Ik zoek het uit vóór vrijdag.", OURS, THURSDAY),
    ("Wij bellen u volgende week terug.", OURS, NEXT_WEEK),
    ("Morgen stuur ik de tekening.", OURS, date(2026, 11, 25)),
    ("Terugbellen vóór vrijdag.", OURS, THURSDAY),
    ("Ik laat u uiterlijk 3 december weten of het mag.", OURS, date(2026, 12, 3)),
    ("We zullen de bank vóór de kerst vervangen.", OURS, date(2026, 12, 24)),
    ("Ik kom maandag kijken bij het speeltuintje.", OURS, MONDAY),
    ("Afgesproken dat wij de kosten uitzoeken.", OURS),
    ("Toegezegd: een nieuwe lantaarnpaal in het voorjaar.", OURS),
    ("Ik ga het morgen met mijn collega overleggen.", OURS, date(2026, 11, 25)),
    ("Ik heb beloofd de aannemer te bellen.", OURS),
    ("De gemeente plaatst vóór 1 maart twee extra prullenbakken.", OURS, date(2027, 2, 26)),
    ("U krijgt deze week antwoord van ons.", OURS, FRIDAY),
    ("U hoort uiterlijk vrijdag van mij.", OURS, FRIDAY),
    ("Ik neem volgende week contact met u op.", OURS, NEXT_WEEK),
    ("Wij nemen uw voorstel mee in het overleg van donderdag.", OURS, THURSDAY),
    ("Ik zet het op de agenda van de raad.", OURS),
    ("Wij gaan ervoor zorgen dat het hek weg is voor 15 december.", OURS, date(2026, 12, 14)),
    ("Mijn collega Sam belt u morgen.", OURS, date(2026, 11, 25)),
    ("De wethouder zei: dat bankje komt er voor de zomer.", OURS),
    ("Wethouder Bakker beloofde een bankje op het plein.", OURS),
    ("Binnen twee weken krijgt u de offerte van ons.", OURS, date(2026, 12, 8)),
    ("Ik bel u binnen drie dagen.", OURS, FRIDAY),
    ("Ik verstuur de vergunning eind volgende week.", OURS, NEXT_WEEK),
    ("Over een maand kijk ik opnieuw met u.", OURS, date(2026, 12, 24)),
    ("Zij stuurt vrijdag foto's.", THEIRS, FRIDAY),
    ("Fatima mailt donderdag de tekening.", THEIRS, THURSDAY),
    ("Mevrouw Vos levert volgende week de handtekeningen in.", THEIRS, NEXT_WEEK),
    ("Hij beloofde zijn buren te vragen.", THEIRS),
    ("De buurtvereniging zorgt zaterdag voor koffie.", THEIRS, date(2026, 11, 28)),
    ("Jan Vos regelt vóór 1 december een aanhanger.", THEIRS, MONDAY),
    ("Zij zouden de planten zelf water geven.", THEIRS),
    # No promises.
    "Ik beloof niets.",
    "Ik kan u niets beloven.",
    "Wij kunnen niet beloven dat het vóór de zomer klaar is.",
    "Ik heb niets toegezegd.",
    "Er is niets afgesproken.",
    "Zij vraagt of het hek weg mag.",
    "Op vrijdag sprak ik hem over het hek.",
    "Goed gesprek over de bomen.",
    "Kunt u vóór vrijdag bellen?",
    "Kunt u ons vóór vrijdag de tekening sturen?",
    "Zal ik u morgen bellen?",
    "Wilt u dat ik het uitzoek?",
    "Als het geld er is, plaatsen wij het bankje.",
    "Als de raad instemt, komt er volgend jaar een park.",
    "Mocht het regenen, dan kom ik vrijdag niet.",
    "Misschien bel ik volgende week.",
    "Ik weet niet of wij vrijdag kunnen komen.",
    "Ik bel u niet meer.",
    "Wij sturen geen brieven meer.",
    "Ik dacht dat zij vrijdag zou bellen.",
    "Gisteren belde ik met de aannemer.",
    "Vorige week kwam ik kijken.",
    "Ik heb maandag de tekening gestuurd.",
    "Wij hebben het hek vrijdag weggehaald.",
    "Zij komt op vrijdag altijd op de markt.",
    "Ik ga ervan uit dat u tevreden bent.",
    "Ik laat het hierbij.",
    "Ik vraag mij af of dat kan.",
    "Ik vind het een mooi plan.",
    "Ik kom uit Groningen.",
    "Wij gaan er niet over.",
    "Dit komt door de regen van vorige week.",
    "De bijeenkomst is op 3 december.",
    "Het gaat om de hoek Kastanjelaan.",
    "Zij gaat elke dag langs de school.",
    "Hij maakt zich zorgen over vrijdag.",
    "Zij belde over het hek.",
    "Wij zouden graag willen dat u morgen belt.",
)  # fmt: skip

WRITTEN_BY_THEM = _written(
    THEIRS,
    ("Ik stuur u morgen de foto's.", THEIRS, date(2026, 11, 25)),
    ("Wij vragen de buren en laten het vóór vrijdag weten.", THEIRS, THURSDAY),
    ("Ik lever de handtekeningen volgende week in.", THEIRS, NEXT_WEEK),
    ("Wij zorgen zelf voor de planten.", THEIRS),
    ("Ik zal het met mijn man bespreken.", THEIRS),
    ("Ik bel u donderdag.", THEIRS, THURSDAY),
    ("Uw collega beloofde mij een bankje.", OURS),
    ("De wethouder zei dat hij het zou uitzoeken.", OURS),
    ("U zou mij vóór vrijdag terugbellen.", OURS, THURSDAY),
    ("Er is ons vorig jaar een speeltuin toegezegd.", OURS),
    # No promises.
    "Kunt u vóór vrijdag antwoorden?",
    "Wilt u mij morgen bellen?",
    "Wanneer komt u kijken?",
    "Ik wacht op uw antwoord.",
    "Ik hoor graag van u.",
    "Wij hopen dat het hek vrijdag weg is.",
    "Ik maak mij zorgen.",
    "Mijn zoon gaat elke dag langs die weg.",
    "Niemand heeft ons iets beloofd.",
    "Als u vrijdag komt, maak ik koffie.",
    "Kunnen wij volgende week afspreken?",
    "Ik heb u maandag gebeld.",
    "Met vriendelijke groet, Fatima.",
    "Ik zou het fijn vinden als u belt.",
    "> Ik zoek het uit vóór vrijdag.",
    "Op 24 november schreef u: “Ik bel u vrijdag.”",
)  # fmt: skip

AFTER_THE_RULES = (
    *_written(
        OURS,
        (
            "Gebeld met mevrouw Bos over de stoep; ik stuur er eind deze week "
            "iemand langs.",
            OURS, FRIDAY,
        ),
        ("We hebben afgesproken dat Piet maandag de sleutel ophaalt.", OURS, MONDAY),
        ("Ik check bij Stadsbeheer of de boom gekapt mag worden.", OURS),
        ("Dat regel ik voor u.", OURS),
        ("Uw melding geef ik vandaag nog door aan de buitendienst.", OURS, TODAY),
        (
            "Wij doen ons best om het voor het einde van het jaar op te "
            "lossen.",
            OURS, date(2026, 12, 31),
        ),
        (
            "Na de vergadering van 10 december laat ik u de uitkomst "
            "weten.",
            OURS, date(2026, 12, 10),
        ),
        ("Uiterlijk 15-12 ontvangt u een besluit.", OURS, date(2026, 12, 15)),
        ("Ik heb haar gezegd dat we dit oppakken.", OURS),
        ("Ik hou u op de hoogte.", OURS),
        ("Actie: voor donderdag offerte opvragen bij de aannemer.", OURS, date(2026, 11, 25)),
        ("Het bankje wordt volgende maand geplaatst.", OURS, NEXT_MONTH),
        ("Noor gaat dit navragen bij de wijkagent.", OURS),
        ("Ik mail je de notulen.", OURS),
        ("Dhr. De Groot komt vrijdagmiddag de borden brengen.", THEIRS, FRIDAY),
        (
            "De bewoners maken zelf een lijst met wensen en sturen die voor 1 "
            "januari.",
            THEIRS, date(2026, 12, 31),
        ),
        ("Karin zou nog bij de kerk informeren.", THEIRS),
        ("Hij neemt het woensdag mee naar het bestuur.", THEIRS, date(2026, 11, 25)),
        "Ze was boos dat er nog niets gebeurd is.",
        "Ik heb uitgelegd dat wij daar niet over gaan.",
        "De aannemer is vorige week begonnen.",
        "Ik kan u daar vandaag geen antwoord op geven.",
        "Volgende week is de gemeente gesloten.",
        "Ik geef u gelijk.",
        "Ik begrijp dat u teleurgesteld bent.",
        "Wij nemen uw klacht serieus.",
        "Ik doe dit werk al tien jaar.",
        "Ik vraag uw begrip hiervoor.",
        "Dank voor uw brief van 3 november.",
        "Ik wil kijken of er iets mogelijk is.",
        "Wie gaat dit vrijdag doen?",
        "Ik zie u graag op 3 december.",
        "Zij maakt elke vrijdag soep voor de buurt.",
        ("Ze vraagt vrijdag nog een keer aan haar broer of hij wil helpen.", THEIRS, FRIDAY),
        "De vergunning is op 1 oktober verleend.",
    ),
    *_written(
        THEIRS,
        ("Ik kom volgende week dinsdag langs met de tekening.", THEIRS, date(2026, 12, 1)),
        ("Bijgaand stuur ik u de lijst, de rest volgt maandag.", THEIRS, MONDAY),
        ("Wij gaan de komende weken geld inzamelen.", THEIRS),
        ("Dan regel ik de sleutel.", THEIRS),
        ("Mevrouw De Wit heeft toegezegd dat zij zou bellen.", OURS),
        ("Er werd ons beloofd dat de weg in 2025 klaar zou zijn.", OURS),
        ("Ik zal er zijn op 3 december.", THEIRS, date(2026, 12, 3)),
        "Ik zoek al weken naar iemand die mij kan helpen.",
        "Wij maken ons grote zorgen over het verkeer.",
        "Ik vraag u dringend om hier iets aan te doen.",
        "Laat u het mij weten?",
        "Ik heb nog steeds niets gehoord.",
        "Wij willen graag een bankje.",
        "Ik stuur u deze mail omdat ik het zat ben.",
        "Hartelijk dank voor uw snelle antwoord.",
        "U heeft gelijk, ik zal het niet meer doen.",
    ),
)  # fmt: skip

HELD_OUT = (
    *_written(
        OURS,
        ("Heb met Ahmed afgesproken dat ik maandag terugbel.", OURS, MONDAY),
        ("Ik ga dit intern uitzetten.", OURS),
        ("Wij repareren de goot binnen tien werkdagen.", OURS, date(2026, 12, 8)),
        (
            "De gemeente laat u vóór 1 februari weten welke plannen "
            "doorgaan.",
            OURS, date(2027, 1, 29),
        ),
        ("Donderdagochtend bel ik opnieuw.", OURS, THURSDAY),
        ("Ik zal de verlichting laten nakijken.", OURS),
        ("U hoort van ons.", OURS),
        ("Collega Sam neemt het volgende week met de school op.", OURS, NEXT_WEEK),
        ("Nog navragen bij de provincie vóór 12 december.", OURS, date(2026, 12, 11)),
        ("Ik vraag de wijkagent om vaker te komen kijken.", OURS),
        ("We plannen in januari een nieuwe avond.", OURS, date(2027, 1, 31)),
        ("De burgemeester heeft op het feest beloofd om langs te komen.", OURS),
        ("Ik breng het in bij het team van maandag.", OURS, MONDAY),
        ("De straat wordt volgende week geveegd.", OURS, NEXT_WEEK),
        ("Ik spreek u volgende week weer.", OURS, NEXT_WEEK),
        ("Meneer Ali stuurt zijn idee deze week nog op.", THEIRS, FRIDAY),
        ("Ze gaat zelf met haar buren praten.", THEIRS),
        ("De werkgroep levert 1 december het plan aan.", THEIRS, date(2026, 12, 1)),
        ("Zij laat het ons weten voor woensdag.", THEIRS, TODAY),
        ("Het bestuur neemt volgende maand een besluit.", THEIRS, NEXT_MONTH),
        "Ik sprak haar op de markt.",
        "Ze zegt dat er vaak hard wordt gereden.",
        "Wij kregen de brief van 3 november.",
        "Ik hoop u snel te zien.",
        "Hij wil volgende week bellen.",
        "Dat gaat vrijdag niet lukken.",
        "Ik heb geen idee wanneer.",
        "U kunt mij vrijdag bellen.",
        "De vergadering begint donderdag om acht uur.",
        "Ik neem aan dat u de brief hebt gelezen.",
        "We zijn er nog niet uit.",
        "Ik leg uit waarom de boom weg moet.",
        "Zij houdt van tuinieren.",
        "Ik kan het proberen.",
        "Vrijdag is mijn collega er weer.",
        "Als u vóór vrijdag reageert, plan ik een afspraak.",
    ),
    *_written(
        THEIRS,
        ("Ik maak vrijdag een foto en stuur die op.", THEIRS, FRIDAY),
        ("Wij bespreken het dinsdag in de groep.", THEIRS, date(2026, 12, 1)),
        ("U heeft mij vorige maand een bezoek beloofd.", OURS),
        ("Uw collega zou deze week langskomen.", OURS, FRIDAY),
        ("Zodra ik meer weet, mail ik u.", THEIRS),
        ("Ik neem de koffie mee.", THEIRS),
        "Ik schrijf u omdat de lamp kapot is.",
        "Ik zet mij al jaren in voor de buurt.",
        "Ik vraag me af wat de gemeente doet.",
        "Graag voor vrijdag een reactie.",
        "Wij doen alles zelf.",
        "Ik bel u nu voor de derde keer.",
        "Ik zie uw antwoord graag tegemoet.",
        "Vorig jaar zou er een hek komen.",
    ),
)  # fmt: skip
