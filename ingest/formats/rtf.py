"""RTF: read by our own reader, which keeps fonts, tables, notes and the numbers that Word wrote into the file."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.extraction import Extraction, RawLine, Role
from ingest.formats.blocks import flat, in_role, remarks
from ingest.formats.package import damaged, hostile
from ingest.formats.rtf_story import Story
from ingest.formats.rtf_tokens import ENDS, READ, SIGNS, SKIPPED, Token, Tokens, charset, code_page
from ingest.formats.word_blocks import LATIN, is_legacy, joined, shown

_DEEPEST = 1_000  # groups within one another; word processors stay below 100
_MOST_TOKENS = 2_000_000  # a law of 150 pages has 220,000
_MOST_ENDS = 200_000  # of paragraphs and cells; the law has 1,400
_STORIES = {f"header{side}": Role.HEADER for side in ("", "l", "r", "f")}
_STORIES |= {f"footer{side}": Role.FOOTER for side in ("", "l", "r", "f")}
_STORIES |= {"footnote": Role.NOTE, "shptxt": Role.BODY, "dptxbxtext": Role.BODY}
_LETTERING = "gtextUNICODE"  # the property of a shape that holds what is written in it: watermarks, stamps
_NAME = 200  # characters of a name, a number, a lettering
_NO_BORDER = ("brdrnone", "brdrnil", "brdrtbl")


def read_rtf(path: Path) -> Extraction:
    """Return the lines of an RTF document as `docx.read_docx` does.

    Raises:
        FileRefused: damaged, without text, or built to exhaust the reader.
        OSError: the file cannot be read.
    """
    content = path.read_bytes()
    start = content.find(b"{\\rtf")
    if start < 0:
        raise damaged(path, "thiếu «{\\rtf» ở đầu tệp")
    return _Reader(path, content[start:]).extraction()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the characters of a group; `sink` is where they go: into the text when it is empty."""

    font: int = -1
    hidden: bool = False
    deleted: bool = False
    capitals: bool = False
    fallback: int = 1  # characters after \u for readers without Unicode
    sink: str = ""


class _Reader:
    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._tokens = Tokens(content, _MOST_TOKENS)
        self._state = _State()
        self._stack: list[tuple[_State, bool]] = []  # of the open groups: the state outside, whether it began a story
        self._stories = [Story()]
        self._pages, self._page = dict[int, str](), "cp1252"  # codecs of fonts, and of the document
        self._fonts: dict[int, str] = {}
        self._defined, self._default = -1, 0  # fonts: the one being defined, the one of all that names none
        self._pending, self._surplus = list[bytes](), 0  # bytes to be decoded; fallback characters to be left out
        self._starred = self._fresh = self._twice = False
        self._property = self._lettering = ""  # of a shape: the name of what it sets, what is written in it
        self._running: dict[RawLine, None] = {}
        self._notes: list[RawLine] = []
        self._note_count = self._comments = self._pictures = self._ends = 0
        self._tracked = self._border = False

    def extraction(self) -> Extraction:
        whole = False
        for token in self._tokens:
            if token.kind == "text":
                self._text(token)
                continue
            self._flush()
            if token.kind == "word":
                self._word(token.word, token.number)
            elif token.kind == "open":
                self._open()
            elif whole := self._close():
                break
        if self._tokens.too_many:
            raise hostile(self._path, "quá nhiều lệnh định dạng")
        self._flush()
        return self._result(whole)

    def _result(self, whole: bool) -> Extraction:
        while len(self._stories) > 1:
            self._end_story()
        lines = flat(self._stories[0].ended())
        heads = [line for line in self._running if line.role is Role.HEADER]
        feet = [line for line in self._running if line.role is Role.FOOTER]
        return Extraction("RTF", (*heads, *lines, *feet, *self._notes), notes=tuple(self._remarks(whole)))

    def _remarks(self, whole: bool) -> Iterator[str]:
        if not whole:
            yield "Tệp RTF không có phần kết, có thể bị cụt; hãy đối chiếu với bản gốc."
        yield from remarks(comments=self._comments, tracked=self._tracked, pictures=self._pictures)

    # Groups

    def _open(self) -> None:
        if len(self._stack) >= _DEEPEST:
            raise hostile(self._path, "các nhóm lồng nhau quá sâu")
        self._stack.append((self._state, False))
        self._fresh, self._starred, self._surplus = True, False, 0
        if self._twice:  # of text given twice the first is for readers without Unicode
            self._twice = False
            self._tokens.skip()

    def _close(self) -> bool:
        """Return whether the document ends."""
        self._fresh, self._surplus = False, 0
        if not self._stack:
            return False
        if self._state.sink == "sv" and self._lettering:
            self._stories[-1].boxes.append(RawLine(joined(shown(self._lettering, ""))))
            self._lettering = ""
        self._state, began = self._stack.pop()
        if began:
            self._end_story()
        return not self._stack

    def _begin_story(self, role: Role) -> None:
        self._stack[-1] = (self._stack[-1][0], True)
        self._stories.append(Story(role))
        self._note_count += role is Role.NOTE

    def _end_story(self) -> None:
        story = self._stories.pop()
        blocks = story.ended()
        if story.role in (Role.HEADER, Role.FOOTER):
            self._running |= dict.fromkeys(in_role(blocks, story.role))
        elif story.role is Role.NOTE:
            mark = f"[{self._note_count}] "
            for line in in_role(blocks, Role.NOTE):
                self._notes.append(replace(line, text=mark + line.text.strip()))
                mark = ""
        else:
            self._stories[-1].boxes += blocks

    # Words

    def _word(self, word: str, number: int | None) -> None:
        fresh, self._fresh = self._fresh, False
        if word == "*":
            self._fresh = self._starred = True
        elif self._surplus and (word in SIGNS or word == "u"):
            self._surplus -= 1
        elif word in SIGNS:
            self._put(SIGNS[word])
        elif fresh and self._stack and self._aside(word):
            self._comments += word == "annotation"
            self._pictures += word == "pict"
            self._tokens.skip()
        elif fresh and word in _STORIES and self._stack:
            self._begin_story(_STORIES[word])
        elif not self._formats(word, number) and not self._state.sink:
            self._structure(word, number)

    def _aside(self, word: str) -> bool:
        return word in SKIPPED or (self._starred and word not in READ)

    def _formats(self, word: str, number: int | None) -> bool:
        """Take a word about characters and their encoding; return whether it was one."""
        on = number != 0
        match word:
            case "u":
                self._put(chr((number or 0) & 0xFFFF))
                self._surplus = self._state.fallback
            case "uc":
                self._state = replace(self._state, fallback=min(max(number or 0, 0), 100))
            case "f" | "fcharset" | "deff" | "ansicpg" | "fonttbl" | "mac":
                self._font(word, number or 0)
            case "plain":
                self._state = _State(self._default, fallback=self._state.fallback, sink=self._state.sink)
            case "v":
                self._state = replace(self._state, hidden=on)
            case "caps":
                self._state = replace(self._state, capitals=on)
            case "deleted" | "revised":
                self._tracked |= on
                self._state = replace(self._state, deleted=on) if word == "deleted" else self._state
            case "listtext" | "pntext" | "sp" | "sn" | "sv":
                self._state = replace(self._state, sink=word)
                self._property = "" if word == "sp" else self._property
            case "upr":
                self._twice = True
            case _:
                return False
        return True

    def _font(self, word: str, number: int) -> None:
        if word == "fonttbl":
            self._state = replace(self._state, sink="fonts")
        elif word == "f" and self._state.sink == "fonts":
            self._defined = number
            self._fonts[number] = ""
        elif word == "f":
            self._state = replace(self._state, font=number)
        elif word == "fcharset":
            self._pages[self._defined] = charset(number, "")
        elif word == "deff":
            self._default = number
            self._state = replace(self._state, font=number)
        else:
            self._page = "mac_roman" if word == "mac" else code_page(number)

    def _structure(self, word: str, number: int | None) -> None:
        story = self._stories[-1]
        self._ends += word in ENDS or word.endswith("cell")
        if self._ends > _MOST_ENDS:
            raise hostile(self._path, "quá nhiều đoạn")
        match word:
            case _ if word in ENDS:
                story.end_paragraph()
            case "line" | "lbr" | "softline":
                story.paragraph.soft_break()
            case "pard":
                story.depth, story.spread = 0, False
            case "ql" | "qj" | "qc" | "qr":
                story.spread = word in ("qc", "qr")
            case "intbl":
                story.depth = max(story.depth, 1)
            case "itap":
                story.depth = min(max(number or 0, 0), 20)
            case "cell" | "nestcell":
                story.end_cell(1 if word == "cell" else story.depth)
            case "row" | "nestrow":
                story.end_row(1 if word == "row" else len(story.tables))
            case "trowd":
                story.bordered[max(story.depth, 1)] = False
            case _ if word.startswith(("clbrdr", "trbrdr")):
                self._border = True
            case _ if word.startswith("brdr") and self._border:
                if word not in _NO_BORDER:
                    story.bordered[max(story.depth, 1)] = True
                self._border = False

    # Characters

    def _text(self, token: Token) -> None:
        self._fresh = False
        left_out = min(self._surplus, len(token.content))
        self._surplus -= left_out
        if left_out < len(token.content):
            self._pending.append(token.content[left_out:])

    def _flush(self) -> None:
        """Decode the bytes that came since the last word."""
        if not self._pending:
            return
        pending = b"".join(self._pending)
        self._pending.clear()
        codec = self._pages.get(self._state.font) or self._page
        if codec == "cp1252" or is_legacy(self._name()):
            self._put(codecs.charmap_decode(pending, "strict", LATIN)[0])
        else:
            self._put(pending.decode(codec, "replace"))

    def _put(self, text: str) -> None:
        state, story = self._state, self._stories[-1]
        if state.sink == "fonts":
            self._fonts[self._defined] = (self._fonts.get(self._defined, "") + text[:_NAME]).split(";")[0][:_NAME]
        elif state.hidden or state.deleted:
            return
        elif state.sink in ("listtext", "pntext"):
            story.label = (story.label + shown(text[:_NAME], self._name()))[:_NAME]
        elif state.sink == "sn":
            self._property = (self._property + text[:_NAME])[:_NAME]
        elif state.sink == "sv" and self._property == _LETTERING:
            self._lettering = (self._lettering + text[:_NAME])[:_NAME]
        elif state.sink:
            return
        else:
            story.paragraph.add(shown(text, self._name(), capitals=state.capitals), self._name())

    def _name(self) -> str:
        return self._fonts.get(self._state.font, "").strip()
