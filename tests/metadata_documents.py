"""Small documents in the forms of party and State, and lines made from them."""

import unicodedata

from ingest.lines import Assembled, Kind, Line
from ingest.offsets import OffsetMap, Span

PROSE = "Các cấp uỷ, tổ chức đảng lãnh đạo, chỉ đạo việc quán triệt và thực hiện nghiêm các nội dung sau đây trong năm."


def assembled(text: str, kinds: dict[str, Kind] | None = None) -> Assembled:
    """Return `text` with a line of each that is not blank: prose, or the kind that `kinds` has for its words."""
    text = unicodedata.normalize("NFC", text)
    lines: list[Line] = []
    start = 0
    for row in text.split("\n"):
        if words := row.strip():
            at = start + row.index(words)
            lines.append(Line(words, Span(at, at + len(words)), kind=(kinds or {}).get(words, Kind.PROSE)))
        start += len(row) + 1
    return Assembled(text, tuple(lines), text, OffsetMap(()))


PARTY = f"""BAN CHẤP HÀNH
TRUNG ƯƠNG
VĂN PHÒNG
*
ĐẢNG CỘNG SẢN
VIỆT NAM
---------------
Số 07-KL/VPTW

*Hà Nội, ngày 01
tháng 12 năm 2025*

KẾT LUẬN
CỦA ĐỒNG CHÍ CHÁNH VĂN PHÒNG TRUNG ƯƠNG ĐẢNG
TẠI HỘI NGHỊ TOÀN QUỐC CÔNG TÁC VĂN PHÒNG
-----
{PROSE}
Nơi nhận:
- Ban Bí thư (để báo cáo),
- Các đồng chí lãnh đạo
Văn phòng Trung ương Đảng,
- Lưu Văn phòng Trung ương Đảng.
K/T CHÁNH
VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
Nguyễn Văn A
"""

POLITBURO = f"""BAN CHẤP HÀNH TRUNG ƯƠNG
*
Số 21-KL/TW
ĐẢNG CỘNG SẢN VIỆT NAM
Hà Nội, ngày 28 tháng 11 năm 2025
KẾT LUẬN
CỦA BỘ CHÍNH TRỊ,
BAN BÍ THƯ
VỀ TÌNH HÌNH HOẠT ĐỘNG CỦA CHÍNH QUYỀN ĐỊA PHƯƠNG 2 CẤP
-----
Tại phiên họp ngày 27/11/2025, sau khi nghe báo cáo, Bộ Chính trị, Ban Bí thư kết luận như sau:
{PROSE}
T/M BỘ CHÍNH TRỊ
Nguyễn Văn A
"""

STATE = """ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH BÌNH MINH\tĐộc lập - Tự do - Hạnh phúc
Số: 991 /QĐ-UBND          Bình Minh, ngày 14 tháng 5 năm 2025
QUYẾT ĐỊNH
Về việc phê duyệt Kế hoạch sắp xếp thôn, tổ dân phố và bố trí
người hoạt động không chuyên trách
ỦY BAN NHÂN DÂN TỈNH
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
QUYẾT ĐỊNH:
Điều 1. Phê duyệt kèm theo Quyết định này Kế hoạch sắp xếp thôn, tổ dân phố.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 12/QĐ-UBND ngày 05/6/2020.
Nơi nhận:          TM. ỦY BAN NHÂN DÂN
- Như Điều 2;          KT. CHỦ TỊCH
- Lưu: VT.          PHÓ CHỦ TỊCH
(Đã ký)
Nguyễn Văn B
"""

LAW = f"""QUỐC HỘI
--------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Luật số: 75/2006/QH 11
LUẬT
ĐƯỜNG BỘ
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Đường bộ.
Điều 1. Phạm vi điều chỉnh
{PROSE}
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2007.
Luật này đã được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XI thông qua ngày 29 tháng 11 năm 2006.
CHỦ TỊCH QUỐC HỘI
Nguyễn Văn C
"""

LETTER = f"""BỘ NỘI VỤ
Số: 123/BNV-CQĐP
V/v bố trí cán bộ
không chuyên trách ở xã
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 5 tháng 7 năm 2025
Kính gửi:
- Sở Nội vụ các tỉnh;
- Ủy ban nhân dân các xã.
{PROSE}
Nơi nhận:
- Như trên;
- Lưu: VT.
TL. BỘ TRƯỞNG
VỤ TRƯỞNG VỤ CHÍNH QUYỀN ĐỊA PHƯƠNG
Nguyễn Văn D
"""

PORTAL = f"""Đang tải văn bản...
Số hiệu:
221-KL/TW
Loại văn bản:
Thông báo
Nơi ban hành:
Ban Chấp hành Trung ương
Người ký:
Nguyễn Văn A
Ngày ban hành:
28/11/2025
Ngày hiệu lực:
Đã biết
Tình trạng:
Đã biết
{PROSE}
"""

SIGNING = (
    "Ngày 25/5/2025, thay mặt Bộ Chính trị, đồng chí Nguyễn Văn A, Thường trực Ban Bí thư đã ký ban hành "
    "Kết luận số 157-KL/TW của Bộ Chính trị về triển khai các nghị quyết."
)
REPORT = f"""# Kết luận 157-KL/TW của Bộ Chính trị về sắp xếp tổ chức bộ máy
### Nội dung chính
{SIGNING}
{PROSE}
Kết luận nhắc đến Báo cáo số 392-BC/BTCTW, ngày 23/5/2025.
Theo Cổng Thông tin điện tử Chính phủ
Link bài viết gốc: https://example.vn/ket-luan
Ngày giờ đăng bài viết gốc: 11:51 26/05/2025
"""
