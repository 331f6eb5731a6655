"""The closed sets in which documents are described: types, kinds of sources, ranks of structure, relations."""

from enum import StrEnum


class DocumentType(StrEnum):
    """Tên loại văn bản: the value is the Vietnamese name, as in Quy định 399-QĐ/TW and Hướng dẫn 36-HD/VPTW."""

    CONCLUSION = "Kết luận"
    DIRECTIVE = "Chỉ thị"
    RESOLUTION = "Nghị quyết"
    DECISION = "Quyết định"
    REGULATION = "Quy định"
    RULES = "Quy chế"
    GUIDANCE = "Hướng dẫn"
    CIRCULAR = "Thông tri"
    NOTICE = "Thông báo"
    # Of the State (Nghị định 30/2020/NĐ-CP, art. 7; Law on promulgation of legal documents) and of both.
    CONSTITUTION = "Hiến pháp"
    CODE = "Bộ luật"
    LAW = "Luật"
    ORDINANCE = "Pháp lệnh"
    ORDER = "Lệnh"
    DECREE = "Nghị định"
    JOINT_CIRCULAR = "Thông tư liên tịch"
    MINISTERIAL_CIRCULAR = "Thông tư"
    CHARTER = "Điều lệ"
    PLAN = "Kế hoạch"
    PROGRAMME = "Chương trình"
    SCHEME = "Đề án"
    PROJECT = "Dự án"
    REPORT = "Báo cáo"
    PROPOSAL = "Tờ trình"
    MINUTES = "Biên bản"
    OFFICIAL_LETTER = "Công văn"
    TELEGRAM = "Công điện"
    ANNEX = "Phụ lục"


class SourceKind(StrEnum):
    """Where the stored text comes from."""

    PRESS_REPORT = "press_report"
    OFFICIAL_TEXT = "official_text"

    def vi(self) -> str:
        """Return the kind as a user reads it."""
        return "tin báo chí" if self is SourceKind.PRESS_REPORT else "văn bản chính thức"


class Level(StrEnum):
    """A rank of the structure, named as in Akoma Ntoso where it has one; the value is the Vietnamese word."""

    ANNEX = "phụ lục"
    PART = "phần"
    CHAPTER = "chương"
    SECTION = "mục"
    ARTICLE = "điều"
    CLAUSE = "khoản"
    POINT = "điểm"
    SUBPOINT = "tiết"
    INDENT = "gạch đầu dòng"
    PLAIN = "đoạn"


class RelationKind(StrEnum):
    """How a document stands to one that it names."""

    BASED_ON = "căn cứ"
    IMPLEMENTS = "thực hiện"
    REPLACES = "thay thế"
    AMENDS = "sửa đổi, bổ sung"
    REPEALS = "bãi bỏ"
    REFERS = "dẫn chiếu"
