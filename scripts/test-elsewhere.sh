#!/usr/bin/env bash
# The tests that work on files once more, in a clone that lies where people put theirs: deep, with a
# space and an accent on the way, and with temporary files in such a place as well.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD

base=$(mktemp -d)
trap 'rm -rf "$base"' EXIT
clone="$base/Ünder my files/wörk/a (copy)/b/cloudwerk"
export TMPDIR="$base/Temporäry files"
mkdir -p "$(dirname "$clone")" "$TMPDIR"

# What is committed.
git clone --quiet --no-hardlinks "$repository" "$clone"
cd "$clone"
# Links cost no time and no space, where the folder for temporary files is on the same disk.
cp -al "$repository/node_modules" node_modules 2>/dev/null ||
  { rm -rf node_modules && cp -a "$repository/node_modules" node_modules; }
rm -rf node_modules/.vite node_modules/.vite-temp node_modules/.vitest-cache

# Not what works on text, values and types alone, wherever it lies; and each command once.
npm test -- packages/dev/ packages/create-cloudwerk/ \
  tests/docs/guide-app tests/docs/links \
  tests/types/command tests/types/editor \
  tests/end-to-end/failures
