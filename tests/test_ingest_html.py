"""Of a saved page the main part is read, as a browser shows it; what is left out is counted aloud."""

import random
import unicodedata
from pathlib import Path

import pytest

from ingest.errors import FileRefused
from ingest.extraction import Role
from ingest.formats.html import read_html
from ingest.formats.html_bytes import decoded

SENTENCE = "Bộ Chính trị yêu cầu các cấp uỷ, tổ chức đảng quán triệt và triển khai thực hiện nghiêm túc Kết luận này"
LINKS = "".join(f'<li><a href="/{n}">Chuyên mục số {n}</a></li>' for n in range(8))
MENU = f"<ul>{LINKS}</ul>"


def page(tmp_path: Path, content: str | bytes, name: str = "a.html") -> list[str]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else f'<meta charset="utf-8">{content}'.encode())
    return [line.text for line in read_html(path).lines]


def prose(*words: str) -> str:
    return "".join(f"<p>{SENTENCE} {word}.</p>" for word in words)


def sentences(*words: str) -> list[str]:
    return [f"{SENTENCE} {word}." for word in words]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>Điều <b>1</b>.\n  Phạm&nbsp;vi</p>", ["Điều 1. Phạm vi"]),
        ("TM. CHÍNH PHỦ<br>THỦ TƯỚNG<br/><br/>(Đã ký)", ["TM. CHÍNH PHỦ", "THỦ TƯỚNG", "(Đã ký)"]),
        ("<div>Một<div>Hai</div>Ba</div>", ["Một", "Hai", "Ba"]),
        ("<p>Kết luận s&#7889; 1 &amp; 2", ["Kết luận số 1 & 2"]),
        ("<pre>Một\n  hai</pre>", ["Một", "hai"]),
        ("<ul><li>một<li><p>hai</p><p>ba</p></ul>", ["- một", "- hai", "ba"]),
        ("<ul><li>- một</li><li>a) hai</li></ul>", ["- một", "a) hai"]),
        ("<ol type=a start=3><li>x<li value=7>y<li>z</ol>", ["c. x", "g. y", "h. z"]),
        ("<ol type=I><li>x<ol type=i><li>y</ol><li>z</ol>", ["I. x", "i. y", "II. z"]),
        ("<ol reversed><li>x<li>y</ol>", ["2. x", "1. y"]),
        ('<ol style="list-style:none"><li>1. x</ol>', ["1. x"]),
        ("<p><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>x</p>", ["1. x"]),
        ("<p><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>x</p>", ["- x"]),
        ("<p>hiện<span style='DISPLAY : none'>x</span><i hidden>y</i><i aria-hidden=true>z</i></p>", ["hiện"]),
        ("<p>a<script>b</script><!-- c -->d<style>e</style><noscript>f</noscript></p>", ["ad"]),
        ("<p style='text-transform: uppercase'>quyết định</p>", ["QUYẾT ĐỊNH"]),
        ("<p>gọi là <q>xã</q></p>", ["gọi là “xã”"]),
        ("<select><option>x</select><button>y</button><p>z", ["z"]),
        ("<p>10 m<sup>2</sup><o:p></o:p></p>", ["10 m2"]),
        ("<form id=aspnetForm><input value=x><p>Cả trang trong biểu mẫu</p></form>", ["Cả trang trong biểu mẫu"]),
    ],
)
def test_what_a_browser_shows(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert page(tmp_path, content) == expected


def news(body: str) -> str:
    return (
        f"<title>Báo</title><body><header><a href=/>Trang chủ</a></header><nav>{MENU}</nav>{body}"
        f"<div class='related-news'><h3>Tin liên quan</h3>{MENU}<p>{'Tin khác ' * 12}</p></div>"
        "<footer>Giấy phép xuất bản số 1</footer></body>"
    )


def test_of_a_news_page_the_article_is_read(tmp_path: Path) -> None:
    article = f"<article><div>Thứ hai</div>{prose('một', 'hai', 'ba')}<aside>Xem thêm</aside>{MENU}</article>"
    path = tmp_path / "a.html"
    path.write_text(news(f"<main><h1>Kết luận mới</h1>{article}<div>Bình luận</div></main>"), encoding="utf-8")
    extraction = read_html(path)
    assert [line.text for line in extraction.lines] == ["Kết luận mới", "Thứ hai", *sentences("một", "hai", "ba")]
    assert len(extraction.notes) == 1
    assert "Đã để ngoài" in extraction.notes[0]


def test_a_page_that_names_no_main_part_loses_only_its_furniture(tmp_path: Path) -> None:
    text = f"<div id=a><h1>Tên</h1><div class=body>{prose('một', 'hai', 'ba')}</div><div>Theo Báo Nhân Dân</div></div>"
    body = f"<div id=wrap><div class='main-menu'>{MENU}</div><div>{text}</div><div class='sidebar'>{MENU}</div></div>"
    assert page(tmp_path, news(body)) == ["Tên", *sentences("một", "hai", "ba"), "Theo Báo Nhân Dân"]


def test_letterhead_and_signature_beside_the_text_are_kept(tmp_path: Path) -> None:
    head = "<table><tr><td>CHÍNH PHỦ<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</table>"
    foot = "<div class=footer><p>Nơi nhận:</p><p>- Như trên.</p><p>TM. CHÍNH PHỦ</p></div>"
    found = page(tmp_path, f"<body><div class=header>{head}</div>{prose('một', 'hai')}{foot}</body>")
    assert found[:3] == ["CHÍNH PHỦ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert found[3:] == [*sentences("một", "hai"), "Nơi nhận:", "- Như trên.", "TM. CHÍNH PHỦ"]


def test_a_text_split_over_articles_is_read_whole(tmp_path: Path) -> None:
    parts = "".join(f"<article>{prose(word)}</article>" for word in ("một", "hai", "ba"))
    assert page(tmp_path, f"<main>{parts}</main>") == sentences("một", "hai", "ba")


def test_a_page_of_layout_tables_is_read_in_columns(tmp_path: Path) -> None:
    inner = f"<table><tr><td>{prose('một')}</td></tr><tr><td>{prose('hai')}</td></tr></table>"
    found = page(tmp_path, f"<table><tr><td>{MENU}</td><td>{inner}</td><td><p>Cột phải</p></td></tr></table>")
    assert found == [*sentences("một", "hai"), "Cột phải"]


def test_tables_of_data_give_rows(tmp_path: Path) -> None:
    rows = "<tr><th>TT<th colspan=2>Nội dung</tr><tr><td rowspan=2>1<td>a<td>b</tr><tr><td>c<td><p>d<p>e</tr>"
    path = tmp_path / "a.html"
    path.write_text(f"<table border=1><caption>Biểu 1</caption>{rows}</table>", encoding="utf-8")
    lines = read_html(path).lines
    assert [line.text for line in lines] == ["Biểu 1", "TT | Nội dung", "1 | a | b", " | c | d e"]
    assert [line.role for line in lines][1:] == [Role.TABLE] * 3


def test_a_cell_over_three_rows_stands_once(tmp_path: Path) -> None:
    rows = "<tr><td>x<td rowspan=3>1<td>a</tr><tr><td>y<td>b</tr><tr><td>z<td>c</tr><tr><td>u<td>v<td>w</tr>"
    assert page(tmp_path, f"<table border=1>{rows}</table>") == ["x | 1 | a", "y |  | b", "z |  | c", "u | v | w"]


def test_captions_and_fonts(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    text = "<figure><img><figcaption>Ảnh: <i>TTXVN</i></figcaption></figure><p class=caption>Chú</p>"
    path.write_text(f"{text}<p><font face='.VnTime, serif'>V¨n b¶n</font></p>", encoding="utf-8")
    found = [(line.text, line.role, line.font) for line in read_html(path).lines]
    assert found == [
        ("Ảnh: TTXVN", Role.CAPTION, ""),
        ("Chú", Role.CAPTION, ""),
        ("V¨n b¶n", Role.BODY, ".VnTime"),
    ]


def test_the_one_title_comes_first(tmp_path: Path) -> None:
    assert page(tmp_path, f"<p>Chính trị</p><p>1/1/2025</p><h1>Tên</h1>{prose('a')}")[0] == "Tên"
    chapters = f"<p>LUẬT</p><h1>Chương I</h1>{prose('a')}<h1>Chương II</h1>{prose('b')}"
    assert page(tmp_path, chapters)[:2] == ["LUẬT", "Chương I"]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8", "windows-1252"),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("windows-1258", "windows-1258"),
        ("windows-1258", ""),
        ("utf-8", "khong-co"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, said: str) -> None:
    text = "Quyết định của Thủ tướng"
    spelled = text.encode("windows-1258", "replace").decode("windows-1258")
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    if encoding == "windows-1258":  # it has the vowels with a circumflex or a horn, the tones as marks of their own
        letters = (unicodedata.normalize("NFD", letter) for letter in text)
        spelled = "".join(
            unicodedata.normalize("NFC", "".join(c for c in letter if c not in marks))
            + "".join(c for c in letter if c in marks)
            for letter in letters
        )
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""
    source = spelled if encoding == "windows-1258" else text
    found = page(tmp_path, f"<html>{meta}<p>{source}</p>".encode(encoding))
    assert [unicodedata.normalize("NFC", line) for line in found] == [text]


def test_a_few_broken_bytes_are_told_many_are_another_encoding() -> None:
    assert decoded("ạ".encode() * 5_000 + b"\xff") == ("ạ" * 5_000 + "\ufffd", 1)
    assert decoded(b"V\xa8n b\xb6n \xd2") == ("V¨n b¶n ̉", 0)


def test_mhtml(tmp_path: Path) -> None:
    head = 'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    part = "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    found = page(tmp_path, (head + part + "<p>K=E1=BA=BFt lu=\r\n=E1=BA=ADn</p>\r\n--b--").encode(), "a.doc")
    assert found == ["Kết luận"]
    with pytest.raises(FileRefused):
        page(tmp_path, head.encode(), "b.mht")


def test_a_page_without_elements_or_too_deep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="HTML"):
        page(tmp_path, b"\0\0")
    with pytest.raises(FileRefused, match="lồng nhau"):
        page(tmp_path, "<div>" * 400 + "chữ")
    assert page(tmp_path, "<table><tr><td>" * 70 + "chữ") == ["chữ"]


def test_no_letter_of_a_page_without_furniture_is_lost(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 (no secret)
    tags = ["p", "div", "b", "td", "li", "table", "tr", "h2", "span", "ul", "blockquote", "font"]
    for _ in range(150):
        words = [f"chữ{number}" for number in range(30)]
        content = "".join(f"<{chance.choice(tags)}>{word} </{chance.choice(tags)}>" for word in words)
        shown = " ".join(page(tmp_path, content)).replace("|", " ").replace("- ", " ").split()
        assert sorted("".join(shown)) == sorted("".join(words))
