#!/usr/bin/env bash
# Windows without Windows: Wine, and folders of it that nobody else uses. Sourced by what tries the Windows program;
# alone it runs the journey.
#
#   scripts/wine.sh PROGRAM.exe    the main job in a real window under Wine; pictures in target/wine/shots
#
# After `wine_setup`, `wine_prefix FOLDER` makes a fresh Windows there and `wine_run FOLDER PROGRAM …` runs a program in it.

# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

WINE_COMPILER=x86_64-w64-mingw32-gcc

# What all of it needs, and the Windows that the others are copied from. Made once.
wine_setup() {
  setup test wine || return
  local place
  place=$(wine_place)
  if [[ ! -e $place/pristine/made || -n $(find tests/wine scripts/wine.sh -newer "$place/pristine/made") ]]; then
    rm -rf "$place/pristine"
    mkdir -p "$place/pristine" "$place/home"
    printf 'wine: making a Windows\n'
    if ! wine_tools "$place" || ! wine_make "$place/pristine"; then
      setup_fail "Wine could not make a Windows; see $place/wine.log"
      return
    fi
    cp "$place/bcryptprimitives.dll" "$place/pristine/drive_c/windows/system32/"
    wine_shell "$place/pristine/drive_c/windows/system32/shell32.dll"
    touch "$place/pristine/made"
  fi
}

# It knows of a secret of somebody else, as every Windows that is used.
wine_make() {
  wine_quietly "$1" wineboot --init && wine_quietly "$1" winecfg -v win10 &&
    wine_quietly "$1" "$(wine_place)/credentials.exe" theirs && wine_ended "$1"
}

# Where everything of Wine is kept.
wine_place() {
  local target
  target=$(target_dir)
  [[ $target == /* ]] || target=$PWD/$target
  printf '%s/wine\n' "$target"
}

# The DLL that Wine 8 lacks, what reads the Credential Manager and the clipboard from outside, and what stands in Explorer's
# way.
wine_tools() {
  local name
  for name in credentials clipboard no_area; do
    "$WINE_COMPILER" -Os -s -Wall -Wextra -Werror -o "$1/$name.exe" "tests/wine/$name.c" || return
  done
  # It needs nothing of a C library, so none has to be started before its one function is called.
  "$WINE_COMPILER" -Os -s -Wall -Wextra -Werror -shared -nostartfiles -Wl,-e,0 -o "$1/bcryptprimitives.dll" \
    tests/wine/bcryptprimitives.c -ladvapi32
}

# What Wine 8 does not know of icons in the notification area.
wine_shell() {
  /usr/bin/python3 tests/wine/shell32.py "$1" "$1"
}

# A fresh Windows at this folder, in the place of whatever was there. Its system files are shared by hard links.
wine_prefix() {
  rm -rf "$1"
  mkdir -p "$(dirname "$1")"
  cp -al "$(wine_place)/pristine" "$1"
  # What is changed in place may not be shared.
  local file
  for file in "$1"/*.reg; do
    cp "$file" "$file.own"
    mv "$file.own" "$file"
  done
}

# Runs a program in the Windows of this folder, with our display, and gives its exit code.
wine_run() {
  local prefix=$1
  shift
  # No questions for components that none of ours needs, and nothing in the menus of this desktop.
  WINEPREFIX=$prefix WINEDEBUG=${WINEDEBUG:--all} WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe=;shell32=n,b" wine "$@"
}

# Waits until nothing runs any more in the Windows of this folder.
wine_ended() {
  WINEPREFIX=$1 wineserver -w
}

# For what needs no display; the folders of a person here stay out of it.
wine_quietly() {
  local prefix=$1
  shift
  HOME=$(wine_place)/home DISPLAY='' WAYLAND_DISPLAY='' wine_run "$prefix" "$@" >>"$(wine_place)/wine.log" 2>&1
}

# The main job, as a person does it, with a program that was built for Windows.
wine_journey() {
  wine_setup || return
  local place
  place=$(wine_place)
  wine_prefix "$place/journey"
  /usr/bin/python3 tests/e2e/wine.py --program "$1" --prefix "$place/journey" --tools "$place" --shots "$place/shots"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  set -euo pipefail
  program=$(realpath "${1:?the Windows program is missing}")
  cd "$(dirname "$0")/.."
  wine_journey "$program"
fi
