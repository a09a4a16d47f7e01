#!/bin/sh
# Everything that the other commands stand on: Debian's packages, .venv from the lock, secrets of its own.
# When nothing is missing it says nothing and takes a second.  Usage: config/setup.sh [dev]
set -eu
cd "$(dirname "$0")/.."

venv=$(pwd -P)/.venv
wanted=${1:-run}
data=${DATA_DIR:-var}
case $wanted in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "Användning: config/setup.sh [dev]" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$@" >&2; exit 1; }

# --- Debian's packages ---------------------------------------------------------------------------------

apt() {  # apt REASON PACKAGE…: install, or print the command and stop
    reason=$1; shift
    command="apt-get update && apt-get install -y --no-install-recommends $*"
    if [ "$(id -u)" -eq 0 ]; then root=
    elif sudo -n true 2>/dev/null; then root="sudo -n"
    else root=none
    fi
    if [ "$root" = none ] || ! command -v apt-get >/dev/null; then
        stop "$reason. Det som redan är installerat är kvar." "Kör som root och försök sedan igen:" "  $command"
    fi
    say "$reason. Installerar $* …"
    install="$root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $*"
    log=$(mktemp)
    # Without package lists, or with old ones, the first try fails.
    if ! { $install || { $root apt-get update && $install; }; } >"$log" 2>&1 </dev/null; then
        cat "$log" >&2; rm -f "$log"
        stop "Systempaketen kunde inte installeras (se ovan). Kör som root och försök sedan igen:" "  $command"
    fi
    rm -f "$log"
}

# --- Python --------------------------------------------------------------------------------------------

find_python() {  # sets $python to the first Python 3.11–3.13
    for candidate in ${PYTHON:-python3 /usr/bin/python3 python3.13 python3.12 python3.11}; do
        python=$("$candidate" -c 'import sys
if (3, 11) <= sys.version_info < (3, 14): print(sys.executable)' 2>/dev/null) || continue
        [ -z "$python" ] || return 0
    done
    return 1
}

whole() {  # .venv was made in this folder, by a Python that is still there
    grep -qsF "$venv/bin/python" "$venv/bin/pip" && "$venv/bin/python" - "${PYTHON:+$python}" 2>/dev/null <<'PY'
import subprocess, sys
version = [sys.argv[1], "-c", "import sys; print(sys.version)"]
asked_for = not sys.argv[1] or subprocess.check_output(version, text=True).strip() == sys.version
sys.exit(not (asked_for and (3, 11) <= sys.version_info < (3, 14)))
PY
}

stamp_text() {  # what .venv is made of: stamp_text LOCK
    "$venv/bin/python" -c 'import sys; print(sys.version)'
    sha256sum "$1"
}

filled() {  # .venv holds what LOCK names, and the installation was not interrupted
    [ "$(stamp_text "$1")" = "$(cat "$venv/$1.stamp" 2>/dev/null)" ]
}

make_venv() {
    find_python || { [ -n "${PYTHON:-}" ] || apt "Python saknas" python3; find_python; } ||
        stop "Ingen Python 3.11–3.13 hittades. Inget har ändrats." "Ange en med make setup PYTHON=/sökväg/till/python3"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt "Pythons venv saknas" "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    rm -rf "$venv"
    say "Skapar .venv med $("$python" -V) …"
    "$python" -m venv "$venv"
}

fill_venv() {
    say "Installerar Pythonpaket enligt $lock …"
    rm -f "$venv"/*.lock.stamp
    log=$(mktemp)
    if ! "$venv/bin/python" -m pip install --require-hashes --only-binary :all: --no-input \
        --disable-pip-version-check --progress-bar off -r "$lock" >"$log" 2>&1; then
        cat "$log" >&2; rm -f "$log"
        stop "Pythonpaketen kunde inte installeras (se ovan). Dina data är orörda. Försök igen: make setup"
    fi
    rm -f "$log"
}

python=
[ -z "${PYTHON:-}" ] || find_python || stop "PYTHON=$PYTHON är inte Python 3.11–3.13. Inget har ändrats."
whole || make_venv
if ! filled requirements-dev.lock && ! { [ "$wanted" = run ] && filled requirements.lock; }; then
    fill_venv
    stamp_text "$lock" >"$venv/$lock.stamp"
fi

# --- what WeasyPrint and the tests load from the system ------------------------------------------------

# Without HarfBuzz's subsetter the time of day is written into each embedded font. The same document would
# then never be the same bytes twice, and nothing could be signed: what is signed must be what was shown.
can_render() {
    "$venv/bin/python" -c 'from weasyprint.text.ffi import harfbuzz_subset as found
raise SystemExit(found is None)' >/dev/null 2>&1
}
can_render || apt "Bibliotek för PDF saknas" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
can_render || stop "PDF-biblioteken Pango och harfbuzz-subset kan inte laddas, fast de är installerade." \
    "Se felet med: .venv/bin/python -c 'import weasyprint'"

if [ "$wanted" = dev ]; then
    missing=
    [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="$missing chromium"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
    command -v pdftotext >/dev/null || missing="$missing poppler-utils"
    # For the site it is optional; its tests are not.
    command -v soffice >/dev/null ||
        missing="$missing libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-draw-nogui"
    command -v softhsm2-util >/dev/null || missing="$missing softhsm2"
    command -v openssl >/dev/null || missing="$missing openssl"
    # Playwright brings a Node of its own, which a bare Debian cannot load.
    "$venv"/lib/python3.*/site-packages/playwright/driver/node -v >/dev/null 2>&1 || missing="$missing libatomic1"
    [ -z "$missing" ] || apt "Program för testerna saknas" $missing
fi

# --- the installation's secrets ------------------------------------------------------------------------

secret() {  # secret NAME: write one of the installation's own, unless there is one
    if eval "[ -z \"\${$1:-}\" ]" && ! grep -q "^$1=." "$data/delegat.env" 2>/dev/null; then
        umask 077
        mkdir -p "$data"
        "$venv/bin/python" -c "import secrets; print('$1=' + secrets.token_urlsafe(50))" >>"$data/delegat.env"
        chmod 600 "$data/delegat.env"
    fi
}
secret SECRET_KEY
secret KEYS_SECRET
