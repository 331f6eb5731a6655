"""Legacy encodings of Vietnamese: each letter there and back, detection by text, and nothing sound converted."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoding_tables import BY_FREQUENCY, CP1258, TCVN3, VIQR, VNI
from ingest.encodings import Scheme, decoded, document_scheme, scheme_of, to_unicode
from ingest.offsets import Span
from ingest.syllables import possible_share

_LINES = [
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;",
    "Theo đề nghị của Bộ trưởng Bộ Tài chính về ưu đãi đầu tư nước ngoài,",
    "Điều 1. Sửa đổi, bổ sung một số điều của Quy chế thành lập, tổ chức và hoạt động của Quỹ bảo lãnh tín dụng;",
    "kỷ luật, khuỷu tay, cẩn thận, ngẫm nghĩ, dễ dãi, đẹp đẽ, gỗ, giữ gìn, khẳng định, lẵng hoa, chẵn lẻ, hỏi, ẩm",
]


def _written(text: str, table: dict[str, str]) -> str:
    """Return `text` as a typist with that table would have stored it."""
    back: dict[str, str] = {}
    for code, letter in table.items():
        back.setdefault(letter, code)
    return "".join(back.get(letter, letter) for letter in text)


def _in_tcvn3(text: str) -> str:
    small = {code: letter for code, letter in TCVN3.items() if ord(code) < 0x100}
    return _written(text, small)


def _misread(text: str, encoding: str) -> str:
    return text.encode("utf-8").decode(encoding)


_WRITERS: dict[Scheme, Callable[[str], str]] = {
    Scheme.TCVN3: _in_tcvn3,
    Scheme.VNI: lambda text: _written(text, VNI),
    Scheme.CP1258: lambda text: _written(text, CP1258),
    Scheme.UTF8: lambda text: _misread(text, "latin-1"),
}


@pytest.mark.parametrize("scheme", _WRITERS)
@pytest.mark.parametrize("line", _LINES)
def test_a_line_comes_back(scheme: Scheme, line: str) -> None:
    stored = _WRITERS[scheme](line)
    assert stored != line
    assert to_unicode(stored) == line


@pytest.mark.parametrize("scheme", _WRITERS)
def test_a_document_comes_back_and_its_plain_lines_stay(scheme: Scheme) -> None:
    text = "\n".join([*_LINES, "12-QD/TW", "", "  (1) a b c"])
    assert to_unicode(_WRITERS[scheme](text)) == text


def test_the_tables_cover_every_marked_letter() -> None:
    for table in (TCVN3, VNI, VIQR):
        assert set(BY_FREQUENCY) <= set(table.values())
    capitals = set(BY_FREQUENCY.upper())
    assert capitals <= set(VNI.values())
    assert capitals <= set(VIQR.values())
    assert len(BY_FREQUENCY) == 67


def test_what_readers_of_pdf_make_of_tcvn3_is_understood() -> None:
    assert to_unicode("Thñ t−íng ChÝnh phñ, Quü b¶o l∙nh") == "Thủ tướng Chính phủ, Quỹ bảo lãnh"
    assert to_unicode("®-îc h-ëng -u ®·i nh- sau, Q§-TTg") == "được hưởng ưu đãi như sau, QĐ-TTg"
    assert to_unicode("®èi t\u00ad\u00adîng, n\u00adíc ngoµi") == "đối tượng, nước ngoài"


def test_capitals_of_tcvn3_follow_their_neighbours_or_the_font() -> None:
    assert to_unicode("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM") == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert to_unicode("Tæ chøc §¶ng, Së Tµi chÝnh") == "Tổ chức Đảng, Sở Tài chính"
    for font in (".VnTimeH", "ABCDEF+.VnArialH,Bold", ".VnArial NarrowH"):
        assert to_unicode("quyÕt ®Þnh cña bé trëng", font).startswith("QUYẾT ĐỊNH CỦA BỘ")
    assert to_unicode("quyÕt ®Þnh", ".VnHelvetica") == "quyết định"


def test_the_font_decides_where_the_text_does_not() -> None:
    assert to_unicode("Cã") == "Cã"
    assert to_unicode("Cã", ".VnTime") == "Có"
    assert to_unicode("Tòa án nhân dân tối cao", ".VnTime") == "Tòa án nhân dân tối cao"
    assert to_unicode("Coäng hoøa", ".VnTime") == "Cộng hòa"


@pytest.mark.parametrize(
    "text",
    [
        "Tòa án",
        "Tòa án nhân dân\nĐiều 1. Phạm vi",
        "Résumé du café à la carte, naïve, São Paulo, Müller, Noël, Zoë",
        "Le président de la République française a été élu à Genève",
        "Copyright © 2020 Sony® § 12 × 100 µm, 5 °C ± 2",
        "b- Yêu cầu người bị khiếu nại giải trình; Marxist-Leninist; X-quang",
        "TỔNG SỐ HỢP TÁC XÃ  ",
        "« Tình hình những người lao động » × 5 %",
        "Nôp lưu chiểu tài liệu",
        "don't a^b x+y 2^10 e.g. what? yes.",
        "ngư\u00adời",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert to_unicode(text) == text


def test_lines_of_a_mixed_document_are_judged_one_by_one() -> None:
    sound = ["Điều 2. Đối tượng áp dụng", "Tòa án", "Người lao động được hưởng chế độ"]
    mixed = [line for pair in zip(map(_in_tcvn3, _LINES[:3]), sound, strict=True) for line in pair]
    expected = [line for pair in zip(_LINES[:3], sound, strict=True) for line in pair]
    assert to_unicode("\n".join(mixed)).split("\n") == expected
    assert document_scheme(mixed) is Scheme.TCVN3


def test_runs_of_a_mixed_line_are_judged_one_by_one() -> None:
    assert to_unicode("Cộng hòa cña ChÝnh phñ Việt Nam") == "Cộng hòa của Chính phủ Việt Nam"


def test_utf8_is_read_twice_where_it_was_written_twice() -> None:
    line = "Đảng ủy “Trung ương” – à"
    assert to_unicode(_misread(_misread(line, "latin-1"), "latin-1")) == line
    assert to_unicode("Cá»™ng hÃ²a xÃ£ há»™i Ä\ufffdiá»‡n là") == "Cộng hòa xã hội Điện là"


def test_viqr_needs_much_of_it() -> None:
    text = "Co^.ng ho`a xa~ ho^.i Vie^.t Nam ddo^.c la^.p tu+. do ha.nh phu'c."
    assert to_unicode(text) == "Cộng hòa xã hội Việt Nam độc lập tự do hạnh phúc."


@given(st.sampled_from(_LINES), st.sampled_from(list(_WRITERS)))
def test_the_map_leads_back_to_the_codes(line: str, scheme: Scheme) -> None:
    stored = _WRITERS[scheme](line)
    text, offsets = decoded(stored, scheme_of(stored, "", scheme))
    at = 0
    for word in text.split(" "):
        start = text.index(word, at)
        at = start + len(word)
        assert offsets.original(Span(start, at)).of(stored) == _WRITERS[scheme](word)


@given(st.text(st.characters(codec="cp1252"), max_size=40), st.sampled_from(["", ".VnTime", "VNI-Times"]))
def test_any_text_is_taken_and_never_made_worse_without_a_hint(text: str, font: str) -> None:
    result = to_unicode(text, font)
    assert unicodedata.is_normalized("NFC", result) or not unicodedata.is_normalized("NFC", text)
    if not font:
        assert possible_share(result) >= possible_share(text) - 0.5


def test_one_run_that_says_a_word_in_a_third_encoding_does_not_overrule_font_and_document() -> None:
    lines = ["Nghò ñònh cuûa chiùnh phuû", "SOÁ: 28 /2003/NÑ-CP", "Coäng hoaø xaõ hoäi chuû nghóa vieät nam"]
    assert to_unicode("\n".join(lines), "VNI-Times").split("\n")[1] == "SỐ: 28 /2003/NĐ-CP"  # «NẸ» in TCVN3
