"""Where the words of a draft come from, as its notes and its annex say it."""

from assistant.drafting.draft import OWN_MARK, Draft

HEADER = ("STT", "Câu trong bản thảo", "Nguồn lời", "Vị trí", "Nguyên văn")
LEGEND = (
    "Câu trong ngoặc kép “…” là nguyên văn; câu không có ngoặc kép là diễn đạt lại, có chú thích nguồn;"
    f" câu có dấu {OWN_MARK} là lời của người soạn."
)
TO_THE_WRITER = "Lưu ý cho người soạn:"


def kind_of(draft: Draft, label: str) -> str:
    """Return what the document is («tin báo chí»), empty where the draft does not say.

    `Draft.sources` says it as «Kết luận 179-KL/TW: tin báo chí. …»: the name ends with the label.
    """
    told = (source.partition(": ") for source in draft.sources)
    kinds = (rest for name, _, rest in told if f" {name}".endswith(f" {label}"))
    return next(kinds, "").partition(". ")[0].rstrip(".")


def note_of(draft: Draft, position: int, *, quoted: bool) -> str:
    """Return the footnote of a citation: its place, what the document is, and its words where `quoted`."""
    citation = draft.citations[position]
    kind = kind_of(draft, citation.document)
    place = f"{citation.locator} ({kind})." if kind else f"{citation.locator}."
    return f"{place} Nguyên văn: “{citation.quote}”" if quoted else place


def source_lines(draft: Draft) -> list[str]:
    """Return a line for each source that the draft names."""
    return [f"Nguồn: {source}" for source in draft.sources]
