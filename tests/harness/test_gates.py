"""The house gates complain about what they are for, and only then."""

import pytest

from scripts import gates, messages

HOST = "pypi" + ".org"
MACHINE = "/ho" + "me/somebody"

BAD = {
    "portal/long.py": ("x = 1\n" * 401, gates.sizes),
    "templates/long.html": ("<p>\n" * 151, gates.sizes),
    "portal/utils.py": ("", gates.names),
    "portal/helpers/rest.py": ("", gates.names),
    "docs/install.md": (f"see {HOST}", gates.hosts_and_paths),
    "docs/where.md": (f"cd {MACHINE}", gates.hosts_and_paths),
    "templates/script.html": ("<script>alert(1)</script>", gates.inline_code),
    "templates/style.html": ('<p style="color: red">', gates.inline_code),
    "templates/click.html": ('<button onclick="go()">', gates.inline_code),
    "portal/clock.py": ("from django.utils import timezone\nnow = timezone.now()\n", gates.one_clock),
    "portal/day.py": ("import datetime\nday = datetime.date.today()\n", gates.one_clock),
}
GOOD = {
    "portal/short.py": ("x = 1\n" * 400, gates.sizes),
    "tests/long.py": ("x = 1\n" * 600, gates.sizes),
    "static/vendor/common.js": ("", gates.names),
    "docs/url.md": ("https://example.org/home/page", gates.hosts_and_paths),
    "templates/outside.html": ('<script src="/static/a.js"></script>', gates.inline_code),
    "templates/data.html": ('<script type="application/json">{}</script>', gates.inline_code),
    "portal/local.py": (
        "from django.utils import timezone\nday = timezone.localdate(now)\n",
        gates.one_clock,
    ),
}


def _complaints(monkeypatch, tmp_path, name, text, gate):
    monkeypatch.setattr(gates, "ROOT", tmp_path)
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return list(gate([path]))


@pytest.mark.parametrize("name", BAD)
def test_gate_complains(monkeypatch, tmp_path, name):
    assert len(_complaints(monkeypatch, tmp_path, name, *BAD[name])) == 1


@pytest.mark.parametrize("name", GOOD)
def test_gate_is_silent(monkeypatch, tmp_path, name):
    assert _complaints(monkeypatch, tmp_path, name, *GOOD[name]) == []


def test_every_gate_is_tried_both_ways():
    every = {gate for gate, _ in gates.GATES.values()}

    assert {gate for _, gate in BAD.values()} == every
    assert {gate for _, gate in GOOD.values()} == every


def _parts(monkeypatch, tmp_path, **parts):
    monkeypatch.setattr(messages, "PARTS", tmp_path)
    for name, text in parts.items():
        (tmp_path / f"{name}.po.json").write_text(text, encoding="utf-8")
    return messages.merged()


def test_parts_that_agree_become_one(monkeypatch, tmp_path):
    words, _, problems = _parts(
        monkeypatch, tmp_path, one='{"Day": "日"}', two='{"Day": "日", "Unit": "单位"}'
    )

    assert (words, problems) == ({"Day": "日", "Unit": "单位"}, [])


def test_parts_that_disagree_are_both_named(monkeypatch, tmp_path):
    _, _, problems = _parts(monkeypatch, tmp_path, one='{"Day": "日"}', two='{"Day": "天"}')

    (problem,) = problems
    assert "one.po.json" in problem
    assert "two.po.json" in problem


@pytest.mark.parametrize(
    ("used", "words", "problem"),
    [
        ({"Day": {"portal/a.py"}}, {}, "missing"),
        ({}, {"Day": "日"}, "unused"),
        ({"Day": {"portal/a.py"}}, {"Day": " "}, "empty"),
        ({"Days: %(n)s": {"portal/a.py"}}, {"Days: %(n)s": "%(m)s 天"}, "placeholders differ"),
    ],
)
def test_words_that_do_not_fit_are_named(used, words, problem):
    (said,) = messages.problems_of(used, words, dict.fromkeys(words, "portal.po.json"))

    assert said.startswith(problem)


def test_template_words_are_found_as_django_asks_for_them(tmp_path):
    template = tmp_path / "a.html"
    template.write_text(
        "{% load i18n %}{% translate 'Day' %}{% blocktranslate trimmed with n=1 %}\n  Days: {{ n }}\n"
        "{% endblocktranslate %}{{ _('Unit')|title }}",
        encoding="utf-8",
    )

    assert [text for text, _, _ in messages._template_uses(template)] == ["Day", "Days: %(n)s", "Unit"]
