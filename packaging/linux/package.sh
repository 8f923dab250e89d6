#!/usr/bin/env bash
# The packages for Linux: `linux_program` first, then `package_deb`, `package_rpm` and `package_tar`; `try_deb` and
# `try_rpm` afterwards. Sourced by scripts/package.

# shellcheck source=scripts/dist.sh
. scripts/dist.sh

APP_ID=io.pairdesk.Pairdesk
LINUX=packaging/linux
# What Cargo.toml names as the source of the files beside the program.
TREES=target/trees

put() {
  install -D -m 644 "$1" "$2"
}

put_zipped() {
  mkdir -p "$(dirname "$2")"
  # Neither name nor time, so that two runs are alike.
  gzip -9n <"$1" >"$2"
}

# Everything beside the program that every package has, into a `share`; zsh's folder has many names.
stage_share() {
  local share=$1 zsh=$2 size
  rm -rf "$share"
  put "$LINUX/$APP_ID.desktop" "$share/applications/$APP_ID.desktop"
  put "$LINUX/$APP_ID.metainfo.xml" "$share/metainfo/$APP_ID.metainfo.xml"
  put assets/app/pairdesk.svg "$share/icons/hicolor/scalable/apps/$APP_ID.svg"
  for size in 16 24 32 48 64 128 256 512; do
    put "assets/app/png/pairdesk-$size.png" "$share/icons/hicolor/${size}x$size/apps/$APP_ID.png"
  done
  put_zipped "$LINUX/pairdesk.1" "$share/man/man1/pairdesk.1.gz"
  put "$LINUX/completions/pairdesk.bash" "$share/bash-completion/completions/pairdesk"
  put "$LINUX/completions/_pairdesk" "$share/zsh/$zsh/_pairdesk"
  put "$LINUX/completions/pairdesk.fish" "$share/fish/vendor_completions.d/pairdesk.fish"
}

# Licences and notices, into one folder.
stage_licences() {
  local file
  for file in LICENSE-MIT LICENSE-APACHE assets/THIRD-PARTY-NOTICES.txt; do put "$file" "$1/${file##*/}"; done
}

# The program that all three hold, and a look at what they say of it.
linux_program() {
  setup package
  scripts/check-entries
  build_dist
  scripts/check-program "$(target_dir)/dist/pairdesk"
  scripts/sbom "$PACKAGES/pairdesk-$VERSION-linux-$(uname -m).cdx.json"
}

package_deb() {
  local share=$TREES/deb/share doc=$TREES/deb/share/doc/pairdesk maintainer tool
  tool=$(cargo_tool cargo-deb)
  maintainer=$(sed -n 's/^maintainer = "\(.*\)"/\1/p' Cargo.toml)
  rm -f "$PACKAGES"/pairdesk_*.deb
  stage_share "$share" vendor-completions
  put "$LINUX/lintian-overrides" "$share/lintian/overrides/pairdesk"
  put_zipped assets/THIRD-PARTY-NOTICES.txt "$doc/THIRD-PARTY-NOTICES.txt.gz"
  "$LINUX/changelog.py" "$maintainer" "$SOURCE_DATE_EPOCH" >"$TREES/changelog"
  put_zipped "$TREES/changelog" "$doc/changelog.gz"
  "$tool" deb --no-build --no-strip --locked --profile dist --output "$PACKAGES/"
  lintian --allow-root --fail-on error "$PACKAGES"/pairdesk_*.deb
}

package_rpm() {
  local share=$TREES/rpm/share tool
  tool=$(cargo_tool cargo-generate-rpm)
  rm -f "$PACKAGES"/pairdesk-*.rpm
  stage_share "$share" site-functions
  stage_licences "$share/licenses/pairdesk"
  put CHANGELOG.md "$share/doc/pairdesk/CHANGELOG.md"
  "$tool" generate-rpm --auto-req builtin --profile dist --output "$PACKAGES/"
  rpm --query --package --info --requires "$PACKAGES"/pairdesk-*.rpm
}

package_tar() {
  local name folder
  name=pairdesk-$VERSION-linux-$(uname -m)
  folder=$TREES/tar/$name
  rm -rf "$TREES/tar" "$PACKAGES"/pairdesk-*.tar.xz
  stage_share "$folder/share" site-functions
  stage_licences "$folder/share/doc/pairdesk"
  put CHANGELOG.md "$folder/share/doc/pairdesk/CHANGELOG.md"
  put "$LINUX/README.txt" "$folder/README.txt"
  install -m 755 "$LINUX/install.sh" "$folder/install.sh"
  install -D -m 755 "$(target_dir)/dist/pairdesk" "$folder/bin/pairdesk"
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="@$SOURCE_DATE_EPOCH" \
    --directory "$TREES/tar" "$name" | xz -9e --threads=1 >"$PACKAGES/$name.tar.xz"
  check_tar "$PACKAGES/$name.tar.xz" "$name"
}

# Unpacked, installed, started and removed: nothing is left.
check_tar() {
  local folder place
  folder=$(mktemp -d)
  place=$folder/place
  mkdir "$place"
  tar --extract --file "$1" --directory "$folder"
  "$folder/$2/install.sh" "$place"
  [[ $("$place/bin/pairdesk" --version) == "pairdesk $VERSION" ]]
  desktop-file-validate "$place/share/applications/$APP_ID.desktop"
  "$folder/$2/install.sh" --remove "$place"
  rmdir "$place" || fail "the archive's install.sh --remove leaves something in its folder"
  rm -rf "$folder"
}

try_deb() {
  "$LINUX/try" deb
}

try_rpm() {
  "$LINUX/try" rpm
}
