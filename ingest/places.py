"""The path of every node of an outline, unique in the document and the same at every reading."""

import re
from collections import Counter

from ingest.document import Level, Path, Step
from ingest.grammar import NAMED, UNLABELLED, Style
from ingest.nodes import ENDS, Node, Part, capitals, words

_TITLED = NAMED | {Style.CAPITAL, Style.ROMAN}
_LONGEST_HEADING = 50  # words
# Below a unit of the left level, a unit that has no name of its own is called by the right one.
_BELOW = {
    Level.ANNEX: Level.PART,
    Level.PART: Level.SECTION,
    Level.CHAPTER: Level.SECTION,
    Level.SECTION: Level.CLAUSE,
    Level.ARTICLE: Level.CLAUSE,
    Level.CLAUSE: Level.POINT,
    Level.POINT: Level.SUBPOINT,
    Level.SUBPOINT: Level.SUBPOINT,
    Level.INDENT: Level.SUBPOINT,
    Level.PLAIN: Level.SECTION,
}
_ORDER = list(Level)


def is_heading(node: Node) -> bool:
    """Return whether the node is a title, structure and not prose."""
    if node.part in (Part.SUBHEAD, Part.ENCLOSED):
        return True
    if node.marker is None or node.marker.style in UNLABELLED:
        return False
    bare = len(node.lines) == 1 and not any(map(str.isalnum, node.text[node.marker.end :]))
    if bare or len(node.lines) > 1 or node.marker.style in NAMED - {Style.ARTICLE}:
        return True
    if not node.children or words(node.text) > _LONGEST_HEADING or node.text.count("“") > node.text.count("”"):
        return False
    if ENDS.search(node.text):
        return node.marker.style in _TITLED and capitals(node.text[node.marker.end :]) and not node.text.endswith(";")
    return node.marker.style in _TITLED or any(child.marker for child in node.children) or not _listed(node)


def _listed(node: Node) -> bool:
    """Return whether the node is one of a list of names without full stops, the last of which got a paragraph."""
    siblings = node.parent.children if node.parent else []
    same = [child for child in siblings if child.marker and node.marker and child.marker.style is node.marker.style]
    return any(not child.children and not ENDS.search(child.text) for child in same)


class Places:
    """Gives each node of the tree its path."""

    def __init__(self, root: Node) -> None:
        self._paths: dict[Node, Path] = {root: ()}
        self._counts: Counter[tuple[Node, Level]] = Counter()
        self._used: set[Path] = {()}  # by items
        self._said: set[Path] = set()  # by paragraphs
        self._listed: set[tuple[Node, str]] = set()
        self._shown: dict[Node, Node] = {root: root}  # the node under whose path a node's children count
        self._plains = Counter(self._above(node, root) for node in root.walk() if node.part is Part.PLAIN)
        for node in root.walk():
            self._settle(node)

    def path(self, node: Node) -> Path:
        """Return the path of `node`."""
        return self._paths[node]

    @staticmethod
    def _above(node: Node, root: Node) -> Node:
        parent = node.parent or root
        while parent.part in (Part.PLAIN, Part.SUBHEAD) and parent.parent:
            parent = parent.parent
        return parent

    def _settle(self, node: Node) -> None:
        shown = self._shown[node.parent] if node.parent else node
        path = self._paths[shown]
        if node.part is Part.PLAIN:
            path = self._unsaid((*path, *self._plain_step(node, shown)))
        elif node.part is not Part.SUBHEAD:
            path = self._unique((*path, self._step(node, shown)))
        self._paths[node] = path
        if not is_heading(node):
            self._said.add(path)
        self._shown[node] = node if node.marker or node.part is Part.ENCLOSED else self._container(node, shown)
        if node.marker and node.marker.style not in UNLABELLED:
            self._listed.add((shown, f"{node.marker.style} {node.marker.label}"))

    def _container(self, node: Node, shown: Node) -> Node:
        """Return `node` where its children would repeat labels that `shown` already has, else `shown`."""
        labels = {f"{c.marker.style} {c.marker.label}" for c in node.children if c.marker and c.marker.label}
        indents = any(child.marker and not child.marker.label for child in node.children)
        repeats = any((shown, label) in self._listed for label in labels)
        if not repeats and not (indents and self._counts[shown, Level.INDENT]):
            return shown
        if node.part is Part.SUBHEAD:
            label = re.sub(r"[*_#]", "", node.text).strip()
            self._paths[node] = self._unique((*self._paths[shown], Step(Level.SECTION, f"«{label}»")))
        elif self._paths[node] == self._paths[shown]:
            return shown
        return node

    def _plain_step(self, node: Node, shown: Node) -> Path:
        """Return the step of an unmarked paragraph; none where it is all that its unit says."""
        self._counts[shown, Level.PLAIN] += 1
        heads = shown.part is not Part.ROOT and is_heading(shown)
        if heads and self._plains[shown] == 1 and node.parent and node.parent.part is not Part.SUBHEAD:
            return ()
        own = 0 if shown.part is Part.ROOT or heads else 1
        return (Step(Level.PLAIN, str(self._counts[shown, Level.PLAIN] + own)),)

    def _step(self, node: Node, shown: Node) -> Step:
        if node.marker is None:
            return Step(Level.ANNEX, node.name)
        level = self._level(node, shown)
        if node.marker.style in UNLABELLED:
            self._counts[shown, Level.INDENT] += 1
            return Step(Level.INDENT, str(self._counts[shown, Level.INDENT]))
        label = (
            node.marker.label.lower()
            if node.marker.style is Style.PART and " " in node.marker.label
            else node.marker.label
        )
        return Step(level, label)

    def _level(self, node: Node, shown: Node) -> Level:
        """Return the level of the marker, or one below that of its parent where the parent already has it."""
        level = node.marker.level if node.marker else Level.PLAIN
        if node.marker is None or node.marker.style in NAMED or level is Level.INDENT:
            return level
        above = [step.level for step in self._paths[shown] if step.level not in (Level.PLAIN, Level.INDENT)]
        if above and _ORDER.index(above[-1]) >= _ORDER.index(level):
            return _BELOW[above[-1]]
        return level

    def _unsaid(self, path: Path) -> Path:
        """Return `path` if no paragraph has it; the path of a heading is free for the one paragraph under it."""
        return self._unique(path) if path in self._said or (path and path[-1].level is Level.PLAIN) else path

    def _unique(self, path: Path) -> Path:
        """Return `path`, its last label counted where a numbering was begun again in the same place."""
        found, count = path, 1
        while found in self._used or found in self._said:
            count += 1
            last = path[-1] if path else Step(Level.PLAIN, "")
            found = (*path[:-1], Step(last.level, f"{last.label} (lần {count})".strip()))
        self._used.add(found)
        return found
