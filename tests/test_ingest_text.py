"""Folding never moves a character, and unifies what a Vietnamese reader takes as the same."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.library import Library
from ingest.text import (
    compose,
    fold,
    has_diacritics,
    strip_diacritics,
    syllables,
    vietnamese_share,
    written_out,
)

# Letters whose case, width or decomposition misbehaves, beside Vietnamese in both tone placements.
ODD = "İıßẞŉǰΐﬁﬀΣςσÅĿᾳẢỦùyùaÙYòaÒAðÐđĐ가각ⅣⓐＡ\u0301\u0323\u0307\u0345\u00a0\u202f\u2007–—‑−“”‘’\t\n\u2028\x00"
SENTENCE = "Uỷ ban nhân dân tỉnh Hoà Bình, ĐẢNG UỶ xã Thuỵ Khuê, hoè, khoẻ, quý, quỳ, Mù Cang Chải, tùy"
texts = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(ODD + SENTENCE)), max_size=60).map(
    compose
)


@given(texts)
def test_fold_keeps_every_offset(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert [fold(character) for character in text if character.isspace()] == [
        character for character, kept in zip(folded, text, strict=True) if kept.isspace()
    ]


@given(texts | st.text("òóỏõọùúủũụaeyoÒÚ –ðÐ“", max_size=12))
def test_fold_is_lower_case_with_signs_and_tones_replaced_one_by_one(text: str) -> None:
    signs = str.maketrans("\u00a0\u2007\u202fðÐ–—‑−“”‘’", "   đđ----\"\"''")
    tones = dict(zip(_pairs("òaóaỏaõaọaòeóeỏeõeọeùyúyủyũyụy"), _pairs("oàoáoảoãoạoèoéoẻoẽoẹuỳuýuỷuỹuỵ"), strict=True))
    lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    plain = (text.lower() if len(text.lower()) == len(text) else lowered).translate(signs)
    assert fold(text) == re.sub("|".join(tones), lambda match: tones[match[0]], plain)


def _pairs(row: str) -> list[str]:
    return [row[at : at + 2] for at in range(0, len(row), 2)]


@given(texts)
def test_strip_diacritics_keeps_every_offset(text: str) -> None:
    bare = strip_diacritics(text)
    assert len(bare) == len(text)
    for before, after in zip(text, bare, strict=True):
        assert after in (before, unicodedata.normalize("NFD", before)[0], {"đ": "d", "Đ": "D"}.get(before))


@given(texts)
def test_fold_and_strip_diacritics_are_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert strip_diacritics(strip_diacritics(text)) == strip_diacritics(text)


@given(texts)
def test_fold_ignores_case_of_vietnamese(text: str) -> None:
    vietnamese = "".join(character for character in text if character in SENTENCE)
    assert fold(vietnamese.upper()) == fold(vietnamese)


@pytest.mark.parametrize("odd", list("İßŉﬁ\u0301\u0345가"))
def test_odd_letters_leave_the_letters_around_them_in_place(odd: str) -> None:
    text = compose(f"Ủy {odd} BAN Đ")
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded.startswith("uỷ ")
    assert folded.endswith(" ban đ")
    assert strip_diacritics(text).endswith(" BAN D")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"), ("hóa", "hoá"), ("hỏa", "hoả"), ("xõa", "xoã"), ("họa", "hoạ"),
        ("hòe", "hoè"), ("khóe", "khoé"), ("khỏe", "khoẻ"), ("chõe", "choẽ"), ("họe", "hoẹ"),
        ("tùy", "tuỳ"), ("thúy", "thuý"), ("ủy", "uỷ"), ("lũy", "luỹ"), ("thụy", "thuỵ"),
        ("HÒA", "hoà"), ("ỦY BAN", "Uỷ ban"), ("ðảng", "đảng"), ("Ðảng", "ĐẢNG"),
        ("2025–2030", "2025-2030"), ("2025—2030", "2025-2030"), ("179‑KL/TW", "179-kl/tw"), ("−5", "-5"),
        ("“A80”", '"A80"'), ("‘A80’", "'A80'"), ("Bộ\u00a0Chính\u202ftrị", "bộ chính trị"),
    ],
)  # fmt: skip
def test_fold_unifies(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("án", "ấn"),
        ("hoa", "hoà"),
        ("hòa", "họa"),
        ("dân", "đân"),
        ("mùa", "muà"),
        ("của", "cuả"),
        ("177", "179"),
    ],
)
def test_fold_keeps_what_differs(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("mark", "aăâeêioôơuưy")
def test_strip_diacritics_takes_every_tone_off(mark: str) -> None:
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"):
        letter = compose(mark + tone)
        bare = unicodedata.normalize("NFD", mark)[0]
        assert strip_diacritics(letter) == bare
        assert strip_diacritics(letter.upper()) == bare.upper()


@pytest.mark.parametrize(
    ("text", "marked"), [("tài chính", True), ("Đang", True), ("ket luan 179-KL/TW…", False), ("", False)]
)
def test_has_diacritics(text: str, marked: bool) -> None:
    assert has_diacritics(text) is marked


def test_strip_diacritics_of_a_sentence() -> None:
    assert strip_diacritics("Thường trực, Đảng uỷ đặc khu… 31/7") == "Thuong truc, Dang uy dac khu… 31/7"


@pytest.mark.parametrize(
    ("raw", "composed"),
    [
        ("a\u0302\u0301", "ấ"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("u\u031b\u0323", "ự"),
        ("\u0110\u006f\u0300", "Đò"),
    ],
)
def test_compose_gives_nfc_with_unix_line_ends(raw: str, composed: str) -> None:
    assert compose(raw) == composed


@given(st.dates(), st.sampled_from("/-."), st.booleans())
def test_dates_are_one_number_however_written(day: date, separator: str, padded: bool) -> None:
    width = 2 if padded else 1
    written = separator.join((f"{day.day:0{width}}", f"{day.month:0{width}}", str(day.year)))
    assert syllables(f"ngày {written}, họp") == ["ngày", f"{day.day}/{day.month}/{day.year}", "họp"]


def test_the_deadline_is_the_same_in_both_reports() -> None:
    assert syllables("31-7-2025") == syllables("31/7/2025") == syllables("31.07.2025") == ["31/7/2025"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []), ("… - ; _ !", []),
        ("kết luận 179-kl/tw", ["kết", "luận", "179", "kl", "tw"]),
        ("kế hoạch số 56-kh/bcđ, ngày 04/7/2025.",
         ["kế", "hoạch", "số", "56", "kh", "bcđ", "ngày", "4/7/2025"]),
        ("từ 18/7 đến 24/7", ["từ", "18/7", "đến", "24/7"]),
        ("trên 250 tổ chức, 0.5 và 10.000đ", ["trên", "250", "tổ", "chức", "0/5", "và", "10/000", "đ"]),
        ("5.005 khác 5.5", ["5/005", "khác", "5/5"]),
        ("6h30 ngày 10/7", ["6h30", "ngày", "10/7"]),
        ("một_hai", ["một", "hai"]),
    ],
)  # fmt: skip
def test_syllables(text: str, expected: list[str]) -> None:
    assert syllables(text) == expected


@given(texts)
def test_syllables_hold_every_letter_in_order(text: str) -> None:
    letters = [character for character in text if character.isalpha()]
    assert [character for syllable in syllables(text) for character in syllable if character.isalpha()] == letters
    assert all(syllables(text))


def test_vietnamese_share_tells_vietnamese_from_the_rest(library: Library) -> None:
    shares = [vietnamese_share(document.source_text) for document in library.documents]
    assert len(shares) == 2
    assert all(0.15 < share < 0.3 for share in shares)
    # TCVN3 read as Unicode (Quyết định 115/2004/QĐ-TTg), French, and nothing at all.
    assert vietnamese_share("QuyÕt ®Þnh cña Thñ t− íng ChÝnh phñ sè 115/2004/Q§-TTg") == 0
    assert vietnamese_share("Le Comité a été élu à Genève, où il siège") == 0
    assert vietnamese_share("31/7/2025 …") == 0
    assert vietnamese_share("ĐƠ") == 1


def test_folding_the_real_texts_keeps_their_paragraphs_in_place(library: Library) -> None:
    for document in library.documents:
        folded = fold(document.source_text)
        for paragraph in document.paragraphs:
            assert paragraph.span.of(folded) == fold(paragraph.text)


def test_both_tone_placements_occur_in_the_real_texts(library: Library) -> None:
    def both(document: Document) -> bool:
        return "thành ủy" in document.source_text and "thành uỷ" in document.source_text

    assert any(both(document) for document in library.documents)
    assert all("thành ủy" not in fold(document.source_text) for document in library.documents)


def test_what_shows_nothing_or_moves_what_is_shown_is_written_out() -> None:
    hidden = "\u200b\u200d\u2060\ufeff\u00ad\u202e\u2028\x1b\t\n\u034f\ufe0f\u3164\u2800\u00a0\U000e0041\ud83d"
    escapes = written_out(hidden)
    assert escapes.isascii()
    assert escapes.encode().decode("unicode_escape") == hidden
    assert written_out("Xa\u0303 “Hoà”, 5% – «đủ» 中…") == "Xã “Hoà”, 5% – «đủ» 中…"
    assert written_out("Xã\u200bnhận") == "Xã\\u200bnhận"
