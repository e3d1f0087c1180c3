# Shared by the set-up scripts that get programs of Debian's packages for the tests. Sourced after stages.sh, not run.

# has_program NAME: on PATH, or unpacked into .tools/.
has_program() { command -v "$1" >/dev/null || [ -x ".tools/bin/$1" ]; }

# Debian starts a server it installs unless this file forbids it.
policy=/usr/sbin/policy-rc.d

# install_system_wide PACKAGE...: with apt, as root, without starting anything.
install_system_wide() {
    local made=
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        made=yes
    fi
    local result=0
    { stage "updating the package lists" apt-get update &&
        stage "installing $*" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends "$@"; } || result=$?
    [ -z "$made" ] || rm -f "$policy"
    return "$result"
}

unpack() {
    local package
    for package in .tools/apt/cache/archives/*.deb; do
        dpkg -x "$package" .tools/unpacked
    done
}

# fetch_and_unpack PACKAGE...: into .tools/unpacked, without root.
fetch_and_unpack() {
    local apt_options=(
        -o Dir::State="$root/.tools/apt/state" -o Dir::State::status=/var/lib/dpkg/status
        -o Dir::Cache="$root/.tools/apt/cache" -o Debug::NoLocking=1
    )
    mkdir -p .tools/apt/state/lists/partial .tools/apt/cache/archives/partial .tools/unpacked .tools/bin
    stage "fetching the package lists into .tools" apt-get "${apt_options[@]}" update &&
        stage "fetching $* into .tools" apt-get "${apt_options[@]}" install \
            --download-only -y --no-install-recommends "$@" &&
        stage "unpacking them" unpack || return 1
    rm -rf .tools/apt
}

# wrap PROGRAM: makes .tools/bin/NAME, which runs an unpacked program with the libraries, and the voices' data and the
# fonts, unpacked beside it.
wrap() {
    sed "s#@program@#${1#.tools/unpacked/}#" >".tools/bin/${1##*/}" <<'WRAPPER'
#!/bin/sh
root="$(dirname "$(readlink -f "$0")")/../unpacked"
for folder in "$root"/usr/lib/*-linux-* "$root"/usr/lib/*-linux-*/*; do
    ls "$folder"/*.so* >/dev/null 2>&1 && libraries="${libraries:+$libraries:}$folder"
done
for folder in "$root"/usr/lib/*-linux-*/espeak-ng-data "$root"/usr/share/espeak-ng-data; do
    [ -d "$folder" ] && export ESPEAK_DATA_PATH="${folder%/espeak-ng-data}"
done
if [ -d "$root/usr/share/fonts" ]; then
    export XDG_DATA_HOME="$root/usr/share"
    [ -d /etc/fonts ] || export FONTCONFIG_PATH="$root/etc/fonts"
fi
LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$root/@program@" "$@"
WRAPPER
    chmod +x ".tools/bin/${1##*/}"
}
