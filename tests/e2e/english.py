"""Whether an English page is English: Chinese only where data or law has it."""

import re

from tests.e2e.person import CHINESE, Person

LEGAL = (r"青科字〔2025〕5号", r"“?创新联合体”?(?=[.,])", r"10\+1")
"""Official names that an English sentence cites as they are."""

READ = """() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest('[lang^="zh"], script, style, template, textarea, option')) continue;
    texts.push(walker.currentNode.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [data-confirm]")) {
    if (element.closest('[lang^="zh"]')) continue;
    const names = ["aria-label", "title", "placeholder", "data-confirm"];
    texts.push(...names.map((name) => element.getAttribute(name) || ""));
  }
  return texts;
}"""


def chinese_on(person: Person, data: tuple[str, ...]) -> list[str]:
    """Texts of the page that hold Chinese and are neither data nor marked as Chinese."""
    known = re.compile("|".join((*LEGAL, *map(re.escape, sorted(data, key=len, reverse=True)))))
    texts = {known.sub("", text).strip() for text in person.page.evaluate(READ)}
    return sorted(f"{person.path}: {text[:80]}" for text in texts if CHINESE.search(text))
