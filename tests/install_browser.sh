#!/bin/sh
# Sees to it that the browser tests have a Chromium: one that is there, else Debian's, else Playwright's own.
# Without any they are skipped (failed where CI is set), so this never stops the other tests.
python=$1
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && exit 0
done
installed='import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(not pathlib.Path(p.chromium.executable_path).exists())'
"$python" -c "$installed" && exit 0
echo "Installing Chromium for the browser tests …" >&2
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
"$python" -m playwright install chromium >&2 && exit 0
echo "No Chromium was found or could be installed; install one to run the browser tests." >&2
