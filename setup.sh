#!/bin/sh
# Prepares this folder: system libraries, .venv from the lock, the project itself in it.
#   ./setup.sh         what running needs
#   ./setup.sh test    and what the tests and checks need
# Repeating it is cheap; it says what it does. PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")"

purpose=${1:-run}
python=${PYTHON:-python3}
venv=.venv

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

# ---------------------------------------------------------------- python
command -v "$python" >/dev/null || fail "there is no $python; Python 3.11 or newer is needed."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail \
  "$python is $("$python" -V 2>&1), but 3.11 or newer is needed; name one with PYTHON=python3.11."

# ---------------------------------------------------------------- system packages
has_library() { { /sbin/ldconfig -p || ldconfig -p; } 2>/dev/null | grep -qF "$1"; }
has_program() { command -v "$1" >/dev/null || ls $2 >/dev/null 2>&1; }

missing=
need() { missing="$missing $1"; }

"$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
has_library libpango-1.0.so.0 || need libpango-1.0-0
has_library libpangoft2-1.0.so.0 || need libpangoft2-1.0-0
has_library libharfbuzz-subset.so.0 || need libharfbuzz-subset0
ls /usr/share/fonts/truetype/hanazono/* >/dev/null 2>&1 || need fonts-hanazono  # rare names
if [ "$purpose" = test ]; then
  has_program chromium /usr/bin/chromium || need chromium
  has_library libatomic.so.1 || need libatomic1  # of the program that drives Chromium
  has_program WebKitWebDriver /usr/bin/WebKitWebDriver || need webkit2gtk-driver
  has_program Xvfb /usr/bin/Xvfb || need xvfb  # a screen for WebKit
  ls /usr/lib/softhsm/libsofthsm2.so >/dev/null 2>&1 || need softhsm2  # a token for seals
  has_program initdb '/usr/lib/postgresql/*/bin/initdb' || need postgresql
  has_program pdftotext /usr/bin/pdftotext || need poppler-utils
fi
missing=${missing# }

install_packages() {  # errors are shown, the long list of steps is not
  # The lock of this script (9) must not live on in a service that a package starts.
  "$@" apt-get update -qq 9>&- || say "apt-get update failed; trying with the lists that are there."
  "$@" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --yes --no-install-recommends $missing >/dev/null 9>&-
}

exec 9>.setup.lock
if command -v flock >/dev/null; then flock 9; fi

if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || fail "install what Debian calls: $missing"
  if [ "$(id -u)" = 0 ]; then
    say "installing Debian packages: $missing"
    install_packages || fail "apt-get could not install: $missing"
  elif sudo -n true 2>/dev/null; then
    say "installing Debian packages with sudo: $missing"
    install_packages sudo || fail "apt-get could not install: $missing"
  else
    install="apt-get update && apt-get install --yes --no-install-recommends $missing"
    if command -v sudo >/dev/null; then become='sudo sh -c'; else become='su -c'; fi
    fail "Debian packages are missing; run this once, then try again:  $become '$install'"
  fi
fi

# ---------------------------------------------------------------- .venv
identity='import sys; print(sys.version, sys.base_prefix)'
usable() {
  [ "$("$venv/bin/python" -c "$identity" 2>/dev/null)" = "$("$python" -c "$identity")" ] &&
    head -c 1000 "$venv/bin/pip" 2>/dev/null | grep -qF "$PWD/$venv/bin/python"
}
if ! usable; then
  if [ -e "$venv" ]; then say "$venv is broken, moved or of another Python: making it anew"; fi
  rm -rf "$venv"
  say "making $venv with $("$python" -V)"
  "$python" -m venv "$venv" || fail "$python could not make $venv; see the lines above."
fi

stamp_of() { cat "$@" pyproject.toml setup.sh | sha256sum; }
lock=requirements.lock
if [ "$purpose" = test ]; then lock=requirements-test.lock; fi
wanted=$(stamp_of "$lock")
stamp="$venv/installed-$purpose"
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && [ -x "$venv/bin/lms" ]; then exit 0; fi

pip() { "$venv/bin/python" -m pip --disable-pip-version-check -qq "$@" 9>&-; }
say "installing the packages of $lock into $venv (a minute or two the first time)"
pip install --require-hashes -r "$lock" ||
  fail "the Python packages could not be installed; see the lines above."
pip install --no-deps --no-build-isolation --no-index --editable . ||
  fail "the project itself could not be installed; see the lines above."
printf '%s\n' "$wanted" >"$stamp"
if [ "$purpose" = test ]; then stamp_of requirements.lock >"$venv/installed-run"; fi
say "ready: $venv/bin/lms"
