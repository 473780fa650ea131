"""Builds the files in static/fonts/ from the font's package on npm (docs/decisions/typeface.md).

    .venv/bin/uv run --no-project --with fonttools --with brotli python -m tools.make_font

Prints the numbers of the @font-face rules in static/css/tokens.css that give the system's fonts the same measures.
"""

import subprocess
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from scripts.commands import ROOT

PACKAGE = "@fontsource-variable/hanken-grotesk@5.3.0"
NAME = "hanken-grotesk"
FOLDER = ROOT / "static" / "fonts"
WEIGHTS = (400, 800)
# Latin for Dutch and English; names from Poland or Turkey are in a second file, fetched only where they occur.
RANGES = {"latin": None, "latin-ext": [*range(0x100, 0x250), *range(0x1E80, 0x1E86), 0x1EF2, 0x1EF3]}
# Fonts that a reader has until ours is there, with a file of the same measures on a Debian machine.
FALLBACK = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
# What readers read here decides which letters' width matters.
SAMPLE = "".join(path.read_text() for path in sorted(ROOT.glob("content/articles/*.md")))


def main():
    """Fetch the package and write two woff2 files and the licence."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", PACKAGE, "--pack-destination", folder], check=True, stdout=subprocess.DEVNULL
        )
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        package = Path(folder) / "package"
        (FOLDER / "LICENSE.txt").write_bytes((package / "LICENSE").read_bytes())
        for part, codes in RANGES.items():
            font = TTFont(package / "files" / f"{NAME}-{part}-wght-normal.woff2")
            target = FOLDER / f"{NAME}{'' if codes is None else '-ext'}.woff2"
            write_subset(font, codes or list(font.getBestCmap()), target)
            print(f"{target.name}: {target.stat().st_size:,} bytes, {len(font.getBestCmap())} characters")
            if codes is None:
                print_measures(font, TTFont(FALLBACK))


def write_subset(font, codes, target):
    """Keep the weights and characters that the site uses, without the hints for screens of long ago."""
    limited = BytesIO()
    instantiateVariableFont(font, {"wght": WEIGHTS}).save(limited)
    # Read again, because the subsetter wants its tables whole.
    font = TTFont(limited)
    options = Options()
    options.flavor, options.hinting, options.layout_features = "woff2", False, ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def average_width(font):
    """Return the width of a letter of running text, in em."""
    widths, letters = font["hmtx"], font.getBestCmap()
    shown = [widths[letters[ord(letter)]][0] for letter in SAMPLE if ord(letter) in letters]
    return sum(shown) / len(shown) / font["head"].unitsPerEm


def print_measures(font, fallback):
    """Print the descriptors of CSS Fonts 5, 4: size-adjust, and ascent and descent as a part of the adjusted size."""
    ratio = average_width(font) / average_width(fallback)
    units = font["head"].unitsPerEm
    print(f"size-adjust: {ratio:.1%}")
    print(f"ascent-override: {font['hhea'].ascent / units / ratio:.1%}")
    print(f"descent-override: {-font['hhea'].descent / units / ratio:.1%}")


if __name__ == "__main__":
    main()
