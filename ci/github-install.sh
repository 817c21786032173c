#!/usr/bin/env bash
# Installs brieflint for action.yml: the version that lies beside this file, or VERSION from the package index.
set -euo pipefail

python=$(command -v python3 || command -v python)
venv="$RUNNER_TEMP/brieflint/venv"
"$python" -m venv "$venv"
bin="$venv/bin"
[ -d "$bin" ] || bin="$venv/Scripts"

extra=""
if [ "$IMAGES" = true ]; then extra="[ocr]"; fi
if [ -n "$VERSION" ]; then
  if ! [[ $VERSION =~ ^[0-9][0-9A-Za-z.+!]*$ ]]; then
    echo "::error title=brieflint::version is no version number, as in 0.2.0"
    exit 2
  fi
  what="brieflint$extra==$VERSION"
else
  what="$ACTION$extra"
fi
"$bin/python" -m pip install --quiet --disable-pip-version-check "$what"
"$bin/python" -m brieflint --version
