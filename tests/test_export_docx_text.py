"""Word files of drafts: sentences and their footnotes, the annex, what the file says of itself, as it is printed."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from export_helpers import FULL, own, pages, press_release, rendered
from export_word_helpers import FORMS, body, footnotes, opened
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.answer import Citation
from assistant.drafting.draft import OWN_MARK, Block, Draft, Kind, Origin, Sentence
from assistant.export.letterhead import PARTY, STATE, Form, Letterhead
from assistant.export.office import to_docx
from assistant.export.safe import printable
from ingest.document import Span
from ingest.formats.docx import read_docx
from ingest.library import Library


@pytest.fixture(scope="module")
def draft(library: Library) -> Draft:
    return press_release(library)


@FORMS
def test_each_citation_is_a_footnote_in_the_order_of_reading(draft: Draft, form: Form) -> None:
    word = opened(draft, form)
    notes = footnotes(word)
    cited = [(sentence, position) for sentence in draft.sentences for position in sentence.citations]
    marks = [int(mark.get(qn("w:id"), "")) for mark in word.element.body.iter(qn("w:footnoteReference"))]
    assert marks == sorted(notes) == list(range(1, len(cited) + 1))
    for number, (sentence, position) in enumerate(cited, 1):
        citation = draft.citations[position]
        assert notes[number].strip().startswith(f"{citation.locator} (tin báo chí).")
        assert (f"Nguyên văn: “{citation.quote}”" in notes[number]) is (sentence.origin is Origin.REWORDED)


def test_footnotes_have_the_separators_and_settings_that_word_asks_for(draft: Draft) -> None:
    word = opened(draft, PARTY)
    part = word.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    kinds = {note.get(qn("w:id")): note.get(qn("w:type")) for note in parse_xml(part.blob)}
    assert (kinds["-1"], kinds["0"]) == ("separator", "continuationSeparator")
    named = word.settings.element.find(qn("w:footnotePr"))
    assert named is not None
    assert [note.get(qn("w:id")) for note in named] == ["-1", "0"]
    used = {style.get(qn("w:val")) for style in parse_xml(part.blob).iter(qn("w:rStyle"), qn("w:pStyle"))}
    assert used <= {style.style_id for style in word.styles}


def test_our_own_reader_finds_text_and_footnotes(draft: Draft, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(to_docx(draft, STATE, FULL))
    text = "\n".join(line.text for line in read_docx(path).lines)
    assert "THÔNG CÁO BÁO CHÍ" in text
    assert all(sentence.text in text for sentence in draft.sentences)


@FORMS
def test_a_reader_sees_the_three_kinds_of_sentences_apart(draft: Draft, form: Form) -> None:
    text = "\n".join(body(opened(draft, form)))
    for sentence in draft.sentences:
        quoted, marked = f"“{sentence.text}”", f"{sentence.text} {OWN_MARK}"
        assert (quoted in text) is (sentence.origin is Origin.VERBATIM)
        assert (marked in text) is (sentence.origin is Origin.OWN)
    assert text.count(OWN_MARK) == sum(sentence.origin is Origin.OWN for sentence in draft.sentences)


def test_the_annex_holds_each_sentence_with_each_of_its_places(draft: Draft) -> None:
    word = opened(draft, PARTY)
    header, *rows = word.tables[2].rows
    assert [cell.text for cell in header.cells] == ["STT", "Câu trong bản thảo", "Nguồn lời", "Vị trí", "Nguyên văn"]
    assert header._tr.find(f".//{qn('w:tblHeader')}") is not None
    widths = {tuple(cell.width for cell in row._tr.tc_lst) for row in word.tables[2].rows}
    assert len(widths) == 1  # also of cells that are joined to the one above
    millimetres = [width.mm for width in widths.pop() if width]
    assert sum(millimetres) == pytest.approx(297 - 30 - 15, abs=0.5)
    assert millimetres[0] < 15 < 75 < millimetres[1]
    read = [tuple(cell.text for cell in row.cells) for row in rows]
    assert read == [(str(row.number), row.sentence, str(row.origin), row.locator, row.quote) for row in draft.annex]
    assert f"- {draft.notes[0]}" in [line.text for line in word.paragraphs]
    assert [line.text for line in word.paragraphs if line.text.startswith("Nguồn")] == [
        "Nguồn: Kết luận 177-KL/TW: tin báo chí. Trang tin của Đảng bộ.",
        "Nguồn: Kết luận 179-KL/TW: tin báo chí.",
    ]


def test_the_file_says_vietnamese_and_names_no_author_time_or_program(draft: Draft) -> None:
    made = to_docx(draft, PARTY, FULL)
    word = docx.Document(io.BytesIO(made))
    told = word.core_properties
    assert (told.title, told.language) == (draft.title, "vi-VN")
    assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
    assert told.created is None
    assert told.modified is None
    languages = {kind.get(qn("w:val")) for kind in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"vi-VN"}
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "app.xml" in name]
        assert b"python-docx" not in b"".join(map(archive.read, archive.namelist()))


@FORMS
def test_the_same_draft_gives_the_same_bytes(draft: Draft, form: Form) -> None:
    made = to_docx(draft, form, FULL)
    assert to_docx(draft, form, FULL) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def any_draft(said: str, heading: str) -> Draft:
    citation = Citation("1-KL/TW", 1, said, said, Span(0, len(said)), said)
    sentences = (Sentence(said, Origin.VERBATIM, (0,)), Sentence(said, Origin.REWORDED, (0,)), own(said))
    block = Block(sentences, heading)
    return Draft(Kind.RADIO, said, (block, replace(block, listed=True)), (citation,), (said,), (said,))


def shown(text: str) -> str:
    """What python-docx gives back of a text: line ends of all kinds become one."""
    return re.sub("\r\n?", "\n", printable(text))


@settings(max_examples=30)  # a file takes a fifth of a second
@given(st.text(min_size=1), st.text())
def test_any_text_can_be_written_and_read_back(said: str, heading: str) -> None:
    draft = any_draft(said, heading)
    word = opened(draft, PARTY, Letterhead(said, said, said, said, None, said, said, said, (said,)))
    lines = body(word)
    assert f"- “{shown(said)}”" in lines
    assert f"- {shown(said)} {OWN_MARK}" in lines
    assert len(footnotes(word)) == 4
    assert len(word.tables[2].rows) == 1 + len(draft.annex)


def test_a_draft_of_nothing_is_a_letterhead_and_an_empty_annex() -> None:
    word = opened(Draft(Kind.NEWS_BRIEF, "Trống", (), ()), STATE)
    assert body(word) == []
    assert footnotes(word) == {}
    assert len(word.tables[2].rows) == 1


def ink(page: Path) -> tuple[float, float, float, float]:
    """Distances in mm of what is printed from the left, upper, right and lower edge."""
    with Image.open(page) as image:
        width, height = image.size
        found = image.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
        assert found
    mm = 25.4 / 70
    left, top, right, bottom = found
    return left * mm, top * mm, (width - right) * mm, (height - bottom) * mm


@rendered
@FORMS
def test_libreoffice_prints_two_pages_and_the_annex_within_the_margins(
    draft: Draft, form: Form, tmp_path: Path
) -> None:
    first, second, *annex = pages(to_docx(draft, form, FULL), "draft.docx", tmp_path)
    assert len(annex) == 2
    edges = ink(first)
    assert edges[0] == pytest.approx(30, abs=1.5)
    assert edges[1] == pytest.approx(20, abs=6)  # no page number stands above the text
    assert edges[2] == pytest.approx(15, abs=3)
    assert edges[3] >= 19
    assert ink(second)[1] == pytest.approx(10, abs=3)  # the page number
    with Image.open(first) as upright, Image.open(annex[0]) as lying:
        assert upright.height > upright.width
        assert lying.width > lying.height
