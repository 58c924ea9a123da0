#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests, which are skipped without it.
set -euo pipefail

[ -x /usr/bin/chromium ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo 'The browser tests are skipped: /usr/bin/chromium is missing, and installing it needs root and apt-get.'
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium >/dev/null
