"""What the tab «Kiểm tra bản thảo» shows of a draft, step after step, without a browser."""

import asyncio
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_office_helpers import docx, para
from ui_tab_helpers import HOSTILE, chat_over, text, updates

from assistant import intake
from assistant.checking import drafts
from assistant.checking.checked import Checked, Deviation, DeviationKind, Verdict
from ingest.document import Span
from ingest.errors import FileRefused, UserError
from ingest.library import Library
from ui_assets import checking_tab
from ui_assets.checking_tab import MOST_CHARACTERS, Checking, marked

TRUE = (
    "Ngày 11/7, Thường trực Ban Bí thư Trần Cẩm Tú vừa ký ban hành kết luận số 177 của Bộ Chính trị, Ban Bí thư về "
    "tiếp tục xây dựng tổ chức, hoạt động của đơn vị hành chính 2 cấp bảo đảm thông suốt, hiệu quả."
)
WRONG = "Bộ Tài chính phải ban hành văn bản hướng dẫn về tài chính, kế toán, hoàn thành trước ngày 31/8/2025."
VIEW = "Chúng tôi tin rằng đây là chủ trương đúng đắn!"


@pytest.fixture(name="checking")
def checking_fixture(library: Library) -> Checking:
    return Checking(chat_over(library))


def shown(checking: Checking, draft: str, *documents: str) -> str:
    return updates(checking.check(draft, documents))[-1]


def sent(folder: Path, file: Path) -> str:
    """Put a file where Gradio puts an upload; return its path."""
    place = folder / "upload" / "bam"
    place.mkdir(parents=True)
    return str(file.rename(place / file.name))


def test_each_sentence_has_a_verdict_in_words_and_the_counts_stand_first(checking: Checking) -> None:
    html = shown(checking, f"{TRUE}\n{WRONG}\n{VIEW}")
    said = text(html)
    assert said.startswith(f"3 câu 1 đúng nguyên văn 1 sai lệch 1 {Verdict.OPINION.vi} Câu 1: đúng nguyên văn")
    assert "Câu 2: sai lệch" in said
    assert f"Câu 3: {Verdict.OPINION.vi}" in said
    assert [html.count(f'data-verdict="{verdict}"') for verdict in Verdict] == [1, 0, 1, 0, 1]


def test_a_deviation_is_told_from_what_to_what_beside_its_paragraph(checking: Checking) -> None:
    html = shown(checking, WRONG)
    assert "bản thảo viết «ngày 31/8/2025» → văn bản ghi «ngày 31/7/2025»" in text(html)
    assert "<mark>ngày 31/8/2025</mark>" in html
    assert "Kết luận 179-KL/TW, đoạn 9" in html
    assert "bảo đảm hoàn thành trước ngày 31/7/2025" in html
    assert "Nguồn: tin báo chí, chưa phải văn bản chính thức" in text(html)
    assert 'data-copy="Chỉ đạo Bộ Tài chính:' in html


def test_progress_is_told_in_few_updates(checking: Checking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking_tab, "SECONDS_BETWEEN_UPDATES", 0.0)
    every = updates(checking.check(f"{VIEW}\n" * 4, ()))
    assert [text(html) for html in every[:-1]] == [
        "Đang tách câu…", "Đang đối chiếu 4 câu…", *(f"Đã đối chiếu {done}/4 câu…" for done in (1, 2, 3)),
    ]  # fmt: skip
    monkeypatch.setattr(checking_tab, "SECONDS_BETWEEN_UPDATES", 1000.0)
    assert len(updates(checking.check(f"{VIEW}\n" * 40, ()))) == 4
    assert all('aria-busy="true"' in html for html in every[:-1])
    assert 'aria-busy="true"' not in every[-1]


def test_nothing_of_a_draft_becomes_markup(checking: Checking) -> None:
    html = shown(checking, f"{HOSTILE}.\n{WRONG[:-1]} {HOSTILE}.")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert not any(mark in html for mark in ("<script", "<img", "<a "))
    assert "${alert(4)} {{x}} \u202eabc" in html


@pytest.mark.parametrize(
    ("draft", "documents", "told"),
    [
        (" \n\t", (), "Chưa có bản thảo; hãy dán nội dung vào ô hoặc chọn tệp."),
        ("a" * (MOST_CHARACTERS + 1), (), "Bản thảo dài 100001 ký tự, mỗi lần kiểm tra được tối đa 100000 ký tự"),
        (f"TUYỆT MẬT\nTỈNH ỦY LAM SƠN\n\n{TRUE}", (), "Bản thảo đóng dấu «TUYỆT MẬT», không được kiểm tra ở đây"),
        (TRUE, ("999-KL/TW",), "Thư viện không có văn bản «999-KL/TW»"),
    ],
)
def test_what_cannot_be_checked_is_told(checking: Checking, draft: str, documents: tuple[str, ...], told: str) -> None:
    html = shown(checking, draft, *documents)
    assert 'role="alert"' in html
    assert told in text(html)


def test_a_draft_without_sentences_is_told_so(checking: Checking) -> None:
    assert text(shown(checking, "--- 123 ---\n***")).startswith("Bản thảo không có câu nào để đối chiếu.")


def test_half_a_surrogate_pair_does_no_harm(checking: Checking) -> None:
    assert shown(checking, f"{WRONG} \ud800").encode()


def test_only_the_chosen_documents_are_held_against(checking: Checking) -> None:
    assert "Kết luận 179-KL/TW, đoạn 9" not in shown(checking, WRONG, "177-KL/TW")
    assert "Kết luận 179-KL/TW, đoạn 9" in shown(checking, WRONG, "179-KL/TW")


def test_two_drafts_at_once_do_not_mix(checking: Checking) -> None:
    async def last(draft: str) -> str:
        return [html async for html in checking.check(draft, ())][-1]

    async def both() -> list[str]:
        return list(await asyncio.gather(last(f"{WRONG}\n" * 3), last(f"{VIEW}\n" * 3)))

    first, second = asyncio.run(both())
    assert text(first).startswith("3 câu 3 sai lệch")
    assert text(second).startswith(f"3 câu 0 sai lệch 3 {Verdict.OPINION.vi}")


def test_a_file_is_read_into_the_box_checked_and_erased(checking: Checking, tmp_path: Path) -> None:
    file = sent(tmp_path, docx(tmp_path / "ban-thao.docx", para(WRONG) + para(VIEW)))
    every = updates(checking.check_file(file, ()))
    assert text(every[0][1]) == "Đang đọc «ban-thao.docx»…"
    assert [box for box, _ in every if isinstance(box, str)] == [f"{WRONG}\n{VIEW}"]
    assert text(every[-1][1]).startswith(f"2 câu 1 sai lệch 1 {Verdict.OPINION.vi}")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_cannot_be_read_is_named_as_the_user_names_it_and_erased(
    checking: Checking, tmp_path: Path
) -> None:
    picture = tmp_path / "<b>anh<b>.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    every = updates(checking.check_file(sent(tmp_path, picture), ()))
    assert [box for box, _ in every if isinstance(box, str)] == []
    assert 'role="alert"' in every[-1][1]
    assert "ảnh" in text(every[-1][1])
    assert str(tmp_path) not in every[-1][1]
    assert "<b>anh" not in "".join(html for _, html in every)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_is_gone_is_said(checking: Checking, tmp_path: Path) -> None:
    assert "«a.txt»: không nhận được tệp" in updates(checking.check_file(str(tmp_path / "bam" / "a.txt"), ()))[-1][1]


@pytest.mark.parametrize("suffix", [".txt", ".docx"])
def test_a_secret_file_comes_neither_into_the_box_nor_into_the_result(
    checking: Checking, tmp_path: Path, suffix: str
) -> None:
    lines, file = ["MẬT", "TỈNH ỦY LAM SƠN", "Số 14-QĐ/TU", "QUY ĐỊNH", "về kho", TRUE], tmp_path / f"mat{suffix}"
    if suffix == ".docx":
        docx(file, "".join(map(para, lines)))
    else:
        file.write_text("\n".join(lines), encoding="utf-8")
    every = updates(checking.check_file(sent(tmp_path, file), ()))
    assert [box for box, _ in every if isinstance(box, str)] == []
    assert "đóng dấu «MẬT»" in text(every[-1][1])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_empty_file_is_said(checking: Checking, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert "Chưa có bản thảo" in updates(checking.check_file(sent(tmp_path, tmp_path / "a.txt"), ()))[-1][1]


def test_while_a_draft_is_read_the_server_knows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(path: Path, library: Path) -> str:
        begun.set()
        assert go_on.wait(20)
        raise FileRefused(f"«{path}» hỏng ở {library}.")

    monkeypatch.setattr(drafts, "text_of", slow)
    file = Path(sent(tmp_path, tmp_path / "a.txt")) if (tmp_path / "a.txt").write_text("x") else tmp_path
    said: list[str] = []

    def read() -> None:
        try:
            intake.draft_text(tmp_path / "thu-vien", file)
        except UserError as error:
            said.append(str(error))

    thread = threading.Thread(target=read)
    thread.start()
    assert begun.wait(20)
    assert intake.is_reading()
    go_on.set()
    thread.join(20)
    assert not intake.is_reading()
    assert said == [f"«a.txt» hỏng ở {tmp_path / 'thu-vien'}."]
    assert not file.exists()


@given(st.text(min_size=1, max_size=40), st.lists(st.text(max_size=5), max_size=4))
def test_the_pieces_of_a_sentence_are_the_sentence(sentence: str, found: list[str]) -> None:
    deviations = tuple(Deviation(DeviationKind.WORDING, words, "") for words in found)
    pieces = marked(Checked(sentence, Span(0, len(sentence)), Verdict.DEVIATING, deviations))
    assert "".join(piece for piece, _ in pieces) == sentence
    assert all(piece for piece, _ in pieces)
    wrong = "".join(piece for piece, deviates in pieces if deviates)
    assert all(words in sentence for words in found if words and words in wrong)
    assert bool(wrong) == any(words and words in sentence for words in found)
