"""The shape that each kind of text has in an office: which blocks, in which order, in which frame."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.drafting import phrases
from assistant.drafting.draft import Block, Kind, Sentence
from assistant.drafting.pieces import Piece
from assistant.drafting.request import Request
from assistant.drafting.sentences import Group, Manner, Scribe, marked, own, said, whole_paragraph
from ingest.document import Document
from ingest.text import fold


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft says: who issued the documents and when (`openings`, perhaps none), and the groups chosen.

    `spare` from 0 to 2: how much of the frame that may be left out is wanted.
    """

    request: Request
    documents: tuple[Document, ...]
    openings: tuple[Piece, ...]
    groups: tuple[Group, ...]
    spare: int


Blocks = list[Block]
_SAME_BEGINNING = 5  # words


def blocks(content: Content, scribe: Scribe) -> tuple[Block, ...]:
    """Return the blocks of a draft of the kind that is asked for."""
    return tuple(block for block in _SHAPES[content.request.kind](content, scribe) if block.sentences)


def heading_words(kind: Kind, piece: Piece, *, several: bool) -> int:
    """Return about how many words of heading a group costs that begins with `piece`."""
    if kind is Kind.QUESTIONS:
        return len(phrases.question(piece.document.name, piece.addressee, piece.text, 0).split())
    if kind not in (Kind.OUTLINE, Kind.SUMMARY):
        return 0
    return len(_heading(piece.addressee, piece.document, several=several).split()) + (kind is Kind.OUTLINE)


def _own(*texts: str, heading: str = "", listed: bool = False) -> Block:
    return Block(tuple(own(text) for text in texts), heading, listed)


def _opened(content: Content, scribe: Scribe, heading: str = "") -> Block:
    return Block(tuple(whole_paragraph(piece, scribe) for piece in content.openings), heading)


def _told(content: Content, scribe: Scribe, *, named: bool = False) -> Iterator[tuple[Group, list[Sentence]]]:
    """Yield each group in prose; the first of a document names it where neither `named` nor its opening does.

    So does one that would begin with the words with which the last sentence begins.
    """
    seen: set[str] = set()
    several = len({group.document.label for group in content.groups}) > 1
    before = content.openings[-1].text if content.openings else ""
    for group in content.groups:
        label = group.document.label
        manner = Manner(passive=True, short=content.request.kind is Kind.RADIO)
        manner = replace(manner, according=label not in seen and not named and (several or not content.openings))
        sentences = said(group, scribe, manner)
        if _begins(sentences[0].text) == _begins(before):
            sentences = said(group, scribe, replace(manner, according=True))
        seen.add(label)
        before = sentences[-1].text
        yield group, sentences


def _begins(text: str) -> str:
    return fold(" ".join(text.split()[:_SAME_BEGINNING]))


def _news_brief(content: Content, scribe: Scribe) -> Blocks:
    found = []
    told = list(_told(content, scribe, named=bool(content.openings)))
    for document in content.documents:
        opening = [whole_paragraph(p, scribe) for p in content.openings if p.document is document]
        body = [s for group, sentences in told if group.document is document for s in sentences]
        found.append(Block((*opening, *body)))
    return [*found, _own(_source(content))]


def _source(content: Content) -> str:
    return phrases.source(content.documents) if content.spare else phrases.source_briefly(content.documents)


def _press_release(content: Content, scribe: Scribe) -> Blocks:
    return [
        _own(*[phrases.PLACE_AND_DATE] * (content.spare > 0), *_to(content)),
        _opened(content, scribe),
        _own(*[phrases.MAIN_POINTS] * (content.spare > 1)),
        *(Block(tuple(sentences)) for _, sentences in _told(content, scribe)),
        _own(phrases.source(content.documents)),
        _own(*phrases.CONTACT, heading=phrases.CONTACT_HEADING),
    ]


def _to(content: Content) -> list[str]:
    audience = content.request.audience
    return [phrases.for_whom(audience)] if audience and content.spare > 1 else []


def _questions(content: Content, scribe: Scribe) -> Blocks:
    request = content.request
    found = [_own(*[phrases.answers(request.audience, request.topic, content.documents)] * (content.spare > 0))]
    for piece in content.openings:
        found.append(Block((whole_paragraph(piece, scribe),), phrases.who_issued(piece.document.name)))
    for position, group in enumerate(_merged(content.groups)):
        asked = phrases.question(group.document.name, group.addressee, group.pieces[0].text, position)
        found.append(Block(tuple(said(group, scribe, Manner(passive=True))), asked))
    return [*found, _own(phrases.source(content.documents))]


def _social_post(content: Content, scribe: Scribe) -> Blocks:
    request, several = content.request, len(content.documents) > 1
    found = [_own(phrases.hook(request.topic, content.documents))]
    for document in content.documents:
        opening = [whole_paragraph(p, scribe) for p in content.openings if p.document is document]
        found.append(Block(tuple(opening), document.name if several else ""))
        for group in content.groups:
            if group.document is document:
                found += _items(group, scribe, Manner(passive=True))
    return [*_joined(found), _own(phrases.call(request.audience), _source(content))]


def _outline(content: Content, scribe: Scribe) -> Blocks:
    request = content.request
    purpose = phrases.purpose(request.audience, request.topic, content.documents)[: 1 + (content.spare > 0)]
    return [
        _own(*purpose, heading=phrases.PURPOSE_HEADING),
        _content_block(content, scribe),
        *_by_addressee(content, scribe, numbered=True),
        _own(*phrases.ORGANISATION[: 1 + content.spare], heading=phrases.ORGANISATION_HEADING, listed=True),
        _own(phrases.source(content.documents)),
    ]


def _content_block(content: Content, scribe: Scribe) -> Block:
    if content.openings:
        return _opened(content, scribe, phrases.CONTENT_HEADING)
    return _own(phrases.MAIN_POINTS, heading=phrases.CONTENT_HEADING)


def _summary(content: Content, scribe: Scribe) -> Blocks:
    return [
        _own(*_to(content)),
        _opened(content, scribe, phrases.GENERAL_HEADING),
        *_by_addressee(content, scribe, numbered=False),
        _own(_source(content)),
    ]


def _radio(content: Content, scribe: Scribe) -> Blocks:
    request = content.request
    return [
        _own(*[phrases.BROADCAST] * (content.spare > 1)),
        _own(
            phrases.greeting(request.audience), phrases.invitation(request.audience, request.topic, content.documents)
        ),
        _opened(content, scribe),
        *(Block(tuple(sentences)) for _, sentences in _told(content, scribe)),
        _own(phrases.source_spoken(content.documents), phrases.thanks(request.audience)),
    ]


_SHAPES: dict[Kind, Callable[[Content, Scribe], Blocks]] = {
    Kind.NEWS_BRIEF: _news_brief,
    Kind.PRESS_RELEASE: _press_release,
    Kind.QUESTIONS: _questions,
    Kind.SOCIAL_POST: _social_post,
    Kind.OUTLINE: _outline,
    Kind.RADIO: _radio,
    Kind.SUMMARY: _summary,
}


def _merged(groups: Sequence[Group]) -> list[Group]:
    """Return the groups with those of one addressee in one document put together, in the order of the first."""
    found: dict[tuple[str, str], Group] = {}
    for group in groups:
        key = (group.document.label, fold(group.addressee))
        held = found.get(key)
        found[key] = Group((*held.pieces, *group.pieces), held.partial or group.partial) if held else group
    return list(found.values())


def _by_addressee(content: Content, scribe: Scribe, *, numbered: bool) -> Iterator[Block]:
    several = len({group.document.label for group in content.groups}) > 1
    for number, group in enumerate(_merged(content.groups), 1):
        heading = _heading(group.addressee, group.document, several=several)
        items = _items(group, scribe, Manner())
        yield replace(items[0], heading=f"{number}. {heading}" if numbered else heading)
        yield from items[1:]


def _items(group: Group, scribe: Scribe, manner: Manner) -> Blocks:
    """Return the sentences of a group as items, those that lead them in before them as prose."""
    runs = groupby(marked(group, scribe, manner), key=lambda item: item[1])
    return [Block(tuple(sentence for sentence, _ in run), listed=not leads) for leads, run in runs]


def _joined(found: Sequence[Block]) -> Blocks:
    """Return the blocks, lists that follow one another as one; a heading goes to the next block that says anything."""
    made: Blocks = []
    heading = ""
    for block in found:
        heading = block.heading or heading
        if made and block.listed and made[-1].listed and not heading:
            made[-1] = replace(made[-1], sentences=(*made[-1].sentences, *block.sentences))
        elif block.sentences:
            made.append(replace(block, heading=heading))
            heading = ""
    return made


def _heading(who: str, document: Document, *, several: bool) -> str:
    heading = phrases.concerning(who) if who else phrases.COMMON_HEADING
    return f"{heading} ({document.name})" if several else heading
