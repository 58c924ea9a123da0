#!/usr/bin/env bash
# Installs Debian's Chromium for the tests of pages. Without it they are skipped.
set -euo pipefail

[ -x /usr/bin/chromium ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo 'There is no /usr/bin/chromium, and only root on Debian can install it here: the tests of pages are skipped.'
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium >/dev/null
