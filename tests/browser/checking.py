"""What must hold on every page a journey sees: accessible, no script faults, no sideways scrolling,
and in English no Chinese but the data."""

import json
import re
from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
REPEATED = "tbody > tr:nth-child(n+13), .roll > li:nth-child(n+13), option:nth-child(n+13)"
"""Further rows of long lists: they repeat the first dozen and would take axe most of its time."""
RUN_AXE = """async (repeated) => {
  const where = document.querySelector(repeated) ? { exclude: repeated.split(', ') } : document;
  const { violations } = await axe.run(where, { resultTypes: ['violations'] });
  const shown = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ');
  return violations.map((one) => `${one.impact} ${one.id}: ${shown(one.nodes)}`);
}"""
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide <= room) return '';
  const beyond = (one) => one.getBoundingClientRect().right > room + 1;
  const guilty = [...document.querySelectorAll('body *')].filter(beyond).slice(-3);
  return `${wide} > ${room}: ${guilty.map((one) => one.outerHTML.slice(0, 160)).join(' | ')}`;
}"""
PLACES = (
    "h1, h2, h3, th, dt, button, summary, label, legend, caption, figcaption, option, .btn, .state,"
    ".top-nav a, .sub-nav a, .bottom a, .filter-total, .empty"
)
ATTRIBUTES = ("aria-label", "placeholder", "title", "data-label", "data-texts", "alt")
WORDS = """([places, names]) => {
  const said = [...document.querySelectorAll(places)].map((one) => one.textContent);
  for (const name of names) {
    for (const one of document.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
  }
  return [document.title, ...said].map((text) => text.trim().replace(/\\s+/g, ' '));
}"""


def inaccessible(page: Page) -> list[str]:
    """What axe finds, of any impact."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN_AXE, REPEATED)
    return found


def too_wide(page: Page) -> str:
    """What makes the page scroll sideways; empty if nothing does. Sheets scroll inside themselves."""
    found: str = page.evaluate(WIDER)
    return found


def pattern_of(data: Iterable[str]) -> re.Pattern[str]:
    """What finds the Chinese words of the data, the longest first."""
    known = {word for text in data for word in CHINESE.findall(text)}
    return re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))) or "(?!)")


def untranslated(page: Page, data: re.Pattern[str]) -> list[str]:
    """Words of an English page that are Chinese though they are no data."""
    said: set[str] = set(page.evaluate(WORDS, [PLACES, ATTRIBUTES]))
    chinese = filter(CHINESE.search, said)
    return sorted(text[:120] for text in chinese if CHINESE.search(data.sub("", text)))


def spelled(faults: Iterable[str], page: Page) -> str:
    """Faults under the address they were found at."""
    return f"{page.url} {json.dumps(page.viewport_size)}\n  " + "\n  ".join(faults)
