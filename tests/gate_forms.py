"""Forms of secrecy marks, the documents they stand in, and small encoders to the old encodings."""

import unicodedata

from ingest.extraction import Role
from ingest.lines import CleanLine

_TCVN3 = {"ậ": "Ë", "ố": "è", "ệ": "Ö", "đ": "®", "ộ": "é", "í": "Ý", "ả": "¶", "ã": "·", "ư": "­", "ớ": "í", "à": "µ"}
_VNI = {"ậ": "aä", "ố": "oá", "ệ": "eä", "đ": "ñ", "ộ": "oä", "í": "í", "ả": "aû", "ã": "aõ", "à": "aø"}


def tcvn3(text: str) -> str:
    """Return `text` in TCVN3 read as Latin-1; a capital with a mark becomes the small one, as in the fonts .VnTimeH."""
    return "".join(_TCVN3.get(character.lower(), character) for character in text)


def vni(text: str) -> str:
    """Return `text` in VNI read as Latin-1."""
    encoded = (_VNI.get(c.lower(), c) for c in text)
    return "".join(e.upper() if c.isupper() else e for c, e in zip(text, encoded, strict=True))


def lines(text: str, role: Role = Role.BODY, page: int | None = None) -> list[CleanLine]:
    return [CleanLine(unicodedata.normalize("NFC", line), line, page=page, role=role) for line in text.split("\n")]


# (mark, level): each of its own on a line of the head.
LONE = [
    *(
        (mark, "MẬT")
        for mark in (
            "MẬT",
            "M Ậ T",
            "M  Ậ  T",
            "MẬT.",
            "(MẬT)",
            "[MẬT]",
            "* MẬT *",
            "**MẬT**",
            "- MẬT -",
            "«MẬT»",
            "“MẬT”",
            "=MẬT=",
            "| MẬT |",
            "_MẬT_",
            "MẬT:",
            "…MẬT…",
            "M.ẬT",
            "M-Ậ-T",
            "Mật",
            "mật",
            "MẶT",
            "MÂT",
            "MẬI",
            "MẠT",
            "MAT",
            "M A T",
            "MËT",
            "M Ë T",
            "mËt",
            "MAÄT",
            "M AÄ T",
            "Độ mật: Mật",
            "Mức độ mật: MẬT",
            "Độ mật : “Mật”",
            "ĐỘ MẬT: MẬT",
            "BÍ MẬT NHÀ NƯỚC – MẬT",
            "BÍ MẬT NHÀ NƯỚC ĐỘ MẬT",
            "TÀI LIỆU MẬT",
            "VĂN BẢN MẬT",
            "HỒ SƠ MẬT",
            "DẤU MẬT",
            "MẬT - HỎA TỐC",
            "HỎA TỐC - MẬT",
            "MẬT / KHẨN",
            "MẬT (Bản số: 02)",
            "MẬT - Trang 1",
            "Bản số: 03   MẬT",
            "Số: 12-BC/TU (M)",
            "Số 05-TTr/BTCTW - MẬT",
            "Số: 15/BC-UBND (MẬT)",
            "Số:     /KH-CAT-MẬT",
            "Số: 07-KH/TU          MẬT",
            "MẬT     ĐẢNG CỘNG SẢN VIỆT NAM",
            "MẬT ĐẢNG CỘNG SẢN VIỆT NAM",
            "MẬT\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "TỈNH ỦY BÌNH MINH MẬT",
            "UBND TỈNH BÌNH MINH   MẬT",
            "MẬT Hà Nội, ngày 05 tháng 7 năm 2025",
            "Hà Nội, ngày 05 tháng 7 năm 2025 MẬT",
            "Độ mật: [ ] Tối mật [x] Mật",
            "Văn bản này thuộc danh mục bí mật nhà nước độ Mật",
            "ＭẬＴ",
            "MÂ\u0323T",
            "M\u200bẬT",
            "МẬТ",
            "Máº¬T",
            "MÂòT",
            "MẬT (bảo vệ đến hết ngày 31/12/2035)",
            "DỰ THẢO - MẬT",
            "Độ mật:\nMật",
            "Độ mật\nMẬT",
        )
    ),
    *(
        (mark, "TỐI MẬT")
        for mark in (
            "TỐI MẬT",
            "T Ố I  M Ậ T",
            "T Ố I   M Ậ T",
            "TỐIMẬT",
            "[TỐI MẬT]",
            "(TỐI MẬT)",
            "Tối mật",
            "TÔI MẬT",
            "TỐI MẶT",
            "TOI MAT",
            "TèI MËT",
            "tèi mËt",
            "TOÁI MAÄT",
            "T OÁ I M AÄ T",
            "Mức độ mật: Tối mật",
            "ĐỘ TỐI MẬT",
            "TỐI\nMẬT",
            "BÍ MẬT NHÀ NƯỚC (TỐI MẬT)",
            "TÀI LIỆU TỐI MẬT",
            "TỐI MẬT - HỎA TỐC",
            "Số: 12-BC/TU (TỐI MẬT)",
            "TỐI MẬT   ĐẢNG CỘNG SẢN VIỆT NAM",
            "BAN TỔ CHỨC TRUNG ƯƠNG TỐI MẬT",
            "Báo cáo này có độ tối mật.",
            "TỐI MẬT Số: 12/BC-BCA",
            "TÔìI MÂòT",
        )
    ),
    *(
        (mark, "TUYỆT MẬT")
        for mark in (
            "TUYỆT MẬT",
            "T U Y Ệ T  M Ậ T",
            "T U Y Ệ T   M Ậ T",
            "TUYỆT  MẬT",
            "[TUYỆT MẬT]",
            "* TUYỆT MẬT *",
            "Tuyệt mật",
            "TUYÊT MẬT",
            "TUYỆT MÂT",
            "TUYET MAT",
            "TUYÖT MËT",
            "T U Y Ö T  M Ë T",
            "TUYEÄT MAÄT",
            "Độ MẬT: TUYỆT MẬT",
            "ĐỘ TUYỆT MẬT",
            "TUYỆT\nMẬT",
            "TUYỆT MẬT/HỎA TỐC",
            "BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT",
            "HỒ SƠ TUYỆT MẬT",
            "Số 01-NQ/TW - TUYỆT MẬT",
            "TUYỆT MẬT ĐẢNG CỘNG SẢN VIỆT NAM",
            "Tài liệu này thuộc phạm vi bí mật nhà nước, độ “Tuyệt mật”.",
            "TUYÊòT MÂòT",
        )
    ),
]

PROSE = "Thực hiện chương trình công tác năm, cấp uỷ báo cáo kết quả như sau, kèm số liệu của từng đơn vị trực thuộc."
PARTY = (
    "{}\nTỈNH ỦY BÌNH MINH\n*\nSố 12-BC/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nBình Minh, ngày 05 tháng 7 năm 2025\n\nBÁO "
    "CÁO\nvề công tác cán bộ\n-----\n" + PROSE
)
STATE = (
    "UBND TỈNH BÌNH MINH\nSỞ NỘI VỤ\n{}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 15/TTr-SNV\nBình Minh, ngày 05 tháng 7 năm 2025\nTỜ TRÌNH\nVề việc phê duyệt kế hoạch\n" + PROSE
)
LETTER = "BỘ NỘI VỤ\nSố: 15/BNV-CQĐP\nV/v báo cáo\n{}\nHà Nội, ngày 05 tháng 7 năm 2025\nKính gửi: Sở Nội vụ.\n" + PROSE
HEADS = {"party": PARTY, "state": STATE, "letter": LETTER}
