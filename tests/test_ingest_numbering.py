"""The numbers of lists are counted as Word counts them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_office_helpers import docx, numbered, para, table

from ingest.formats.docx import read_docx
from ingest.formats.numbering import bullet, formatted, repeated_letter, roman, spreadsheet_letter


def level(number: int, number_format: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def abstract(key: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, override: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


OUTLINE = abstract(
    0,
    level(0, "upperRoman", "%1.", '<w:pStyle w:val="H1"/>'),
    level(1, "decimal", "%2."),
    level(2, "decimal", "%2.%3."),
    level(3, "lowerLetter", "%4)"),
    level(4, "decimal", "%1.%5", "<w:isLgl/>"),
    level(5, "bullet", "-"),
)
ARTICLES = abstract(
    1, level(0, "upperRoman", "Chương %1"), level(1, "decimal", "Điều %2.", '<w:lvlRestart w:val="0"/>')
)
PLAIN = abstract(2, level(0, "decimalZero", "%1/"), level(1, "lowerRoman", "(%2)"), level(2, "none", ""))
OVERRIDE = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
LISTS = OUTLINE + ARTICLES + PLAIN + num(1, 0) + num(2, 1) + num(3, 2) + num(4, 2, OVERRIDE) + num(5, 2)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/></w:style>'
)


def labels(tmp_path: Path, *body: str) -> list[str]:
    path = docx(tmp_path / "a.docx", "".join(body), numbering=LISTS, styles=STYLES)
    return [line.text.removesuffix("x").strip() for line in read_docx(path).lines]


def listed(number: int, *levels: int) -> list[str]:
    return [numbered("x", depth, number) for depth in levels]


def test_levels_restart_under_the_one_above(tmp_path: Path) -> None:
    found = labels(tmp_path, *listed(1, 0, 1, 1, 2, 3, 3, 4, 5, 1, 3, 0, 1))
    assert found == ["I.", "1.", "2.", "2.1.", "a)", "b)", "1.1", "-", "3.", "a)", "II.", "1."]


def test_articles_go_on_over_chapters(tmp_path: Path) -> None:
    found = labels(tmp_path, *listed(2, 0, 1, 1, 0, 1))
    assert found == ["Chương I", "Điều 1.", "Điều 2.", "Chương II", "Điều 3."]


def test_lists_of_one_definition_share_the_count_but_for_an_override(tmp_path: Path) -> None:
    assert labels(tmp_path, *listed(3, 0, 0), *listed(5, 0), *listed(4, 0, 0), *listed(3, 0)) == [
        "01/", "02/", "03/", "05/", "06/", "07/",
    ]  # fmt: skip


def test_a_deeper_level_first_and_a_level_without_number(tmp_path: Path) -> None:
    assert labels(tmp_path, *listed(1, 2), *listed(3, 2), *listed(9, 0)) == ["1.1.", "", ""]


def test_styles_number_and_zero_switches_off(tmp_path: Path) -> None:
    body = [para("x", f'<w:pStyle w:val="{style}"/>') for style in ("H1", "H2")]
    off = para("x", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    below = para("x", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
    assert labels(tmp_path, *body, off, below) == ["I.", "II.", "", "1."]


def test_numbers_in_a_column_of_their_own_are_kept(tmp_path: Path) -> None:
    rows = [[numbered("", 0, 3), "Nội dung", text] for text in ("a", "b")]
    path = docx(tmp_path / "a.docx", table(*rows), numbering=LISTS)
    assert [line.text for line in read_docx(path).lines] == ["01/ | Nội dung | a", "02/ | Nội dung | b"]


def test_a_bullet_without_text_is_no_line(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", numbered("", 5, 1) + numbered("y", 5, 1), numbering=LISTS)
    assert [line.text for line in read_docx(path).lines] == ["", "- y"]


@pytest.mark.parametrize(
    ("number", "number_format", "expected"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (12, "decimalZero", "12"),
        (28, "lowerLetter", "bb"),
        (4, "upperLetter", "D"),
        (1994, "upperRoman", "MCMXCIV"),
        (9, "lowerRoman", "ix"),
        (3, "numberInDash", "- 3 -"),
        (3, "none", ""),
        (3, "chineseCounting", "3"),
    ],
)
def test_formats(number: int, number_format: str, expected: str) -> None:
    assert formatted(number, number_format) == expected


@pytest.mark.parametrize(
    ("character", "font", "expected"),
    [
        ("-", "", "-"),
        ("–", "", "-"),
        ("+", "", "+"),
        ("*", "", "*"),
        ("\uf0b7", "Symbol", "-"),
        ("\uf02b", "Symbol", "+"),
    ],
)
def test_bullets(character: str, font: str, expected: str) -> None:
    assert bullet(character, font) == expected


@given(st.integers(1, 3999))
def test_roman_numerals_can_be_read_back(number: int) -> None:
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    digits = [worth[letter] for letter in roman(number)]
    signed = [-digit if digit < later else digit for digit, later in zip(digits, [*digits[1:], 0], strict=True)]
    assert sum(signed) == number


@given(st.integers(1, 29_000))
def test_letters_never_repeat(number: int) -> None:
    assert repeated_letter(number) != repeated_letter(number + 1)
    assert spreadsheet_letter(number) != spreadsheet_letter(number + 1)
    assert len(spreadsheet_letter(number)) <= 4


@pytest.mark.parametrize("count", [0, -3, 10**9])
def test_numbers_without_a_name_are_written_in_digits(count: int) -> None:
    assert repeated_letter(count) == str(count)
    assert roman(count) == str(count)
