"""One paragraph read clause by clause: what each lays on whom, and what it takes from the words before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.duties import lexicon
from assistant.duties.bodies import MANNER
from assistant.duties.charge import ISSUER_TELLS, TIME, charge_of, head_end, late_charge
from assistant.duties.duty import Addressee, Role
from assistant.duties.lexicon import any_of
from assistant.duties.roles import Charge
from assistant.duties.units import Unit, plain, units, without_tail
from ingest.document import Span
from ingest.text import fold

_NO_DUTY = re.compile("|".join(lexicon.NO_DUTIES))
_FRAME = re.compile(rf"{any_of(lexicon.ANNOUNCING)}|{any_of(lexicon.LISTS)}|\d+|[^\w]+")
_LIST = re.compile(any_of(lexicon.LISTS))
# A head that ends so has its objects behind the colon.
_OPEN_END = re.compile(r"(?:sau|sau đây|như|gồm|là|về|cụ thể|việc|nội dung|nhiệm vụ|giải pháp)\s*$")
_MEASURES = re.compile(rf"\stheo\s+(?:(?:một số|các|những|\d+)\s+)?{any_of(lexicon.MEASURES)}[^,;:]{{0,30}}$")
_FRAGMENT = re.compile(r"về\s")
_MANNERED = re.compile(MANNER)
# What was, is or will be.
_TELLS = re.compile(r"(?:[^\s,;:]+\s+){0,8}(?:đã|đang|sẽ|là|vẫn|còn|chưa|đạt|đến nay)\s")
_SHORT_HEAD = 10  # words
# Characters of a clause in which it says that it is no order.
_OPENING = 60


@dataclass(frozen=True, slots=True)
class Laid:
    """Whom something is laid on, and by which word; `announced`: for all that a list holds; `directs`: they are to
    direct whom the list names.
    """

    addressees: tuple[Addressee, ...] = ()
    strength: str = ""
    announced: bool = False
    directs: bool = False

    def passed_on(self) -> "Laid":
        """Return it for another sentence: who only directs is named by its own sentence alone."""
        kept = tuple(item for item in self.addressees if item.role is not Role.DIRECTS)
        return Laid(kept or self.addressees, self.strength)


NOBODY = Laid()


@dataclass(frozen=True, slots=True)
class Found:
    """A duty of a paragraph, spans in its characters; `inherited`: the clause names nobody; `goes_on`: it is a part
    of what the clause before it says.
    """

    task: Span
    clause: Span
    laid: Laid
    inherited: bool
    goes_on: bool


class ParagraphReading:
    """One paragraph: what it lays on whom; after `found`, whom it announces a list to and whom it spoke of last."""

    def __init__(self, text: str, governing: Laid, before: Laid | None, *, of_law: bool, loose: bool) -> None:
        self._text = plain(text)
        self._folded = fold(self._text)
        self._governing, self._before = governing, before
        self._of_law, self._loose = of_law, loose
        self.announced: Laid | None = None
        self.flow: Laid | None = None
        self.last: Laid | None = None
        self.demand: Laid | None = None  # whom the paragraph itself names last, by its verb of charge
        self._item: Laid | None = None  # on whom a numbered part behind a head is laid
        self._subject: Laid | None = None  # whom this sentence has named, but not told to be directed

    def found(self) -> Iterator[Found]:
        """Yield every duty, in order."""
        sentence_was_duty = opened = False
        for unit in units(self._text):
            self._item = None if unit.first or unit.numbered else self._item
            clause, head = self._led(unit)
            head = self._item or head
            charge = self._charge(clause, goes_on=sentence_was_duty and not unit.first)
            opened = charge is not None if unit.first else opened
            if charge is not None and not (opened and self._is_led(unit, head)) and not _stands_alone(charge):
                charge = None if not _MANNERED.match(self._folded, charge.task) else charge
            if charge is None:
                sentence_was_duty = sentence_was_duty and not unit.first
                continue
            self._subject = None if unit.first else self._subject
            laid, inherited = self._laid(charge, head, same_sentence=not unit.first)
            if not (charge.named or charge.strength) and self._opens_list(clause):
                continue
            task = without_tail(self._text, Span(charge.task, clause.end))
            if self._announces(clause, task):
                self.announced, self.last = replace(laid, announced=True), laid
                self.flow = laid
                if not _MEASURES.search(task.of(self._folded)):
                    continue
            if task.end <= task.start:
                self.last = laid if charge.named else self.last
                continue
            self._keep(charge, laid, head)
            if charge.named and self.last is not None:
                verb = charge.verb if self.last is laid else ""
                self.demand = replace(self.last, strength=verb or self.last.strength)
            self._item = laid if unit.numbered else self._item
            sentence_was_duty = True
            yield Found(task, self._timed(clause, task), laid, inherited, charge.goes_on and not unit.first)

    def _led(self, unit: Unit) -> tuple[Span, Laid | None]:
        """Return the clause, and on whom its head lays it; a head that says what is to be done belongs to it."""
        if unit.head is None:
            return unit.span, None
        end = unit.head.end - 1
        charge = charge_of(self._text, self._folded, unit.head.start, end)
        if charge is None:
            return unit.span, None
        task = self._folded[charge.task : end]
        if unit.numbered or (not unit.things and (_is_frame(task) or _OPEN_END.search(task))):
            return unit.span, self._laid(charge, None, same_sentence=False)[0]
        if unit.first:
            return Span(unit.head.start, unit.span.end), None
        return unit.span, None

    def _charge(self, clause: Span, *, goes_on: bool) -> Charge | None:
        charge = charge_of(self._text, self._folded, clause.start, clause.end)
        if self._text[clause.start : clause.end].rstrip().endswith("?"):
            return None
        if charge is None:
            start = head_end(self._text, self._folded, clause.start, clause.end)
            if _TELLS.match(self._folded, start) or ISSUER_TELLS.search(self._folded, start, clause.end):
                return None
            fragment = self._before is not None and _FRAGMENT.match(self._folded, start) is not None
            return Charge((), "", start, goes_on=True) if goes_on or fragment else None
        if not (charge.named or charge.issued or charge.strength):
            charge = self._named_late(charge, clause)
        before = self._folded[clause.start : charge.task]
        if _NO_DUTY.search(before if charge.named else self._folded[clause.start : charge.task + _OPENING]):
            return None
        if self._of_law and not (charge.strength or self._governing.addressees):
            return None
        if self._of_law and charge.of_thing:
            return None
        if self._of_law and not charge.named and not self._governing.addressees and self.last is None:
            return None
        return charge

    def _named_late(self, charge: Charge, clause: Span) -> Charge:
        """Return the charge with the bodies that its clause names behind the task: «Tiếp tục …, giao Bộ X …»."""
        late = late_charge(self._text, self._folded, charge.task, clause.end)
        return charge if late is None else replace(late[1], task=charge.task)

    def _laid(self, charge: Charge, head: Laid | None, *, same_sentence: bool) -> tuple[Laid, bool]:
        """Return on whom the charge lays its task, and whether the clause leaves that to what stands before it."""
        named = tuple(Addressee(span.of(self._text), role) for span, role in charge.addressees)
        said = self.last if same_sentence or self.last is None else self.last.passed_on()
        above = self._before if charge.goes_on and self._before else self._governing
        if charge.issued or (charge.of_thing and not self._loose and not above.announced):
            above = NOBODY
        source = head or said or above
        if charge.named:
            director = head or self._subject
            if director is not None and _only_directs(charge):
                return Laid((*_directing(director.addressees), *named), charge.strength), False
            governing = head or (self._governing if self._governing.announced else NOBODY)
            directs = governing.directs and not charge.by_issuer  # who issues the text begins anew
            if directs and (directing := _directing_others(governing.addressees, named)):
                return Laid((*directing, *named), charge.strength or "chỉ đạo"), False
            return Laid(named, charge.strength or governing.strength, directs=charge.directs), False
        inherited = source.addressees
        if named:  # all of them cooperate, instead of those who did before
            inherited = tuple(item for item in inherited if item.role is not Role.SUPPORTS)
        if charge.leads:
            inherited = tuple(replace(item, role=Role.LEADS) if item.role is Role.DOES else item for item in inherited)
        laid = Laid((*inherited, *named), charge.strength or source.strength, directs=source.directs)
        return laid, bool(inherited) and head is None

    def _keep(self, charge: Charge, laid: Laid, head: Laid | None) -> None:
        """Remember who is spoken to: of «…; chỉ đạo các chi bộ …» who directs them, where it is said."""
        if charge.named and _only_directs(charge):
            self.last = self._subject or laid
            self.flow = head or self._subject or self.flow
            return
        self.last, self.flow = laid, head or laid
        self._subject = laid if charge.named else self._subject

    def _is_led(self, unit: Unit, head: Laid | None) -> bool:
        """Return whether the clause stands alone or under a head that lays it on someone, or is a title of it."""
        if unit.head is None or head is not None:
            return True
        return len(unit.head.of(self._text).split()) <= _SHORT_HEAD

    def _timed(self, clause: Span, task: Span) -> Span:
        """Return where the deadline may stand: in the task, or before it where the clause begins with the time."""
        start = head_end(self._text, self._folded, clause.start, clause.end)
        return Span(start if TIME.match(self._folded, start) else task.start, clause.end)

    def _opens_list(self, clause: Span) -> bool:
        """Return whether the clause is an earlier part of the sentence that ends the paragraph with a colon."""
        text = self._text.rstrip()
        return text.endswith(":") and clause.end < len(text) and ". " not in text[clause.end :]

    def _announces(self, clause: Span, task: Span) -> bool:
        """Return whether the clause only announces what follows it."""
        if clause.end == len(self._text.rstrip()) and self._text.rstrip().endswith(":"):
            return True
        words = task.of(self._folded)
        return _is_frame(words) and _LIST.search(words) is not None


def _stands_alone(charge: Charge) -> bool:
    return charge.named or charge.issued or bool(charge.strength)


def _only_directs(charge: Charge) -> bool:
    """Return whether the clause says whom to direct and leaves out who is to do so: «chỉ đạo các chi bộ …»."""
    return charge.strength == "chỉ đạo" and Role.DIRECTS not in charge.named_roles and not charge.issued


def _directing(addressees: tuple[Addressee, ...]) -> tuple[Addressee, ...]:
    return tuple(replace(item, role=Role.DIRECTS) if item.role is Role.DOES else item for item in addressees)


def _directing_others(addressees: tuple[Addressee, ...], named: tuple[Addressee, ...]) -> tuple[Addressee, ...]:
    """Return who directs those named: nobody who is among them."""
    own = {fold(item.body) for item in named}
    return tuple(item for item in _directing(addressees) if fold(item.body) not in own)


def _is_frame(words: str) -> bool:
    """Return whether the words only name a list: «tập trung thực hiện tốt các nội dung sau»."""
    return not _FRAME.sub("", words).strip()
