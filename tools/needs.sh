#!/bin/sh
# Installs what is missing, and only that:  tools/needs.sh GROUP...
#   build   to compile the programs          run    to hold a case on this machine (the engine's library)
#   test    to run every test as well        fuzz   clang with libFuzzer
#   bench   the peers that benchmarks measure against
# Debian's packages are asked for with apt-get, through sudo where that is needed and there; the engine's library comes
# from npm, pinned in engine-lib/, and so does what builds the page, pinned in ui/.  Says what to install by hand when it
# may not.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

packages=
need() { # need PACKAGE...: those that Debian's package list does not have as installed
    for package in "$@"; do
        if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
            packages="$packages $package"
        fi
    done
}
need_program() { # need_program PROGRAM PACKAGE...: the packages, unless the program is there from elsewhere
    command -v "$1" >/dev/null 2>&1 || { shift; need "$@"; }
}

for group in "$@"; do
    case $group in
    build)
        need_program cc gcc
        need_program c++ g++
        need_program meson meson
        need_program ninja ninja-build
        need_program pkg-config pkg-config
        need_program python3 python3
        need_program node nodejs
        need_program npm npm ca-certificates
        need libc6-dev libarchive-dev libcurl4-openssl-dev libmicrohttpd-dev libssl-dev libicu-dev libpsl-dev \
            libsimdjson-dev zlib1g-dev libcairo2-dev fonts-dejavu-core libpst-dev libpoppler-glib-dev libxml2-dev \
            libgsf-1-dev libexif-dev libmagic-dev libseccomp-dev
        ;;
    run) need_program npm nodejs npm ca-certificates ;;
    test) need_program pgrep procps
        need libcmocka-dev curl man-db python3 python3-networkx python3-igraph librsvg2-bin zstd xz-utils bzip2 chromium \
        opendkim-tools python3-dkim python3-nacl libopendkim-dev bind9-utils yara python3-yaml ;;
    bench) need maildir-utils notmuch libopendkim-dev dnstwist ;;
    fuzz) need clang libclang-rt-14-dev ;;
    *) echo "needs.sh: no group is called $group" >&2; exit 2 ;;
    esac
done

if [ -n "$packages" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "These packages (by Debian's names) are missing and there is no apt-get to install them:$packages" >&2
        exit 1
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Missing packages. Ask someone who may to run:  apt-get install$packages" >&2
            exit 1
        fi
        as_root=sudo
    fi
    echo "installing:$packages" >&2
    $as_root apt-get update -qq >&2
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >&2
fi

# Packages from npm as FOLDER/package-lock.json pins them; the stamp says that this was done for that very file.
npm_packages() { # npm_packages FOLDER WORDS
    stamp=$here/$1/node_modules/.sillage-lock
    if ! cmp -s "$here/$1/package-lock.json" "$stamp"; then
        echo "$2" >&2
        (cd "$here/$1" && npm ci --no-audit --no-fund --loglevel=error >&2)
        cp "$here/$1/package-lock.json" "$stamp"
    fi
}

case " $* " in
*" build "*) npm_packages ui "fetching what builds the page (about 50 MB, once)" ;;
esac
case " $* " in
*" run "*)
    case $(uname -m) in
    x86_64) twin=x64 ;;
    aarch64 | arm64) twin=arm64 ;;
    *) echo "The embedded engine exists for x86-64 and arm64 Linux only; on this machine give init --store URL." >&2; exit 0 ;;
    esac
    name=@chdb/lib-linux-$twin-gnu
    library=$here/engine-lib/node_modules/$name/libchdb.so
    stamp=$here/engine-lib/node_modules/.sillage-lock
    if [ ! -f "$library" ] || ! cmp -s "$here/engine-lib/package-lock.json" "$stamp"; then
        echo "fetching the engine's library (about 150 MB, once)" >&2
        cd "$here/engine-lib"
        if grep -q "\"node_modules/$name\"" package-lock.json; then
            npm ci --no-audit --no-fund --loglevel=error >&2
        else
            # The twin has no hash of ours yet: npm checks it against the registry's own.
            version=$(sed -n 's/.*"@chdb\/lib-linux-x64-gnu": "\(.*\)".*/\1/p' package.json)
            npm install --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$name@$version" >&2
        fi
        [ -f "$library" ] || { echo "npm did not bring $library; see engine-lib/README.md" >&2; exit 1; }
        cp package-lock.json "$stamp"
    fi
    ;;
esac
