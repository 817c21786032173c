#!/usr/bin/env bash
# Install Chromium, which the tests of the HTML report drive, where neither it nor Chrome is there yet.
# Debian and Ubuntu: apt-get; macOS: Homebrew; Windows: Chocolatey, with Git's bash.
set -euo pipefail

present() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    command -v "$name" && return 0
  done
  for name in "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "${PROGRAMFILES:-}/Google/Chrome/Application/chrome.exe" "${PROGRAMFILES:-}/Chromium/Application/chrome.exe"; do
    [ -x "$name" ] && { echo "$name"; return 0; }
  done
  return 1
}

if found=$(present); then
  echo "Chromium is there: $found"
  exit 0
fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

if command -v apt-get >/dev/null; then
  as_root apt-get update -q
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -q -y --no-install-recommends chromium
elif command -v brew >/dev/null; then
  brew install --cask chromium
elif command -v choco >/dev/null; then
  choco install -y chromium
else
  echo "no apt-get, brew or choco here: install Chromium or Chrome by hand and put it on PATH" >&2
  exit 1
fi

if ! found=$(present); then
  echo "Chromium was installed, but is not found on PATH" >&2
  exit 1
fi
echo "Chromium is installed: $found"
