"""What the styles of a DOCX say about a run or a paragraph: font, capitals, hidden, alignment, list."""

from dataclasses import dataclass, replace

from ingest.formats.package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 30  # styles based on one another; a forged file may let them form a ring


def value(parent: Element | None, name: str, attribute: str = "val") -> str | None:
    """Return an attribute of the child `w:name`; `None` when there is no such child or attribute."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + attribute)


def switch(parent: Element | None, name: str) -> bool | None:
    """Return whether property `w:name` is on; `None` when it is not set."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val", "1") not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Properties:
    """What a style, or the direct formatting, sets; `None` and «» where it is silent."""

    font: str = ""
    capitals: bool | None = None
    hidden: bool | None = None
    alignment: str | None = None
    list_id: str | None = None
    level: str | None = None
    numbered_by: str = ""  # the style whose list it is

    def over(self, base: "Properties") -> "Properties":
        """Return these properties, and those of `base` where these are silent."""
        mine = {name: mine for name in self.__slots__ if (mine := getattr(self, name)) not in (None, "")}
        return replace(base, **mine)


class Styles:
    """The styles of a document, resolved along the styles that they are based on."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._styles = {} if root is None else {style.get(W + "styleId", ""): style for style in root.iter(W + "style")}
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._defaults = Properties(font=self._font(defaults))
        self._resolved: dict[str, Properties] = {}
        self._paragraph = next((key for key, style in self._styles.items() if _is_default(style)), "")

    def paragraph(self, properties: Element | None) -> Properties:
        """Return what holds for a paragraph with `w:pPr` `properties` and for its runs that say nothing else."""
        named = value(properties, "pStyle") or self._paragraph
        return self._own(properties, None).over(self.of(named).over(self._defaults))

    def run(self, properties: Element | None, paragraph: Properties) -> Properties:
        """Return what holds for a run with `w:rPr` `properties`."""
        if properties is None:
            return paragraph
        named = value(properties, "rStyle")
        direct = self._own(None, properties)
        return direct.over(self.of(named).over(paragraph) if named else paragraph)

    def of(self, style: str) -> Properties:
        """Return what the style sets itself or takes from the styles below it."""
        if style not in self._resolved:
            chain: list[str] = []
            while style in self._styles and style not in chain and len(chain) < _DEEPEST:
                chain.append(style)
                style = value(self._styles[style], "basedOn") or ""
            known = Properties()
            for name in reversed(chain):
                known = self._style(name).over(known)
                self._resolved.setdefault(name, known)
            if not chain:
                return Properties()
            style = chain[0]
        return self._resolved[style]

    def list_of(self, style: str) -> str | None:
        """Return the id of the list that the style sets: where a list style leads to its list."""
        return self.of(style).list_id

    def borders(self, style: str | None) -> Element | None:
        """Return the nearest `w:tblBorders` of a table style."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style or "")
            if element is None:
                return None
            found = element.find(f"{W}tblPr/{W}tblBorders")
            if found is not None:
                return found
            style = value(element, "basedOn")
        return None

    def _style(self, name: str) -> Properties:
        element = self._styles[name]
        known = self._own(element.find(W + "pPr"), element.find(W + "rPr"))
        return replace(known, numbered_by=name) if known.list_id else known

    def _own(self, paragraph: Element | None, run: Element | None) -> Properties:
        numbering = None if paragraph is None else paragraph.find(W + "numPr")
        return Properties(
            font=self._font(run),
            capitals=switch(run, "caps"),
            hidden=switch(run, "vanish"),
            alignment=value(paragraph, "jc"),
            list_id=value(numbering, "numId"),
            level=value(numbering, "ilvl"),
        )

    def _font(self, run: Element | None) -> str:
        fonts = None if run is None else run.find(W + "rFonts")
        if fonts is None:
            return ""
        for side in ("ascii", "hAnsi"):
            theme = fonts.get(f"{W}{side}Theme")
            name = self._theme.get(theme[:5], "") if theme else fonts.get(W + side)
            if name:
                return name
        return ""


def _is_default(style: Element) -> bool:
    return style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on")


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    if theme is None:
        return {}
    fonts = {kind: theme.find(f".//{{*}}{kind}Font/{{*}}latin") for kind in ("minor", "major")}
    return {kind: latin.get("typeface", "") for kind, latin in fonts.items() if latin is not None}
