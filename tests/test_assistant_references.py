"""Document numbers in every spelling that people use, and numbers that are none."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question import understand
from assistant.references import Reference, find_references, in_words, is_cited_in, matches
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span
from ingest.library import Library
from ingest.text import compose


def document(number: str, kind: DocumentType = DocumentType.CONCLUSION, *texts: str) -> Document:
    source, paragraphs = "", []
    for position, text in enumerate(texts or ("Một đoạn.",), 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    metadata = Metadata(number, kind, SourceKind.OFFICIAL_TEXT, issue_date=date(2025, 7, 1))
    return Document(metadata, source, tuple(paragraphs))


HELD = (document("177-KL/TW"), document("179-KL/TW"))


def named(text: str, documents: Sequence[Document] = HELD) -> list[str]:
    return [reference.name for reference in find_references(compose(text), documents)]


@pytest.mark.parametrize(
    "spelling",
    [
        "177-KL/TW", "KL 177", "177/KL-TW", "kl177", "kết luận số 177", "ket luan 177", "một trăm bảy mươi bảy",
        "mot tram bay muoi bay", "một trăm bẩy mươi bẩy", "kết luận một trăm bảy mươi bảy", "Kết luận 177",
        "KẾT LUẬN SỐ 177", "Kết luận 177-KL/TW", "Kết luận số 177-KL/TW", "kết luận số: 177-KL/TW", "Kl. 177",
        "KL-177", "KL.177", "KL:177", "KL số 177", "kl số hiệu 177", "177KL", "177 KL/TW", "177KL/TW", "177-kl-tw",
        "177–KL/TW", "177 - KL / TW", "(KL177)", "«177»", "Kết-luận số 177", "kl 177/tw", "KL/TW 177", "177",
        "số 177", "cái 177 ấy", "văn bản 177", "kết luận mang số 177", "kết luận thứ 177",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_spelling_is_the_same_document(spelling: str, form: Literal["NFC", "NFD"]) -> None:
    spelt = unicodedata.normalize(form, f"Theo {spelling}, ai ký?")
    assert named(spelt) == ["Kết luận 177"]
    question = understand(spelt, HELD)
    assert (question.numbers, question.unknown) == (("177-KL/TW",), ())


@pytest.mark.parametrize(
    "text",
    [
        "trước ngày 31/7/2025", "31-7-2025", "ngày 25/7", "năm 2025", "177 triệu", "177 triệu đồng", "177 tỷ",
        "177 đại biểu", "177 người", "177 ngày", "177 tháng", "177 tổ chức đảng", "177%", "177 %", "1.177", "177.000",
        "2177", "1775", "177a", "177/2025", "3,177-4", "trên 250 tổ chức đảng", "không quá 300 đại biểu", "2 cấp",
        "thông báo 30 ngày trước", "hướng dẫn 2 lần", "kế hoạch 100 ngày", "theo quy định 5 ngày một lần",
        "một trăm", "bảy mươi bảy", "kết luận", "KL", "Luật Đất đai", "tuần 17", "",
    ],
)  # fmt: skip
def test_other_numbers_are_no_references(text: str) -> None:
    assert named(text) == []


def test_a_bare_serial_counts_only_when_the_library_holds_it() -> None:
    assert named("văn bản 181") == []
    assert named("một trăm tám mươi mốt") == []
    assert named("văn bản 181", [document("181-KL/TW")]) == ["Kết luận 181"]
    assert named("một trăm tám mươi mốt", [document("181-KL/TW")]) == ["Kết luận 181"]
    assert named("tôi có 12 con", [document("12-QĐ/TU", DocumentType.REGULATION)]) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nghị định 178/2024/NĐ-CP", ["Nghị định 178"]),
        ("178/2024/NĐ-CP", ["Nghị định 178"]),
        ("nđ178", ["Nghị định 178"]),
        ("nd 30", ["Nghị định 30"]),
        ("30/2020/NĐ-CP", ["Nghị định 30"]),
        ("12-CV/TU", ["Công văn 12"]),
        ("Công văn số 12-CV/TU", ["Công văn 12"]),
        ("qđ 294", ["Quyết định 294"]),
        ("quy định 294", ["Quy định 294"]),
        ("Quy định 294-QĐ/TW", ["Quy định 294"]),
        ("chỉ thị số 45", ["Chỉ thị 45"]),
        ("CT 45", ["Chỉ thị 45"]),
        ("45-CT/TW", ["Chỉ thị 45"]),
        ("Kế hoạch số 56-KH/BCĐ", ["Kế hoạch 56"]),
        ("nghị quyết 18", ["Nghị quyết 18"]),
        ("NQ 60-NQ/TW", ["Nghị quyết 60"]),
        ("Hướng dẫn 36-HD/VPTW", ["Hướng dẫn 36"]),
        ("Thông báo 12", ["Thông báo 12"]),
        ("Quy chế 08-QC/TW", ["Quy chế 08"]),
        ("thông tư 05/2025/TT-BNV", ["Thông tư 05"]),
        ("kết luận 999-KL/TW", ["Kết luận 999"]),
        ("quy định 294 ngày nào ký", ["Quy định 294"]),
        ("Kết luận 177 ngày 11/7/2025", ["Kết luận 177"]),
        ("Kết luận 177 người ký là ai", ["Kết luận 177"]),
        ("kết luận 177 và 179", ["Kết luận 177", "Kết luận 179"]),
        ("177-KL/TW khác gì chỉ thị 45", ["Kết luận 177", "Chỉ thị 45"]),
        ("177 khác gì 30/2020/NĐ-CP và KL 180", ["Kết luận 177", "Nghị định 30", "Kết luận 180"]),
        ("KL 179, KL 177", ["Kết luận 179", "Kết luận 177"]),
        ("so KL177 với Chỉ thị 45 và kết luận 180", ["Kết luận 177", "Chỉ thị 45", "Kết luận 180"]),
    ],
)
def test_documents_of_every_type_are_named_in_order(text: str, names: list[str]) -> None:
    assert named(text) == names


def test_a_reference_stands_where_it_was_found() -> None:
    text = compose("Hỏi về Kết luận số 177-KL/TW và kl179 ạ.")
    found = [text[reference.start : reference.end] for reference in find_references(text, HELD)]
    assert found == ["Kết luận số 177-KL/TW", "kl179"]


FORMS: list[Literal["NFC", "NFD"]] = ["NFC", "NFD"]
SERIALS = st.integers(min_value=1, max_value=99_999).map(str)


@settings(deadline=None)
@given(
    SERIALS,
    st.sampled_from(
        [
            "{}-KL/TW", "KL {}", "{}/KL-TW", "kl{}", "kết luận số {}", "ket luan {}", "KẾT LUẬN {}", "Kl.{}",
            "Kết luận số {}-KL/TW", "{}KL/TW", "kết luận số hiệu {}",
        ]
    ),
    st.sampled_from(["", "Theo ", "theo ", "Hỏi: ", "(", "«", "ở xã, "]),
    st.sampled_from(["", "?", ", ai ký?", " của Bộ Chính trị", ")", "»", ". Ai ký?", "\nAi ký?", " thì sao"]),
    st.sampled_from(FORMS),
)  # fmt: skip
def test_any_serial_in_any_spelling_anywhere(
    serial: str, form: str, before: str, after: str, normal: Literal["NFC", "NFD"]
) -> None:
    text = unicodedata.normalize(normal, before + form.format(serial) + after)
    found = find_references(compose(text), ())
    assert [(reference.type_name, reference.serial) for reference in found] == [("Kết luận", serial)]


@settings(deadline=None)
@given(st.text(alphabet="KLklTWtw /-.,0123456789ếậđ\n", max_size=40))
def test_references_never_overlap_and_hold_their_serial(text: str) -> None:
    text = compose(text)
    found = find_references(text, HELD)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(reference.serial in text[reference.start : reference.end] for reference in found)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (1, "một"), (5, "năm"), (10, "mười"), (11, "mười một"), (14, "mười bốn"), (15, "mười lăm"),
        (20, "hai mươi"), (21, "hai mươi mốt"), (24, "hai mươi bốn"), (55, "năm mươi lăm"), (100, "một trăm"),
        (101, "một trăm linh một"), (105, "một trăm linh năm"), (110, "một trăm mười"),
        (111, "một trăm mười một"), (115, "một trăm mười lăm"), (177, "một trăm bảy mươi bảy"),
        (179, "một trăm bảy mươi chín"), (201, "hai trăm linh một"), (531, "năm trăm ba mươi mốt"),
        (999, "chín trăm chín mươi chín"),
    ],
)  # fmt: skip
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_no_two_numbers_share_their_words() -> None:
    assert len({in_words(number) for number in range(1000)}) == 1000


def test_a_reference_means_a_document_of_its_type() -> None:
    rule = document("12-QĐ/TU", DocumentType.REGULATION)
    assert matches(Reference("Quyết định", "12", 0, 1), rule)
    assert matches(Reference("Quy định", "12", 0, 1), rule)
    assert not matches(Reference("Kết luận", "12", 0, 1), rule)
    assert not matches(Reference("Quy định", "13", 0, 1), rule)
    assert not matches(Reference("Chỉ thị", "177", 0, 1), HELD[0])


def test_documents_that_the_texts_cite_are_not_unknown(library: Library) -> None:
    cited = ["Quy định 294", "QĐ 294", "qđ294", "kết luận 139", "Chỉ thị 45", "Kế hoạch số 56-KH/BCĐ", "kế hoạch 56"]
    for text in cited:
        (reference,) = find_references(compose(text), library.documents)
        assert is_cited_in(reference, library.documents), text
        assert understand(f"{text} nói gì?", library.documents).unknown == ()
    for text in ["Quy định 295", "kết luận 140", "Kết luận 294", "Nghị định 178", "Kế hoạch 45"]:
        question = understand(f"{text} nói gì?", library.documents)
        assert [reference.name for reference in question.unknown] == [text[0].upper() + text[1:]]
        assert question.numbers == ()
