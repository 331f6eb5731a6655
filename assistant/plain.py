"""Whether a paragraph that has no attached questions answers a question: evidence of the pair alone, calibrated.

The model is fitted on questions written for many other documents (`python -m assistant fit --data DIR`), among them
near misses and questions whose document is not in the library; the documents that it is judged on were in none.
"""

import re

import numpy as np
from numpy.typing import NDArray

from assistant.entities import plain
from index.relevance import FEATURES

Row = NDArray[np.float64]
# What a question asks for, and the signs of it that a paragraph may hold (plain text).
_KINDS = (
    ("amount", r"\b(?:bao nhieu|may|muc|so luong|ti le|ty le|phan tram)\b", r"\d"),
    ("time", r"\b(?:khi nao|bao gio|luc nao|ngay nao|han|thang may|bao lau|nam nao|deadline|chung nao)\b",
     r"\d{1,2}[/-]\d{1,2}|\b(?:nam \d{4}|thang \d|ngay|truoc|sau|hang (?:nam|thang|quy))\b"),
    ("agent", r"\b(?:ai|co quan nao|ben nao|don vi nao|nguoi nao|cap nao|cho nao|noi nao)\b",
     r"\b(?:giao|chu tri|chiu trach nhiem|ban|bo|uy ban|co quan|cap uy|hoi dong|chi bo|dang uy|nguoi dung dau)\b"),
    ("reason", r"\b(?:vi sao|tai sao|sao lai|ly do|muc dich|de lam gi)\b", r"\b(?:nham|de|do|vi|bao dam|gop phan)\b"),
    ("manner", r"\b(?:the nao|ra sao|lam sao|cach nao|thu tuc|quy trinh|trinh tu|huong dan|kieu gi)\b",
     r"\b(?:bang|theo|thong qua|phuong thuc|hinh thuc|trinh tu|buoc|gom|thuc hien)\b"),
    ("polar", r"\b(?:khong|chua|ko|hong|phai khong|duoc khong)\W*$|\bco (?:phai|duoc|can|bi)\b",
     r"\b(?:khong|duoc|phai|co the|cam|chi)\b"),
    ("money", r"\b(?:tien|luong|phu cap|kinh phi|che do|tro cap|phi|phat)\b",
     r"\b(?:tien|luong|phu cap|kinh phi|ngan sach|che do|tro cap|phi|dong)\b"),
    ("listing", r"\b(?:nhung|cac|gom|liet ke|noi dung|nhiem vu)\b", r"[;:]|\(\d\)|\b(?:gom|va|cac)\b"),
    ("example", r"\b(?:vi du|mau|bieu mau|link|file|tai ve|o dau|dia chi|so dien thoai)\b",
     r"\b(?:mau|phu luc|dia chi)\b"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(asked), re.compile(held)) for _, asked, held in _KINDS)
PLAIN_FEATURES = (
    *FEATURES, "gap", "share", "runner_up_share", "uncovered_share", "log_words",
    *(f"asks_{name}" for name, _, _ in _KINDS), *(f"has_{name}" for name, _, _ in _KINDS),
)  # fmt: skip


def plain_features(question: str, best: str, rows: Row, relevance: Row, uncovered_share: float) -> Row:
    """Return one row of `PLAIN_FEATURES`.

    `rows` and `relevance` are those of the candidates, the most relevant first; `best` is the text of the first.
    """
    ahead = relevance[0] - relevance[1] if len(relevance) > 1 else 0.0
    odds = np.exp(relevance - relevance[0])
    shares = odds / odds.sum()
    words, held = plain(question), plain(best)
    asks = [bool(asked.search(words)) for asked, _ in _PATTERNS]
    has = [wanted and bool(sign.search(held)) for wanted, (_, sign) in zip(asks, _PATTERNS, strict=True)]
    second = shares[1] if len(shares) > 1 else 0.0
    whole = [ahead, shares[0], second, uncovered_share, np.log1p(len(words.split())), *asks, *has]
    return np.concatenate([rows[0], np.array(whole, dtype=np.float64)])
