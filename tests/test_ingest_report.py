"""The words of a run: a line and an object a file, the closing table, progress on a terminal and elsewhere."""

import io
import json
from dataclasses import replace

import pytest

from ingest import progress
from ingest.document import Document, DocumentType, Metadata, Origin, Paragraph, SourceKind, Span
from ingest.errors import FileState
from ingest.progress import Display, duration, listening, page_done
from ingest.report import Report, Result
from ingest.versions import Change, Outcome

TEXT = "Bộ Chính trị yêu cầu."
DOCUMENT = Document(
    Metadata("210-KL/TW", DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT),
    TEXT,
    (Paragraph(1, TEXT, Span(0, len(TEXT))),),
    origin=Origin("a.pdf", "PDF", "0", pages=((0, 1, "lớp chữ"), (9, 2, "nhận dạng chữ (OCR)")), notes=("Đã sửa.",)),
)


def read(change: Change, shown: str = "a.pdf") -> Result:
    return Result.read(shown, DOCUMENT, Outcome(change, "210-KL/TW", "Kết luận 210-KL/TW", 0.5))


def refused(state: FileState, shown: str = "b.doc") -> Result:
    return Result(shown, state, f"«{shown}»: lý do; cách sửa.")


@pytest.mark.parametrize(
    ("change", "state", "line"),
    [
        (Change.ADDED, FileState.READ, "Đã nạp Kết luận 210-KL/TW: 1 đoạn, 1 lưu ý khi đọc (a.pdf)"),
        (Change.REPLACED, FileState.READ, "Kết luận 210-KL/TW: đã thay bằng bản mới (trùng 50 % số đoạn)"),
        (Change.CANONICAL, FileState.READ, "Kết luận 210-KL/TW: tệp này thành bản chính"),
        (Change.READ_AGAIN, FileState.READ, "Kết luận 210-KL/TW: đã đọc lại tệp và cập nhật"),
        (Change.COPY, FileState.DUPLICATE, "Kết luận 210-KL/TW: thư viện đã có bản chính"),
        (Change.UNCHANGED, FileState.DUPLICATE, "Kết luận 210-KL/TW: thư viện đã có đúng tệp này"),
        (Change.SUPERSEDED, FileState.DUPLICATE, "Kết luận 210-KL/TW: tệp này là bản cũ đã được thay"),
    ],
)
def test_what_the_library_did_is_told(change: Change, state: FileState, line: str) -> None:
    result = read(change)
    assert (result.state, result.failed) == (state, False)
    assert result.line().startswith(line) and result.line().endswith("(a.pdf)")


def test_notes_are_told_where_there_are_any() -> None:
    assert read(Change.REPLACED).line().endswith(" Có 1 lưu ý khi đọc. (a.pdf)")
    plain = replace(read(Change.ADDED), document=replace(DOCUMENT, origin=None))
    assert plain.line() == "Đã nạp Kết luận 210-KL/TW: 1 đoạn (a.pdf)"
    assert "lưu ý" not in replace(plain, stored=read(Change.REPLACED).stored).line()


def test_every_change_has_its_words() -> None:
    assert all(read(change).line() for change in Change)


@pytest.mark.parametrize("state", [state for state in FileState if state not in (FileState.READ, FileState.DUPLICATE)])
def test_every_other_state_is_a_refusal(state: FileState) -> None:
    result = refused(state)
    assert result.failed
    assert result.line() == "Từ chối: «b.doc»: lý do; cách sửa."
    assert result.record() == {
        "file": "b.doc",
        "state": state.value,
        "status": state.name.lower(),
        "reason": "«b.doc»: lý do; cách sửa.",
    }


def test_the_object_of_a_read_file_tells_how_each_page_was_read() -> None:
    record = json.loads(json.dumps(read(Change.ADDED).record()))
    assert record == {
        "file": "a.pdf",
        "state": "đã đọc",
        "status": "read",
        "reason": None,
        "document": "210-KL/TW",
        "key": "conclusion_210-KL-TW_khong-ro-ngay",
        "paragraphs": 1,
        "pages": [{"page": 1, "way": "lớp chữ"}, {"page": 2, "way": "nhận dạng chữ (OCR)"}],
        "notes": ["Đã sửa."],
        "outcome": "added",
    }
    assert Result("a", FileState.DUPLICATE, "có rồi", held="5-CT/TW").record()["document"] == "5-CT/TW"


def report(*results: Result, skipped: tuple[str, ...] = ()) -> Report:
    made = Report()
    made.results, made.skipped = list(results), list(skipped)
    return made


def test_one_good_file_needs_no_table() -> None:
    one = report(read(Change.ADDED))
    assert one.table() == ""
    assert one.closing(3) == "Đã nạp 1 văn bản, từ chối 0. Thư viện có 3 văn bản."


def test_the_table_counts_states_and_names_reasons() -> None:
    several = report(
        refused(FileState.PASSWORD),
        read(Change.ADDED),
        refused(FileState.NEEDS_OCR, "quét.pdf"),
        read(Change.COPY, "c.pdf"),
        refused(FileState.PASSWORD, "d.doc"),
        skipped=("bang.xlsx",),
    )
    assert several.table().splitlines() == [
        "kết quả     | số tệp",
        "------------|-------",
        "đã đọc      |      1",
        "trùng       |      1",
        "cần OCR     |      1",
        "có mật khẩu |      2",
        "bỏ qua      |      1",
        "- trùng: «c.pdf»: Kết luận 210-KL/TW: thư viện đã có bản chính (trùng 50 % số đoạn); "
        "ghi nhận tệp này là bản sao.",
        "- cần OCR: «quét.pdf»: lý do; cách sửa.",
        "- có mật khẩu: «b.doc»: lý do; cách sửa.",
        "- có mật khẩu: «d.doc»: lý do; cách sửa.",
        "- bỏ qua: «bang.xlsx», định dạng không đọc",
    ]
    assert several.closing(3) == "Đã nạp 1 văn bản, trùng 1, từ chối 3. Thư viện có 3 văn bản."
    assert several.summary(3) == {
        "summary": {"read": 1, "duplicate": 1, "needs_ocr": 1, "password": 2},
        "files": 5,
        "refused": 3,
        "skipped": ["bang.xlsx"],
        "library": 3,
        "text": several.closing(3),
    }


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress, "time", made)
    return made


def test_a_terminal_shows_one_line_rewritten_a_few_times_a_second(clock: Clock) -> None:
    stream = Terminal()
    display = Display(stream, [("a.pdf", 100), ("b.pdf", 300)])
    for page in range(1, 11):
        clock.now += 0.1
        display.page("a.pdf", page, 10)
    assert stream.getvalue().count("\r\x1b[K[0/2] «a.pdf»: trang ") == 3
    assert "\n" not in stream.getvalue()
    display.file_done("Đã nạp A")
    assert stream.getvalue().endswith("\r\x1b[K[1/2] Đã nạp A\n")


def test_elsewhere_lines_about_pages_are_rare(clock: Clock) -> None:
    stream = io.StringIO()
    display = Display(stream, [("a.pdf", 100), ("b.pdf", 300)])
    clock.now += 10
    display.file_done("Đã nạp A")
    for page in range(1, 101):
        clock.now += 0.1
        display.page("b.pdf", page, 100)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "[1/2] Đã nạp A"
    assert lines[1:] == [
        "[1/2] «b.pdf»: trang 1/100, còn khoảng 29 giây",  # 103 of 400 bytes in 10.1 seconds
        "[1/2] «b.pdf»: trang 51/100, còn khoảng 9 giây",
    ]


def test_the_time_left_is_not_guessed_from_nothing(clock: Clock) -> None:
    stream = io.StringIO()
    display = Display(stream, [("a.pdf", 1), ("b.pdf", 999)])
    clock.now += 20
    display.file_done("Đã nạp A")
    display.page("b.pdf", 1, 100)
    assert stream.getvalue().endswith("trang 1/100\n")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 giây"), (59.4, "59 giây"), (59.6, "1 phút"), (150, "2 phút"), (3600, "1 giờ"), (7500, "2 giờ 5 phút")],
)
def test_durations_are_rough(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_pages_are_heard_only_while_somebody_listens() -> None:
    heard: list[tuple[int, int]] = []
    page_done(1, 2)
    with listening(lambda page, of: heard.append((page, of))):
        page_done(2, 2)
    page_done(3, 3)
    assert heard == [(2, 2)]


def test_a_name_cannot_write_to_the_terminal() -> None:
    report = Report()
    report.results.append(Result("a", FileState.REFUSED, "«\x1b[31ma\nĐã nạp b\u202e.txt»: tệp rỗng; hãy kiểm tra."))
    assert "- bị từ chối: «_[31ma_Đã nạp b_.txt»: tệp rỗng; hãy kiểm tra." in report.table().split("\n")
    stream = io.StringIO()
    Display(stream, [("a", 1)]).file_done("Từ chối: \x1b]0;x\x07\r…")
    assert stream.getvalue() == "[1/1] Từ chối: _]0;x__…\n"
