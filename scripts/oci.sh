#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs the static executable as an image for podman and docker, without a network, into
# build/dist/komtools-VERSION-oci-ARCH.tar, the same bytes each time: sh scripts/oci.sh [--no-install]
set -eu
cd "$(dirname "$0")/.."
. scripts/need.sh
. scripts/pack.sh

version=$(pack_version)
arch=$(pack_arch)
sh scripts/static.sh "$@" >&2
packed=build/dist/komtools-$version-linux-$arch.tar.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -x -C "$work" -f "$packed"

# The one layer: what install.sh would install, licences, and a folder for what spills from memory.
root=$work/root
mkdir -p "$root/usr/share/doc" "$root/data"
mv "$work"/komtools-*/bin "$root/usr/bin"
mv "$work"/komtools-*/share/komtools "$root/usr/share/komtools"
mv "$work"/komtools-*/licences "$work"/komtools-*/LICENSE "$root/usr/share/doc"
layer=$work/layer.tar
pack_tar "$root" . "$layer"
mkdir "$work/tmp"
tar -r -C "$work" --format=ustar --mtime="@$(pack_epoch)" --owner=0 --group=0 --numeric-owner --mode=1777 -f "$layer" ./tmp
diff=$(sha256sum "$layer" | cut -d' ' -f1)
gzip -n -9 "$layer"

# blob TYPE FILE: moves it to where its sum says, and writes its descriptor.
image=$work/image
mkdir -p "$image/blobs/sha256"
blob() {
  sum=$(sha256sum "$2" | cut -d' ' -f1)
  printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%s' "$1" "$sum" "$(wc -c <"$2")"
  mv "$2" "$image/blobs/sha256/$sum"
}

created=$(date -u -d "@$(pack_epoch)" +%Y-%m-%dT%H:%M:%SZ)
printf '{"created":"%s","architecture":"%s","os":"linux","config":{"Entrypoint":["/usr/bin/kom"],"WorkingDir":"/data",' \
  "$created" "$arch" >"$work/config"
printf '"Env":["PATH=/usr/bin"],"Labels":{"org.opencontainers.image.title":"komtools","org.opencontainers.image.version":"%s",' \
  "$version" >>"$work/config"
printf '"org.opencontainers.image.licenses":"GPL-3.0-or-later"}},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$diff" >>"$work/config"
config=$(blob config.v1+json "$work/config")
layers=$(blob layer.v1.tar+gzip "$layer.gz")
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s},"layers":[%s}]}' \
  "$config" "$layers" >"$work/manifest"
printf '{"schemaVersion":2,"manifests":[%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' \
  "$(blob manifest.v1+json "$work/manifest")" "$version" >"$image/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$image/oci-layout"

file=build/dist/komtools-$version-oci-$arch.tar
pack_tar "$image" . "$file.part"
mv "$file.part" "$file"
echo "$file"
