"""Dutch verbs with which people say what they will do: "ik bel", "zij belt", "wij bellen"."""

_FORMS = """
antwoord antwoordt antwoorden; beantwoord beantwoordt beantwoorden; bel belt bellen;
beloof belooft beloven; bespreek bespreekt bespreken; bestel bestelt bestellen;
betaal betaalt betalen; breng brengt brengen; check checkt checken;
controleer controleert controleren; dien dient dienen; doe doet doen; geef geeft geven;
haal haalt halen; help helpt helpen; herstel herstelt herstellen; houd houdt houden;
hou houdt houden; informeer informeert informeren; kijk kijkt kijken; koppel koppelt koppelen;
laat laat laten; leg legt leggen; lever levert leveren; maak maakt maken; mail mailt mailen;
meld meldt melden; neem neemt nemen; nodig nodigt nodigen; onderzoek onderzoekt onderzoeken;
organiseer organiseert organiseren; overleg overlegt overleggen; pak pakt pakken;
pas past passen; peil peilt peilen; plaats plaatst plaatsen; plan plant plannen;
plant plant planten; reageer reageert reageren; regel regelt regelen;
repareer repareert repareren; reserveer reserveert reserveren; ruim ruimt ruimen;
schrijf schrijft schrijven; snoei snoeit snoeien; spreek spreekt spreken; stuur stuurt sturen;
verstuur verstuurt versturen; vervang vervangt vervangen; verwerk verwerkt verwerken;
verwijder verwijdert verwijderen; verzamel verzamelt verzamelen; vraag vraagt vragen;
vul vult vullen; zet zet zetten; zoek zoekt zoeken; zorg zorgt zorgen
"""
_ROWS = [tuple(row.split()) for row in _FORMS.split(";")]

FIRST_SINGULAR = "|".join(row[0] for row in _ROWS)
THIRD_SINGULAR = "|".join(row[1] for row in _ROWS)
PLURAL = "|".join(row[2] for row in _ROWS)
