"""Drafts as Markdown: a reader sees whose words they are, and no word of a document acts as a mark."""

import re

import pytest
from export_helpers import KL, own, press_release
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answer import Citation
from assistant.drafting.draft import OWN_MARK, Block, Draft, Kind, Origin, Sentence
from assistant.export.markdown import escaped, to_markdown
from assistant.export.sources import kind_of, note_of
from ingest.document import Span
from ingest.library import Library

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKS = st.text(st.sampled_from("\\`*_[]()<>|~&;#+-=:.!{}$^\"' \n\t\r0123aế“"))


@pytest.fixture(scope="module")
def draft(library: Library) -> Draft:
    return press_release(library)


def told(text: str) -> str:
    """The text as a page shows it: white space is one blank."""
    return re.sub("[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text).strip(" ")


def inline(source: str, kind: str) -> str:
    """The text of the only block, which is of that kind and holds text and nothing else."""
    tokens = READER.parse(source)
    assert [token.type for token in tokens] == [f"{kind}_open", "inline", f"{kind}_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


@given(MARKS | st.text(st.characters(blacklist_categories=["Cs"])))
def test_escaped_text_is_read_as_the_text_it_was(text: str) -> None:
    if told(text).strip():  # the reader takes every white space off the ends
        assert inline(escaped(text), "paragraph").strip() == told(text).strip()
        assert inline(f"# {escaped(text)}", "heading").strip() == told(text).strip()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. Mục đích", "1\\. Mục đích"),
        ("12) Điểm", "12\\) Điểm"),
        ("- Giao Bộ Tài chính", "\\- Giao Bộ Tài chính"),
        ("179-KL/TW, ngày 25/7", "179-KL/TW, ngày 25/7"),
        ("a | b", "a \\| b"),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("xem https://a.vn và www.b.vn", "xem https\\://a.vn và www\\.b.vn"),
        ("&lt; *đậm* `mã` ~~bỏ~~", "\\&lt; \\*đậm\\* \\`mã\\` \\~\\~bỏ\\~\\~"),
        ("hai\r\ndòng", "hai dòng"),
        ("", ""),
    ],
)
def test_each_mark_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_a_reader_sees_the_three_kinds_of_sentences_apart(draft: Draft) -> None:
    text = to_markdown(draft)
    for sentence in draft.sentences:
        marks = "".join(f"[^{position + 1}]" for position in sentence.citations)
        written = {
            Origin.VERBATIM: f"“{escaped(sentence.text)}”{marks}",
            Origin.REWORDED: f" {escaped(sentence.text)}{marks}",
            Origin.OWN: f"{escaped(sentence.text)} *{OWN_MARK}*",
        }[sentence.origin]
        assert written in text.replace("\n", " ")
    assert text.count(OWN_MARK) == 2


def test_each_citation_has_its_footnote(draft: Draft) -> None:
    text = to_markdown(draft)
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.+)$", text, re.MULTILINE))
    assert list(notes) == [str(number) for number in range(1, len(draft.citations) + 1)]
    assert notes["1"] == "Kết luận 179-KL/TW, đoạn 1 (tin báo chí)."
    assert notes["2"].startswith("Kết luận 179-KL/TW, đoạn 3 (tin báo chí). Nguyên văn: “Bộ Chính trị, Ban Bí thư yêu")


def test_headings_lists_and_the_annex_have_their_places(draft: Draft) -> None:
    tokens = READER.parse(to_markdown(draft))
    inlines = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert inlines == [
        "về nội dung Kết luận 179-KL/TW của Bộ Chính trị, Ban Bí thư",
        "1\\. Yêu cầu chung",
        "2\\. Nhiệm vụ của các bộ",
        "3\\. Đối với các địa phương",
        "Bảng đối chiếu",
    ]
    assert sum(token.type == "tr_open" for token in tokens) == 1 + len(draft.annex)
    assert sum(token.type == "td_open" for token in tokens) == 5 * len(draft.annex)
    assert sum(token.type == "list_item_open" for token in tokens) == 3 + len(draft.notes)
    assert to_markdown(draft) == to_markdown(draft)


@given(MARKS.filter(bool), MARKS)
def test_marks_in_a_document_change_nothing_of_the_structure(said: str, heading: str) -> None:
    citation = Citation("1-KL/TW", 1, said, said, Span(0, len(said)), said)
    sentences = (Sentence(said, Origin.VERBATIM, (0,)), own(said))
    block = Block(sentences, heading, listed=True)
    made = Draft(Kind.OUTLINE, said, (block,), (citation,), (), (said,))
    tokens = READER.parse(to_markdown(made))
    counted = [sum(token.type == kind for token in tokens) for kind in ("tr_open", "list_item_open", "fence", "hr")]
    assert counted == [3, 3, 0, 0]
    assert sum(token.type == "heading_open" for token in tokens) == 2 + bool(heading)


def test_what_a_document_is_is_taken_from_the_line_that_names_it(draft: Draft) -> None:
    assert kind_of(draft, KL) == "tin báo chí"
    assert kind_of(draft, "79-KL/TW") == ""
    bare = Draft(draft.kind, draft.title, draft.blocks, draft.citations)
    assert note_of(bare, 0, quoted=False) == "Kết luận 179-KL/TW, đoạn 1."
    assert "Nguồn:" not in to_markdown(bare)
