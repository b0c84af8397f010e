#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# fetch-source.sh PACKAGE FOLDER: unpack Debian's source package PACKAGE, with Debian's patches, as FOLDER.
#
# The package comes from the mirror and the suite that this machine's own apt uses, checked by apt's signatures. A
# private sources list and private state lie beside FOLDER, so nothing outside is written and any user may run this.
# What has once been downloaded is kept and used again without the network.
set -eu

package=$1
folder=$2
cache=$(dirname "$folder")/apt
log=$cache/$package.log

fail() {
    echo "fetch-source: $*" >&2
    exit 1
}

for tool in apt-get dpkg-source xz patch; do
    command -v "$tool" >/dev/null ||
        fail "$tool is missing, and the source package $package needs it: apt-get install dpkg-dev xz-utils patch"
done

# One line "URI suite" for each place where this machine finds Debian's own packages of its release.
debian_mirrors() {
    . /etc/os-release
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(ORIGIN)' 'Identifier: Packages' 'Component: main' |
        awk -v codename="${VERSION_CODENAME:-none}" '$2 == codename || $2 == "stable" || $2 == "testing" { print $1, $2 }' |
        sort -u
}

write_sources_list() {
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    options=
    [ -r "$keyring" ] && options="[signed-by=$keyring] "
    debian_mirrors | sed "s|^|deb-src $options|; s|\$| main|" >"$cache/sources.list"
    [ -s "$cache/sources.list" ] ||
        fail "apt on this machine knows no Debian mirror to fetch the source of $package from: see /etc/apt/sources.list"
}

private_apt() {
    apt-get -q -o Dir::Etc::SourceList="$cache/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$cache/state" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$cache/cache" \
        -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=3 -o APT::Get::List-Cleanup=false "$@"
}

# The package that was fetched, as its .dsc file; empty if there is none.
fetched() {
    find "$cache/$package" -maxdepth 1 -name '*.dsc' 2>/dev/null | sort | tail -n 1
}

mirror_name() {
    awk 'NR == 1 { print $(NF - 2), $(NF - 1) }' "$cache/sources.list"
}

download() {
    mkdir -p "$cache/state/lists/partial" "$cache/cache/archives/partial" "$cache/$package.part"
    write_sources_list
    if ! { private_apt update -o APT::Update::Error-Mode=any && cd "$cache/$package.part" &&
           private_apt source --download-only "$package"; } >"$log" 2>&1; then
        reason=$(grep -m 1 '^[EW]:' "$log" | cut -c 4-)
        fail "the source package $package cannot be fetched from $(mirror_name): ${reason:-see $log}"
    fi
    mv "$cache/$package.part" "$cache/$package"
}

mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
log=$cache/$package.log
[ -n "$(fetched)" ] || (download)

rm -rf "$folder" "$folder.part"
dpkg-source --no-copy --no-check -x "$(fetched)" "$folder.part" >"$log" 2>&1 || fail "cannot unpack $(fetched): see $log"
mv "$folder.part" "$folder"
