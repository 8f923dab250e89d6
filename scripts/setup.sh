#!/usr/bin/env bash
# What the program and its tests need from the system. Sourced by `run` and `test`; alone it does everything.
#
#   scripts/setup.sh [build] [run] [test] [fuzz] [icons] [wine] [package] [windows] [try]

# Each word is a Debian package; `a|b` is satisfied by either, and the first that apt knows is installed.
BUILD_PACKAGES=(gcc libc6-dev)
# All of these are opened while the program runs, so no linker would miss them. src/desktop/missing.rs knows them too.
RUN_PACKAGES=(libwayland-client0 libwayland-egl1 libegl1 libxkbcommon0 libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxcb1
  libxcursor1 libxi6 libgl1 libgl1-mesa-dri libfontconfig1 ca-certificates)
# Older releases have one package `dbus` where newer ones have two.
TEST_PACKAGES=(xvfb "dbus-daemon|dbus" "dbus-bin|dbus" at-spi2-core gir1.2-atspi-2.0 python3-gi gnome-keyring
  libsecret-tools xdotool x11-utils xclip imagemagick zbar-tools openbox fonts-noto-color-emoji desktop-file-utils appstream
  python3-pip sway grim wtype wl-clipboard)
# libFuzzer is C++.
FUZZ_PACKAGES=(g++)
# Windows programs run here: drawn by the processor, and a compiler for what Wine 8 lacks.
WINE_PACKAGES=(wine wine64 mesa-vulkan-drivers libvulkan1 libgl1-mesa-dri gcc-mingw-w64-x86-64-posix mingw-w64-x86-64-dev)
# dpkg-dev finds out which libraries the program is linked with.
PACKAGE_PACKAGES=(dpkg-dev lintian rpm xz-utils desktop-file-utils appstream python3)
# The installer and the archive for Windows.
WINDOWS_PACKAGES=(nsis zip osslsigncode imagemagick)
# Fresh systems in which packages are tried.
TRY_PACKAGES=(debootstrap)
# Tools from the registry, each at the one version that is known to work.
CARGO_TOOLS=(cargo-deb@3.8.0 cargo-generate-rpm@0.21.1)
# Draw the icon in its sizes.
ICON_PACKAGES=(librsvg2-bin imagemagick icnsutils)
# The same where there is no apt: what can at least be looked for.
TEST_COMMANDS=(Xvfb dbus-run-session gnome-keyring-daemon secret-tool xdotool xprop xclip import convert zbarimg openbox
  sway grim wtype wl-paste)

setup_fail() {
  printf 'setup: %s\n' "$*" >&2
  return 1
}

package_installed() {
  local name
  for name in ${1//|/ }; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] && return 0
  done
  return 1
}

# The first alternative that this release of the system offers.
package_offered() {
  local name
  for name in ${1//|/ }; do
    apt-cache show "$name" >/dev/null 2>&1 && { printf '%s\n' "$name"; return; }
  done
  printf '%s\n' "${1%%|*}"
}

# If need be by sudo. Nothing that is run so may ask.
as_root() {
  if ((EUID == 0)); then
    "$@" </dev/null
  elif [[ -t 0 && -z ${CI:-} ]]; then
    sudo "$@" </dev/null
  else
    # Nobody is there to type a password.
    sudo -n "$@" </dev/null
  fi
}

# A container without package lists knows no package at all.
refresh_packages() {
  as_root apt-get update -qq || setup_fail "apt-get update failed; going on with the lists there are" || true
}

install_packages() {
  local -a missing=() names=()
  local wanted
  for wanted in "$@"; do
    package_installed "$wanted" || missing+=("$wanted")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    setup_fail "not root and no sudo. As root, run: apt-get install --no-install-recommends ${missing[*]%%|*}"
    return
  fi
  printf 'setup: installing %s\n' "${missing[*]%%|*}"
  refresh_packages
  for wanted in "${missing[@]}"; do
    names+=("$(package_offered "$wanted")")
  done
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" >/dev/null ||
    setup_fail "could not install them. As root, run: apt-get install --no-install-recommends ${names[*]}"
}

# Another distribution: say what is missing, leave the installing to its owner.
check_commands() {
  local -a missing=()
  local name
  for name in "$@"; do
    command -v "$name" >/dev/null || missing+=("$name")
  done
  ((${#missing[@]} == 0)) || setup_fail "no apt-get here; please install what provides: ${missing[*]}"
}

# The oldest Rust that will do.
needed_rust() {
  sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml
}

# Rust is the one thing a machine has to bring along.
check_rust() {
  # A shell that is not a login shell does not know rustup's folder.
  command -v cargo >/dev/null || PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  if ! command -v cargo >/dev/null; then
    setup_fail "cargo was not found. Install Rust from https://rustup.rs and start again"
    return
  fi
  local needed found
  needed=$(needed_rust)
  found=$(rustc --version | cut -d ' ' -f 2)
  if [[ $(printf '%s\n%s\n' "$needed" "${found%%-*}" | sort -V | head -n 1) != "$needed" ]]; then
    setup_fail "Rust $needed or newer is needed, this is $found. Run: rustup update"
  fi
}

# A minimal toolchain comes without them.
check_rust_components() {
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
  if command -v rustup >/dev/null && rustup component add rustfmt clippy; then
    return
  fi
  setup_fail "cargo fmt and cargo clippy are needed. Run: rustup component add rustfmt clippy"
}

setup() {
  local part
  local -a packages=()
  check_rust || return
  for part in "$@"; do
    case $part in
      build) packages+=("${BUILD_PACKAGES[@]}") ;;
      run) packages+=("${RUN_PACKAGES[@]}") ;;
      test) packages+=("${TEST_PACKAGES[@]}") ;;
      fuzz) packages+=("${FUZZ_PACKAGES[@]}") ;;
      wine) packages+=("${WINE_PACKAGES[@]}") ;;
      icons) packages+=("${ICON_PACKAGES[@]}") ;;
      package) packages+=("${PACKAGE_PACKAGES[@]}") ;;
      windows) packages+=("${WINDOWS_PACKAGES[@]}") ;;
      try) packages+=("${TRY_PACKAGES[@]}") ;;
      *) setup_fail "unknown part '$part'; the first lines of scripts/setup.sh name them" || return ;;
    esac
  done
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    install_packages "${packages[@]}"
  elif [[ " $* " == *" test "* ]]; then
    check_commands "${TEST_COMMANDS[@]}"
  fi
}

# Where cargo puts what it builds.
target_dir() {
  printf '%s\n' "${CARGO_TARGET_DIR:-target}"
}

# Where a tool is; installs it first when it is missing or of another version.
cargo_tool() {
  local name=$1 root wanted
  root=$(target_dir)/tools
  for wanted in "${CARGO_TOOLS[@]}"; do
    [[ ${wanted%@*} == "$name" ]] || continue
    grep -qsF "\"$name ${wanted#*@} " "$root/.crates.toml" || cargo install --locked --root "$root" "$wanted" >&2 || return
    printf '%s\n' "$root/bin/$name"
    return
  done
  setup_fail "$name is not among CARGO_TOOLS"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  set -euo pipefail
  cd "$(dirname "$0")/.."
  if (($# == 0)); then set -- build run test; fi
  setup "$@"
  printf 'setup: everything is there\n'
fi
