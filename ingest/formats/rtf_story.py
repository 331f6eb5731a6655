"""The texts of an RTF file while they are read: paragraphs, cells and rows put together into blocks."""

from dataclasses import dataclass, field

from ingest.extraction import Role
from ingest.formats.blocks import Block
from ingest.formats.numbering import bullet
from ingest.formats.word_blocks import Table, Written, closed, joined


@dataclass(slots=True)
class Story:
    """A text being read: the main one, a running head, a note or a text box."""

    role: Role = Role.BODY
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)  # anchored in the paragraph being read
    paragraph: Written = field(default_factory=Written)
    label: str = ""
    depth: int = 0
    spread: bool = False
    bordered: dict[int, bool] = field(default_factory=dict)  # by depth: the rows being read show lines

    def end_paragraph(self) -> None:
        """End the paragraph, in its cell where it stands in a table."""
        lines = [*self.paragraph.lines(label_of(self.label), spread=self.spread), *self.boxes]
        self.blocks += closed(self.tables, self.depth)
        self.tables += [Table() for _ in range(self.depth - len(self.tables))]
        (self.tables[-1].blocks if self.tables else self.blocks).extend(lines)
        self.paragraph, self.label, self.boxes = Written(), "", []

    def end_cell(self, depth: int) -> None:
        """End the paragraph and the cell that it stands in, `depth` tables deep."""
        self.depth = max(depth, 1)
        self.end_paragraph()
        self.tables[-1].end_cell()

    def end_row(self, depth: int) -> None:
        """End the row of the table that is `depth` deep; deeper ones end with it."""
        self.blocks += closed(self.tables, max(depth, 1))
        if self.tables:
            self.tables[-1].bordered |= self.bordered.get(depth, False)
            self.tables[-1].end_row()

    def ended(self) -> list[Block]:
        """Return all of the story."""
        if self.boxes or self.paragraph.parts:
            self.end_paragraph()
        self.blocks += closed(self.tables, 0)
        return self.blocks


def label_of(text: str) -> str:
    """Return the number that Word wrote for readers that do not count, or the sign of a list without numbers."""
    text = " ".join(joined(text).split())
    if len(text) == 1 and not text.isalnum():
        text = bullet(text)
    return f"{text} " if text else ""
