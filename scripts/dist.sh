#!/usr/bin/env bash
# How the program is built that is given away: `build_dist [CARGO ARGUMENTS]`. Sourced.

# A folder's path without links in it. `realpath` of a Mac wants the folder to be there, and knows no options.
full_path() {
  mkdir -p "$1"
  (cd "$1" && pwd -P)
}

# Panics and errors name the place in the source. Without this they would name the folders of the machine that built it.
# On top of RUSTFLAGS, which cargo no longer reads where it is given these.
hide_machine_paths() {
  local folder from sysroot target_folder
  local -a flags=()
  read -r -a flags <<<"${RUSTFLAGS:-}"
  sysroot=$("${RUSTC:-rustc}" --print sysroot)
  target_folder=$(full_path "${CARGO_TARGET_DIR:-target}")
  folder=$(full_path "${CARGO_HOME:-$HOME/.cargo}")
  # Of several that fit, the last one is taken.
  flags+=("--remap-path-prefix=$HOME=home" "--remap-path-prefix=$folder=cargo"
    "--remap-path-prefix=$target_folder=target" "--remap-path-prefix=$sysroot/lib/rustlib/src/rust=/rustc")
  CFLAGS="${CFLAGS:-} -ffile-prefix-map=$folder=cargo"
  for from in "$folder"/registry/src/*/; do
    flags+=("--remap-path-prefix=${from%/}=crates")
    CFLAGS+=" -ffile-prefix-map=${from%/}=crates"
  done
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && printf '%s' "${flags[*]}")
  export CARGO_ENCODED_RUSTFLAGS CFLAGS
}

# In a shell of its own, so that the flags stay in here. The sources have to be there before their folders can be named.
build_dist() (
  cargo fetch --locked --quiet
  hide_machine_paths
  cargo build --profile dist --locked --bin pairdesk "$@"
)
