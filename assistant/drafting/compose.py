"""A draft from a request: pieces of the texts that fit its topic and audience, framed as its kind is, in its length."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.drafting import phrases
from assistant.drafting.draft import Draft, Kind
from assistant.drafting.model import worded
from assistant.drafting.pieces import Part, pieces
from assistant.drafting.request import Request, checked
from assistant.drafting.selection import Selection, Weighed, selections, shared
from assistant.drafting.sentences import Group, Scribe
from assistant.drafting.shapes import Content, blocks, heading_words
from assistant.drafting.weighing import weighed
from assistant.entities import plain
from assistant.scope import chosen
from ingest.document import Document, SourceKind
from ingest.errors import UserError

# A draft is to lie this near the length asked for, better this near.
TOLERANCE, _CLOSE = 0.1, 0.05
_MOST_TRIED = 24  # selections for one frame
_LONGEST_SHORTEST = 400  # words of the shortest selection, where nothing shorter is whole
# Openings take at most this share of a draft; of several documents each has at least this share of an even part.
_OPENINGS_SHARE, _OPENINGS_SHARE_OF_OTHERS, _EVEN_SHARE = 0.5, 0.34, 0.5
_FRAME_WORTH = 0.08  # of each step to a fuller frame, beside what is said
_MOST_DOCUMENTS = 5
# A topic is asked for in these forms; the first two decide whether the texts hold it, all what belongs to it.
_FORMS, _DECIDING = ("{}", "Văn bản nêu gì về {}?", "Những nội dung nào nói về {}?"), 2
# The worth of a piece that a draft may not leave out.
_NEEDED = 10_000.0
_CITED = 0.5  # the least probability of a paragraph that answers the topic


@dataclass(frozen=True, slots=True)
class _Tried:
    draft: Draft
    worth: float
    opened: bool


def compose(request: Request, assistant: Assistant, *, stop: Event | None = None) -> Draft:
    """Return the draft that `request` asks for, in quotes and in what follows from them by rule.

    Where the assistant has a language model, its verified wordings stand in it; `stop` ends that.

    Raises:
        UserError: the request cannot be met: an unknown document, a topic that the texts do not hold (the message
            names near ones), a length out of bounds, too many documents at once.
    """
    request = checked(request)
    documents = tuple(chosen(assistant.library.documents, request.documents))
    topic = "" if _is_subject(request.topic, documents) else request.topic
    relevance = _about(topic, documents, assistant) if topic else {}
    if topic:
        documents = tuple(d for d in documents if any(label == d.label for label, _ in relevance))
    if len(documents) > _MOST_DOCUMENTS:
        raise UserError(
            f"Thư viện có {len(documents)} văn bản, quá nhiều cho một bài; hãy chọn văn bản (tối đa {_MOST_DOCUMENTS}) "
            "hoặc nêu chủ đề hẹp hơn."
        )
    draft = _fitted(replace(request, topic=topic), documents, relevance)
    if assistant.writer is None:
        return draft
    rewritten = worded(draft, assistant.writer, stop or Event())
    return rewritten if _off(rewritten, request) <= max(TOLERANCE, _off(draft, request)) else draft


def _is_subject(topic: str, documents: Sequence[Document]) -> bool:
    """Return whether a topic is what the documents are about as a whole."""
    asked = plain(topic).replace("hai cap", "2 cap")
    subjects = [plain(document.metadata.subject or "").replace("hai cap", "2 cap") for document in documents]
    return bool(asked) and len(asked.split()) > 2 and any(asked in subject for subject in subjects)


def _about(topic: str, documents: Sequence[Document], assistant: Assistant) -> dict[tuple[str, int], float]:
    """Return how probably each paragraph is about the topic; those that answer it for sure, others as they may."""
    labels = [document.label for document in documents]
    every = len(labels) == len(assistant.library.documents)
    answers = [assistant.quoted(form.format(topic), documents=() if every else labels) for form in _FORMS]
    if answers[0].status in (Status.CLARIFICATION, Status.DECLINED, Status.UNKNOWN_DOCUMENT):
        raise UserError(answers[0].own_words[0])
    ranked = [(item.label.rsplit("#", 1), item.probability) for item in assistant.judge(topic).ranking]
    found = {(label, int(number)): probability for (label, number), probability in ranked if label in labels}
    if not any(answer.citations for answer in answers[:_DECIDING]):
        raise UserError(_no_such_topic(topic, documents, list(found)[:3]))
    cited = {(citation.document, citation.paragraph) for answer in answers for citation in answer.citations}
    return {place: max(found.get(place, 0.0), _CITED) for place in sorted(cited)}


def _no_such_topic(topic: str, documents: Sequence[Document], near: Sequence[tuple[str, int]]) -> str:
    texts = {document.label: document for document in documents}
    named = list(dict.fromkeys(phrases.matter(texts[label].paragraph(number).text) for label, number in near))
    hint = f" Nội dung gần nhất trong văn bản: {'; '.join(f'«{item}»' for item in named)}." if named else ""
    held = f"{phrases.names_of(documents)} không có nội dung về «{topic}» nên không soạn được bài."
    return f"{held}{hint} Hãy chọn chủ đề khác."


def _fitted(request: Request, documents: tuple[Document, ...], relevance: Mapping[tuple[str, int], float]) -> Draft:
    """Return the draft nearest to the length asked for, of those near enough the one that says most."""
    topic = request.topic
    offered = _needing_the_topic(
        topic,
        [
            _priced(
                request, weighed(pieces(d), topic=topic, relevance=relevance, audience=request.audience), len(documents)
            )
            for d in documents
        ],
    )
    choices = _chosen(offered, request.length, topic)
    tried = [item for frame in _frames(request, documents, offered) for item in _drafts(frame, offered, choices)]
    if not tried:
        raise UserError(f"{phrases.names_of(documents)} không có đoạn nào trích được thành bài; hãy chọn văn bản khác.")
    worth = max(item.worth for item in tried)
    tried = [item for item in tried if worth < _NEEDED or item.worth >= _NEEDED]
    for opened, most in ((True, _CLOSE), (True, TOLERANCE), (False, _CLOSE), (False, TOLERANCE)):
        near = [item for item in tried if _off(item.draft, request) <= most and (item.opened or not opened)]
        if near:
            return max(near, key=lambda item: item.worth).draft
    best = min(tried, key=lambda item: (_off(item.draft, request), -item.worth))
    return _noted(best.draft, request)


def _needing_the_topic(topic: str, offered: list[list[Weighed]]) -> list[list[Weighed]]:
    """Return the pieces with the one worth most, for its length, raised above all: a draft on a topic must have it."""
    if not topic:
        return offered
    density = {id(item): item.worth / _with_those_above(items, item) for items in offered for item in items}
    best = max((item for items in offered for item in items), key=lambda item: density[id(item)])
    return [
        [replace(item, worth=item.worth + _NEEDED) if item is best else item for item in items] for items in offered
    ]


def _with_those_above(items: Sequence[Weighed], item: Weighed) -> int:
    """Return the words of a piece and of all that must stand before it."""
    words = item.words
    while (above := item.piece.above) is not None:
        item = items[above]
        words += item.words
    return max(words, 1)


def _off(draft: Draft, request: Request) -> float:
    return abs(draft.words - request.length) / request.length


def _priced(request: Request, offered: Sequence[Weighed], documents: int) -> list[Weighed]:
    """Return the pieces with the words of the headings that they bring along."""
    return [
        Weighed(
            item.piece,
            item.words
            + (heading_words(request.kind, item.piece, several=documents > 1) if item.piece.above is None else 0),
            item.worth,
        )
        for item in offered
    ]


def _frames(
    request: Request, documents: tuple[Document, ...], offered: Sequence[Sequence[Weighed]]
) -> Iterator[Content]:
    """Yield the frames in which the draft may stand, the fullest first."""
    openings = tuple(item.piece for items in offered for item in items if item.piece.part is Part.OPENING)
    share = _OPENINGS_SHARE if request.kind is Kind.NEWS_BRIEF else _OPENINGS_SHARE_OF_OTHERS
    fits = sum(len(piece.text.split()) for piece in openings) <= share * request.length
    for shown in (openings, ()) if fits and openings else ((),):
        for spare in (2, 1, 0):
            yield Content(request, documents, shown, (), spare)


def _chosen(offered: Sequence[Sequence[Weighed]], most: int, topic: str) -> list[tuple[Selection, ...]]:
    """Return what may be chosen from the documents together, one for each number of words, ascending."""
    for limit in (most, _LONGEST_SHORTEST):
        tables = [selections(items, limit) for items in offered]
        found = shared(tables, 0.0 if topic else _EVEN_SHARE / len(tables))
        if full := [chosen for chosen in found if any(selection.positions for selection in chosen)]:
            return full
    return []


def _drafts(
    frame: Content, offered: Sequence[Sequence[Weighed]], chosen: Sequence[tuple[Selection, ...]]
) -> list[_Tried]:
    """Return the drafts in this frame that come nearest to the length asked for."""
    budget = frame.request.length - _draft(frame).words
    nearest = sorted(chosen, key=lambda each: abs(sum(selection.words for selection in each) - budget))
    return [_tried(frame, offered, each) for each in nearest[:_MOST_TRIED]]


def _tried(frame: Content, offered: Sequence[Sequence[Weighed]], chosen: Sequence[Selection]) -> _Tried:
    groups = tuple(
        group for items, selection in zip(offered, chosen, strict=True) for group in _groups(items, selection.positions)
    )
    told = {group.document.label for group in groups}
    documents = tuple(document for document in frame.documents if document.label in told)
    openings = tuple(piece for piece in frame.openings if piece.document.label in told)
    worth = sum(selection.worth for selection in chosen)
    needed = worth // _NEEDED * _NEEDED
    worth = needed + (worth - needed) * (1 + _FRAME_WORTH * frame.spare)
    draft = _draft(replace(frame, documents=documents, openings=openings, groups=groups))
    return _Tried(draft, worth, bool(openings))


def _groups(offered: Sequence[Weighed], positions: Sequence[int]) -> Iterator[Group]:
    """Yield the chosen pieces of a document, those under one that stands for itself together."""
    roots: dict[int, list[int]] = {}
    for position in positions:
        root = position
        while (above := offered[root].piece.above) is not None:
            root = above
        roots.setdefault(root, []).append(position)
    for root, members in roots.items():
        below = {position for position, item in enumerate(offered) if item.piece.above == root}
        yield Group(tuple(offered[position].piece for position in members), not below <= {*members})


def _draft(content: Content) -> Draft:
    scribe = Scribe()
    made = blocks(content, scribe)
    shown = content.documents
    notes = (
        [phrases.BLANKS] if any("…" in item.text and not item.citations for b in made for item in b.sentences) else []
    )
    if any(document.metadata.source_kind is SourceKind.PRESS_REPORT for document in shown):
        notes.append(phrases.PRESS)
    title = phrases.title(content.request.topic, shown)
    sources = tuple(phrases.described(document) for document in shown)
    return Draft(content.request.kind, title, made, tuple(scribe.citations), sources, tuple(notes))


def _noted(draft: Draft, request: Request) -> Draft:
    """Return the draft with a note where its length is not the one asked for."""
    if _off(draft, request) <= TOLERANCE:
        return draft
    told = phrases.too_little if draft.words < request.length else phrases.too_much
    return replace(draft, notes=(told(draft.words, request.length), *draft.notes))
