"""What each piece is worth to a draft: by its topic, by its audience, and by how much it binds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.drafting.charges import begins_task
from assistant.drafting.pieces import Part, Piece
from assistant.drafting.selection import Weighed
from assistant.entities import plain
from index.tokens import bare_units

# A word more is worth a little less than the one before: two short duties say more than one long one.
_LENGTH = 0.85
_DATED = re.compile(r"\btruoc (?:ngay|dai hoi)\b|\b\d{1,2}[/-]\d{1,2}\b|\bkhong qua \d|\btren \d+ ")
_SHORT, _VAGUE = 8, 0.5  # «Kịp thời xử lý vướng mắc phát sinh»: words of what says little by itself
_FREE, _REPETITION = 2, 0.25  # pieces of a group at full worth, and how fast that of the others falls
_BACKGROUND, _OWN_ADDRESSEE, _FIXED = 0.4, 0.2, 0.3
# What a paragraph on the topic is worth where the words of the topic do not stand in that piece of it.
_ASIDE = 0.1
_LEAST_PROBABILITY = 0.15
_INTEREST = 0.7
# Whom a draft addresses, and what in the texts is theirs (plain text).
_AUDIENCES = (
    (r"\bcap xa\b|\bxa\b|\bphuong\b|\bco so\b",
     r"\bcap xa\b|\bxa, phuong\b|\btru so\b|\bcan bo\b|\bbien che\b|\bdia phuong\b"),
    (r"\bnguoi dan\b|\bnhan dan\b|\bba con\b|\bdoanh nghiep\b",
     r"\bnguoi dan\b|\bnhan dan\b|\bdoanh nghiep\b|\bthu tuc\b|\bdich vu cong\b|\bthon, ban\b|\bho tich\b"),
    (r"\bbao chi\b|\bphong vien\b|\bnha bao\b|\btruyen thong\b|\btuyen truyen\b",
     r"\btruyen thong\b|\btuyen truyen\b|\bdong thuan\b|\bphe binh\b|\btruoc ngay\b|\bchu truong\b"),
    (r"\bdang vien\b|\bchi bo\b|\bdang bo\b|\bcap uy\b",
     r"\bdang vien\b|\bchi bo\b|\bdang bo\b|\bcap uy\b|\bdai hoi\b|\bto chuc dang\b|\bvan kien\b"),
    (r"\blanh dao\b|\bchu tich\b|\bbi thu\b|\bthu truong\b|\bgiam doc\b",
     r"\btruoc ngay\b|\bhoan thanh\b|\bbao cao\b|\bdanh gia\b|\bphe binh\b|\bnguoi dung dau\b|\bchiu trach nhiem\b"),
)  # fmt: skip
_COMMON = frozenset({"can", "bo", "cac", "nhung", "hoi", "va", "cua", "nguoi"})


def weighed(
    offered: Sequence[Piece], *, topic: str, relevance: Mapping[tuple[str, int], float], audience: str
) -> list[Weighed]:
    """Return each piece with its worth; with a `topic`, only what stands in paragraphs of `relevance` is worth any.

    `relevance` is the probability that a paragraph (label of the document, number) is about the topic.
    """
    interest = _interest(audience)
    shares = _shares(offered, topic) if topic else []
    found: list[Weighed] = []
    for position, piece in enumerate(offered):
        words = len(piece.text.split())
        density = _binding(piece) if not topic else shares[position] * _sure(piece, relevance)
        if interest is not None and interest.search(plain(piece.text)):
            density *= 1 + _INTEREST
        worth = density * float(words) ** _LENGTH if piece.part is Part.TEXT else 0.0
        if piece.tied and piece.above is not None:
            worth = max(worth, found[piece.above].worth / 2)
        found.append(Weighed(piece, words, worth))
    return found if topic else _apart(found)


def _sure(piece: Piece, relevance: Mapping[tuple[str, int], float]) -> float:
    probability = relevance.get((piece.document.label, piece.paragraph), 0.0)
    return probability if probability >= _LEAST_PROBABILITY else 0.0


def _binding(piece: Piece) -> float:
    """Return how much a piece binds: a task, one that names who must do it, one with a number or a date."""
    if not begins_task(piece.text) and not piece.addressee and piece.above is None:
        return _BACKGROUND
    if len(piece.text.split()) < _SHORT:
        return _VAGUE
    dated = _DATED.search(plain(piece.text)) is not None
    return 1.0 + _OWN_ADDRESSEE * bool(piece.addressee) + _FIXED * dated


def _interest(audience: str) -> re.Pattern[str] | None:
    """Return what in a text is of interest to them; `None` where nothing tells."""
    wanted = plain(audience)
    known = [theirs for name, theirs in _AUDIENCES if re.search(name, wanted)]
    words = [word for word in wanted.split() if word not in _COMMON and len(word) > 2]
    if not known and len(words) > 1:
        known = [rf"\b{re.escape(' '.join(pair))}\b" for pair in pairwise(words)]
    return re.compile("|".join(known)) if known else None


def _shares(offered: Sequence[Piece], topic: str) -> list[float]:
    """Return for each piece how much of the topic stands in it, the best of its paragraph 1.

    Of a paragraph with the topic in it, a sentence without any of it is worth nothing.
    """
    asked = set(bare_units(topic))
    # One syllable without its marks is in many words: «bộ» of «đảng bộ» in «bố trí».
    scores = _overlaps(offered, {unit for unit in asked if "_" in unit})
    if not any(scores):
        scores = _overlaps(offered, asked)
    best: dict[tuple[str, int], float] = {}
    told: dict[tuple[str, int, int], float] = {}
    for piece, score in zip(offered, scores, strict=True):
        place = (piece.document.label, piece.paragraph)
        best[place] = max(best.get(place, 0.0), score if piece.part is Part.TEXT else 0.0)
        told[*place, piece.sentence] = max(told.get((*place, piece.sentence), 0.0), score)
    return [
        _share(
            score,
            best[piece.document.label, piece.paragraph],
            told[piece.document.label, piece.paragraph, piece.sentence],
        )
        for piece, score in zip(offered, scores, strict=True)
    ]


def _overlaps(offered: Sequence[Piece], asked: set[str]) -> list[float]:
    return [len(asked & set(bare_units(piece.text))) / len(piece.text.split()) ** 0.5 for piece in offered]


def _share(score: float, best: float, of_sentence: float) -> float:
    if not best:
        return 1.0
    return _ASIDE + (1 - _ASIDE) * score / best if of_sentence else 0.0


def _apart(found: Sequence[Weighed]) -> list[Weighed]:
    """Return the pieces with less worth for those of one group behind its best: a draft says something of several."""
    roots: list[int] = []
    for position, item in enumerate(found):
        roots.append(position if item.piece.above is None else roots[item.piece.above])
    ranks: dict[int, int] = {}
    worth = [item.worth for item in found]
    for position in sorted(range(len(found)), key=lambda n: -found[n].worth):
        rank = ranks[roots[position]] = ranks.get(roots[position], -1) + (found[position].worth > 0)
        worth[position] /= 1 + _REPETITION * max(0, rank - _FREE)
    return [replace(item, worth=less) for item, less in zip(found, worth, strict=True)]
