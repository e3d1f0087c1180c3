# Shared by the set-up scripts: stages with a name and a time, Python interpreters, stamps. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "setup: $*"
    exit 1
}

# One set-up at a time in this checkout: a second one waits.
take_turns() {
    command -v flock >/dev/null || return 0
    exec 9<deploy/setup/stages.sh
    flock -n 9 || {
        say "setup: waiting for another set-up of this checkout to finish"
        flock 9
    }
}

# stage NAME COMMAND...: runs it, says how long it takes while it does, and shows the end of its output if it fails.
stage() {
    local name=$1 log started pid
    shift
    log=$(mktemp)
    started=$SECONDS
    "$@" >"$log" 2>&1 </dev/null 9<&- &
    pid=$!
    trap 'kill "$pid" 2>/dev/null || true; rm -f "$log"; say "setup: $name: interrupted"; exit 130' INT TERM
    if [ -t 2 ]; then
        while kill -0 "$pid" 2>/dev/null; do
            printf '\rsetup: %s … %d s' "$name" $((SECONDS - started)) >&2
            sleep 0.5
        done
        printf '\r' >&2
    else
        say "setup: $name …"
    fi
    if ! wait "$pid"; then
        trap - INT TERM
        say "setup: $name: failed after $((SECONDS - started)) s"
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
    trap - INT TERM
    rm -f "$log"
    say "setup: $name: done in $((SECONDS - started)) s"
}

# is_python INTERPRETER MINIMUM BELOW: a working Python with MINIMUM <= version < BELOW, e.g. 3.11 3.15.
is_python() {
    "$1" -c '
import sys
low, high = (tuple(map(int, version.split("."))) for version in sys.argv[1:3])
sys.exit(not low <= sys.version_info[:2] < high)' "$2" "$3" >/dev/null 2>&1
}

# Debian ships Python without ensurepip unless python3-venv is installed.
makes_environments() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# pyenv_pythons PATTERN: interpreters that pyenv keeps, e.g. '3.10*'.
pyenv_pythons() {
    local python
    for python in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/$1/bin/python; do
        [ -x "$python" ] && printf '%s\n' "$python"
    done
    return 0
}

# stamp FILE...: what an environment was made from; the place counts, because environments do not move.
stamp() { { printf '%s\n' "$root"; cat "$@"; } | sha256sum | cut -d ' ' -f 1; }

# make_environment INTERPRETER FOLDER: new, or the one that is there if it was finished and works in this place.
make_environment() {
    if [ -e "$2/setup-stamp" ] && "$2/bin/python" -c 'import pip' >/dev/null 2>&1 &&
        grep -qsF "$root/$2" "$2/bin/activate"; then
        rm "$2/setup-stamp"
        return 0
    fi
    stage "creating $2 with $("$1" --version)" "$1" -m venv --clear "$2"
}

# pip_in FOLDER ARGUMENT...: for a stage; it becomes pip, so that an interrupted stage ends pip itself.
pip_in() {
    local folder=$1
    shift
    exec "$folder/bin/python" -m pip --disable-pip-version-check --no-input "$@"
}
