"""Makes the replies in ``replies/``: as eight mail programs write them, in Dutch and in English.

``python -m tests.mail.clients`` writes them anew. Beside each mail stands, as a text, the reply
that a person would cut out of it. Layout, headings and breaking of lines follow what each program
really sends; people, addresses and places do not exist.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "replies"
OFFICIAL, OFFICIAL_ADDRESS = "Marieke de Boer", "marieke.deboer@waterhoven.example"

ORIGINAL = {
    "nl": [
        "Beste mevrouw Jansen,",
        "Dank u wel voor uw bericht over de speeltuin aan de Lindelaan. Wij praten er graag met u "
        "over.",
        "Kunt u op dinsdag 1 december om 14.00 uur naar het gemeentehuis aan de Havenstraat komen?",
        "Mogen wij uw naam noemen aan het buurtcomité?",
        "Met vriendelijke groet,",
        "Marieke de Boer\nGemeente Waterhoven",
        "Telefoon 0100 123 456",
    ],
    "en": [
        "Dear Ms Jansen,",
        "Thank you for your message about the playground in Linden Lane. We would like to talk "
        "about it.",
        "Could you come to the town hall in Harbour Street on Tuesday 1 December at 2 pm, please?",
        "May we give your name to the neighbourhood committee?",
        "Kind regards,",
        "Marieke de Boer\nMunicipality of Waterhoven",
        "Telephone 0100 123 456",
    ],
}
SUBJECT = {"nl": "Uw bericht over de speeltuin", "en": "Your message about the playground"}


@dataclass(frozen=True)
class Words:
    """What somebody answers: in one piece, or first and then per question."""

    whole: list[str]
    first: list[str]
    answers: tuple[str, str]


NL = {
    "gmail-web": Words(
        ["Beste Marieke,", "Dinsdag kan ik niet, woensdag wel. Op woensdag ben ik de hele middag "
         "thuis en kan ik zo naar u toe komen.", "Groet,\nAnna Jansen"],
        ["Hallo Marieke,"],
        ("Ja, dat past goed. Ik neem mijn buurman mee.", "Liever niet."),
    ),
    "gmail-app": Words(
        ["Prima, ik kom dinsdag. En ja, u mag mijn naam noemen."],
        ["Beste mevrouw De Boer, zie hieronder."],
        ("Om 14.00 uur werk ik nog. Kan het om vijf uur?", "Dat is goed."),
    ),
    "outlook-desktop": Words(
        ["Geachte mevrouw De Boer,", "Dank voor uw uitnodiging. Wij komen graag met drie bewoners.",
         "Hoogachtend,", "A. Jansen\nBewonersgroep Lindelaan"],
        ["Geachte mevrouw De Boer,", "Mijn antwoorden staan hieronder in rood."],
        ("Ja, wij komen met drie personen.", "Ja, en ook de naam van de bewonersgroep."),
    ),
    "outlook-web": Words(
        ["Hoi Marieke,", "Ik heb nog een vraag: is er een lift? Ik loop slecht.",
         "Met vriendelijke groet,\nAnna"],
        ["Zie mijn reactie onder uw vragen."],
        ("Dat lukt, als er een lift is.", "Nee, dat wil ik niet."),
    ),
    "outlook-phone": Words(
        ["Is goed, tot dinsdag!"],
        ["Zie onder"],
        ("Ja hoor", "Doe maar niet"),
    ),
    "apple-mail": Words(
        ["Dag Marieke,", "Van: de bushalte is het tien minuten lopen. Dat red ik wel.",
         "Tot dinsdag,\nAnna"],
        ["Dag Marieke,"],
        ("Ja.", "Op één voorwaarde: alleen mijn voornaam."),
    ),
    "iphone": Words(
        ["Ik ben ziek, kan het een week later?"],
        ["Hoi"],
        ("Nee, ik ben ziek", "Ja prima"),
    ),
    "thunderbird": Words(
        ["Goedemiddag,", "Op dinsdag ben ik afwezig. Wat ik schreef op 3 maart staat nog: de "
         "schommel is kapot.", "A. Jansen"],
        ["Goedemiddag,"],
        ("Helaas, dan ben ik in Zeestad.", "Ja, graag zelfs."),
    ),
}  # fmt: skip
EN = {
    "gmail-web": Words(
        ["Dear Marieke,", "I cannot come on Tuesday, but Wednesday is fine. I am at home all "
         "afternoon and can walk over whenever it suits you.", "Best,\nAnna Jansen"],
        ["Hi Marieke,"],
        ("Yes, that suits me. I will bring my neighbour.", "I would rather you did not."),
    ),
    "gmail-app": Words(
        ["Fine, see you Tuesday. And yes, you may give them my name."],
        ["Please see below."],
        ("I still work at 2 pm. Could it be five?", "That is fine."),
    ),
    "outlook-desktop": Words(
        ["Dear Ms de Boer,", "Thank you for the invitation. Three of us will come.",
         "Yours sincerely,", "A. Jansen\nLinden Lane Residents"],
        ["Dear Ms de Boer,", "My answers are below."],
        ("[Anna Jansen] Yes, three of us will come.", "[Anna Jansen] Yes, and that of our group."),
    ),
    "outlook-web": Words(
        ["Hi Marieke,", "One more question: is there a lift? I do not walk well.",
         "Kind regards,\nAnna"],
        ["See my answers under your questions."],
        ("I can, if there is a lift.", "No, I do not want that."),
    ),
    "outlook-phone": Words(
        ["Sure, see you Tuesday!"],
        ["See below"],
        ("Yes", "Rather not"),
    ),
    "apple-mail": Words(
        ["Hello Marieke,", "From: the bus stop it is ten minutes on foot. I can manage that.",
         "Until Tuesday,\nAnna"],
        ["Hello Marieke,"],
        ("Yes.", "On one condition: my first name only."),
    ),
    "iphone": Words(
        ["I am ill, can we do it a week later?"],
        ["Hi"],
        ("No, I am ill", "Yes, go ahead"),
    ),
    "thunderbird": Words(
        ["Good afternoon,", "I am away on Tuesday. What I wrote on 3 March still holds: the swing "
         "is broken.", "A. Jansen"],
        ["Good afternoon,"],
        ("Sorry, I am in Seatown then.", "Yes, with pleasure."),
    ),
}  # fmt: skip
WORDS = {"nl": NL, "en": EN}

# A piece of a mail: paragraphs that are new, or paragraphs of the mail that is answered.
Piece = tuple[str, list[str]]


def pieces(words: Words, original: list[str], way: str) -> list[Piece]:
    if way == "top":
        return [("new", words.whole), ("old", original)]
    if way == "bottom":
        return [("old", original), ("new", words.whole)]
    return [
        ("new", words.first),
        ("old", original[:3]),
        ("new", [words.answers[0]]),
        ("old", original[3:4]),
        ("new", [words.answers[1]]),
        ("old", original[4:]),
    ]


def wrapped(paragraph: str, width: int, mark: str = "") -> list[str]:
    return [
        f"{mark}{line}"
        for each in paragraph.split("\n")
        for line in (textwrap.wrap(each, width, break_on_hyphens=False) if width else [each])
    ]


def block(paragraphs: list[str], width: int = 0, mark: str = "") -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*([mark] if lines else []), *wrapped(paragraph, width, mark)]
    return lines


def cut_by_a_person(made: list[Piece], way: str, width: int) -> str:
    """The new words; between the lines each answer comes with the question that it answers."""
    told, question = [], ""
    for kind, paragraphs in made:
        if kind == "new":
            told.append(question + "\n".join(block(paragraphs, width)))
        question = ""
        if kind == "old" and way == "inline":
            question = "\n".join(wrapped(paragraphs[-1], width and width - 2, "> ")) + "\n"
    return "\n\n".join(told) + "\n"


def divs(paragraphs: list[str], attributes: str = "") -> str:
    def div(text: str) -> str:
        return f"<div{attributes}>{escape(text)}</div>"

    return f"<div{attributes}><br></div>".join(
        "".join(div(line) for line in paragraph.split("\n")) for paragraph in paragraphs
    )


def paragraphs_of_word(paragraphs: list[str], style: str = "") -> str:
    """As Outlook's own editor, which is Word, writes them."""
    empty = "<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n"

    def line(text: str) -> str:
        said = (
            f"<span style='{style}'>{escape(text)}<o:p></o:p></span>"
            if style
            else (f"{escape(text)}<o:p></o:p>")
        )
        return f"<p class=MsoNormal>{said}</p>\n"

    return empty.join(
        "".join(line(each) for each in paragraph.split("\n")) for paragraph in paragraphs
    )


@dataclass(frozen=True)
class Mail:
    plain: str
    page: str
    width: int = 0
    flowed: bool = False
    encoding: str = "quoted-printable"
    headers: tuple[tuple[str, str], ...] = ()


# --- Gmail ---------------------------------------------------------------------------------------


def gmail(made: list[Piece], attribution: str, around: str) -> Mail:
    quote_style = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
    intro = f'<div dir="ltr" class="gmail_attr">{escape(attribution)}<br></div>'.replace(
        escape(OFFICIAL_ADDRESS),
        f'<a href="mailto:{OFFICIAL_ADDRESS}">{OFFICIAL_ADDRESS}</a>',
    )
    plain: list[str] = []
    page = ""
    told = False
    for kind, paragraphs in made:
        if kind == "new":
            plain += [*block(paragraphs, 76), ""]
            page += f"<div {around}>{divs(paragraphs, ' ' + around)}</div><br>"
        else:
            if not told:
                plain += [*_broken(attribution), ""]
                page += f'<div class="gmail_quote gmail_quote_container">{intro}</div>'
            told = True
            plain += [*block(paragraphs, 74, "> "), ""]
            page += (
                f'<blockquote class="gmail_quote" style="{quote_style}">'
                f"<div>{divs(paragraphs)}<br></div></blockquote>"
            )
    return Mail("\n".join(plain), page, width=76, headers=(("MIME-Version", "1.0"),))


def _broken(attribution: str) -> list[str]:
    """Gmail breaks the line at the address."""
    before, _, after = attribution.partition("<")
    return [f"{before}<", after]


def gmail_web(made: list[Piece], language: str) -> Mail:
    return gmail(
        made,
        {
            "nl": f"Op ma 23 nov 2026 om 09:00 schreef {OFFICIAL} <{OFFICIAL_ADDRESS}>:",
            "en": f"On Mon, Nov 23, 2026 at 9:00\u202fAM {OFFICIAL} <{OFFICIAL_ADDRESS}> wrote:",
        }[language],
        'dir="ltr"',
    )


def gmail_app(made: list[Piece], language: str) -> Mail:
    mail = gmail(
        made,
        {
            "nl": f"Op ma 23 nov. 2026 09:00 schreef {OFFICIAL} <{OFFICIAL_ADDRESS}>:",
            "en": f"On Mon, 23 Nov 2026, 09:00 {OFFICIAL}, <{OFFICIAL_ADDRESS}> wrote:",
        }[language],
        'dir="auto"',
    )
    return Mail(mail.plain, mail.page, width=76, encoding="base64")


# --- Outlook -------------------------------------------------------------------------------------

LABELS = {
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "maandag 23 november 2026 09:00"),
    "en": ("From", "Sent", "To", "Subject", "Monday, November 23, 2026 9:00 AM"),
}


def outlook_heading(language: str) -> list[tuple[str, str]]:
    sender, sent, to, subject, moment = LABELS[language]
    return [
        (sender, f"{OFFICIAL} <{OFFICIAL_ADDRESS}>"),
        (sent, moment),
        (to, "Anna Jansen <anna.jansen@voorbeeld.example>"),
        (subject, SUBJECT[language]),
    ]


def outlook_plain(made: list[Piece], language: str, above: list[str]) -> str:
    lines: list[str] = []
    told = False
    for kind, paragraphs in made:
        if kind == "old" and not told:
            lines += [
                *above,
                *(f"{name}: {value}" for name, value in outlook_heading(language)),
                "",
            ]
            told = True
        lines += [*block(paragraphs), ""]
    return "\n".join(lines)


def outlook_desktop(made: list[Piece], language: str) -> Mail:
    typed = "mso-fareast-language:EN-US"
    coloured = "color:red;mso-fareast-language:EN-US" if language == "nl" else typed
    heading = "<br>\n".join(
        f"<b>{name}:</b> {escape(value)}" for name, value in outlook_heading(language)
    )
    border = (
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<p class=MsoNormal>{heading}<o:p></o:p></p></div></div>\n"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n"
    )
    page, told = "<div class=WordSection1>\n", False
    for kind, paragraphs in made:
        if kind == "old":
            page += "" if told else border
            told = True
            page += paragraphs_of_word(paragraphs)
        else:
            page += paragraphs_of_word(paragraphs, coloured if told else typed)
        page += "<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n"
    head = (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office'
        ':office" xmlns="http://www.w3.org/TR/REC-html40"><head><meta name=Generator content='
        '"Microsoft Word 15 (filtered medium)"><style><!--\np.MsoNormal, li.MsoNormal\n'
        "\t{margin:0cm; font-size:11.0pt;}\n--></style></head>"
        '<body lang=NL link="#0563C1" vlink="#954F72" style=\'word-wrap:break-word\'>'
    )
    return Mail(
        outlook_plain(made, language, []),
        f"{head}{page}</div></body></html>",
        headers=(("X-Mailer", "Microsoft Outlook 16.0"), ("Thread-Index", "AQHcXTest0001=")),
    )


def outlook_web(made: list[Piece], language: str) -> Mail:
    typed = (
        ' class="elementToProof" style="font-family: Aptos, Calibri, Helvetica, sans-serif; '
        'font-size: 12pt; color: rgb(0, 0, 0);"'
    )
    heading = "<br>".join(
        f"<b>{name}:</b> {escape(value)}" for name, value in outlook_heading(language)
    )
    page, told = "", False
    for kind, paragraphs in made:
        if kind == "old":
            if not told:
                page += (
                    '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" '
                    'tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, '
                    f'sans-serif" color="#000000" style="font-size:11pt">{heading}</font>'
                    "<div>&nbsp;</div></div>"
                )
            told = True
            page += f'<div class="x_WordSection1">{divs(paragraphs, " class=x_MsoNormal")}</div>'
        else:
            page += divs(paragraphs, typed)
        page += "<div><br></div>"
    return Mail(
        outlook_plain(made, language, ["_" * 32]),
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
        '<style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style>'
        f'</head><body dir="ltr">{page}</body></html>',
        headers=(
            ("X-MS-Has-Attach", ""),
            ("X-Auto-Response-Suppress", "DR, OOF, AutoReply"),
            ("Thread-Topic", SUBJECT[language]),
        ),
    )


def outlook_phone(made: list[Piece], language: str) -> Mail:
    typed = (
        ' dir="ltr" style="font-family: Aptos, Aptos_MSFontService, -apple-system, sans-serif; '
        'font-size: 12pt;"'
    )
    signature = {
        "nl": ("Outlook voor iOS downloaden", "https://aka.ms/o0ukef"),
        "en": ("Get Outlook for iOS", "https://aka.ms/o0ukef"),
    }[language]
    signed = (
        '<div id="ms-outlook-mobile-body-separator-line" dir="ltr"><br></div>'
        f'<div id="ms-outlook-mobile-signature" dir="ltr"><a href="{signature[1]}">'
        f"{signature[0]}</a></div>"
    )
    heading = "<br>".join(
        f"<b>{name}:</b> {escape(value)}" for name, value in outlook_heading(language)
    )
    page, told, in_box = "", False, False
    last_old = max(at for at, (kind, _) in enumerate(made) if kind == "old")
    for at, (kind, paragraphs) in enumerate(made):
        if kind == "old":
            if not told:
                page += (
                    f'{signed}<div id="mail-editor-reference-message-container" '
                    'class="ms-outlook-mobile-reference-message skipProofing"><hr '
                    'style="display: inline-block; width: 98%;"><div id="divRplyFwdMsg" '
                    f'dir="ltr"><span style="font-family: Calibri;">{heading}</span></div><br>'
                )
            told = in_box = True
            page += divs(paragraphs, ' class="PlainText"')
            if at == last_old:
                page += "</div>"
                in_box = False
        else:
            page += divs(paragraphs, typed)
        page += "<div><br></div>" if in_box or kind == "new" else ""
    return Mail(
        outlook_plain(made, language, [f"{signature[0]}<{signature[1]}>", "_" * 32]),
        f'<html><head></head><body><div dir="ltr">{page}</div></body></html>',
    )


# --- Apple ---------------------------------------------------------------------------------------


def apple_mail(made: list[Piece], language: str) -> Mail:
    intro = {
        "nl": f"Op 23 nov 2026, om 09:00 heeft {OFFICIAL} <{OFFICIAL_ADDRESS}> het volgende "
        "geschreven:",
        "en": f"On 23 Nov 2026, at 09:00, {OFFICIAL} <{OFFICIAL_ADDRESS}> wrote:",
    }[language]
    plain: list[str] = []
    page, told = "", False
    for kind, paragraphs in made:
        if kind == "new":
            plain += [*block(paragraphs), ""]
            page += divs(paragraphs)
        else:
            own = paragraphs if told else [intro, *paragraphs]
            plain += [*block(own, mark="> "), ""]
            first = (
                ""
                if told
                else (f'<div>{escape(intro)}</div><br class="Apple-interchange-newline">')
            )
            page += f'<div><br><blockquote type="cite">{first}{divs(paragraphs)}</blockquote></div>'
            told = True
    return Mail(
        "\n".join(plain),
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        '<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: '
        f'after-white-space;">{page}</body></html>',
        headers=(("X-Mailer", "Apple Mail (2.3826.200.121)"),),
    )


def iphone(made: list[Piece], language: str) -> Mail:
    intro = {
        "nl": f"Op 23 nov 2026 om 09:00 heeft {OFFICIAL} <{OFFICIAL_ADDRESS}> het volgende "
        "geschreven:",
        "en": f"On 23 Nov 2026, at 09:00, {OFFICIAL} <{OFFICIAL_ADDRESS}> wrote:",
    }[language]
    signature = {"nl": "Verstuurd vanaf mijn iPhone", "en": "Sent from my iPhone"}[language]
    plain: list[str] = []
    page, told = "", False
    for kind, paragraphs in made:
        if kind == "new":
            plain += [*block(paragraphs), ""]
            page += divs(paragraphs, ' dir="ltr"')
            continue
        if told:
            plain += [*block(paragraphs, mark="> "), ""]
            page += f'<blockquote type="cite"><div dir="ltr">{divs(paragraphs)}</div></blockquote>'
            continue
        own = ["\ufeff" + paragraphs[0], *paragraphs[1:]]
        plain += [signature, "", f"> {intro}", "> ", *block(own, mark="> "), ""]
        page += (
            '<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">'
            f'{signature}</div><div dir="ltr"><br><blockquote type="cite">{escape(intro)}<br><br>'
            f'</blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{divs(paragraphs)}'
            "</div></blockquote>"
        )
        told = True
    return Mail(
        "\n".join(plain),
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body dir="auto">{page}</body></html>',
        headers=(("X-Mailer", "iPhone Mail (24B83)"),),
    )


# --- Thunderbird ---------------------------------------------------------------------------------


def thunderbird(made: list[Piece], language: str) -> Mail:
    """Dutch as plain text alone, flowed; English with HTML beside it."""
    intro = {
        "nl": f"Op 23-11-2026 om 09:00 schreef {OFFICIAL}:",
        "en": f"On 23/11/2026 09:00, {OFFICIAL} wrote:",
    }[language]
    plain: list[str] = []
    page, told = "", False
    for kind, paragraphs in made:
        if kind == "new":
            plain += [*flowed(paragraphs), ""]
            page += "".join(f"<p>{escape(each)}</p>".replace("\n", "<br>") for each in paragraphs)
        else:
            if not told:
                plain.append(intro)
                page += f'<div class="moz-cite-prefix">{escape(intro)}<br></div>'
            told = True
            plain += [*(f">{'' if not each else ' '}{each}" for each in flowed(paragraphs)), ""]
            page += (
                '<blockquote type="cite" cite="mid:1@waterhoven.example">'
                + "".join(f"<p>{escape(each)}</p>".replace("\n", "<br>") for each in paragraphs)
                + "</blockquote>"
            )
    plain += ["-- ", "Anna Jansen", "Lindelaan 12"]
    page += '<div class="moz-signature">-- <br>Anna Jansen<br>Lindelaan 12</div>'
    shown = f"<!DOCTYPE html><html><head></head><body>{page}</body></html>"
    return Mail(
        "\n".join(plain),
        shown if language == "en" else "",
        flowed=True,
        encoding="8bit",
        headers=(("User-Agent", "Mozilla Thunderbird"),),
    )


def flowed(paragraphs: list[str]) -> list[str]:
    """Broken at 72 with a space at the end of what goes on (RFC 3676)."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [""] if lines else []
        for each in paragraph.split("\n"):
            *going_on, last = textwrap.wrap(each, 70, break_on_hyphens=False)
            lines += [*(f"{line} " for line in going_on), last]
    return lines


PROGRAMS: dict[str, Callable[[list[Piece], str], Mail]] = {
    "gmail-web": gmail_web,
    "gmail-app": gmail_app,
    "outlook-desktop": outlook_desktop,
    "outlook-web": outlook_web,
    "outlook-phone": outlook_phone,
    "apple-mail": apple_mail,
    "iphone": iphone,
    "thunderbird": thunderbird,
}
WAYS = ("top", "bottom", "inline")


def message(mail: Mail, program: str, language: str, way: str) -> EmailMessage:
    """The mail with its head and its one or two bodies."""
    made = EmailMessage(policy=SMTP)
    made["From"] = "Anna Jansen <anna.jansen@voorbeeld.example>"
    made["To"] = f"{OFFICIAL} <{OFFICIAL_ADDRESS}>"
    made["Subject"] = f"{'Antw' if program == 'outlook-desktop' else 'Re'}: {SUBJECT[language]}"
    made["Date"] = "Mon, 23 Nov 2026 10:12:00 +0100"
    made["Message-ID"] = f"<{program}.{language}.{way}@voorbeeld.example>"
    made["In-Reply-To"] = "<1@waterhoven.example>"
    made["References"] = "<1@waterhoven.example>"
    for name, value in mail.headers:
        if name != "MIME-Version":
            made[name] = value
    made.set_content(mail.plain, cte=mail.encoding)
    if mail.flowed:
        made.set_param("format", "flowed")
    if mail.page:
        made.add_alternative(mail.page, subtype="html", cte=mail.encoding)
        made.set_boundary(f"=_{program}_{language}_{way}")
    return made


def all_replies() -> dict[str, tuple[bytes, str]]:
    """By name: the mail, and what a person cuts out of it."""
    made = {}
    for program, build in PROGRAMS.items():
        for language in ("nl", "en"):
            for way in WAYS:
                parts = pieces(WORDS[language][program], ORIGINAL[language], way)
                mail = build(parts, language)
                made[f"{program}.{language}.{way}"] = (
                    message(mail, program, language, way).as_bytes(),
                    cut_by_a_person(parts, way, mail.width),
                )
    return made


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, (raw, cut) in all_replies().items():
        (FOLDER / f"{name}.eml").write_bytes(raw)
        (FOLDER / f"{name}.txt").write_text(cut, encoding="utf-8")
