"""A draft as a Word file in the form of a party or a State document, with its annex «bảng đối chiếu»."""

from collections.abc import Iterator

from assistant.drafting.draft import OWN_MARK, Block, Draft, Origin, Row, Sentence
from assistant.export.letterhead import DATE_SIZE, STATE, TEXT_SIZE, Form, Letterhead, place_and_date
from assistant.export.sources import HEADER, LEGEND, TO_THE_WRITER, note_of, source_lines
from assistant.export.word import Line, Piece, WordFile

# Mean width of letters of Times New Roman in parts of their size; the rules ask for lines of a third to a half of the
# text's length, so that a mean does.
_CAPITAL, _SMALL = 0.6, 0.45
_RULE_SHARE = 0.42
_MM = 25.4 / 72
_SIGNATURE_SPACE = 62  # points, for a signature and a seal
_COLUMNS = (12, 78, 28, 44, 78)  # mm, of the annex


def to_docx(draft: Draft, form: Form, letterhead: Letterhead) -> bytes:
    """Return the draft as a DOCX file; what the letterhead does not tell stays a blank on yellow."""
    file = WordFile(
        title=draft.title, margins=form.margins, size=TEXT_SIZE, indent=form.indent, line_spacing=form.line_spacing
    )
    file.columns(form.columns, (_agency(form, letterhead), _mottos(form, letterhead)))
    file.lines(_title(draft, form))
    for block in draft.blocks:
        _block(file, block, draft)
    file.lines([Line((), before=6)])
    file.columns((form.width * 0.45, form.width * 0.55), (_recipients(form, letterhead), _signature(form, letterhead)))
    _annex(file, draft)
    return file.to_bytes()


def _told(text: str | None, blank: str, *, size: float, bold: bool = False) -> Iterator[Line]:
    """Give the line of what was told, the blank where nothing was, and nothing where it is to be left out."""
    if text != "":
        yield Line((Piece(text or blank, bold=bold, size=size, blank=text is None),))


def _agency(form: Form, letterhead: Letterhead) -> list[Line]:
    superior = None if letterhead.superior is None else letterhead.superior.upper()
    agency = (letterhead.agency or "[TÊN CƠ QUAN …]").upper()
    rule = 0.0 if form.star else _rule(agency, form.agency_size, form.columns[0])
    name = Piece(agency, bold=True, size=form.agency_size, blank=not letterhead.agency)
    number = Piece(letterhead.number or form.number_blank, size=form.number_size, blank=not letterhead.number)
    return [
        *_told(superior, "[TÊN CƠ QUAN CẤP TRÊN …]", size=form.agency_size),
        Line((name,), rule=rule),
        *([Line((Piece(form.star, size=form.agency_size),))] if form.star else []),
        Line((Piece(f"{form.number_label} ", size=form.number_size), number), before=0 if form.star else 4),
    ]


def _rule(text: str, size: float, width: float) -> float:
    """Return the length in mm of the line below a text: a third to a half of the text, or of the room it has."""
    letter = _CAPITAL if text.isupper() else _SMALL
    return min(len(text) * letter * size * _MM, width) * _RULE_SHARE


def _mottos(form: Form, letterhead: Letterhead) -> list[Line]:
    place, day = place_and_date(letterhead)
    return [
        *(Line((Piece(motto.text, bold=True, size=motto.size),), rule=motto.rule) for motto in form.mottos),
        Line(
            (
                Piece(place, italic=True, size=DATE_SIZE, blank=letterhead.place is None),
                Piece(", ", italic=True, size=DATE_SIZE),
                Piece(day, italic=True, size=DATE_SIZE, blank=letterhead.date is None),
            ),
            before=6,
        ),
    ]


def _title(draft: Draft, form: Form) -> list[Line]:
    kind = Line((Piece(draft.kind.upper(), bold=True, size=form.title_size),), before=18)
    rule = 0.0 if form.dashes else _rule(draft.title, form.subject_size, form.width)
    subject = Line((Piece(draft.title, bold=True, size=form.subject_size),), rule=rule)
    return [kind, subject, *([Line((Piece(form.dashes),))] if form.dashes else [])]


def _block(file: WordFile, block: Block, draft: Draft) -> None:
    if block.heading:
        file.heading(block.heading)
    said = [list(_pieces(sentence, draft)) for sentence in block.sentences]
    if block.listed:
        for pieces in said:
            file.prose([Piece("- "), *pieces])
    elif said:
        first, *rest = said
        file.prose(first + [piece for pieces in rest for piece in (Piece(" "), *pieces)])


def _pieces(sentence: Sentence, draft: Draft) -> Iterator[Piece]:
    """Give the sentence so that a reader sees whose words it is: quoted, plain with notes, or marked."""
    if sentence.origin is Origin.OWN:
        yield Piece(f"{sentence.text} ")
        yield Piece(OWN_MARK, italic=True)
        return
    verbatim = sentence.origin is Origin.VERBATIM
    notes = tuple(note_of(draft, position, quoted=not verbatim) for position in sentence.citations)
    yield Piece(f"“{sentence.text}”" if verbatim else sentence.text, notes=notes)


def _recipients(form: Form, letterhead: Letterhead) -> list[Line]:
    state = form is STATE
    label = Piece("Nơi nhận:", bold=state, italic=state, underline=not state, size=form.recipients_label_size)
    told = letterhead.recipients
    listed = form.recipients_blank if told is None else _ended(told)
    return [
        Line((label,), left=True),
        *(Line((Piece(f"- {text}", size=form.recipients_size, blank=told is None),), left=True) for text in listed),
    ]


def _ended(recipients: tuple[str, ...]) -> list[str]:
    """Return the recipients with a semicolon behind each and a full stop behind the last."""
    plain = [recipient.strip().rstrip(";.") for recipient in recipients]
    return [f"{text}{'.' if position == len(plain) else ';'}" for position, text in enumerate(plain, 1)]


def _signature(form: Form, letterhead: Letterhead) -> list[Line]:
    capacity = None if letterhead.capacity is None else letterhead.capacity.upper()
    position = None if letterhead.position is None else letterhead.position.upper()
    name = letterhead.signer or "[Họ và tên …]"
    return [
        *_told(capacity, form.capacity_blank, size=TEXT_SIZE, bold=True),
        *_told(position, "[CHỨC VỤ …]", size=TEXT_SIZE, bold=form.position_bold),
        Line((Piece(name, bold=True, blank=not letterhead.signer),), before=_SIGNATURE_SPACE),
    ]


def _annex(file: WordFile, draft: Draft) -> None:
    width = file.landscape()
    small = 12.0
    file.lines(
        [
            Line((Piece("PHỤ LỤC", bold=True),)),
            Line((Piece("BẢNG ĐỐI CHIẾU", bold=True),)),
            Line((Piece(LEGEND, italic=True, size=small),), before=6),
            *(Line((Piece(line, size=small),), before=3) for line in source_lines(draft)),
            Line(()),
        ]
    )
    scale = width / sum(_COLUMNS)
    file.grid([column * scale for column in _COLUMNS], HEADER, _rows(draft.annex))
    if draft.notes:
        file.lines([Line((Piece(TO_THE_WRITER, bold=True, size=small),), left=True, before=12)])
        file.lines(Line((Piece(f"- {note}", size=small),), left=True, before=3) for note in draft.notes)


def _rows(annex: tuple[Row, ...]) -> Iterator[tuple[str | None, ...]]:
    before = 0
    for row in annex:
        same = row.number == before
        said = (None, None, None) if same else (str(row.number), row.sentence, str(row.origin))
        yield *said, row.locator, row.quote
        before = row.number
