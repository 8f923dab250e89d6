#!/usr/bin/env bash
# The packages for Windows: `package_windows`. Sourced by scripts/package.
#
#   PAIRDESK_WINDOWS_PROGRAM    an exe that is there already, instead of building one
#   PAIRDESK_SIGN_WINDOWS       signs program, setup and uninstaller; see packaging/windows/sign

# shellcheck source=scripts/cross.sh
. scripts/cross.sh
# shellcheck source=scripts/dist.sh
. scripts/dist.sh

WINDOWS=packaging/windows
WINDOWS_TREE=target/trees/windows

package_windows() {
  local name=pairdesk-$VERSION-windows-x86_64 program=$WINDOWS_TREE/pairdesk.exe
  setup windows
  rm -rf "$WINDOWS_TREE"
  mkdir -p "$WINDOWS_TREE/texts"
  windows_program "$program"
  scripts/check-program "$program"
  windows_texts "$WINDOWS_TREE/texts"
  # The one form of picture that the installer's pages take, in the one size.
  convert -size 164x314 'xc:#E9F4EF' assets/app/png/pairdesk-128.png -gravity center -composite \
    "BMP3:$WINDOWS_TREE/side.bmp"
  if [[ -n ${PAIRDESK_SIGN_WINDOWS:-} ]]; then
    "$WINDOWS/sign" "$program"
  else
    printf 'package: PAIRDESK_SIGN_WINDOWS is not set, so nothing for Windows is signed\n'
  fi
  # shellcheck disable=SC2153 # It is scripts/package that says where.
  windows_setup "$VERSION" "$PACKAGES/$name-setup.exe"
  windows_zip "$name"
  scripts/sbom "$PACKAGES/$name.cdx.json" "$(cross_triple windows)"
}

# Builds it, or takes the one that is there.
windows_program() {
  if [[ -n ${PAIRDESK_WINDOWS_PROGRAM:-} ]]; then
    cp "$PAIRDESK_WINDOWS_PROGRAM" "$1"
    return
  fi
  cross_setup windows
  (
    cargo fetch --locked --quiet
    hide_cross_paths
    cross_cargo windows build --profile dist --bin pairdesk
  )
  cp "$(cross_output windows)/dist/pairdesk.exe" "$1"
}

# As dist.sh hides the machine's own folders, those of the other compiler and of what it builds; either may be a link.
hide_cross_paths() {
  local place folder
  place=$(cross_place)
  CARGO_TARGET_DIR=$place hide_machine_paths
  for folder in rust build; do
    CARGO_ENCODED_RUSTFLAGS+=$'\x1f--remap-path-prefix='$(realpath -m "$place/$folder")=$folder
    CFLAGS+=" -ffile-prefix-map=$(realpath -m "$place/$folder")=$folder"
  done
}

# What lies beside the program, as Windows likes texts: with an ending, and lines as its oldest editor breaks them.
windows_texts() {
  local from
  for from in "$WINDOWS/README" LICENSE-MIT LICENSE-APACHE assets/THIRD-PARTY-NOTICES; do
    [[ -e $from ]] || from+=.txt
    sed "s/@VERSION@/$VERSION/; s/\$/\r/" "$from" >"$1/$(basename "$from" .txt).txt"
  done
}

# The installer of this version, into that file.
windows_setup() {
  local sign='' size
  # It keeps the times of files.
  find "$WINDOWS_TREE" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
  [[ -z ${PAIRDESK_SIGN_WINDOWS:-} ]] || sign=$PWD/$WINDOWS/sign
  size=$(find "$WINDOWS_TREE/pairdesk.exe" "$WINDOWS_TREE/texts" -type f -printf '%s\n' | awk '{ bytes += $1 } END { print int((bytes + 1023) / 1024) }')
  makensis -V2 -NOCD -INPUTCHARSET UTF8 -DVERSION="$1" -DOUT="$2" -DSIZE="$size" -DSIGN="$sign" \
    -DPROGRAM="$WINDOWS_TREE/pairdesk.exe" -DFOLDER="$WINDOWS_TREE/texts" -DSIDE="$WINDOWS_TREE/side.bmp" -DHOME=. \
    "$WINDOWS/pairdesk.nsi"
}

# The same without an installer: one folder, sorted and with fixed times, so that two runs are alike.
windows_zip() {
  local folder=$WINDOWS_TREE/$1 out=$PWD/$PACKAGES/$1.zip
  mkdir "$folder"
  cp -p "$WINDOWS_TREE/pairdesk.exe" "$WINDOWS_TREE"/texts/* "$folder/"
  find "$folder" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
  rm -f "$out"
  (cd "$WINDOWS_TREE" && find "$1" | LC_ALL=C sort | TZ=UTC zip -q -X -9 -@ "$out")
}

# Under Wine: the main job with the installed program, then installed, started, upgraded and removed.
try_windows() {
  local name=pairdesk-$VERSION-windows-x86_64 place
  # shellcheck source=scripts/wine.sh
  . scripts/wine.sh
  wine_setup
  place=$(wine_place)
  wine_prefix "$place/installed"
  wine_quietly "$place/installed" "$PACKAGES/$name-setup.exe" /S
  /usr/bin/python3 tests/e2e/wine.py --prefix "$place/installed" --tools "$place" --shots "$place/installed-shots" \
    --program "$(echo "$place"/installed/drive_c/users/*/AppData/Local/Programs/Pairdesk/pairdesk.exe)"
  wine_prefix "$place/setup"
  # A later version to upgrade to: the same program under a higher number.
  windows_setup 99.0.0 "$WINDOWS_TREE/later-setup.exe"
  "$WINDOWS/try" --setup "$PACKAGES/$name-setup.exe" --zip "$PACKAGES/$name.zip" --version "$VERSION" \
    --later "$WINDOWS_TREE/later-setup.exe" --prefix "$place/setup" --tools "$place"
}
