"""What the over-scripting checks still find under noise, and how the comparison of drafts grows with their number.

    python benchmarks/overlap.py [noise] [scale] [--sizes 100,1000,10000]

All texts are made here: invented key messages and scripts, drafts of made-up words among real function words, and the
calls that every creator writes. Prints Markdown tables; the figures of one machine are in overlap.md.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate

from brieflint.checks.overlap.check import check
from brieflint.checks.overlap.shared import shared
from brieflint.checks.overlap.sources import Brand, Source, Terms
from brieflint.config import Config
from brieflint.document import Document
from brieflint.rules.ruleset import load_rules
from brieflint.sources.read import Settings, document_of

MESSAGES = [
    "One refill does the work of twelve paper cartridges",
    "The lamp dims itself when the room gets dark",
    "Your first box ships free and you can skip any week",
    "Every pan is poured from scrap metal in a village foundry",
    "Forty minutes on the charger keep the speaker playing all weekend long",
    "The app sorts your receipts while you sleep and files them by tax year",
    "We roast on Mondays, pack on Tuesdays, and your beans arrive before the weekend",
    "No tools, no glue, no drilling: the shelf hangs from a single steel wire you can move whenever you like",
    "The fabric was made for alpine rescue teams, so a rainy school run does not worry it in the least",
    "Pick your seeds in spring, tell us how much sun your balcony gets, and a gardener writes you a plan for the year",
    "I used to carry three chargers in my bag and still run out of power by noon, and now I carry one and forget it",
    "Most of us sleep on a pillow that is older than our phone, so we built one that opens up, washes at home, and lets"
    " you take filling out until your neck says thank you",
]
SCRIPTS = [
    "Hi everyone, today I want to show you something that changed how we cook at home. It is a pan from a tiny foundry"
    " up north, and they pour every single one by hand from scrap metal. I burned rice in it on day one and it came off"
    " with warm water. No coating, nothing to peel, nothing to baby. If you cook on gas or induction it does not care."
    " They will swap it for free if it ever cracks, and with my code you save on your first order this month only.",
    "Let me tell you about my mornings before this planner. I had four calendars, two to-do lists and a pile of sticky"
    " notes on the fridge. Then I tried writing down only three things each evening. That is the whole idea: three"
    " lines, one page, no app. It sounds silly until you notice that the three things actually get done. The paper is"
    " thick, the cover wipes clean, and it fits a coat pocket, which matters more than I expected.",
]
STOCK = [
    "Link in my bio.", "Let me know in the comments what you think!",
    "Thank you so much for watching, see you next time.",
    "Click the link in the description below.", "Don't forget to like and subscribe.", "Swipe to see more.",
    "Save this post for later.", "Tag a friend who needs this.", "I am so excited to share this with you guys.",
    "As always, all opinions are my own.", "Happy Monday everyone!", "Drop a comment if you have any questions.",
]  # fmt: skip
SMALL = (
    "the a and to of i it in my is that for this on with was so you but we have me as at be they all not one from had"
    " just when our or are what about out if there been really your would then their up because very which more no"
    " when after some how them like do can into time now got even make than only over back little new day home"
).split()
FILLERS = ["um", "uh", "like", "you know", "I mean", "basically", "actually"]
LETTERS = {
    "l": "1", "o": "0", "i": "l", "e": "c", "s": "5", "t": "f", "a": "o", "u": "v", "n": "ri", "h": "b", "m": "rn",
    "d": "cl",
}  # fmt: skip


class Prose:
    """Sentences of made-up words, distributed as in a language: a few frequent, most rare."""

    def __init__(self, seed: int, vocabulary: int = 8000) -> None:
        self.random = random.Random(seed)
        made: dict[str, None] = {}
        while len(made) < vocabulary:
            syllables = self.random.choice((2, 2, 3, 3, 4))
            word = "".join(self.random.choice("bdfgklmnprstv") + self.random.choice("aeiou") for _ in range(syllables))
            made[word] = None
        self.words = [*SMALL, *made]
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))

    def word(self) -> str:
        return self.words[bisect_left(self.weights, self.random.random() * self.weights[-1])]

    def sentence(self) -> str:
        words = [self.word() for _ in range(self.random.randint(6, 18))]
        return " ".join(words).capitalize() + self.random.choice("...!?")

    def draft(self, words: int) -> list[str]:
        """Sentences of about so many words, some of them the calls that everybody makes."""
        made: list[str] = []
        count = 0
        while count < words:
            made.append(self.random.choice(STOCK) if self.random.random() < 0.12 else self.sentence())
            count += len(made[-1].split())
        return made


Noise = Callable[[list[str], Prose], list[str]]


def _substituted(share: float) -> Noise:
    return lambda words, prose: [prose.word() if prose.random.random() < share else w for w in words]


def _misheard(words: list[str], prose: Prose) -> list[str]:
    """Ten words in a hundred as a recogniser gets them wrong: another word, a letter, two words for one, none."""
    out: list[str] = []
    for word in words:
        chance = prose.random.random()
        if chance < 0.04:
            out.append(prose.word())
        elif chance < 0.06 and len(word) > 3:
            at = prose.random.randrange(1, len(word) - 1)
            out.append(word[:at] + prose.random.choice("aeiostn") + word[at + 1 :])
        elif chance < 0.08 and len(word) > 5:
            out += [word[: len(word) // 2], word[len(word) // 2 :]]
        elif chance >= 0.10:
            out.append(word)
    return out


def _filled(words: list[str], prose: Prose) -> list[str]:
    out: list[str] = []
    for word in words:
        out += [prose.random.choice(FILLERS), word] if prose.random.random() < 0.15 else [word]
    return out


def _spoken(words: list[str], prose: Prose) -> list[str]:
    return [w.strip(".,:!?").lower() for w in _filled(_misheard(words, prose), prose)]


def _reordered(words: list[str], prose: Prose) -> list[str]:
    size = max(4, len(words) // 3)
    clauses = [words[at : at + size] for at in range(0, len(words), size)]
    prose.random.shuffle(clauses)
    return [w for clause in clauses for w in clause]


def _scanned(share: float) -> Noise:
    def noise(words: list[str], prose: Prose) -> list[str]:
        return [
            "".join(
                (LETTERS.get(c, c) if prose.random.random() < 0.7 else "") if prose.random.random() < share else c
                for c in word
            )
            or word
            for word in words
        ]

    return noise


def _shuffled(words: list[str], prose: Prose) -> list[str]:
    words = [*words]
    prose.random.shuffle(words)
    return words


NOISE: dict[str, Noise] = {
    "as it stands": lambda words, prose: words,
    "capitals and punctuation gone": lambda words, prose: [w.strip(".,:!?").lower() for w in words],
    "10 % of words substituted": _substituted(0.10),
    "20 % of words substituted": _substituted(0.20),
    "recogniser (10 % of words wrong, split or lost)": _misheard,
    "fillers before 15 % of words": _filled,
    "recogniser and fillers, no punctuation": _spoken,
    "clauses reordered": _reordered,
    "OCR, 3 % of letters": _scanned(0.03),
    "OCR, 6 % of letters": _scanned(0.06),
    "60 % of words substituted (should pass)": _substituted(0.60),
    "words shuffled (should pass)": _shuffled,
}


def document(text: str, creator: str, number: int = 0) -> Document:
    settings = Settings({"kind": "caption", "creator": creator, "relationship": "paid"}, Config())
    return document_of(f"{creator}/{number}.txt", text, settings)


def noise(trials: int = 60) -> None:
    """Each message, changed in each way, put into a draft of its own; and drafts without any."""
    rules, terms, prose = load_rules(), Terms(), Prose(1)
    groups = {
        "6-9 words": [m for m in MESSAGES if len(m.split()) < 10],
        "10-22 words": [m for m in MESSAGES if 10 <= len(m.split()) < 23],
        "23-45 words": [m for m in MESSAGES if len(m.split()) >= 23],
        "scripts of 80-90 words": SCRIPTS,
    }
    print(f"| change | {' | '.join(groups)} |\n|---|{'---|' * len(groups)}")
    for name, change in NOISE.items():
        cells = []
        for texts in groups.values():
            found = total = 0
            for text in texts:
                brand = Brand([Source("m", text)], terms, rules)
                for _ in range(trials // len(texts)):
                    draft = prose.draft(120)
                    draft.insert(prose.random.randrange(len(draft) + 1), " ".join(change(text.split(), prose)))
                    total += 1
                    found += any(check(document(" ".join(draft), "c1"), rules, brand))
            cells.append(f"{found / total:.0%} ({found}/{total})")
        print(f"| {name} | {' | '.join(cells)} |")
    everything = Brand([Source(f"m{i}", text) for i, text in enumerate(MESSAGES + SCRIPTS)], terms, rules)
    clean = [document(" ".join(prose.draft(150)), "c1") for _ in range(500)]
    start = time.perf_counter()
    false = sum(any(check(d, rules, everything)) for d in clean)
    spent = (time.perf_counter() - start) / len(clean)
    print(f"\n500 drafts of 150 words without a message: {false} flagged; {spent * 1000:.2f} ms a draft against")
    print(f"{len(everything.texts)} messages and scripts (reading the draft included).")


def campaign(size: int, seed: int = 7) -> Iterator[tuple[Document, str]]:
    """Drafts of as many creators. In 4 of 100 a script of forty words stands that four others have, changed a little;
    3 of 10 read the same twelve words; yields each with the script it has (``-`` for none)."""
    prose = Prose(seed)
    everybody = " ".join(prose.words[200 + prose.random.randrange(4000)] for _ in range(12))
    script = ""
    for number in range(size):
        draft, has = prose.draft(130), "-"
        if number % 125 in range(0, 5):
            if number % 125 == 0:
                script = " ".join(prose.word() for _ in range(40))
            draft.insert(1, " ".join(_substituted(0.05)(script.split(), prose)))
            has = f"script {number // 125}"
        elif prose.random.random() < 0.3:
            draft.insert(1, everybody)
            has = "everybody"
        yield document(" ".join(draft), f"creator-{number:06}"), has


def scale_one(size: int) -> None:
    """One size in a process of its own, so that its memory is its own."""
    rules = load_rules()
    start = time.perf_counter()
    drafts = list(campaign(size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read = time.perf_counter() - start
    start = time.process_time()
    found = list(shared([d for d, _ in drafts], rules, Brand([], Terms(), rules)))
    spent = time.process_time() - start
    flagged = {d.path for d, _ in found}
    scripts = [d.path in flagged for d, has in drafts if has.startswith("script")]
    many = [d.path in flagged for d, has in drafts if has == "everybody"]
    clean = [d.path in flagged for d, has in drafts if has == "-"]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({
        "size": size, "read": read, "seconds": spent, "more_mb": (after - before) / 1024, "mb": after / 1024,
        "scripts": [sum(scripts), len(scripts)], "everybody": [sum(many), len(many)], "clean": [sum(clean), len(clean)],
    }))  # fmt: skip


def scale(sizes: list[int]) -> None:
    print(
        "| drafts | CPU s to compare | more MB | whole process MB | script of 40 words, 5 % changed, five creators |"
        " twelve words that three in ten share | others flagged | exponent |\n|---|---|---|---|---|---|---|---|"
    )
    last: tuple[int, float] | None = None
    for size in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True
        )
        row = json.loads(done.stdout)
        growth = "" if last is None else f"{math.log(row['seconds'] / last[1]) / math.log(size / last[0]):.2f}"
        last = size, row["seconds"]
        shares = [f"{a}/{b}" for a, b in (row["scripts"], row["everybody"], row["clean"])]
        figures = [f"{size:,}", f"{row['seconds']:.2f}", f"{row['more_mb']:.0f}", f"{row['mb']:.0f}", *shares, growth]
        print(f"| {' | '.join(figures)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["noise", "scale", []], default=[])
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        scale_one(options.one)
        return
    parts = options.parts or ["noise", "scale"]
    if "noise" in parts:
        noise()
    if "scale" in parts:
        scale([int(s) for s in options.sizes.split(",")])


if __name__ == "__main__":
    main()
