"""Repair of lines, with the way back, and the refusal of text that cannot be trusted."""

import contextlib
import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import FileRefused
from ingest.extraction import Extraction, RawLine, Role
from ingest.lines import CleanLine
from ingest.offsets import Span
from ingest.repair import Repaired, repaired

_SOUND = [
    "KẾT LUẬN CỦA BỘ CHÍNH TRỊ VỀ TIẾP TỤC TRIỂN KHAI",
    "1. Các cấp uỷ, tổ chức đảng tiếp tục hoàn thiện hệ thống văn bản quy định, hướng dẫn thực hiện hiệu lệnh.",
    "a) Doanh nghiệp sản xuất, kinh doanh được hưởng ưu đãi về thuế; doanh nghiệp nhỏ và vừa được hỗ trợ.",
    "- Điểm b khoản 2 Điều 3 của Luật này; điểm c áp dụng từ ngày 01/7/2025; hạng C hoặc hạng D.",
    "Chủ nghĩa Mác - Lênin; giai đoạn 2020-2025; KL-TW; do anh em, khu ấy, chu kỳ.",
]


def _read(*texts: str, font: str = "") -> Repaired:
    return repaired(Extraction("PDF", tuple(RawLine(text, font=font) for text in texts)))


def _texts(*texts: str) -> list[str]:
    return [line.text for line in _read(*texts).lines]


def _first(text: str) -> str:
    return _texts(text, *_SOUND)[0]


def test_sound_lines_stay_as_they_are() -> None:
    read = _read(*_SOUND, "", "    thụt đầu dòng")
    assert [line.text for line in read.lines] == [*_SOUND, "", "    thụt đầu dòng"]
    assert all(line.offsets.segments == () for line in read.lines)
    assert read.notes == ()


def test_lines_keep_what_the_file_says_of_them() -> None:
    raw = RawLine("Bảng  số", page=7, role=Role.TABLE, wrapped=True)
    line = repaired(Extraction("PDF", (raw,))).lines[0]
    assert (line.text, line.original, line.page) == ("Bảng số", "Bảng  số", 7)
    assert (line.role, line.wrapped) == (Role.TABLE, True)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        (unicodedata.normalize("NFD", "tiếp tục thực hiện"), "tiếp tục thực hiện"),
        ("tie\u0301\u0302p", "tiếp"),  # the tone before the shape
        ("Ðảng uỷ và ðoàn thể", "Đảng uỷ và đoàn thể"),
        ("tổ\u200bchức\ufeff đảng\u00ad viên\x07", "tổchức đảng viên"),
        ("Điều\u00a01.\u2003Phạm\u202fvi", "Điều 1. Phạm vi"),
        ("ngư\u00adời lao động", "người lao động"),
        ("tài chính\u3000ﬁ, ﬂ", "tài chính fi, fl"),
        ("Ｋết luận số １２", "Kết luận số 12"),
        ("Tоàn dân", "Toàn dân"),  # a Cyrillic о
        ("  -  Giao   ban\tthường vụ  ", "  - Giao ban thường vụ"),
        ("\uf0b7 gạch đầu dòng", "\uf0b7 gạch đầu dòng"),
    ],
)
def test_characters(given_text: str, expected: str) -> None:
    assert _first(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("hi ệu lệnh", "hiệu lệnh"),
        ("th ực hi ện nhi ệm vụ", "thực hiện nhiệm vụ"),
        ("Ch ính phủ, Th ủ tướng", "Chính phủ, Thủ tướng"),
        ("ti ế n độ", "tiến độ"),
        ("yêu cầ-u các cấp", "yêu cầu các cấp"),
        ("CH Ỉ TH Ị", "CHỈ THỊ"),
        ("nhữ ng việ c đư ợc giao", "những việc được giao"),
        ("t ổ chức c ủa đảng", "tổ chức của đảng"),
        ("hạng C ho ặc hạng D", "hạng C hoặc hạng D"),
        ("K Ế T  L U Ậ N", "KẾT LUẬN"),
        ("K Ế T L U Ậ N", "KẾT LUẬN"),
        ("Q U Y Ế T   Đ Ị N H:", "QUYẾT ĐỊNH:"),
        ("T Ố I  M Ậ T", "TỐI MẬT"),
        ("M Ậ T", "MẬT"),
        ("Đ ộ c  l ậ p", "Độc lập"),
    ],
)
def test_torn_words(given_text: str, expected: str) -> None:
    torn = ["th ực hi ện ch ính sách", "nh ững vi ệc tổ chức", "c ủa dải đất, tổ chức những việc"]
    assert _texts(given_text, *torn, *_SOUND)[0] == expected


def test_a_lone_letter_is_a_part_where_many_words_are_torn() -> None:
    torn = ["th ực hi ện nhi ệm vụ"] * 10
    for text, expected in (
        ("xe t ập lái", "xe tập lái"),
        ("điểm c áp dụng", "điểm c áp dụng"),
        ("l ộ trình", "lộ trình"),
    ):
        assert _texts(text, *torn, *_SOUND)[0] == expected
    assert _texts("xe t ập lái", *_SOUND)[0] == "xe t ập lái"
    for labels in ("các điểm đ, e, g, h và i khoản này", "các điểm i, k, l, m và n"):
        assert _texts(labels, "vài người, vàn", *torn, *_SOUND)[0] == labels


def test_two_words_are_joined_only_where_the_document_tears_words_and_knows_the_whole() -> None:
    torn = ["th ực hi ện", "nhi ệm vụ", "doanh nghiệp nhỏ"]
    assert _texts("do anh nghiệp lớn", *torn, *_SOUND)[0] == "doanh nghiệp lớn"
    assert _texts("do anh nghiệp lớn", *_SOUND)[0] == "do anh nghiệp lớn"


@pytest.mark.parametrize(
    "text",
    ["khoản 1 điểm c áp dụng", "nhóm A, B, C", "x x x", "a b c", "Mác - Lênin", "2020-2025", "KL-TW", "5 km ở xã"],
)
def test_what_is_not_torn_is_not_joined(text: str) -> None:
    assert _texts(text, "th ực hi ện", "nhi ệm vụ", "vi ệc làm", *_SOUND)[0] == text


def test_encodings_and_joins_are_noted() -> None:
    read = _read("Thñ t− íng ChÝnh phñ", "Céng hßa x· héi", "Quü b¶o l∙ nh tÝn dông")
    assert [line.text for line in read.lines] == ["Thủ tướng Chính phủ", "Cộng hòa xã hội", "Quỹ bảo lãnh tín dụng"]
    assert read.notes == ("Đã chuyển mã TCVN3 sang Unicode ở 3 dòng.", "Đã ghép lại 2 chỗ từ bị tách rời.")


def test_symbol_fonts_come_back() -> None:
    private = "".join(chr(0xF000 + ord(letter)) if letter != " " else " " for letter in "ChÝnh phñ n\u00adíc")
    assert _texts(private)[0] == "Chính phủ nước"


def _word_back(line: CleanLine, word: str) -> str:
    at = line.text.index(word)
    return line.offsets.original(Span(at, at + len(word))).of(line.original)


def test_the_way_back_goes_through_all_repairs() -> None:
    line = _read("  Thñ  t− íng\u00a0 ChÝnh phñ", "Quü b¶o l∙nh").lines[0]
    assert line.text == "  Thủ tướng Chính phủ"
    assert [_word_back(line, word) for word in ("Thủ", "tướng", "Chính", "phủ")] == ["Thñ", "t− íng", "ChÝnh", "phñ"]


_ODD = st.sampled_from(["\u00a0", "  ", "\u200b", "\x01"])
_BREAKS = st.lists(st.tuples(st.sampled_from(_SOUND), st.integers(1, 60), _ODD))


@given(_BREAKS)
@settings(max_examples=50)
def test_every_word_leads_back_to_where_it_stood(breaks: list[tuple[str, int, str]]) -> None:
    texts = [text[:at] + odd + text[at:] for text, at, odd in breaks]
    for line, text in zip(_read(*texts, *_SOUND).lines, texts, strict=False):
        assert line.original == text
        for word in re.finditer(r"\w+", line.text):
            back = line.offsets.original(Span(*word.span())).of(text)
            assert re.sub(r"[\s\u200b\x01]", "", back) == word[0]


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_lines_are_repaired_or_refused(texts: list[str]) -> None:
    try:
        lines = _read(*texts).lines
    except FileRefused:
        return
    for line, text in zip(lines, texts, strict=True):
        assert not re.search(r"[\u00a0\u00ad\u200b\ufeff\x00-\x08\x7f-\x9f]", line.text)
        assert line.original == text
        assert line.text == "" or line.text.strip()
        assert line.offsets.original(Span(0, len(line.text))).end <= len(text)


# --- what cannot be trusted

_SCRAMBLED = "Bàn Bí thừ yêủ cầù các cầp uỳ, tồ chứcc đằngg tiếpp tụcc hoằnn thiệnn hệ thồngg vằnn bằnn"


def test_scrambled_accents_are_refused_with_words_of_them() -> None:
    with pytest.raises(FileRefused, match=r"từ sai dấu hoặc hỏng mã, như «\w+», «\w+», «\w+»") as refusal:
        _read(_SCRAMBLED, *_SOUND)
    assert "nạp bản gốc khác" in str(refusal.value)


def test_a_scrambled_page_in_a_sound_file_is_named() -> None:
    sound = tuple(RawLine(text, page=page) for page in (1, 2, 3, 5) for text in _SOUND * 5)
    with pytest.raises(FileRefused, match=r"^trang 4: \d+ trong \d+ từ"):
        repaired(Extraction("PDF", (*sound, *[RawLine(_SCRAMBLED, page=4)])))


def test_a_few_typing_errors_are_no_reason() -> None:
    assert len(_read(*_SOUND * 20, "đựơc, hịên, chủơng trình, nưóc").lines) == 101


def test_text_without_marks_has_its_own_reason() -> None:
    with pytest.raises(FileRefused, match="không có dấu tiếng Việt"):
        _read("Cac cap uy, to chuc dang tiep tuc hoan thien he thong van ban quy dinh, huong dan trien khai thuc hien.")


def test_text_in_another_language_has_its_own_reason() -> None:
    for text in (
        "Whereas recognition of the inherent dignity and of the equal and inalienable rights of all members of the "
        "human family is the foundation of freedom, justice and peace in the world, and should be protected by law.",
        "Considérant que la reconnaissance de la dignité inhérente à tous les membres de la famille humaine et de "
        "leurs droits égaux et inaliénables constitue le fondement de la liberté, de la justice et de la paix.",
    ):
        with pytest.raises(FileRefused, match="không phải tiếng Việt"):
            _read(text)


def test_tables_and_foreign_names_are_no_reason() -> None:
    table = ["1 | 2.500 | Müller GmbH | 12 %", "2 | 3.100 | Société Générale | 8 %", "STT | Tên | Tỷ lệ"] * 3
    assert len(_read(*table, *_SOUND).lines) == 14


def test_an_empty_file_is_left_to_the_caller() -> None:
    assert _texts() == []
    assert _texts("", "   ") == ["", ""]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        "ạ ",
        "-",
        ".",
        " ",
        "\t",
        "à-",
        "Ã",
        "©",
        "ban",
        "\uf0a2",
        "\uf022",
        "e\u0301",
        "т",
        "\u00ad",
        "@",
        "^",
    ],
)
def test_long_lines_of_one_kind_take_no_long_time(piece: str) -> None:
    start = time.process_time()
    for line in (piece * 12_000, "x" + piece * 12_000 + "x"):
        with contextlib.suppress(FileRefused):
            _read(line, *_SOUND)
    assert time.process_time() - start < 3.0
