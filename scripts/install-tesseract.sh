#!/usr/bin/env bash
# Install Tesseract with English and the language packs named as arguments (deu, fra, jpn, ...), where it is not there yet.
# Debian and Ubuntu: apt-get; macOS: Homebrew; Windows: Chocolatey, with Git's bash.
set -euo pipefail

wanted=(eng "$@")

missing() {
  local have pack
  have=$(tesseract --list-langs 2>/dev/null) || return 0
  for pack in "${wanted[@]}"; do
    grep -qx "$pack" <<<"${have//$'\r'/}" || return 0
  done
  return 1
}

if ! missing; then
  echo "Tesseract is there, with: ${wanted[*]}"
  exit 0
fi

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

if command -v apt-get >/dev/null; then
  packages=(tesseract-ocr)
  for pack in "${wanted[@]}"; do packages+=("tesseract-ocr-${pack//_/-}"); done
  as_root apt-get update -q
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -q -y --no-install-recommends "${packages[@]}"
elif command -v brew >/dev/null; then
  brew install tesseract
  if [ "$#" -gt 0 ]; then brew install tesseract-lang; fi
elif command -v choco >/dev/null; then
  choco install -y tesseract  # further packs: put PACK.traineddata into its tessdata folder
else
  echo "no apt-get, brew or choco here: install Tesseract by hand and put it on PATH" >&2
  exit 1
fi

if missing; then
  echo "Tesseract was installed, but not all of: ${wanted[*]}" >&2
  exit 1
fi
echo "Tesseract is installed, with: ${wanted[*]}"
