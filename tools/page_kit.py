"""Copies the parts of the NHS page kit that any site may serve into `web/static/vendor/nhsuk`.

The kit is under the MIT licence, but the NHS logo, its favicons and the Frutiger typeface are for
NHS services only: they stay behind, and the styles are rewritten so that nothing asks for them.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
TARGET = ROOT / "src" / "joinedup" / "web" / "static" / "vendor" / "nhsuk"
# Everything else in the kit's images is the NHS logo in some size.
IMAGES = re.compile(r"nhsuk-icon-(?!mask|\d)[a-z-]+\.svg$")
LICENCE = """\
nhsuk-frontend (https://github.com/nhsuk/nhsuk-frontend) is used here under the MIT Licence.
Left out: the NHS logo, favicons and Frutiger typeface.
Changed: addresses of images, names of typefaces.

MIT License

Copyright (c) NHS England

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def styles(text: str) -> str:
    """The kit's styles without its typeface, its absolute addresses and its source map."""
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
    text = re.sub(r"Frutiger W01\s*,\s*", "", text)
    text = text.replace("url(/assets/", "url(assets/")
    return re.sub(r"\s*/\*# sourceMappingURL=\S+ \*/\s*$", "\n", text)


def script(text: str) -> str:
    """The kit's script without its source map, which is not served."""
    return re.sub(r"\s*//# sourceMappingURL=\S+\s*$", "\n", text)


def leftovers(styles_text: str) -> list[str]:
    """What a page may not ask for and the styles still do: an empty list when the copy is clean."""
    return re.findall(
        r"(?i)frutiger|assets\.nhs\.uk|url\(/|@font-face|sourceMappingURL", styles_text
    )


def copy(source: Path, target: Path) -> None:
    """Copy into a folder beside the target, then put it in the target's place in one step."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "assets" / "images").mkdir(parents=True)

    sheet = styles((source / "nhsuk-frontend.min.css").read_text())
    if left := leftovers(sheet):
        raise SystemExit(f"tools/page_kit.py does not know this version of the kit: {left[0]}")
    (fresh / "nhsuk-frontend.min.css").write_text(sheet)
    (fresh / "nhsuk-frontend.min.js").write_text(
        script((source / "nhsuk-frontend.min.js").read_text())
    )
    (fresh / "LICENCE.txt").write_text(LICENCE)
    for image in (source / "assets" / "images").iterdir():
        if IMAGES.match(image.name):
            shutil.copy(image, fresh / "assets" / "images")

    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


if __name__ == "__main__":
    sys.exit(copy(SOURCE, TARGET))
