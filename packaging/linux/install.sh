#!/bin/sh
# Puts Pairdesk into its place, or takes it away again. Nothing else on the computer is changed.
#
#   ./install.sh [--remove] [FOLDER]    ~/.local, or /usr/local for root, unless another folder is named
set -eu

here=$(cd "$(dirname "$0")" && pwd)
remove=false
if [ "${1:-}" = --remove ]; then
  remove=true
  shift
fi
if [ "$(id -u)" = 0 ]; then usual=/usr/local; else usual=$HOME/.local; fi
place=${1:-$usual}

cd "$here"
find bin share -type f | sort | while read -r file; do
  if $remove; then
    rm -f "$place/$file"
    # Folders that are empty now were ours.
    (cd "$place" 2>/dev/null && rmdir -p "$(dirname "$file")" 2>/dev/null) || true
  else
    mkdir -p "$place/$(dirname "$file")"
    cp -p "$file" "$place/$file"
  fi
done

if $remove; then
  echo "Pairdesk was removed from $place; what it kept of yours stays in ~/.local/share/pairdesk"
  exit
fi
# The menu has to find the program, wherever it is.
menu=$place/share/applications/io.pairdesk.Pairdesk.desktop
sed "s|Exec=pairdesk|Exec=$place/bin/pairdesk|" share/applications/io.pairdesk.Pairdesk.desktop >"$menu"
echo "Pairdesk is in $place; start it from the menu, or as $place/bin/pairdesk"
