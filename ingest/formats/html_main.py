"""What of a saved page is its text: not what browsers hide, not menus, side columns and feet of the site."""

import re
from dataclasses import dataclass

from ingest.formats.package import Element, local
from ingest.text import fold

INLINE = {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"}
INLINE |= {"ins", "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"}
INLINE |= {"sup", "time", "tt", "u", "var", "wbr", "o:p", "p:o", "st1:place", "img", "picture", "source", "p_"}
_INVISIBLE = {"script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "audio", "video"}
_INVISIBLE |= {"canvas", "map", "select", "option", "textarea", "input", "button", "datalist", "link", "meta", "title"}
_INVISIBLE |= {"rt", "rp", "xml", "dialog", "noframes", "applet", "param", "track", "math-annotation"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_UNSEEN = {"sr-only", "visually-hidden", "screen-reader-text", "d-none", "hidden", "print-only"}
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"}
_AROUND = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|menus|sidebar|side|footer|bottom|header|top|topbar|breadcrumbs?|related"
    r"|comments?|share|sharing|social|tags?|banner|ads?|adv|advert\w*|widgets?|copyright|popup|modal|cookies?|login"
    r"|search|toolbar|pagination|paging|rating|newsletter|subscribe|lien-quan|lienquan|binh-luan|binhluan|quang-cao"
    r"|quangcao|xem-them|doc-them|tin-khac|most-read|hot-?news)(?:[-_ ]|$)",
    re.IGNORECASE,
)
# Words of the document itself: what holds them is never furniture of the site.
_OFFICIAL = re.compile(
    r"đảng cộng sản việt nam\s|cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập ?- ?tự do|nơi nhận ?:|kính gửi ?:"
    r"|(?:^|\s)(?:t/m|k/t|tm\.|kt\.) |(?:^|\n)\s*điều \d+[.:]|(?:^|\n)\s*phụ lục|căn cứ .{10,200};"
)
_SEMANTIC = ("article", "main")
_PROSE = 50  # letters outside links that make a run of text prose
_LEAST_SHARE = 0.5  # of the page's prose, for an element that calls itself the main part
_LINKED = 0.6  # share of letters in links, of a menu


@dataclass(slots=True)
class Weight:
    """Letters of an element: all, those in links, those in runs of prose."""

    text: int = 0
    links: int = 0
    prose: int = 0


def strip_hidden(root: Element) -> None:
    """Take out what a browser does not show, and the fields of forms."""
    for element in list(root.iter()):
        if isinstance(element.tag, str) and element is not root and _unseen(element):
            drop(element)


def _unseen(element: Element) -> bool:
    if local(element) in _INVISIBLE or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style") or ""):
        return True
    return bool(_UNSEEN & set((element.get("class") or "").split()))


def drop(element: Element) -> None:
    """Take the element out of its tree, the text after it not."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def weighed(root: Element) -> dict[Element, Weight]:
    """Return the weight of every element under `root`."""
    weights: dict[Element, Weight] = {}
    _weigh(root, weights, linked=False)
    return weights


def _weigh(element: Element, weights: dict[Element, Weight], *, linked: bool) -> int:
    """Weigh the element; return its letters outside links that belong to the run of text around it."""
    linked = linked or local(element) == "a"
    weight = weights[element] = Weight()
    run = _own(element.text, weight, linked=linked)
    for child in element:
        within = _weigh(child, weights, linked=linked)
        inner = weights[child]
        weight.text, weight.links, weight.prose = (
            weight.text + inner.text,
            weight.links + inner.links,
            weight.prose + inner.prose,
        )
        run += within + _own(child.tail, weight, linked=linked)
    if local(element) in INLINE:
        return run
    weight.prose += run if run >= _PROSE else 0
    return 0


def _own(text: str | None, weight: Weight, *, linked: bool) -> int:
    letters = sum(map(str.isalnum, text)) if text else 0
    weight.text += letters
    weight.links += letters if linked else 0
    return 0 if linked else letters


def main_part(body: Element) -> Element:
    """Return the element that holds the text, what is around the text taken out of it."""
    weights = weighed(body)
    chosen, found = body, True
    while found:
        inside = [e for e in chosen.iter() if e is not chosen and _names_itself_main(e)]
        least = weights[chosen].prose * (_LEAST_SHARE if chosen is body else 0.7)
        best = max(inside, key=lambda e: weights[e].prose, default=None)
        found = best is not None and weights[best].prose >= max(least, 1)
        chosen = best if found and best is not None else chosen
    _strip_around(chosen, weights, weights[chosen].prose)
    return chosen


def _names_itself_main(element: Element) -> bool:
    named = local(element) in _SEMANTIC or element.get("role") == "main"
    return named or "articleBody" in (element.get("itemprop") or "")


def _strip_around(spine: Element, weights: dict[Element, Weight], whole: int) -> None:
    """Take out furniture beside the text: along the elements that hold most of it, never within its paragraphs."""
    for child in list(spine):
        if local(child) in INLINE and not len(child):
            continue
        if _around(child, weights[child], whole):
            drop(child)
        elif weights[child].prose * 2 > whole or local(child) in ("tr", "tbody"):
            _strip_around(child, weights, whole)


def _around(element: Element, weight: Weight, whole: int) -> bool:
    if not (weight.text and whole) or weight.prose * 3 > whole or next(element.iter("h1"), None) is not None:
        return False
    if local(element) in ("td", "tr", "tbody", "p") and weight.links < _LINKED * weight.text:
        return False
    if _OFFICIAL.search(fold("\n".join(map(str, element.itertext())))):
        return False
    if local(element) in ("nav", "aside", "footer", "header", "form") or element.get("role") in _ROLES:
        return True
    if weight.text >= 20 and weight.links >= _LINKED * weight.text and weight.prose * 10 < whole:
        return local(element) != "p" and len(list(element.iter("a"))) > 2
    return bool(_AROUND.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def is_menu(element: Element) -> bool:
    """Return whether a list holds nothing but links, two or more, that stay short: navigation."""
    items = [item for item in element if local(item) == "li"]
    linked = [item for item in items if next(item.iter("a"), None) is not None]
    if len(linked) < 2 or len(linked) < len(items):
        return False
    letters = weighed(element)[element]
    return letters.links >= 0.9 * letters.text
