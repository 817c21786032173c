#!/usr/bin/env bash
# Runs the check for action.yml and says where its reports are. The step passes; the last one of the action fails the job.
set -euo pipefail

home="$RUNNER_TEMP/brieflint"
bin="$home/venv/bin"
[ -d "$bin" ] || bin="$home/venv/Scripts"
export PYTHONUTF8=1

# Words as on a command line, but nothing in them is run or expanded.
"$bin/python" -c '
import os, shlex, sys
try:
    words = shlex.split(os.environ["CHECK_ARGS"])
except ValueError as problem:
    sys.exit(f"brieflint: error: args: {problem}")
sys.stdout.buffer.write(b"".join(os.fsencode(word) + b"\0" for word in words))
' >"$home/words"
words=()
while IFS= read -r -d '' word; do words+=("$word"); done <"$home/words"
if [ -n "$FAIL_ON" ]; then words+=("--fail-on=$FAIL_ON"); fi

paths=()
while IFS= read -r path; do
  path="${path%$'\r'}"
  if [ -n "$path" ]; then paths+=("$path"); fi
done <<<"$CHECK_PATH"

format=text
if [ "$ANNOTATIONS" = true ]; then format=github; fi

status=0
"$bin/python" -m brieflint check --format "$format" \
  --output-file "json=$home/report.json" \
  --output-file "sarif=$home/report.sarif" \
  --output-file "markdown=$home/report.md" \
  ${words[@]+"${words[@]}"} -- ${paths[@]+"${paths[@]}"} || status=$?

if [ "$SUMMARY" = true ] && [ -f "$home/report.md" ]; then cat "$home/report.md" >>"$GITHUB_STEP_SUMMARY"; fi
{
  echo "exit-status=$status"
  for format in json sarif md; do
    name=$format
    if [ "$format" = md ]; then name=markdown; fi
    if [ -f "$home/report.$format" ]; then echo "$name=$home/report.$format"; fi
  done
} >>"$GITHUB_OUTPUT"
