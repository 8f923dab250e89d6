#!/usr/bin/env bash
# The package for macOS: `package_macos`. Sourced by scripts/package. Elsewhere than on a Mac everything but the program
# is laid out and checked; nothing else can link for macOS.
#
#   PAIRDESK_SIGN_MACOS         a "Developer ID Application" identity; without it the app is signed for this Mac alone
#   PAIRDESK_NOTARY_PROFILE     a keychain profile of `xcrun notarytool store-credentials`; without it nothing is notarised

# shellcheck source=scripts/dist.sh
. scripts/dist.sh

MACOS=packaging/macos
MACOS_TREE=target/trees/macos
MACOS_APP=$MACOS_TREE/Pairdesk.app
# Rust's own limit for processors of Apple.
MACOS_OLDEST=11.0

package_macos() {
  macos_layout
  if [[ $(uname) != Darwin ]]; then
    "$MACOS/check" "$MACOS_APP" --version "$VERSION" --without-program
    printf 'package: the bundle is in %s; its program, its signature and the dmg need a Mac\n' "$MACOS_APP"
    return
  fi
  macos_program "$MACOS_APP/Contents/MacOS/pairdesk"
  macos_sign
  "$MACOS/check" "$MACOS_APP" --version "$VERSION"
  macos_dmg "$PACKAGES/pairdesk-$VERSION-macos-$(macos_kind).dmg"
  scripts/sbom "$PACKAGES/pairdesk-$VERSION-macos.cdx.json" aarch64-apple-darwin
}

macos_layout() {
  local contents=$MACOS_APP/Contents language
  rm -rf "$MACOS_TREE"
  mkdir -p "$contents/MacOS" "$contents/Resources"
  sed "s/@VERSION@/$VERSION/" "$MACOS/Info.plist" >"$contents/Info.plist"
  printf 'APPL????' >"$contents/PkgInfo"
  cp assets/app/pairdesk.icns "$contents/Resources/"
  cp LICENSE-MIT LICENSE-APACHE assets/THIRD-PARTY-NOTICES.txt "$contents/Resources/"
  for language in en pt-BR es; do cp -R "$MACOS/$language.lproj" "$contents/Resources/"; done
}

# The processors that this Mac's Rust can build for.
macos_targets() {
  local target libraries
  for target in aarch64-apple-darwin x86_64-apple-darwin; do
    libraries=$(rustc --print target-libdir --target "$target")
    if compgen -G "$libraries/libstd-*" >/dev/null; then printf '%s\n' "$target"; fi
  done
}

macos_kind() {
  case $(lipo -archs "$MACOS_APP/Contents/MacOS/pairdesk") in
    *' '*) printf 'universal' ;;
    *) lipo -archs "$MACOS_APP/Contents/MacOS/pairdesk" ;;
  esac
}

# One program for all processors that can be built for.
macos_program() {
  local target
  local -a built=()
  export MACOSX_DEPLOYMENT_TARGET=$MACOS_OLDEST
  for target in $(macos_targets); do
    build_dist --target "$target"
    built+=("$(target_dir)/$target/dist/pairdesk")
  done
  ((${#built[@]})) || fail "this Rust builds for no Mac. Run: rustup target add aarch64-apple-darwin x86_64-apple-darwin"
  lipo -create "${built[@]}" -output "$1"
}

macos_sign() {
  local -a options=(--force --options runtime --entitlements "$MACOS/entitlements.plist")
  if [[ -n ${PAIRDESK_SIGN_MACOS:-} ]]; then
    options+=(--timestamp --sign "$PAIRDESK_SIGN_MACOS")
  else
    printf 'package: PAIRDESK_SIGN_MACOS is not set, so Gatekeeper of another Mac will refuse the app at first\n'
    options+=(--sign -)
  fi
  codesign "${options[@]}" "$MACOS_APP"
  codesign --verify --strict --deep "$MACOS_APP"
}

# The app and a way to the folder that it is to be dragged to.
macos_dmg() {
  local stage=$MACOS_TREE/dmg
  mkdir "$stage"
  cp -R "$MACOS_APP" "$stage/"
  ln -s /Applications "$stage/Applications"
  hdiutil create -quiet -ov -volname Pairdesk -srcfolder "$stage" -fs HFS+ -format UDZO "$1"
  [[ -n ${PAIRDESK_SIGN_MACOS:-} ]] || return 0
  codesign --timestamp --sign "$PAIRDESK_SIGN_MACOS" "$1"
  [[ -n ${PAIRDESK_NOTARY_PROFILE:-} ]] || return 0
  xcrun notarytool submit "$1" --keychain-profile "$PAIRDESK_NOTARY_PROFILE" --wait
  xcrun stapler staple "$1"
  spctl --assess --type open --context context:primary-signature --verbose "$1"
}
