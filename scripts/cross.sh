#!/usr/bin/env bash
# Compilers for the systems that this one is not. Sourced by what builds for Windows or macOS.
#
#   cross_setup SYSTEM                   what compiling for `windows` or `macos` needs
#   cross_cargo SYSTEM COMMAND [ARGS]    cargo with its target, after `cross_setup`
#   cross_output SYSTEM                  the folder that has `debug`, `dist` and so on
#
# A target that the machine's own Rust has (`rustup target add`) is used. Elsewhere Debian's `rustc-web` is: it comes
# with the source of the standard library, which is built along. It is unpacked and not installed, since a second rustc
# in /usr/bin could take the place of the machine's. Compiler and everything that is compiled are in one folder, so that
# `cargo clean` takes all of it away.
#
#   PAIRDESK_SYSTEMS_DIR     that folder, target/systems if unset
#   PAIRDESK_SYSTEMS_RUST    `debian` does as a machine without the targets does

# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# The headers are a package of their own. `windres` comes along.
CROSS_WINDOWS_PACKAGES=(gcc-mingw-w64-x86-64-posix mingw-w64-x86-64-dev)
CROSS_WINDOWS_COMPILER=x86_64-w64-mingw32-gcc
CROSS_RUST_PACKAGES=(rustc-web cargo-web rust-web-src)

cross_triple() {
  case $1 in
    windows) printf 'x86_64-pc-windows-gnu\n' ;;
    macos) printf 'aarch64-apple-darwin\n' ;;
    *) setup_fail "unknown system '$1': windows or macos" ;;
  esac
}

# The folder of all this, from the root.
cross_place() {
  local place=${PAIRDESK_SYSTEMS_DIR:-$(target_dir)/systems}
  [[ $place == /* ]] || place=$PWD/$place
  printf '%s\n' "$place"
}

cross_output() {
  printf '%s/build/%s\n' "$(cross_place)" "$(cross_triple "$1")"
}

# Whether the machine's own Rust has the standard library of this system.
cross_has_target() {
  local libraries
  [[ ${PAIRDESK_SYSTEMS_RUST:-} != debian ]] || return
  libraries=$(rustc --print target-libdir --target "$(cross_triple "$1")" 2>/dev/null) &&
    compgen -G "$libraries/libstd-*" >/dev/null
}

cross_setup() {
  local system=$1
  cross_triple "$system" >/dev/null && setup build || return
  if [[ $system == windows ]]; then
    if command -v apt-get >/dev/null; then
      install_packages "${CROSS_WINDOWS_PACKAGES[@]}" || return
    else
      check_commands "$CROSS_WINDOWS_COMPILER" || return
    fi
  elif [[ $(uname) != Darwin ]]; then
    cross_stubs
  fi
  cross_has_target "$system" || cross_unpack_rust "$system"
}

# Where there is no SDK of macOS: a compiler and an archiver that write empty files. A check links nothing.
cross_stubs() {
  local place
  place=$(cross_place)
  mkdir -p "$place/stubs/sdk"
  cat >"$place/stubs/cc" <<'STUB'
#!/bin/sh
while [ $# -gt 1 ]; do
  if [ "$1" = -o ]; then : >"$2"; fi
  shift
done
STUB
  cat >"$place/stubs/ar" <<'STUB'
#!/bin/sh
for file; do case $file in *.a) : >"$file" ;; esac; done
STUB
  chmod +x "$place/stubs/cc" "$place/stubs/ar"
}

cross_unpack_rust() {
  local place way package
  local -a names=()
  place=$(cross_place)
  [[ ! -e $place/rust/usr/bin/rustc ]] || return 0
  way="Run: rustup target add $(cross_triple "$1")"
  if ! command -v apt-get >/dev/null; then
    setup_fail "this Rust has no standard library for $1. $way"
    return
  fi
  refresh_packages
  if ! cross_offers_rust; then
    setup_fail "this Rust has no standard library for $1, and this release no new enough ${CROSS_RUST_PACKAGES[0]}. $way"
    return
  fi
  printf 'setup: unpacking %s into %s\n' "${CROSS_RUST_PACKAGES[0]}" "$place/rust"
  mapfile -t names < <(cross_rust_packages)
  rm -rf "$place/rust.part"
  mkdir -p "$place/rust.part/packages"
  (
    cd "$place/rust.part"
    (cd packages && apt-get download -qq -o APT::Sandbox::User=root "${names[@]}") &&
      for package in packages/*.deb; do dpkg -x "$package" .; done &&
      rm -r packages usr/share && mv "$place/rust.part" "$place/rust"
  ) || setup_fail "could not be fetched: ${names[*]}"
}

# These and what they need that is not there already; the names of libraries differ between releases.
cross_rust_packages() {
  {
    printf '%s\n' "${CROSS_RUST_PACKAGES[@]}"
    LC_ALL=C apt-get -s --no-install-recommends install "${CROSS_RUST_PACKAGES[@]}" | sed -n 's/^Inst \([^ ]*\).*/\1/p'
  } | sort -u
}

# Whether there is one as new as the program needs.
cross_offers_rust() {
  local offered
  offered=$(apt-cache policy "${CROSS_RUST_PACKAGES[0]}" | sed -n 's/^ *Candidate: //p')
  [[ -n $offered && $offered != '(none)' ]] && dpkg --compare-versions "$offered" ge "$(needed_rust)"
}

# In a shell of its own, so that nothing of this reaches the builds for this machine.
cross_cargo() (
  system=$1
  command=$2
  shift 2
  place=$(cross_place)
  std=()
  if ! cross_has_target "$system"; then
    rust=$place/rust/usr
    libraries=("$rust"/lib/*-linux-gnu)
    export PATH="$rust/bin:$PATH" LD_LIBRARY_PATH=${libraries[0]} RUSTC="$rust/bin/rustc" RUSTC_BOOTSTRAP=1
    # `test` is for tests alone, but another list would build everything anew.
    std=(-Z "build-std=std,panic_unwind,test")
  fi
  if [[ $system == windows ]]; then
    export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=$CROSS_WINDOWS_COMPILER
  elif [[ $(uname) != Darwin ]]; then
    export CC_aarch64_apple_darwin="$place/stubs/cc" CXX_aarch64_apple_darwin="$place/stubs/cc" \
      AR_aarch64_apple_darwin="$place/stubs/ar" SDKROOT="$place/stubs/sdk"
  fi
  CARGO_TARGET_DIR=$place/build cargo "$command" --locked --target "$(cross_triple "$system")" ${std[0]+"${std[@]}"} "$@"
)
