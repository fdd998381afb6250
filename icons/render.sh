#!/bin/sh
# Renders the drawings in source/ to the images that the program and its bundles use.
# Needs rsvg-convert, icotool and png2icns (Debian: librsvg2-bin icoutils icnsutils).
# The results are committed, so that a build needs none of these.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

render() { rsvg-convert --width "$2" --height "$2" "source/$1.svg" --output "$3"; }

# Up to 32 px the small drawing: its edges lie on whole pixels.
for size in 16 24 32; do render app-small "$size" "$work/$size.png"; done
for size in 48 64 128 256 512 1024; do render app "$size" "$work/$size.png"; done

cp "$work/32.png" 32x32.png
cp "$work/128.png" 128x128.png
cp "$work/256.png" 128x128@2x.png
cp "$work/512.png" icon.png
icotool --create --output icon.ico \
  "$work/16.png" "$work/24.png" "$work/32.png" "$work/48.png" "$work/64.png" --raw="$work/256.png"
png2icns icon.icns "$work/16.png" "$work/32.png" "$work/128.png" "$work/256.png" \
  "$work/512.png" "$work/1024.png" >"$work/icns.log" || { cat "$work/icns.log" >&2; exit 1; }

# 32 px: twice the 16 px grid of the drawings, which panels halve without blur.
mkdir -p tray
for state in stopped running attention; do
  for panel in light-panel dark-panel template; do
    render "tray-$state-$panel" 32 "tray/$state-$panel.png"
  done
done
