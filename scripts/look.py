"""Photograph every page of a running demonstration, and ask axe and the browser's console what is wrong with it.

``python -m scripts.look`` reads the pages from ``manage.py look_pages`` (a JSON list of name, path, person), opens
each at 1440 and 390 px in both languages and writes pictures, contact sheets and ``report.json`` into var/look/.
``BASE_URL`` names the demonstration, http://127.0.0.1:8000 unless told; names as arguments choose some pages.
Exit status 1 when a page fails, breaks an accessibility rule, is wider than its window or is refused by the CSP.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "look"
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {1440: 900, 390: 844}
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
LANGUAGE_COOKIE = "lianhe_language"
AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
THUMB = 360
THUMB_HEIGHT = 560
COLUMNS = 5


@dataclass
class Finding:
    """What one opening of one page showed."""

    name: str
    language: str
    width: int
    picture: str
    status: int = 0
    overflow: int = 0
    console: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """Nothing to repair here."""
        return self.status < 400 and not (self.overflow or self.console or self.axe)


def listed(wanted: list[str]) -> list[dict[str, str]]:
    """The pages to open, in the order the demonstration gives them."""
    told = subprocess.run(
        [sys.executable, "manage.py", "look_pages"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    pages = json.loads(told)
    return [page for page in pages if not wanted or page["name"] in wanted]


def become(context: BrowserContext, person: str) -> None:
    """Sign in as a person of the demonstration; nobody stays a visitor."""
    if not person:
        return
    page = context.new_page()
    page.goto(f"{BASE_URL}/demo/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    page.close()
    answer = context.request.post(
        f"{BASE_URL}/demo/become/{person}/",
        form={"csrfmiddlewaretoken": token},
        headers={"Referer": f"{BASE_URL}/demo/"},
    )
    if not answer.ok:
        raise SystemExit(f"Cannot become {person}: {answer.status}")


def axe_says(page: Page) -> list[str]:
    """Broken accessibility rules, each with its first places."""
    answer = Axe().run(page, options=AXE_RULES).response
    return [
        f"{broken['id']} ({len(broken['nodes'])}): "
        + "; ".join(" ".join(map(str, node["target"])) for node in broken["nodes"][:3])
        for broken in answer["violations"]
    ]


def open_page(
    context: BrowserContext, page: dict[str, str], language: str, width: int, *, asks_axe: bool
) -> Finding:
    """Open, listen, measure and photograph one page."""
    file = OUT / f"{page['name']}-{language}-{width}.png"
    found = Finding(page["name"], language, width, file.name)
    tab = context.new_page()
    tab.on(
        "console",
        lambda said: found.console.append(said.text) if said.type in {"error", "warning"} else None,
    )
    tab.on("pageerror", lambda error: found.console.append(str(error)))
    answer = tab.goto(BASE_URL + page["path"])
    tab.wait_for_load_state("networkidle" if asks_axe else "load")
    found.status = answer.status if answer else 0
    found.overflow = max(0, tab.evaluate("document.documentElement.scrollWidth") - width)
    tab.screenshot(path=str(file), full_page=True)
    if asks_axe:
        told = len(found.console)
        found.axe = axe_says(tab)
        del found.console[told:]  # what axe itself provoked
    tab.close()
    return found


def visit(
    browser: Browser, pages: list[dict[str, str]], language: str, width: int, *, asks_axe: bool
) -> list[Finding]:
    """All pages in one language and width, one browser session a person."""
    findings = []
    for person in dict.fromkeys(page.get("person") or "" for page in pages):
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]}, locale=LANGUAGES[language]
        )
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": BASE_URL}])
        become(context, person)
        for page in pages:
            if (page.get("person") or "") != person:
                continue
            findings.append(open_page(context, page, language, width, asks_axe=asks_axe))
            print("." if findings[-1].is_fine else "F", end="", flush=True)
        context.close()
    return findings


def contact_sheet(findings: list[Finding], file: Path) -> None:
    """The tops of all pictures on one sheet, with their names; those to repair in red."""
    rows = -(-len(findings) // COLUMNS)
    cell = THUMB_HEIGHT + 24
    sheet = Image.new("RGB", (COLUMNS * (THUMB + 16), max(rows, 1) * (cell + 16)), "#8a949b")
    pen = ImageDraw.Draw(sheet)
    for number, found in enumerate(findings):
        left, top = (number % COLUMNS) * (THUMB + 16) + 8, (number // COLUMNS) * (cell + 16) + 8
        with Image.open(OUT / found.picture) as picture:
            thumb = picture.convert("RGB").resize((THUMB, round(picture.height * THUMB / picture.width)))
        sheet.paste(thumb.crop((0, 0, THUMB, min(THUMB_HEIGHT, thumb.height))), (left, top + 24))
        pen.text((left, top + 6), found.name, fill="#ffffff" if found.is_fine else "#7a0c05")
    sheet.save(file)


def report(findings: list[Finding]) -> int:
    """Write what was found, say what must be repaired, and count it."""
    rows: list[dict[str, Any]] = [vars(found) for found in findings]
    text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    (OUT / "report.json").write_text(text, encoding="utf-8")
    broken = [found for found in findings if not found.is_fine]
    for found in broken:
        print(
            f"{found.name} {found.language} {found.width}: status {found.status}, overflow {found.overflow}"
        )
        for line in [*found.console, *found.axe]:
            print(f"    {line}")
    print(f"Pages opened: {len(findings)}. To repair: {len(broken)}. Pictures: {OUT.relative_to(ROOT)}")
    return len(broken)


def main() -> int:
    """Open everything asked for; nothing opened is a failure too."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="names of pages; all when none are given")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--width", type=int, choices=WIDTHS, action="append")
    parser.add_argument("--pictures-only", action="store_true", help="do not ask axe: three times as fast")
    asked = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    pages = listed(asked.names)
    findings: list[Finding] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for language in asked.language or LANGUAGES:
            for width in asked.width or WIDTHS:
                seen = visit(browser, pages, language, width, asks_axe=not asked.pictures_only)
                contact_sheet(seen, OUT / f"sheet-{language}-{width}.png")
                findings += seen
        browser.close()
    print()
    return 1 if report(findings) or not findings else 0


if __name__ == "__main__":
    sys.exit(main())
