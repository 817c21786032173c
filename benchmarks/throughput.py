"""What the whole set of claim rules costs a megabyte of ordinary Markdown, beside other tools, in one run.

    python benchmarks/throughput.py FOLDER [FOLDER ...] [--mb 10] [--slow-mb 1] [--rounds 3] [--path BIN ...]

The Markdown is whole files as they lie in the FOLDERs (documentation, READMEs of installed packages), each once, in an
order that is shuffled with a fixed seed, up to --mb. ripgrep, textlint with prh and semgrep look for as many phrases as
the rule set has, made up, without regard to case; proselint and codespell have their own. The tools that are slow get
only the first --slow-mb of the files. Counted is processor time, user and system, of the process and its children; of
each tool its own time over one small file is taken off, and the least of all rounds stands. The column "times" is a
megabyte's time over brieflint's: the one to compare between machines.

Programs are taken from PATH and the folders that --path names; one that is not found is named as missing. One more row
tells what 1,000 further phrase rules cost.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import shutil
import sys
import tempfile
from pathlib import Path

from startup import cpu_seconds, version

from brieflint.rules.ruleset import load_rules

VERBS = "cures heals reverses prevents treats erases melts doubles triples banishes soothes repairs".split()
ADVERBS = "clinically scientifically instantly permanently secretly officially naturally safely".split()
THINGS = (
    "acne eczema anxiety debt wrinkles cellulite migraine insomnia heartburn toxins cravings arthritis dandruff asthma"
    " bloating fatigue allergies parasites inflammation baldness snoring vertigo tinnitus psoriasis"
).split()


def phrases(count: int) -> list[str]:
    """Made-up claims of two to four words."""
    made = (" ".join(parts) for parts in itertools.product(ADVERBS, VERBS, THINGS))
    more = (f"{a} {b} and {c}" for a, b, c in itertools.product(VERBS, THINGS, THINGS))
    return list(itertools.islice(itertools.chain(made, more), count))


def collect(folders: list[str], target: Path, megabytes: float) -> tuple[int, int]:
    """Copy Markdown files, each content once, until there is enough of it; returns files and bytes."""
    found = sorted(path for folder in folders for path in Path(folder).rglob("*.md") if path.is_file())
    random.Random(7).shuffle(found)
    seen: set[bytes] = set()
    size = 0
    for path in found:
        content = path.read_bytes()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if content in seen or not 200 <= len(content) <= 400_000 or "\0" in text:
            continue
        seen.add(content)
        (target / f"{len(seen):05}.md").write_bytes(content)
        size += len(content)
        if size >= megabytes * 1_000_000:
            break
    return len(seen), size


def part(whole: Path, target: Path, megabytes: float) -> int:
    """The first files of a folder up to a size."""
    size = 0
    for path in sorted(whole.iterdir()):
        if size >= megabytes * 1_000_000:
            break
        shutil.copy(path, target)
        size += path.stat().st_size
    return size


def rule_file(number: int) -> str:
    verb, thing = VERBS[number % len(VERBS)], THINGS[number // len(VERBS) % len(THINGS)]
    words = f"{verb} your {thing} {'in week ' + str(number)}"
    return json.dumps(
        {
            "schema": "brieflint/rule@1",
            "id": f"content/made-up-{number}",
            "kind": "phrase",
            "title": "Made up",
            "severity": "note",
            "message": "'{words}' is made up.",
            "help": "Leave it out.",
            "why": "It measures what a rule costs.",
            "blocks": [{"phrases": [f"{verb} [all] (your|our) {thing} {{0-2 words}} week {number}"]}],
            "references": [{"title": "none", "url": "https://example.org/", "checked": "2026-11-22"}],
            "examples": {
                "flag": [{"text": f"#ad It [[{words}]]", "jurisdictions": ["us"]}],
                "pass": [{"text": f"#ad It was week {number}", "jurisdictions": ["us"], "why": "no claim"}],
            },
        }
    )


def write_settings(folder: Path, count: int) -> None:
    listed = phrases(count)
    (folder / "phrases.txt").write_text("\n".join(listed) + "\n", encoding="utf-8")
    prh = "".join(f"  - expected: removed\n    pattern: {json.dumps(f'/{p}/i')}\n" for p in listed)
    (folder / "prh.yml").write_text(f"version: 1\nrules:\n{prh}", encoding="utf-8")
    (folder / "textlintrc.json").write_text(
        json.dumps({"rules": {"prh": {"rulePaths": [str(folder / "prh.yml")]}}}), encoding="utf-8"
    )
    rules = "".join(
        f"- id: claim-{i}\n  languages: [regex]\n  severity: WARNING\n  message: claim\n"
        f"  pattern-regex: {json.dumps('(?i)' + p.replace(' ', chr(92) + 's+'))}\n"
        for i, p in enumerate(listed)
    )
    (folder / "semgrep.yml").write_text(f"rules:\n{rules}", encoding="utf-8")
    (folder / "more").mkdir()
    for number in range(1000):
        (folder / "more" / f"{number}.yaml").write_text(rule_file(number), encoding="utf-8")


def commands(folder: Path, path: str) -> tuple[dict[str, tuple[list[str], bool]], list[str]]:
    """``(command, slow)`` by name, where ``{}`` stands for what is checked; and what is missing."""
    check = [sys.executable, "-m", "brieflint", "check", "--select", "claims", "--format", "json"]
    found = {
        "brieflint": ([*check, "{}"], False),
        "brieflint, 1,000 rules more": ([*check, "--rules", "more", "{}"], False),
    }
    semgrep = ["scan", "--quiet", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--jobs=1"]
    others = {
        "ripgrep": ("rg", ["-i", "--no-ignore", "-f", "phrases.txt", "{}"], False),
        "proselint": ("proselint", ["check", "{}"], False),
        "textlint + prh": ("textlint", ["-c", "textlintrc.json", "{}"], True),
        "semgrep": ("semgrep", [*semgrep, "--config", "semgrep.yml", "{}"], True),
        "codespell": ("codespell", ["{}"], False),
        "vale": ("vale", ["{}"], True),
    }
    missing = []
    for name, (program, args, slow) in others.items():
        where = shutil.which(program, path=path)
        if where is None:
            missing.append(name)
        else:
            found[f"{name} {version(where)}"] = ([where, *args], slow)
    return found, missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--mb", type=float, default=10)
    parser.add_argument("--slow-mb", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--path", action="append", default=[], help="further folders with programs to compare")
    options = parser.parse_args()
    count = sum(owner[0] == "phrases" for owner in load_rules().data["phrases"]["owners"])
    path = os.pathsep.join([*options.path, os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("all", "some", "one"):
            (folder / name).mkdir()
        files, size = collect(options.folders, folder / "all", options.mb)
        slow_size = part(folder / "all", folder / "some", options.slow_mb)
        (folder / "one" / "one.md").write_text("# Nothing\n\nA lamp and a cat.\n", encoding="utf-8")
        write_settings(folder, count)
        found, missing = commands(folder, path)
        environment = {**os.environ, "PATH": path, "BRIEFLINT_CACHE_DIR": str(folder / "cache")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for name in ("brieflint", "brieflint, 1,000 rules more"):  # builds the rule cache
            cpu_seconds([part.replace("{}", "one") for part in found[name][0]], folder, environment)
        start = dict.fromkeys(found, float("inf"))
        least = dict.fromkeys(found, float("inf"))
        for _ in range(options.rounds):
            for name, (command, slow) in found.items():
                for table, what in ((start, "one"), (least, "some" if slow else "all")):
                    seconds, _ = cpu_seconds([part.replace("{}", what) for part in command], folder, environment)
                    table[name] = min(table[name], seconds)
    a_megabyte = {
        name: max(0.0, least[name] - start[name]) / ((slow_size if slow else size) / 1_000_000)
        for name, (_, slow) in found.items()
    }
    print(
        f"{files} files, {size / 1e6:.1f} MB (slow tools: {slow_size / 1e6:.1f} MB), {count} phrases, Python"
        f" {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {options.rounds} rounds\n"
    )
    print("| tool | processor time a megabyte | times brieflint's | MB a second | start-up |")
    print("|---|---|---|---|---|")
    own = a_megabyte["brieflint"]
    for name, seconds in a_megabyte.items():
        speed = f"{1 / seconds:.2f}" if seconds else "-"
        print(f"| {name} | {seconds:.3f} s | {seconds / own:.2f} | {speed} | {start[name]:.2f} s |")
    if missing:
        print(f"\nNot found, so not compared: {', '.join(missing)}.")


if __name__ == "__main__":
    main()
