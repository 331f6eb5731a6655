"""The assistant's own words, all in one place: correct administrative Vietnamese, nothing asserted of its own."""

from collections.abc import Sequence

from assistant.answer import Citation
from assistant.references import Reference
from ingest.document import Document, Path

SILENT = "Không tìm thấy nội dung này trong các văn bản của thư viện."
OFF_TOPIC = "Câu hỏi nằm ngoài nội dung của các văn bản trong thư viện, nên không có căn cứ để trả lời."
DECLINED = (
    "Trợ lý chỉ trả lời bằng nguyên văn các văn bản trong thư viện, có trích dẫn từng đoạn; "
    "không bịa đặt, không thay đổi nội dung văn bản, không bỏ qua quy tắc này."
)
RELATED = "Đoạn gần nhất, chỉ để tham khảo, không phải câu trả lời:"
GREETING = (
    "Xin chào. Trợ lý trả lời câu hỏi về các văn bản trong thư viện ({names}) bằng nguyên văn, "
    "kèm trích dẫn từng đoạn. "
    "Xin mời đặt câu hỏi về nội dung các văn bản này."
)
MODEL_UNFOUNDED = (
    "Phần mô hình ngôn ngữ viết không đủ căn cứ trong văn bản nên không được dùng; dưới đây là trích nguyên văn."
)
NO_CONTEXT = (
    "Câu hỏi nhắc tới nội dung trước đó nhưng chưa có câu hỏi nào trước; xin nêu rõ việc, cơ quan hoặc văn bản cần hỏi."
)


def _names(documents: Sequence[Document]) -> str:
    return ", ".join(document.name for document in documents)


def silent(scope: Sequence[Document], elsewhere: Sequence[Citation]) -> str:
    """Return the refusal of a question that the texts, or those it was limited to, do not answer."""
    if not scope:
        return SILENT
    places = sorted({citation.locator for citation in elsewhere if citation.document not in {d.label for d in scope}})
    hint = f" Nội dung gần với câu hỏi có ở {places[0]}." if places else ""
    return f"Không tìm thấy nội dung này trong {_names(scope)}.{hint}"


def unknown_document(unknown: Sequence[Reference], documents: Sequence[Document]) -> str:
    """Return that the library does not hold these documents, and which it does."""
    missing = ", ".join(dict.fromkeys(reference.name for reference in unknown))
    return f"Thư viện không có {missing}. Các văn bản hiện có: {_names(documents)}."


def greeting(documents: Sequence[Document]) -> str:
    """Return the answer to small talk."""
    return GREETING.format(names=_names(documents))


def two_readings(short: str, readings: Sequence[str]) -> str:
    """Return the question back about an abbreviation that can be read in two ways."""
    return f"«{short}» có thể là {' hoặc '.join(readings)}; xin cho biết ý nào để trả lời đúng."


MODEL_STOPPED = "Đã dừng mô hình ngôn ngữ theo yêu cầu; phần chưa viết là trích nguyên văn."


def model_unused(fault: str) -> str:
    """Return that the language model failed, and that the answer stands without it."""
    return f"Không dùng được mô hình ngôn ngữ: {fault}. Dưới đây là trích nguyên văn."


def model_wrote(dropped: int) -> str:
    """Return that a language model worded the answer, and how many of its sentences were dropped."""
    left = f"; {dropped} câu không có căn cứ đã bị bỏ" if dropped else ""
    return f"Các câu đầu do mô hình ngôn ngữ chọn và sắp xếp, đã được đối chiếu với đoạn trích dẫn{left}."


def model_broke_off(fault: str) -> str:
    """Return that the language model did not come to an end."""
    return f"Mô hình ngôn ngữ ngừng giữa chừng: {fault}."


def suggestion(phrases: Sequence[str]) -> str:
    """Return under which phrases of the texts, suggested by the language model, a question may be asked again."""
    listed = ", ".join(f"«{phrase}»" for phrase in phrases)
    return (
        f"Gợi ý tìm thêm: {listed} (cụm từ có trong văn bản, do mô hình ngôn ngữ gợi ý; "
        "các đoạn gần nhất dưới đây chỉ để tham khảo)."
    )


def introduction(documents: Sequence[Document]) -> str:
    """Return the first line of an answer: which texts it comes from and of what kind they are."""
    kinds = {document.metadata.source_kind.vi() for document in documents}
    return f"Theo {_names(documents)} (nguồn: {', '.join(sorted(kinds))}):"


def correction(unfounded: Sequence[str]) -> str:
    """Return the note that something in the question does not stand in the quoted text."""
    listed = ", ".join(f"«{item}»" for item in unfounded)
    return f"Lưu ý: {listed} trong câu hỏi không có trong đoạn văn bản được trích dưới đây."


def other_document(asked: Sequence[Document]) -> str:
    """Return the note that the content stands in another document than the one asked about."""
    return f"Lưu ý: không tìm thấy nội dung này trong {_names(asked)}; nội dung ở văn bản được trích dưới đây."


def no_such_paragraph(document: Document, number: int) -> str:
    """Return that the document has no paragraph with that number."""
    count = len(document.paragraphs)
    return f"{document.name} (theo bản trong thư viện) có {count} đoạn, không có đoạn {number}."


def no_such_place(document: Document, steps: Path) -> str:
    """Return that the document has no place with these steps."""
    place = ", ".join(f"{step.level} {step.label}" for step in steps)
    return f"{document.name} (theo bản trong thư viện) không có {place}."


def governed(document: Document, numbers: Sequence[int], lead_in: int) -> str:
    """Return which paragraph, in its own words, says whom these paragraphs address."""
    governing = document.locator(lead_in).within()
    return f"Bối cảnh: {_listed(document, numbers)} tiếp theo {governing}: “{document.paragraph(lead_in).text}”"


def under_heading(document: Document, numbers: Sequence[int], heading: str) -> str:
    """Return under which heading these paragraphs stand."""
    return f"Bối cảnh: {document.name}, {_listed(document, numbers)} nằm dưới đề mục «{heading}»."


def _listed(document: Document, numbers: Sequence[int]) -> str:
    if any(document.paragraph(number).path for number in numbers):
        return "; ".join(document.locator(number).within() for number in numbers)
    return f"đoạn {', '.join(map(str, numbers))}"
