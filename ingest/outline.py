"""The tree of a directive: each line of prose is put under the unit that it belongs to."""

from collections.abc import Sequence

from ingest.extraction import Role
from ingest.grammar import NAMED, UNLABELLED, Marker, Style, readings
from ingest.lines import Kind, Line
from ingest.nodes import (
    BASIS,
    CLOSING,
    ENDS,
    FARTHEST_GAP,
    LEADS,
    LONGEST_SUBHEAD,
    LONGEST_TITLE,
    NOTED,
    OF_UNIT,
    RANKS,
    STOPS,
    SUBHEAD,
    TYPE_TITLE,
    Node,
    Part,
    capitals,
    is_prose,
    words,
)
from ingest.sequence import follows, latin, quoted


class Outline:
    """Puts lines into a tree, one after another; `root` is the result."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.root = Node(Part.ROOT)
        self._lines = lines
        self._prose = [position for position, line in enumerate(lines) if is_prose(line)]
        self._stack = [self.root]
        self._articles: Node | None = None
        self._note = 0  # the last footnote whose mark stood behind the number of a unit
        self._seen: list[Style] = []  # unlabelled styles in order of appearance: the first is the outer one
        self._latin = any(m.style is Style.LETTER and m.label in "fjwz" for line in lines for m in readings(line.text))
        inside = quoted([lines[position] for position in self._prose])
        self._quoted = {self._prose[index] for index in inside}

    def grown(self) -> Node:
        """Return the tree of all lines."""
        for index, position in enumerate(self._prose):
            self._enclose(self._prose[index - 1] + 1 if index else 0, position)
            self._place(index)
        return self.root

    def _enclose(self, start: int, stop: int) -> None:
        """Begin an enclosed document where its title stands between two lines of prose."""
        for line in self._lines[start:stop]:
            title = TYPE_TITLE.fullmatch(line.text) if line.kind is Kind.TITLE else None
            if title and self._counted() and self._stack[-1].rank > RANKS[Style.FORM]:
                self._stack = [self.root]
                self._articles = None
                self._push(Node(Part.ENCLOSED, name=title[1].capitalize()), self.root)

    def _counted(self) -> bool:
        return any(node.marker and node.marker.label for node in self.root.walk())

    def _near(self, index: int) -> Line | None:
        return self._lines[self._prose[index]] if 0 <= index < len(self._prose) else None

    def _place(self, index: int) -> None:
        position = self._prose[index]
        line, before, after = self._lines[position], self._near(index - 1), self._near(index + 1)
        if position in self._quoted or line.role is Role.TABLE:
            self._add(Node(Part.PLAIN, [line]), self._stack[-1])
        elif self._is_title_of(self._stack[-1], position, after):
            self._stack[-1].lines.append(line)
        elif found := self._chosen(line.text, position):
            self._item(line, *found)
        elif self._is_subhead(line, before, after):
            self._subhead(line)
        else:
            self._plain(line)

    def _is_title_of(self, node: Node, position: int, after: Line | None) -> bool:
        """Return whether the line goes on with the title of `node`: «Chương I», then «QUY ĐỊNH CHUNG»."""
        text = self._lines[position].text
        if node.marker is None or node.children or ENDS.search(text) or self._sure(text) or words(text) > LONGEST_TITLE:
            return False
        if self._lines[position - 1] is not node.lines[-1]:
            return False
        if node.marker.style is Style.ANNEX and text.startswith("(") and text.endswith(")"):
            return True
        bare = len(node.lines) == 1 and node.marker.end >= len(node.lines[0].text.rstrip(" *_"))
        if node.marker.style in NAMED and bare:
            return capitals(text) or (text[:1].isupper() and after is not None)
        headed = node.marker.style in NAMED or node.marker.style in (Style.CAPITAL, Style.ROMAN)
        return headed and capitals(node.lines[-1].text) and capitals(text)

    @staticmethod
    def _sure(text: str) -> bool:
        return any(found.sure for found in readings(text))

    def _chosen(self, text: str, position: int) -> tuple[Marker, Node, Node | None, int] | None:
        """Return the reading of the marker that fits best here, its parent, whom it follows, and how well it fits."""
        fits = [(found, *self._fit(found)) for found in readings(text)]
        allowed = [fit for fit in fits if self._is_allowed(fit[0], fit[3], text, position)]
        best = min(allowed, key=lambda fit: fit[3], default=None)
        if best and (note := NOTED.match(text)) and best[0].style is Style.NUMBER:
            self._note = int(note[1])
        return best

    def _fit(self, found: Marker) -> tuple[Node, Node | None, int]:
        """Return parent, the node before in the sequence, and 0 goes on, 1 first below, 2 new list, 3 out of order."""
        if found.style in NAMED:
            return self._named_fit(found)
        for node in reversed(self._stack):
            before = node.last(found.style)
            if before and before.marker and before.parent and follows(before.marker, found):
                return before.parent, before, 0
        top = self._stack[-1]
        begins = found.style in UNLABELLED or found.ordinal == 1
        fresh = top.marker is None or top.marker.style is not found.style
        if begins and fresh and not top.children and self._opens(top):
            return top, None, 1
        parent = self._parent(found.style)
        if begins:
            return parent, parent.last(found.style), 2
        for node in reversed(self._stack):
            if (before := node.last(found.style)) and before.parent:
                return before.parent, before, 3
        return parent, None, 3

    @staticmethod
    def _opens(node: Node) -> bool:
        return node.part is not Part.ROOT and (LEADS.search(node.text) is not None or not ENDS.search(node.text))

    def _named_fit(self, found: Marker) -> tuple[Node, Node | None, int]:
        same = next((node for node in self._stack if node.marker and node.marker.style is found.style), None)
        parent = (same.parent if same else None) or self._parent(found.style)
        before = self._articles if found.style is Style.ARTICLE else parent.last(found.style)
        if before and before.marker and follows(before.marker, found):
            return parent, before, 0
        begins = found.ordinal <= 1 or found.style in (Style.ANNEX, Style.FORM)
        continues = found.style is not Style.ARTICLE and before is None  # chapters may go on from part to part
        return parent, before, 2 if begins or continues else 3

    def _parent(self, style: Style) -> Node:
        """Return the innermost open node that may hold a new list of `style`."""
        for node in reversed(self._stack):
            if node.part is Part.PLAIN or (node.marker and node.marker.style is style):
                continue
            if node.rank < RANKS[style] or self._nests(node, style):
                return node
        return self.root

    def _nests(self, node: Node, style: Style) -> bool:
        """Return whether an unlabelled list of `style` goes below `node`, because its style came up first."""
        if (
            node.marker is None
            or node.marker.style not in UNLABELLED
            or style not in UNLABELLED
            or style not in self._seen
        ):
            return (
                node.marker is not None
                and {node.marker.style, style} <= UNLABELLED
                and node.marker.style is not Style.PLUS
            )
        return node.marker.style is not Style.PLUS and self._seen.index(node.marker.style) < self._seen.index(style)

    def _is_allowed(self, found: Marker, fit: int, text: str, position: int) -> bool:
        if found.style is Style.ANNEX and (ENDS.search(text) or words(text) > 2 * LONGEST_TITLE):
            return False
        if found.style in NAMED:
            return found.sure or (not fit and not ENDS.search(text) and words(text) <= LONGEST_TITLE)
        if found.style is Style.NUMBER and (note := NOTED.match(text)) and self._is_decimal(found, int(note[1])):
            return False
        if found.style in UNLABELLED or fit < 2:
            return found.sure or fit == 0 or found.style in UNLABELLED
        if fit == 3:
            before = self._fit(found)[1]
            return (
                found.sure
                and found.ordinal - (before.marker.ordinal if before and before.marker else 0) <= FARTHEST_GAP
            )
        return found.sure or self._goes_on(found, position)

    def _is_decimal(self, found: Marker, note: int) -> bool:
        """Return whether «3.6» is a decimal and not «3.» with the mark of note 6: notes count up, decimals from 1."""
        before = [last.marker for node in self._stack if (last := node.last(Style.DECIMAL)) and last.marker]
        return note <= self._note or any(marker.label.startswith(f"{found.label}.") for marker in before)

    def _goes_on(self, found: Marker, position: int) -> bool:
        """Return whether the next marker of the same style is the one that follows `found`."""
        for line in self._lines[position + 1 :]:
            for other in readings(line.text):
                if other.style is found.style:
                    return follows(found, other)
        return False

    def _item(self, line: Line, found: Marker, parent: Node, before: Node | None, fit: int) -> None:
        repeated = fit == 2 and before is not None and found.style not in UNLABELLED and found.style not in NAMED
        skipped = before is not None and before.marker is not None and latin(before.marker, found)
        skipped = skipped and found.ordinal != (before.marker.ordinal + 1 if before and before.marker else 0)
        node = Node(Part.ITEM, [line], found, previous=before)
        node.misplaced = fit == 3 or repeated or (skipped and not self._latin)
        if found.style in UNLABELLED and found.style not in self._seen:
            self._seen.append(found.style)
        if found.style is Style.ARTICLE:
            self._articles = node
        if found.style in (Style.ANNEX, Style.FORM):
            self._articles = None
        if fit == 1 and parent.part is Part.PLAIN and found.style not in UNLABELLED:
            self._lift(parent, found.style)
        self._push(node, parent)

    def _lift(self, lead: Node, style: Style) -> None:
        """Take a lead-in that begins a list of `style` anew out of the list of that style that is open."""
        same = next((node for node in self._stack if node.marker and node.marker.style is style), None)
        above = same.parent if same else None
        while above and above.part is Part.PLAIN and above.parent:
            above = above.parent
        if above and lead.parent:
            lead.parent.children.remove(lead)
            self._stack = _chain(above)
            self._push(lead, above)

    @staticmethod
    def _is_subhead(line: Line, before: Line | None, after: Line | None) -> bool:
        if ENDS.search(line.text) or words(line.text) > LONGEST_TITLE or after is None:
            return False
        if capitals(line.text):
            return True
        if (
            words(line.text) > LONGEST_SUBHEAD
            or not line.text[:1].isupper()
            or not (before and STOPS.search(before.text))
        ):
            return False
        starts = next(readings(after.text), None)
        if starts is not None:
            return starts.sure and starts.ordinal == 1 and starts.style not in UNLABELLED
        return words(after.text) > LONGEST_SUBHEAD and ENDS.search(after.text) is not None

    def _subhead(self, line: Line) -> None:
        title = TYPE_TITLE.fullmatch(line.text)
        if title and self._counted() and capitals(line.text):
            self._articles = None
            self._push(Node(Part.ENCLOSED, [line], name=title[1].capitalize()), self.root)
            return
        top = self._stack[-1]
        if top.part in (Part.SUBHEAD, Part.ENCLOSED) and top.lines and not top.children and capitals(line.text):
            top.lines.append(line)
            return
        parent = next(node for node in reversed(self._stack) if node.rank < SUBHEAD)
        self._push(Node(Part.SUBHEAD, [line]), parent)

    def _plain(self, line: Line) -> None:
        node = Node(Part.PLAIN, [line])
        if CLOSING.match(line.text) and not any(n.marker and n.marker.style is Style.ARTICLE for n in self._stack):
            self._push(node, self.root)
            return
        parent = self._named_unit(line.text) or self._after_list(self._stack[-1])
        self._push(node, parent) if LEADS.search(line.text) else self._add(node, parent)

    def _named_unit(self, text: str) -> Node | None:
        match = OF_UNIT.search(text)
        style = {"điều": Style.ARTICLE, "khoản": Style.NUMBER}[match[1].lower()] if match else None
        return next(
            (node for node in reversed(self._stack) if style and node.marker and node.marker.style is style), None
        )

    def _after_list(self, top: Node) -> Node:
        """Return what an unmarked paragraph belongs to: not the last item of a list that its full stop closed."""
        closed = False
        while top.parent and top.marker:
            ended = closed or top.text.endswith(".")
            siblings = [child for child in top.parent.children if child.marker and child is not top]
            listed = siblings and siblings[-1].text.rstrip().endswith(";") and ended
            if not listed and not BASIS.match(top.text):
                break
            top, closed = top.parent, True
        return top.parent if closed and top.part is Part.PLAIN and top.parent else top

    def _add(self, node: Node, parent: Node) -> None:
        node.parent = parent
        parent.children.append(node)
        while self._stack[-1] is not parent and parent in self._stack:
            self._stack.pop()

    def _push(self, node: Node, parent: Node) -> None:
        self._add(node, parent)
        if parent not in self._stack:
            self._stack = _chain(parent)
        self._stack.append(node)


def _chain(node: Node) -> list[Node]:
    return [*(_chain(node.parent) if node.parent else []), node]
