"""Titles that say on whom what stands under them is laid: «Đảng ủy Chính phủ được giao …», «Trách nhiệm của …»."""

import re
from functools import lru_cache

from assistant.duties.bodies import bodies_at
from assistant.duties.charge import charge_of, head_end
from assistant.duties.duty import Addressee, Role
from ingest.text import fold

_OF = re.compile(r"(?:nhiệm vụ|trách nhiệm|nhiệm vụ, quyền hạn|phân công|giao|đối với)\s+(?:cụ thể\s+)?(?:của|cho)?\s*")
_MARK = re.compile(r"(?:điều|mục|chương|phần)\s+[\divxlc]+[.:]?\s*")


@lru_cache(maxsize=256)
def laid_by_title(title: str) -> tuple[tuple[Addressee, ...], str] | None:
    """Return the addressees and the word of strength that `title` names for what stands under it, if any."""
    folded, end = fold(title), len(title.rstrip(" .:"))
    mark = _MARK.match(folded)
    start = mark.end() if mark else head_end(title, folded, 0, end)
    of = _OF.match(folded, start)
    bodies = bodies_at(title, folded, of.end() if of else start, end)
    if bodies is not None and bodies.end >= end:
        return tuple(Addressee(span.of(title), Role.DOES) for span in bodies.spans), ""
    charge = charge_of(title, folded, start, end)
    if charge is None or not charge.named or not charge.strength:
        return None
    return tuple(Addressee(span.of(title), role) for span, role in charge.addressees), charge.strength
