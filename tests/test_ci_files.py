"""``action.yml`` and ``ci/gitlab.yml``: valid for GitHub and GitLab, and their shell steps run as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import BAD, GOOD, ROOT, run, write
from test_formats import GITLAB, read_github, read_junit, read_sarif

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
TEMPLATE = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")

pytestmark = pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="bash is not installed")


def valid(schema: str, file: Path, *more: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more, str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def test_valid_for_github() -> None:
    valid("vendor.github-actions", ROOT / "action.yml")


def test_valid_for_gitlab() -> None:
    valid("vendor.gitlab-ci", ROOT / "ci" / "gitlab.yml", "--data-transform", "gitlab-ci")


def test_the_examples_in_the_documentation_are_valid(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "ci.md").read_text(encoding="utf-8"), re.DOTALL)
    kinds = {"jobs": 0, "include": 0, "repos": 0}
    for number, block in enumerate(blocks):
        data = yaml.safe_load(block)
        [kind] = [k for k in kinds if k in data]
        kinds[kind] += 1
        file = write(tmp_path / f"{number}.yml", block)
        if kind == "jobs":
            valid("vendor.github-workflows", file)
            for job in data["jobs"].values():
                for step in job["steps"]:
                    if "brieflint" in step.get("uses", ""):
                        assert set(step.get("with", {})) <= set(ACTION["inputs"])
        elif kind == "include":
            valid("vendor.gitlab-ci", file, "--data-transform", "gitlab-ci")
            assert set(data["variables"]) <= set(TEMPLATE["brieflint"]["variables"])
        else:
            hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
            assert {h["id"] for r in data["repos"] for h in r["hooks"]} <= {h["id"] for h in hooks}
    assert all(kinds.values()), kinds


def test_the_command_in_the_documentation_runs(tmp_path: Path) -> None:
    [command] = re.findall(r"```sh\nbrieflint (.*)\n```", (ROOT / "docs" / "ci.md").read_text(encoding="utf-8"))
    [settings] = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "ci.md").read_text(encoding="utf-8"), re.DOTALL)
    write(tmp_path / "brieflint.toml", settings)
    write(tmp_path / "drafts" / "a.md", BAD)
    assert run(*command.split(), cwd=tmp_path).code == 1
    assert read_sarif((tmp_path / "brieflint.sarif").read_text(encoding="utf-8"))["results"]
    read_junit((tmp_path / "brieflint.xml").read_text(encoding="utf-8"))


def test_nothing_that_a_pull_request_says_is_put_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert not EXPRESSION.search(step.get("run", "")), step["name"]
    scripts = [*(ROOT / "ci").glob("*.sh"), *(ROOT / "ci").glob("*.py")]
    assert len(scripts) == 3
    for script in scripts:
        assert "eval" not in script.read_text(encoding="utf-8")
        assert "${{" not in script.read_text(encoding="utf-8")


# --------------------------------------------------------------------------------------------------- GitHub's runner


class Runner:
    """Runs the steps of the action as GitHub's runner does: inputs reach them as variables of the environment only."""

    def __init__(self, folder: Path, temp: Path) -> None:
        self.folder = folder
        self.temp = temp
        temp.mkdir(exist_ok=True)
        self.facts = {"github.action_path": str(ROOT), "github.token": "t0ken", "github.event.pull_request.number": ""}
        self.log = ""

    def run(self, only: str = "", **inputs: str) -> dict[str, str]:
        """Run every step, or one of them; what came out of the steps."""
        given = {f"inputs.{name}": str(self._value(i.get("default", ""))) for name, i in ACTION["inputs"].items()}
        given |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        outputs: dict[str, str] = {}
        self.log, self.failed = "", []
        summary, output = write(self.temp / "summary", ""), write(self.temp / "output", "")
        for step in ACTION["runs"]["steps"]:
            if (only and step["name"] != only) or not self._wanted(step.get("if"), given) or "uses" in step:
                continue
            env = {key: self._value(value, {**given, **outputs}) for key, value in step["env"].items()}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env={**self._environment(), **env, "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                encoding="utf-8",
                timeout=600,
                check=False,
            )
            self.log += done.stdout
            if done.returncode:
                self.failed.append((step["name"], done.returncode))
                break
            for line in output.read_text(encoding="utf-8").splitlines():
                name, _, value = line.partition("=")
                outputs[f"steps.{step.get('id')}.outputs.{name}"] = value
            write(output, "")
        self.summary = summary.read_text(encoding="utf-8")
        return {name.rpartition(".")[2]: value for name, value in outputs.items()}

    def _value(self, text: str, facts: dict[str, str] | None = None) -> str:
        return EXPRESSION.sub(lambda match: {**self.facts, **(facts or {})}.get(match[1], ""), str(text))

    def _wanted(self, condition: str | None, given: dict[str, str]) -> bool:
        if condition is None:
            return True
        parts = [part.strip() for part in EXPRESSION.sub(r"\1", condition).split("&&")]
        facts = {**self.facts, **given}
        return all(
            facts[p.split(" == ")[0]] == p.split(" == ")[1].strip("'") if " == " in p else facts[p] for p in parts
        )

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "GITHUB_"))}
        more = {"GITHUB_REPOSITORY": "octo/drafts", "GITHUB_API_URL": self.facts.get("api", "")}
        return {**kept, "RUNNER_TEMP": str(self.temp), **more}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the action has installed brieflint."""
    folder = tmp_path_factory.mktemp("runner")
    (folder / "work").mkdir()
    ready = Runner(folder / "work", folder / "temp")
    ready.run(only="Install brieflint")
    assert ready.failed == [], ready.log
    return ready


@pytest.fixture
def drafts(runner: Runner) -> Iterator[Path]:
    yield runner.folder
    for path in sorted(runner.folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


PAID = "--jurisdiction us --relationship paid --platform instagram"


def check(runner: Runner, **inputs: str) -> dict[str, str]:
    return runner.run(only="Check", **{"args": PAID, **inputs})


def test_the_action_checks_reports_and_fails_at_the_end(runner: Runner, drafts: Path) -> None:
    write(drafts / "my drafts" / "eins – zwei.md", BAD)
    write(drafts / "good.md", GOOD)
    outputs = check(runner)
    assert runner.failed == []
    assert outputs["exit-status"] == "1"
    [command] = read_github(runner.log)
    assert (command[""], command["file"]) == ("error", "my drafts/eins – zwei.md")
    assert json.loads(Path(outputs["json"]).read_text(encoding="utf-8"))["summary"]["files"] == 2
    assert read_sarif(Path(outputs["sarif"]).read_text(encoding="utf-8"))["results"]
    assert runner.summary == Path(outputs["markdown"]).read_text(encoding="utf-8")
    for status, wanted in (("0", []), ("1", [("Result", 1)]), ("2", [("Result", 2)])):
        result = subprocess.run(
            ["bash", "-ec", ACTION["runs"]["steps"][-1]["run"]], env={"STATUS": status}, check=False
        )
        assert [("Result", result.returncode)] * bool(result.returncode) == wanted


def test_the_action_takes_its_inputs(runner: Runner, drafts: Path) -> None:
    write(drafts / "one.md", BAD)
    write(drafts / "two words" / "two.md", BAD)
    write(drafts / "-three.md", BAD)
    outputs = check(runner, path="two words\n\n-three.md\n", fail_on="never", annotations="false", summary="false")
    assert outputs["exit-status"] == "0"
    assert "-three.md:1:1: error disclosure/missing" in runner.log
    assert "one.md:" not in runner.log
    assert runner.summary == ""
    write(drafts / "brieflint.toml", 'fail_on = "never"\n')
    assert check(runner)["exit-status"] == "0"


def test_the_action_says_what_could_not_be_checked(runner: Runner, drafts: Path) -> None:
    write(drafts / "broken.md", b"\xff")
    assert check(runner)["exit-status"] == "2"
    assert "broken.md" in runner.summary
    assert check(runner, path="")["exit-status"] == "2"
    assert check(runner, path="nowhere")["exit-status"] == "2"
    assert check(runner, args="--selct x")["exit-status"] == "2"
    assert "--select" in runner.log
    check(runner, args="--select 'disclosure")
    assert runner.failed
    assert "brieflint: error: args: No closing quotation" in runner.log


@pytest.mark.parametrize(
    "attack",
    [
        "$(touch owned)",
        "`touch owned`",
        "; touch owned",
        "x\ntouch owned",
        "&& touch owned",
        "| touch owned",
        "${IFS}",
        "*",
    ],
)
def test_no_input_runs_a_command(runner: Runner, drafts: Path, attack: str) -> None:
    write(drafts / "a.md", BAD)
    check(runner, path=attack, args=f"{PAID} --select {attack}", fail_on=attack)
    check(runner, path=attack)
    assert sorted(p.name for p in drafts.iterdir()) == ["a.md"]
    if "\n" not in attack:
        runner.run(only="Install brieflint", version=attack)
        assert runner.failed
        assert [c["data"] for c in read_github(runner.log)] == ["version is no version number, as in 0.2.0"]


class Forge(BaseHTTPRequestHandler):
    """As much of GitHub's interface for comments as the action uses."""

    comments: list[dict[str, Any]] = []  # noqa: RUF012
    refuses = False

    def do_GET(self) -> None:
        page = int(re.findall(r"[?&]page=(\d+)", self.path)[0])
        self._answer(200, self.comments[100 * (page - 1) : 100 * page])

    def do_POST(self) -> None:
        assert self.path == "/repos/octo/drafts/issues/7/comments"
        self.comments.append({"id": len(self.comments) + 1, "user": {"type": "Bot"}, "body": self._body()})
        self._answer(201, self.comments[-1])

    def do_PATCH(self) -> None:
        number = int(self.path.removeprefix("/repos/octo/drafts/issues/comments/"))
        self.comments[number - 1]["body"] = self._body()
        self._answer(200, self.comments[number - 1])

    def _body(self) -> str:
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def _answer(self, status: int, data: Any) -> None:
        assert self.headers["Authorization"] == "Bearer t0ken"
        self.send_response(403 if self.refuses else status)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *args: object) -> None:
        pass


def test_the_comment_is_written_once_and_then_over(runner: Runner, drafts: Path) -> None:
    write(drafts / "a.md", BAD)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    marked = "<!-- brieflint report -->\nnot from a bot"
    Forge.comments = [{"id": n + 1, "user": {"type": "User"}, "body": marked} for n in range(120)]
    runner.facts |= {"api": f"http://127.0.0.1:{server.server_port}", "github.event.pull_request.number": "7"}
    more = {"args": PAID, "comment": "true", "version": ""}
    try:
        report = check(runner, **more)["markdown"]
        env = {"PULL_REQUEST": "7", "MARKDOWN": report, "TOKEN": "t0ken", "ACTION": str(ROOT)}
        [step] = [s for s in ACTION["runs"]["steps"] if s["name"] == "Comment"]
        assert set(step["env"]) == set(env)

        def comment() -> str:
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", step["run"]], env={**runner._environment(), **env}, capture_output=True, encoding="utf-8", check=True
            )  # fmt: skip
            return done.stdout

        assert comment() == ""
        assert len(Forge.comments) == 121
        assert Forge.comments[-1]["body"] == Path(report).read_text(encoding="utf-8")
        write(drafts / "a.md", GOOD)
        check(runner, **more)
        assert comment() == ""
        assert len(Forge.comments) == 121
        assert "nothing found in 1 file" in Forge.comments[-1]["body"]
        Forge.refuses = True
        assert "::notice title=brieflint::the comment could not be written: HTTP Error 403" in comment()
    finally:
        Forge.refuses = False
        server.shutdown()
        server.server_close()
        runner.facts |= {"api": "", "github.event.pull_request.number": ""}


# ------------------------------------------------------------------------------------------------------------ GitLab


def test_the_gitlab_job_runs(tmp_path: Path) -> None:
    """Its script as it stands, on a venv that is already there: the installation is the action's, tested above."""
    job = TEMPLATE["brieflint"]
    write(tmp_path / "my draft.md", BAD)
    write(tmp_path / "sub" / "good.md", GOOD)
    bin_folder = tmp_path / ".brieflint" / "bin"
    write(bin_folder / "brieflint", f'#!/bin/sh\nexec "{sys.executable}" -m brieflint "$@"\n').chmod(0o755)
    for shell in ("bash", "sh"):
        for variables, code in ((PAID, 1), (f"{PAID} --fail-on never", 0)):
            given = {**job["variables"], "BRIEFLINT_ARGS": variables, "CI_PROJECT_DIR": str(tmp_path)}
            done = subprocess.run(
                [shell, "-e", "-c", job["script"][1]], cwd=tmp_path, env={**os.environ, **given}, capture_output=True, encoding="utf-8", check=False
            )  # fmt: skip
            assert done.returncode == code, done.stderr
            assert "my draft.md:1:1: error disclosure/missing" in done.stdout
        reports = job["artifacts"]["reports"]
        entries = json.loads((tmp_path / reports["codequality"]).read_text(encoding="utf-8"))
        assert [entry["location"]["path"] for entry in entries] == ["my draft.md"] * len(entries)
        for entry in entries:
            GITLAB.validate(entry)
        read_junit((tmp_path / reports["junit"]).read_text(encoding="utf-8"))
        assert set(job["artifacts"]["paths"]) == set(reports.values())
    assert job["artifacts"]["when"] == "always"
    assert job["script"][0].endswith('install --quiet "$BRIEFLINT_SOURCE"')
