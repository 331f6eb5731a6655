"""The page without a browser: what the templates escape, mark and offer, and what a question makes of it."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.answer import ELISION, Answer, Citation, Statement, Status, cite
from assistant.intake import FileOutcome
from ingest.document import (
    Document,
    DocumentType,
    Heading,
    Level,
    Metadata,
    Origin,
    Paragraph,
    SourceKind,
    Span,
    Step,
)
from ingest.library import Library
from ui_assets.chat import _steps
from ui_assets.page import Page, Turn

if TYPE_CHECKING:
    pass

PROJECT = Path(__file__).parent.parent
NAUGHTY = "<img src=x onerror=alert(1)> ${alert(2)} {{alert(3)}} \"' </script><script>alert(4)</script>"


def document(*texts: str, number: str = "179-KL/TW", issued: date | None = None) -> Document:
    source, paragraphs = "", []
    for position, text in enumerate(texts, 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    metadata = Metadata(number, DocumentType.CONCLUSION, SourceKind.PRESS_REPORT, "về một việc", issue_date=issued)
    return Document(metadata, source, tuple(paragraphs))


def answered(*citations: Citation) -> Answer:
    statement = Statement(ELISION.join(item.quote for item in citations), True, tuple(range(len(citations))))
    return Answer(Status.ANSWERED, ("…",), (statement,), citations)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_label(status: Status) -> None:
    page = Page([document("Một đoạn.")])
    cited = (cite(document("Một đoạn."), 1, Span(0, 3)),) if status.startswith("answered") else ()
    html = page.conversation([Turn("Hỏi?", Answer(status, ("Lời đáp.",), citations=cited))])
    assert f'data-status="{status}"' in html


def test_whatever_comes_from_outside_is_escaped() -> None:
    text = document(NAUGHTY, number=f"1-KL/TW{NAUGHTY}")
    page = Page([text])
    answer = answered(cite(text, 1, Span(0, len(NAUGHTY))))
    turns = (
        Turn(NAUGHTY, answer, 1),
        Turn(NAUGHTY, Answer(Status.SILENT, (NAUGHTY,), related=answer.citations)),
    )
    for html in (
        page.conversation(turns, NAUGHTY),
        page.source(text.key, turns[:1], page.places(answer.citations)[0]),
    ):
        assert "<img" not in html
        assert "<script" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_quotes_of_one_paragraph_are_one_place_and_all_of_them_are_marked() -> None:
    text = document("Giao Bộ A: làm việc một; làm việc hai; làm việc ba.")
    page = Page([text])
    answer = answered(cite(text, 1, Span(0, 10)), cite(text, 1, Span(25, 37)))
    place, *others = page.places(answer.citations)
    assert not others
    assert place.quote == "Giao Bộ A: […] làm việc hai"
    assert [piece for piece, quoted in place.pieces if quoted] == ["Giao Bộ A:", "làm việc hai"]
    assert "".join(piece for piece, _ in place.pieces) == text.paragraphs[0].text
    assert page.place(place.key) == place
    html = page.source(text.key, (Turn("Hỏi?", answer, 1),), place)
    assert "bản khác" not in html
    assert "<mark>Giao Bộ A:</mark> làm việc một; <mark>làm việc hai</mark>; làm việc ba." in html


def test_words_of_the_answer_that_are_no_quotation_are_all_shown() -> None:
    text = document("Một đoạn.")
    citation = cite(text, 1, Span(0, 9))
    said = ("Lưu ý: «Một đoạn.» chỉ là một phần.", "Theo văn bản:")
    answer = Answer(Status.ANSWERED, said, (Statement("Một đoạn.", True, (0,)),), (citation,))
    assert Turn("Hỏi?", answer, 1).own_words == ["Lưu ý: «Một đoạn.» chỉ là một phần.", "Theo văn bản:"]
    html = Page([text]).conversation([Turn("Hỏi?", answer, 1)])
    assert '<p class="own caution">Lưu ý: «Một đoạn.» chỉ là một phần.</p>' in html
    assert html.count("<blockquote>Một đoạn.</blockquote>") == 1


def test_overlapping_quotes_do_not_repeat_a_word() -> None:
    text = document("một hai ba bốn")
    place = Page([text]).places([cite(text, 1, Span(0, 7)), cite(text, 1, Span(4, 10)), cite(text, 1, Span(0, 3))])[0]
    assert "".join(piece for piece, _ in place.pieces) == "một hai ba bốn"
    assert "".join(piece for piece, quoted in place.pieces if quoted) == "một hai ba"


@pytest.mark.parametrize(
    "spans", ["0-2", "", "0-999", "2-2", "2", "-1-2", "0-1-2", "0-1,", "a-b", "0-1:0-1", NAUGHTY], ids=range(11)
)
def test_a_forged_place_is_no_place(spans: str) -> None:
    text = document("Một đoạn.")
    page = Page([text])
    true = page.places([cite(text, 1, Span(0, 3))])[0].key
    own = true.removesuffix("0-3")
    assert own != true
    assert (page.place(own + spans) is not None) == (spans == "0-2")
    for forged in (own.replace(":1:", ":9:"), own.replace(":1:", ":a:"), own.replace("179", "180"), own[2:], ""):
        assert page.place(forged + "0-2") is None
    assert Page([document("Một đoạn khác.")]).place(true) is None


def test_the_source_says_what_it_is_and_what_it_does_not_state() -> None:
    text = document("Một đoạn.")
    html = Page([text]).source(text.key, ())
    assert "Nguồn: tin báo chí, chưa phải văn bản chính thức" in html
    assert "<dt>Ngày ban hành</dt><dd>văn bản nguồn không nêu</dd>" in html


def test_of_two_documents_with_one_number_a_citation_opens_the_one_it_quotes() -> None:
    old, new = document("Bản cũ.", issued=date(2015, 1, 1)), document("Bản mới.", issued=date(2025, 1, 1))
    for pages in (Page([old, new]), Page([new, old])):
        for text in (old, new):
            place = pages.places([cite(text, 1, Span(0, 3))])[0]
            assert place.document == text
            assert pages.place(place.key) == place


def test_what_was_cited_from_an_earlier_version_opens_that_version() -> None:
    old, new = document("Bản cũ có một đoạn.", "Giữ nguyên."), document("Bản mới khác hẳn rồi.", "Giữ nguyên.")
    assert old.key == new.key
    before = Page([old])
    cited, same = (before.places([cite(old, number, Span(0, 4))])[0].key for number in (1, 2))
    page = Page([new], before=before)
    place = page.place(cited)
    assert place is not None
    html = page.source(new.key, (Turn("Hỏi?", answered(*place.citations), 1),), place)
    assert "<mark>Bản </mark>cũ có một đoạn." in html
    assert "Bản mới" not in html
    assert "thư viện nay có bản khác của văn bản này" in html
    assert "Bản mới khác hẳn rồi." in page.source(new.key, ())
    place = page.place(same)
    assert place is not None
    assert place.document == new
    assert "bản khác" not in page.source(new.key, (), place)
    assert Page([new]).place(cited) is None


def structured() -> Document:
    """A document with whatever a file may bring in, naughty through and through."""
    texts = [f"Điều 1{NAUGHTY}", "Một khoản."]
    source = "\n".join(texts) + "\n"
    article = Step(Level.ARTICLE, f"1{NAUGHTY}")
    heading = Heading((article,), texts[0], Span(0, len(texts[0])))
    start = len(texts[0]) + 1
    path = (article, Step(Level.CLAUSE, f"2{NAUGHTY}"))
    paragraph = Paragraph(1, texts[1], Span(start, start + len(texts[1])), path=path)
    origin = Origin(NAUGHTY, "PDF", "", pages=((0, 4, "đọc"), (start, 5, "OCR")), notes=(f"Ghi chú {NAUGHTY}",))
    metadata = Metadata(
        "179-KL/TW", DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT, NAUGHTY, handling=("dự thảo", NAUGHTY)
    )
    return Document(metadata, source, (paragraph,), headings=(heading,), origin=origin)


def test_the_source_shows_headings_places_pages_and_notes_all_escaped() -> None:
    text = structured()
    page = Page([text])
    html = page.source(text.key, (), page.places([cite(text, 1, Span(0, 3))])[0])
    assert "<img" not in html
    assert "<script" not in html
    safe = "&lt;img src=x onerror=alert(1)&gt;"
    assert re.search(rf'<h3 class="level1">Điều 1{re.escape(safe)}', html)
    assert re.search(rf"<span>khoản 2{re.escape(safe)}.*, Điều 1{re.escape(safe)}.* · trang 5</span>", html)
    assert f"<dd>dự thảo, {safe}" in html
    assert "<summary>Ghi chú khi đọc tệp (1)</summary>" in html
    assert f"<li>Ghi chú {safe}" in html
    assert html.index("<h3") < html.index('<div class="paragraph placed cited"')


def test_what_became_of_files_is_escaped() -> None:
    html = Page([]).intake([FileOutcome(NAUGHTY, True, NAUGHTY), FileOutcome("b.pdf", False, "Từ chối.")], NAUGHTY)
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 3
    assert '<li class="bad"><b>b.pdf</b>: Từ chối.</li>' in html
    assert html.index('<li class="bad">') < html.index('<li class="good">')
    assert ('aria-busy="false"' in html, 'aria-busy="true"' in Page([]).intake((), "Đang đọc…", busy=True)) == (
        True,
    ) * 2


def test_a_citation_that_is_not_in_the_library_is_an_error() -> None:
    with pytest.raises(KeyError):
        Page([document("Một đoạn.")]).places([cite(document("Đoạn khác."), 1, Span(0, 4))])


@pytest.mark.parametrize("count", [0, 1, 3, 4, 9, 30])
def test_an_answer_grows_in_few_steps_to_the_whole(count: int) -> None:
    text = document("Một đoạn.")
    statements = tuple(Statement(f"Câu {number}.", False) for number in range(count))
    answer = Answer(Status.ANSWERED, ("…",), statements, (cite(text, 1, Span(0, 3)),))
    turns = _steps("Hỏi?", answer, at_once=False)
    assert len(turns) <= 4
    assert [turn.complete for turn in turns] == [False] * (len(turns) - 1) + [True]
    assert turns[-1].shown == count


def test_the_page_is_built_without_a_public_function(library: Library) -> None:
    """In a process of its own: Gradio leaves event loops open, which pytest takes for errors."""
    command = (
        "import sys, types, pathlib, ui; "
        "from ingest.library import Library; from ingest.settings import Settings; "
        "stub = types.SimpleNamespace(library=Library(pathlib.Path(sys.argv[1])), writes=False); "
        "functions = ui.build(stub, Settings()).config['dependencies']; "
        "print(len(functions), {function['api_visibility'] for function in functions})"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, library.folder],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "39 {'private'}\n"
    assert done.stderr == ""


def test_heavy_packages_are_imported_only_to_serve() -> None:
    command = "import sys, ui; sys.exit(len({'gradio', 'fastapi', 'torch', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", command], cwd=PROJECT, check=False).returncode == 0
