"""Where the parts of a DOCX are: the package says so in its relations, not by their names."""

from posixpath import dirname, join, normpath

from ingest.formats.package import Package, local

_MAIN = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": _MAIN,
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": LINKS,
}


def main_part(package: Package) -> str:
    """Return the name of the part that holds the text."""
    if "_rels/.rels" in package:
        names = [name for name, kind in relations(package, "").values() if kind == "officeDocument"]
        if names:
            return names[0]
    return "word/document.xml"


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return by id the parts of the package that a part refers to, each with its kind («styles»)."""
    name = join(dirname(part), "_rels", f"{part.rsplit('/', 1)[-1]}.rels")
    if name not in package:
        return {}
    found = {}
    for relation in package.part(name):
        if local(relation) == "Relationship" and relation.get("TargetMode") != "External":
            target = normpath(join("/", dirname(part), relation.get("Target", ""))).lstrip("/")
            found[relation.get("Id", "")] = (target, relation.get("Type", "").rsplit("/", 1)[-1])
    return found
