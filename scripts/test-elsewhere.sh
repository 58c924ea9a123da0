#!/usr/bin/env bash
# Runs the file-related tests again in a clone with a difficult path: deep, with spaces and accents.
# The folder for temporary files has such a path too.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD

base=$(mktemp -d)
trap 'rm -rf "$base"' EXIT
clone="$base/Ünder my files/wörk/a (copy)/b/cloudwerk"
export TMPDIR="$base/Temporäry files"
mkdir -p "$(dirname "$clone")" "$TMPDIR"

# A clone contains only what is committed.
git clone --quiet --no-hardlinks "$repository" "$clone"
cd "$clone"
# Hard links are fast and take no space, but only work on the same disk.
cp -al "$repository/node_modules" node_modules 2>/dev/null ||
  { rm -rf node_modules && cp -a "$repository/node_modules" node_modules; }
rm -rf node_modules/.vite node_modules/.vite-temp node_modules/.vitest-cache

# Each command runs once. Tests that only handle text, values and types are left out, since the path
# cannot affect them.
npm test -- packages/dev/ packages/create-cloudwerk/ \
  tests/docs/guide-app tests/docs/links \
  tests/types/command tests/types/editor \
  tests/end-to-end/failures
