# SPDX-License-Identifier: GPL-3.0-or-later
# The image: the same bytes twice, every blob under its sum, and run, by podman where that may be, and as a world of its
# own where root may make one.
set -eu
cd "${SOURCE_DIR:?}"
: "${KOM_BIN:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
file=$(sh scripts/oci.sh --no-install)
cp "$file" "$work/one.tar"
sh scripts/oci.sh --no-install
cmp "$work/one.tar" "$file"

mkdir "$work/image" "$work/root"
tar -x -C "$work/image" -f "$file"
(cd "$work/image/blobs/sha256" && for blob in *; do echo "$blob  $blob"; done | sha256sum -c --quiet)
[ "$(ls "$work/image/blobs/sha256" | wc -l)" -eq 3 ]
python3 - "$work/image" >"$work/layer" <<'END'
import gzip, hashlib, json, os, sys
def blob(of):
    path = os.path.join(sys.argv[1], "blobs", *of["digest"].split(":"))
    assert os.path.getsize(path) == of["size"], of
    return path
assert json.load(open(sys.argv[1] + "/oci-layout")) == {"imageLayoutVersion": "1.0.0"}
[entry] = json.load(open(sys.argv[1] + "/index.json"))["manifests"]
manifest = json.load(open(blob(entry)))
config = json.load(open(blob(manifest["config"])))
[layer] = map(blob, manifest["layers"])
assert config["rootfs"]["diff_ids"] == ["sha256:" + hashlib.sha256(gzip.open(layer).read()).hexdigest()]
assert config["config"]["Entrypoint"] == ["/usr/bin/kom"]
print(layer)
END
tar -xz -C "$work/root" -f "$(cat "$work/layer")"
! command -v skopeo >/dev/null || skopeo inspect "oci-archive:$file" >/dev/null

set -- sum -q --by service --value amount
"$KOM_BIN/kom-sum" -q --by service --value amount data/sample/sales.csv.gz >"$work/want"
chroot=$(command -v chroot || true)
[ "$(id -u)" -ne 0 ] || [ -z "$chroot" ] ||
  env -i "$chroot" "$work/root" /usr/bin/kom "$@" /usr/share/komtools/data/sample/sales.csv.gz | cmp "$work/want"
command -v podman >/dev/null || { echo "the image is right; not run by podman, which is not installed"; exit 77; }
podman run --rm "oci-archive:$PWD/$file" --version >"$work/said" 2>"$work/why" ||
  { echo "the image is right; podman cannot run here: $(tail -n 1 "$work/why")"; exit 77; }
podman run --rm -v "$PWD/data/sample:/data:ro" "oci-archive:$PWD/$file" "$@" sales.csv.gz | cmp "$work/want"
