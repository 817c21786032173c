"""What one check of one draft costs, beside other prose linters, in one run on one machine.

    python benchmarks/startup.py [--rounds 15] [--path FOLDER ...]

Each round starts every command once, in an order that changes from round to round, so that a busy machine slows all
of them alike. Counted is processor time, user and system, of the process and its children. The least of all rounds
stands, since other work can only add to it. The column "times" is that figure over the one of ``python -c pass``:
the one to compare between machines. An uncounted round comes first, which compiles rules and byte code.

brieflint is the one that is installed for this Python; the other linters are taken from PATH, or from the folders that
--path names, and named as missing where they are not found.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DRAFT = """\
Three weeks with the lamp from @lumaria and my evenings have changed. I read again, the cat has found a new favourite
place, and nobody asks me any more why I sit in the dark.

It has two settings. I have used one of them. The cord is long enough for the far corner, and the shade does not hum,
which is more than I can say for the last one. Warm light, no glare, and it fits the shelf that fits nothing.

Ask me anything below, I will answer on Sunday when the cake is in the oven. #ad #lamp #evening
"""
MARKDOWN = (
    f"# Three weeks\n\n{DRAFT}\n- **warm** light\n- [the long cord](https://lumaria.example/cord)\n\n> no glare\n"
)
FRONT = f"---\nplatform: instagram\nrelationship: paid\njurisdictions: [us, uk]\n---\n{DRAFT}"
FLAGS = ["--platform", "instagram", "--relationship", "paid", "--jurisdiction", "us", "--jurisdiction", "uk"]
TERMINOLOGY = '{"rules": {"terminology": true}}\n'


def commands(folder: Path, path: str) -> tuple[dict[str, list[str]], list[str]]:
    """What to measure, by the name in the table; and what is missing."""
    missing: list[str] = []
    brieflint = [sys.executable, "-m", "brieflint"]
    found = {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "`python -c 'import click'`": [sys.executable, "-c", "import click"],
        "`brieflint --version`": [*brieflint, "--version"],
        "`brieflint check` one caption (.txt)": [*brieflint, "check", *FLAGS, "one.txt"],
        "`brieflint check` one caption (.md)": [*brieflint, "check", *FLAGS, "one.md"],
        "`brieflint check` the same with front matter": [*brieflint, "check", "front.md"],
        "`brieflint check` with headings, lists, links": [*brieflint, "check", *FLAGS, "markdown.md"],
    }
    others = {
        "proselint": ["check"],
        "textlint": ["-c", "textlintrc.json"],
        "alex": [],
        "write-good": [],
        "codespell": [],
        "vale": [],
    }
    for name, args in others.items():
        program = shutil.which(name, path=path)
        if program:
            found[f"{name} {version(program)}"] = [program, *args, "one.md"]
        else:
            missing.append(name)
    write = {
        "one.txt": DRAFT,
        "one.md": DRAFT,
        "front.md": FRONT,
        "markdown.md": MARKDOWN,
        "textlintrc.json": TERMINOLOGY,
    }
    for name, content in write.items():
        (folder / name).write_text(content, encoding="utf-8")
    return found, missing


def version(program: str) -> str:
    offline = {**os.environ, "SEMGREP_ENABLE_VERSION_CHECK": "0", "SEMGREP_SEND_METRICS": "off"}
    for flag in ("--version", "version"):
        done = subprocess.run(
            [program, flag], capture_output=True, encoding="utf-8", timeout=60, check=False, env=offline
        )
        words = (done.stdout + done.stderr).replace("v", " ").split()
        numbers = [word for word in words if word[0].isdigit() and "." in word]
        if done.returncode == 0 and numbers:
            return numbers[0]
    return ""


def cpu_seconds(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, int]:
    with open(os.devnull, "r+b") as nowhere:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--path", action="append", default=[], help="further folders with programs to compare")
    options = parser.parse_args()
    path = os.pathsep.join([*options.path, os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        environment = {**os.environ, "PATH": path, "BRIEFLINT_CACHE_DIR": str(folder / "cache")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
        found, missing = commands(folder, path)
        listed = list(found.items())
        least = dict.fromkeys((name for name, _ in listed), float("inf"))
        status = {}
        for turn in range(options.rounds + 1):
            shift = turn % len(listed)
            for name, command in listed[shift:] + listed[:shift]:
                seconds, status[name] = cpu_seconds(command, folder, environment)
                if turn:
                    least[name] = min(least[name], seconds)
    floor = least["`python -c pass`"]
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {options.rounds} rounds\n"
    )
    print("| command | processor time | times `python -c pass` | exit status |")
    print("|---|---|---|---|")
    for name, _ in listed:
        print(f"| {name} | {least[name]:.3f} s | {least[name] / floor:.1f} | {status[name]} |")
    if missing:
        print(f"\nNot found, so not compared: {', '.join(missing)}.")


if __name__ == "__main__":
    main()
