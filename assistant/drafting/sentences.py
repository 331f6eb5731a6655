"""The sentences that chosen pieces make: quotes, and quotes put together by rule, checked word for word."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from assistant.answer import ELISION, Citation, cite
from assistant.drafting import phrases
from assistant.drafting.charges import begins_anew, begins_task
from assistant.drafting.draft import Origin, Sentence
from assistant.drafting.pieces import Part, Piece
from assistant.writing.words import Sort, words
from ingest.document import Document, Span
from ingest.text import fold, syllables

_GAP = re.compile(r"[\s;,]*")
# «Đảng ủy Chính phủ cũng cần …» goes on with what may not be quoted.
_ALSO = " cũng "
_DOTS = re.compile(r"\.{4,}$")
_LAST = "./."  # ends a document
_COMPLETE = re.compile(r"[.!?…][”\"’)]*$")
# «Chỉ đạo Bộ Tài chính:» → «Bộ Tài chính được chỉ đạo:».
_CHARGES = re.compile(r"(?P<verb>chỉ đạo|yêu cầu|giao nhiệm vụ cho|giao nhiệm vụ|giao cho|giao|phân công|đề nghị)\s+")


@dataclass(slots=True)
class Scribe:
    """Collects the citations of a draft, each once, while its sentences are made."""

    citations: list[Citation] = field(default_factory=list)

    def cite(self, document: Document, paragraph: int, span: Span) -> int:
        """Return the position of that citation among those of the draft."""
        made = cite(document, paragraph, span)
        if made not in self.citations:
            self.citations.append(made)
        return self.citations.index(made)


@dataclass(frozen=True, slots=True)
class Group:
    """Chosen pieces under one that stands for itself, in reading order; `partial`: not all below that are chosen."""

    pieces: tuple[Piece, ...]
    partial: bool

    @property
    def document(self) -> Document:
        """The document that they are of."""
        return self.pieces[0].document

    @property
    def addressee(self) -> str:
        """Whom the first of them charges; empty where it names nobody."""
        return self.pieces[0].addressee


@dataclass(frozen=True, slots=True)
class Manner:
    """How sentences are worded.

    `passive`: whom a lead-in charges stands first («Bộ Tài chính được chỉ đạo …»); `short`: each piece is a sentence of
    its own; `according`: the first one begins with the name of the document.
    """

    passive: bool = False
    short: bool = False
    according: bool = False


def own(text: str) -> Sentence:
    """Return a sentence of the writer's own."""
    return Sentence(text, Origin.OWN)


def whole_paragraph(piece: Piece, scribe: Scribe) -> Sentence:
    """Return the quote of a piece as a sentence."""
    return _sentence(piece.document, [(piece.paragraph, piece.span)], scribe)


def said(group: Group, scribe: Scribe, manner: Manner) -> list[Sentence]:
    """Return the sentences of a group; those that only lead in come before all others of their pieces."""
    return [sentence for sentence, _ in marked(group, scribe, manner)]


def marked(group: Group, scribe: Scribe, manner: Manner) -> list[tuple[Sentence, bool]]:
    """Return the sentences of a group, each with whether it only leads in those that follow."""
    made: list[tuple[Sentence, bool]] = []
    lead: Piece | None = None
    for chosen in _runs(group.pieces, short=manner.short):
        if chosen[0].part in (Part.LEAD_IN, Part.HEAD, Part.MARKED_HEAD):
            lead = chosen[0]
        elif chosen[0].part is Part.HEADING:
            made.append((own(phrases.under_heading(group.document.name, chosen[0].heading)), True))
        else:
            opening = ""
            if manner.according and not made:
                opening = _opening(group.document.name, lead or chosen[0], passive=manner.passive)
            leads = chosen[0].part is Part.LEADING
            made.append((_said(lead, chosen, scribe, opening=opening, passive=manner.passive), leads))
            if leads and group.partial and not made[-1][0].text.endswith(":"):
                several = sum(piece.part is Part.TEXT for piece in group.pieces) > 1
                made.append((own(phrases.AMONG_THEM if several else phrases.ONE_OF_THEM), True))
            lead = None
    return made


def _opening(name: str, first: Piece, *, passive: bool) -> str:
    """Return the words that name the document before a sentence that begins with `first`."""
    verb = begins_anew(first.text) or begins_task(first.text)
    return phrases.states(name) if verb and not (passive and _passive(first)) else phrases.according_to(name)


def _runs(pieces: Sequence[Piece], *, short: bool) -> list[list[Piece]]:
    """Return the pieces that make one sentence together: those of one sentence of the source, or each by itself."""
    if short:
        return [[piece] for piece in pieces]
    runs = groupby(pieces, key=lambda piece: (piece.document.label, piece.paragraph, piece.sentence, piece.part))
    return [list(run) for _, run in runs]


def _said(lead: Piece | None, chosen: Sequence[Piece], scribe: Scribe, *, opening: str, passive: bool) -> Sentence:
    document = chosen[0].document
    if lead is not None and lead.part is Part.MARKED_HEAD and _touching(lead, chosen[0]):
        whole = replace(lead, part=Part.TEXT, span=Span(lead.span.start, chosen[0].span.end))
        lead, chosen = None, [whole, *chosen[1:]]
    places = _merged([*([lead] if lead else []), *chosen])
    quotes = [span.of(document.paragraph(number).text) for number, span in places]
    body = _listed(document, _merged(chosen))
    front = _passive(lead) if lead is not None and passive else ""
    if lead is not None and lead.part is Part.MARKED_HEAD:
        text = ELISION.join(quotes)
    elif lead is not None and (front or len(places) > 1):
        colon = ": " if lead.part is Part.LEAD_IN and not front else " "
        text = f"{front or lead.text.rstrip(': ')}{colon}{_lowered(body)}"
    else:
        text = _listed(document, places)
    text = _finished(opening + (_lowered(text) if opening.endswith(", ") else text))
    if not _says_the_same(text, quotes, opening, passive=front != ""):
        text = ELISION.join(quotes)
    return _sentence(document, places, scribe, text)


def _sentence(
    document: Document, places: Sequence[tuple[int, Span]], scribe: Scribe, text: str | None = None
) -> Sentence:
    quotes = ELISION.join(span.of(document.paragraph(number).text) for number, span in places)
    cited = tuple(scribe.cite(document, number, span) for number, span in places)
    verbatim = text is None or text == quotes
    return Sentence(
        quotes if verbatim or text is None else text, Origin.VERBATIM if verbatim else Origin.REWORDED, cited
    )


def _merged(chosen: Sequence[Piece]) -> list[tuple[int, Span]]:
    """Return the places of pieces in order, one for those with nothing but a comma or semicolon between them."""
    places: list[tuple[int, Span]] = []
    for piece in chosen:
        text = piece.document.paragraph(piece.paragraph).text
        also = piece.text.find(_ALSO)
        if piece.part is Part.TEXT and 0 < also <= len(piece.addressee) and piece.text.startswith(piece.addressee):
            places.append((piece.paragraph, Span(piece.span.start, piece.span.start + also)))
            places.append((piece.paragraph, Span(piece.span.start + also + len(_ALSO), piece.span.end)))
            continue
        if places and places[-1][0] == piece.paragraph and _GAP.fullmatch(text, places[-1][1].end, piece.span.start):
            places[-1] = (piece.paragraph, Span(places[-1][1].start, piece.span.end))
        else:
            places.append((piece.paragraph, piece.span))
    return places


def _touching(lead: Piece, piece: Piece) -> bool:
    """Return whether a piece goes on where a lead ends."""
    text = piece.document.paragraph(piece.paragraph).text
    return piece.paragraph == lead.paragraph and _GAP.fullmatch(text, lead.span.end, piece.span.start) is not None


def _listed(document: Document, places: Sequence[tuple[int, Span]]) -> str:
    """Return the quotes as one list; those between which only «cũng» is left out as one phrase."""
    text = ""
    for position, (number, span) in enumerate(places):
        quote, source = span.of(document.paragraph(number).text), document.paragraph(number).text
        before = source[places[position - 1][1].end : span.start] if position else ""
        text += f" {quote}" if before == _ALSO else f"; {_lowered(quote)}" if position else quote
    return text


def _passive(lead: Piece) -> str:
    """Return «Bộ Tài chính được chỉ đạo» of «Chỉ đạo Bộ Tài chính:»; empty where the lead-in says more than that."""
    match = _CHARGES.match(fold(lead.text))
    if match is None or not lead.addressee:
        return ""
    rest = lead.text[match.end() :].rstrip(" :")
    role = rest.removeprefix(lead.addressee)
    if role == rest or (role and not fold(role).startswith((" chủ trì", " phối hợp"))):
        return ""
    return f"{lead.addressee} được {match['verb'].removesuffix(' cho')}{role}"


def _lowered(text: str) -> str:
    """Return `text` as it goes on within a sentence: in lower case, unless it begins with a name."""
    first = words(text[:60])[:1]
    second = text.split(" ", 2)[1:2]
    named = not first or first[0].sort is Sort.BODY or text[:2].isupper() or (second and second[0][:1].isupper())
    return text if named else text[0].lower() + text[1:]


def _finished(text: str) -> str:
    """Return `text` as a sentence: with a capital and an end."""
    text = _DOTS.sub("…", text[0].upper() + text[1:]).removesuffix(_LAST)
    if text.endswith(":"):  # what it leads in follows
        return text
    return text if _COMPLETE.search(text) else f"{text.rstrip(' ,;:–-')}."


def _says_the_same(text: str, quotes: Sequence[str], opening: str, *, passive: bool) -> bool:
    """Return whether `text` has every word of the quotes, and no other than those of its opening and «được»."""
    given = Counter(syllables(fold(" ".join([opening, *quotes, "được" if passive else ""]))))
    written = Counter(syllables(fold(text)))
    missing, added = given - written, written - given
    return not added and (not missing or (passive and missing == Counter(["cho"])))
