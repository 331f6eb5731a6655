"""Where the words of a draft come from, as its notes and its annex say it."""

from assistant.drafting.draft import OWN_MARK, Draft

HEADER = ("STT", "Câu trong bản thảo", "Nguồn lời", "Vị trí", "Nguyên văn")
LEGEND = (
    "Câu trong ngoặc kép “…” là nguyên văn; câu không có ngoặc kép là diễn đạt lại, có chú thích nguồn;"
    f" câu có dấu {OWN_MARK} là lời của người soạn."
)
TO_THE_WRITER = "Lưu ý cho người soạn:"


def kinds(draft: Draft) -> dict[str, str]:
    """Return what each cited document is («tin báo chí») by its label; empty where the draft does not say."""
    labels = dict.fromkeys(citation.document for citation in draft.citations)
    return dict(zip(labels, draft.sources, strict=True)) if draft.sources else {}


def note_of(draft: Draft, position: int, *, quoted: bool) -> str:
    """Return the footnote of a citation: its place, what the document is, and its words where `quoted`."""
    citation = draft.citations[position]
    kind = kinds(draft).get(citation.document)
    place = f"{citation.locator} ({kind})." if kind else f"{citation.locator}."
    return f"{place} Nguyên văn: “{citation.quote}”" if quoted else place


def sources_of(draft: Draft) -> str:
    """Return one line that says of each cited document what it is; empty where the draft does not say."""
    listed = "; ".join(f"{label} ({kind})" for label, kind in kinds(draft).items())
    return f"Nguồn: {listed}." if listed else ""
