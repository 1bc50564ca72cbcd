"""Whether what somebody wrote is what an automation waits for."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LOOKED_AT = 5_000  # characters of a text; Instagram's comments have 2,200 at most
ENDS = " !?.,;:\u2026\u061f\u3002\u0964"
MENTION = re.compile(r"@[a-z0-9_.]+")
UNSPACED = (range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800))  # Thai, Lao, Burmese, Khmer
PRESENTATION = "\ufe0e\ufe0f"  # choose between two looks of the same emoji


class Mode(StrEnum):
    """How words are looked for."""

    ANY = "any"  # whatever was written
    ONE_OF = "one_of"  # one of the words stands somewhere in it
    EXACT = "exact"  # one of the words is all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which words, and under which *posts*; none named means all."""

    mode: Mode = Mode.ANY
    words: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()

    @property
    def strictness(self) -> tuple[bool, int]:
        """The stricter rule wins where several fit: chosen posts first, then the narrower way to match."""
        return bool(self.posts), (Mode.ANY, Mode.ONE_OF, Mode.EXACT).index(self.mode)

    def found(self, text: str | None, posts: tuple[str, ...]) -> str | None:
        """The word that fits, "" where any text does; None if it is not meant."""
        if self.posts and not set(posts) & set(self.posts):
            return None
        if self.mode is Mode.ANY:
            return ""
        fits = _is if self.mode is Mode.EXACT else _stands_in
        said = plain(text or "")
        return next((word for word in self.words if fits(plain(word), said)), None)


def plain(text: str) -> str:
    """*text* without what nobody means to type: case, widths, invisible marks, double blanks."""
    seen = (c for c in text[:LOOKED_AT] if unicodedata.category(c) != "Cf" and c not in PRESENTATION)
    folded = unicodedata.normalize("NFKC", "".join(seen)).casefold()
    # Turkish has an i with and one without a dot in both cases, and nobody types them with care.
    dotted = folded.replace("i\u0307", "i").replace("\u0131", "i")
    return " ".join(unicodedata.normalize("NFKC", dotted).split())


def bare(text: str) -> str:
    """*text* as plain, without punctuation around it; what is nothing but punctuation stays."""
    said = plain(text)
    inner = [n for n, c in enumerate(said) if unicodedata.category(c)[0] not in "PZ"]
    return said[inner[0] : inner[-1] + 1] if inner else said


def _is(word: str, said: str) -> bool:
    return bool(word) and bare(word) == bare(_unaddressed(said, word))


def _stands_in(word: str, said: str) -> bool:
    """Whether *word* stands in *said* by itself, not as a part of another word or of somebody's name."""
    word = word.rstrip(ENDS) or word
    if not word:
        return False
    said = _unaddressed(said, word)
    at = said.find(word)
    while at >= 0:
        end = at + len(word)
        if not _joined(said[at - 1 : at], word[0]) and not _joined(word[-1], said[end : end + 1]):
            return True
        at = said.find(word, at + 1)
    return False


def _unaddressed(said: str, word: str) -> str:
    """*said* without the people that it names, unless the word is about them."""
    return said if "@" in word else MENTION.sub(" ", said)


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word."""
    return _in_word(left) and _in_word(right)


def _in_word(character: str) -> bool:
    """Scripts that put no blanks between words have none to look for."""
    if character == "" or unicodedata.category(character)[0] not in "LNM":
        return False
    wide = unicodedata.east_asian_width(character) in "WF"
    return not wide and not any(ord(character) in script for script in UNSPACED)
