"""What a draft is: sentences that are cited or marked as the writer's own, checked when they are put together."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.answer import ELISION, Citation

# Stands behind each sentence that no document says, wherever the draft is shown.
OWN_MARK = "[ý người soạn]"


class Kind(StrEnum):
    """The kinds of text; the value is the Vietnamese name."""

    NEWS_BRIEF = "tin vắn"
    PRESS_RELEASE = "thông cáo báo chí"
    QUESTIONS = "hỏi – đáp"
    SOCIAL_POST = "bài đăng mạng xã hội"
    OUTLINE = "đề cương tuyên truyền"
    RADIO = "bài phát thanh cơ sở"
    SUMMARY = "báo cáo tóm tắt"


class Origin(StrEnum):
    """Where the words of a sentence come from; the value is what the annex calls it."""

    VERBATIM = "nguyên văn"
    REWORDED = "diễn đạt lại"
    OWN = "ý người soạn"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft: `citations` are positions in those of the draft, none where it is the writer's own."""

    text: str
    origin: Origin
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that stand together: a paragraph, or with `listed` one list item each; `heading` may be empty.

    A heading is the writer's own; so is the question of a hỏi – đáp, which is a heading.
    """

    sentences: tuple[Sentence, ...]
    heading: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the annex «bảng đối chiếu»: a sentence and one of its places; empty where it is the writer's own."""

    number: int
    sentence: str
    origin: Origin
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text of `kind` with its citations.

    `sources` says of each document what it is: «Kết luận 179-KL/TW: tin báo chí. …»; `notes` are our remarks to the
    writer, no part of the text.
    """

    kind: Kind
    title: str
    blocks: tuple[Block, ...]
    citations: tuple[Citation, ...]
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for sentence in self.sentences:
            if (sentence.origin is Origin.OWN) == bool(sentence.citations):
                raise ValueError(f"neither cited nor marked: {sentence.text[:60]}")
            quotes = ELISION.join(self.citations[position].quote for position in sentence.citations)
            if sentence.origin is Origin.VERBATIM and sentence.text != quotes:
                raise ValueError(f"not verbatim: {sentence.text[:60]}")

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @property
    def words(self) -> int:
        """Length in words (tiếng, cut at white space), of headings and sentences; title, marks and annex left out."""
        return sum(len(block.heading.split()) for block in self.blocks) + sum(
            len(sentence.text.split()) for sentence in self.sentences
        )

    @property
    def annex(self) -> tuple[Row, ...]:
        """«Bảng đối chiếu»: sentence → place → quote."""
        rows = []
        for number, sentence in enumerate(self.sentences, 1):
            cited = [self.citations[position] for position in sentence.citations]
            places = [(citation.locator, citation.quote) for citation in cited] or [("", "")]
            rows += [Row(number, sentence.text, sentence.origin, *place) for place in places]
        return tuple(rows)

    def to_json(self) -> dict[str, Any]:
        """Return the draft for other programs; citations in the form of the `batch` contract."""
        return {
            "kind": str(self.kind),
            "title": self.title,
            "words": self.words,
            "blocks": [
                {
                    "heading": block.heading,
                    "sentences": [
                        {"text": item.text, "origin": item.origin.name.lower(), "citations": list(item.citations)}
                        for item in block.sentences
                    ],
                }
                for block in self.blocks
            ],
            "citations": [citation.to_json() for citation in self.citations],
            "sources": list(self.sources),
            "notes": list(self.notes),
        }
