"""Likeness of plans: planted copies are found, what everybody writes is not, and nobody reads past their rights."""

import time

import pytest
from django.urls import reverse

from accounts.models import Authority
from consortia.guideline import CHAPTERS, CLAUSES
from consortia.models import PlanChapter
from filings import actions, likeness_index
from filings.likeness import COMMON_PLANS, SECTIONS, folded, kept_grams, pieces, shared_spans
from filings.models import Filing, Gram, ReadPlan
from filings.states import Event
from ledger import clock
from portal import likeness
from tests import road
from tests.desks.desks import browser
from tests.factories import NOW, AuthorityFactory, UnitFactory, officer, representative
from tests.filings import many_plans
from tests.filings.many_plans import COPIES, PLANS, Writer, texts_of
from tests.soundness import excuse

pytestmark = pytest.mark.django_db
LONGEST = 0.050
"""Seconds for one plan among 2,000."""


@pytest.fixture
def writer() -> Writer:
    return Writer(4711)


def marked(text: str, *others: str, common: frozenset[int] = frozenset()) -> list[str]:
    return [one.text for one in pieces(text, shared_spans(text, others, common)) if one.is_shared]


def test_width_spaces_and_punctuation_make_no_difference_but_digits_do():
    assert folded("３年内，ＡＩ 质检线 达到 95.2%！") == "3年内ai质检线达到952"
    assert kept_grams("焊接装备，" * 9) == kept_grams("焊 接 装 备" * 9)


def test_a_passage_is_marked_in_the_words_it_stands_in(writer):
    own, copied = [writer.sentence() for _ in range(8)], writer.sentence()
    text = "".join([*own[:4], copied, *own[4:]])
    other = writer.sentence() + copied.replace("。", " ！") + writer.sentence()

    (passage,) = marked(text, other)

    assert passage == copied.rstrip("。")
    assert "".join(one.text for one in pieces(text, shared_spans(text, [other]))) == text


def test_the_guidelines_own_words_are_no_likeness():
    clause = max((one.text for one in CLAUSES.values()), key=len)

    assert kept_grams(clause) == set()
    assert [text for item in CHAPTERS for text in marked(item.hint_zh, item.hint_zh)] == []


def asked(filing_id: int) -> tuple[list[likeness_index.Match], float]:
    """Which plans are alike, and the seconds it took: asked again where another process had the machine."""
    for _ in range(3):
        started = time.perf_counter()
        matches = likeness_index.alike(filing_id)
        took = time.perf_counter() - started
        if took <= LONGEST:
            break
    return matches, took


def test_planted_copies_are_found_and_nothing_else(writer, record_property):
    originals = writer.plans(PLANS - COPIES, long=COPIES)
    copies = [writer.copy(originals[n], 0.10 + 0.75 * n / (COPIES - 1)) for n in range(COPIES)]
    ids = many_plans.pour([*originals, *copies])
    many_plans.analyse()
    excuse("filings poured in without their steps")
    source = dict(zip(ids[PLANS - COPIES :], ids[:COPIES], strict=True))

    found, false_alarms, slowest = 0, 0, 0.0
    for copy, original in source.items():
        matches, took = asked(copy)
        slowest = max(slowest, took)
        others = {match.other_id for match in matches}
        found += original in others
        false_alarms += len(others - {original})
    unrelated = ids[COPIES : PLANS - COPIES : 18]
    false_alarms += sum(bool(likeness_index.alike(pk)) for pk in unrelated)

    record_property(
        "counted",
        f"likeness: found {found} of {COPIES} copies among {len(ids)} plans, {false_alarms} false alarms at "
        f"{COPIES + len(unrelated)} plans asked, slowest {slowest * 1000:.0f} ms, {Gram.objects.count()} rows",
    )
    assert (found, false_alarms) == (COPIES, 0)
    assert slowest <= LONGEST
    assert {match.other_id for match in likeness_index.alike(ids[0])} == {ids[PLANS - COPIES]}


def test_a_chapter_copied_into_another_chapter_is_found(writer):
    original = writer.plan()
    moved = [*writer.plan()[:4], original[0]]
    first, second = many_plans.pour([original, moved])
    excuse("filings poured in without their steps")

    (match,) = likeness_index.alike(second)

    assert (match.section, match.other_id, match.percent) == (SECTIONS[4], first, 100)


@pytest.mark.parametrize(("others", "alike"), [(COMMON_PLANS, True), (COMMON_PLANS + 1, False)])
def test_what_more_plans_say_than_can_be_copies_is_dropped(writer, others, alike):
    said = writer.chapter()
    ids = many_plans.pour([[said, *writer.plan()[1:]] for _ in range(others + 1)])
    excuse("filings poured in without their steps")

    text, everybodys = "".join(said), likeness_index.common(ids[0])
    assert (SECTIONS[0] in {match.section for match in likeness_index.alike(ids[0])}) is alike
    assert (kept_grams(text) <= everybodys) is not alike
    assert bool(marked(text, text, common=everybodys)) is alike


def submitted(plan: many_plans.Plan, authority: Authority | None = None) -> tuple[Filing, road.People]:
    """A filing with this plan, submitted and read."""
    filing, who = road.complete_draft(unit=UnitFactory(authority=authority or AuthorityFactory()))
    for key, text in texts_of(plan).items():
        PlanChapter.objects.filter(consortium=filing.consortium, key=key).update(text=text)
    actions.take(filing.pk, Event.SUBMIT, actor=who.lead, now=NOW)
    return Filing.objects.get(pk=filing.pk), who


def huangdao() -> Authority:
    return AuthorityFactory(key="370211", name="黄岛区科技局", place="黄岛区")


def test_a_submitted_plan_is_read_after_commit_and_a_new_version_replaces_it(
    writer, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr("filings.issue.make_receipt", lambda *_, **__: None)
    plan = writer.plan()
    with django_capture_on_commit_callbacks(execute=True):
        filing, who = submitted(plan)

    def kept(at: int) -> set[int]:
        return set(Gram.objects.filter(plan=filing.pk, section=at).values_list("number", flat=True))

    assert kept(0) == kept_grams("".join(plan[0]))
    assert likeness_index.unread_plans(NOW) == 0
    assert likeness_index.read_plan(filing.pk) is False

    actions.add_ticket(
        filing.pk, place="plan", clause="GA.1", text="写明基础", is_mandatory=True, actor=who.officer, now=NOW
    )
    actions.take(filing.pk, Event.RETURN, actor=who.officer, now=NOW)
    ticket = filing.tickets.get()
    anew = "".join(writer.chapter())
    PlanChapter.objects.filter(consortium=filing.consortium, key=SECTIONS[0]).update(text=anew)
    actions.move_ticket(ticket.pk, "answer", actor=who.lead, now=NOW, answer="已补")
    actions.take(filing.pk, Event.RESUBMIT, actor=who.lead, now=NOW)

    assert kept(0) == kept_grams("".join(plan[0]))
    assert likeness_index.unread_plans(NOW) == 1
    assert kept(0) == kept_grams(anew)
    assert ReadPlan.objects.get(filing=filing).submission.version == 2


def test_officers_see_where_and_read_both_sides(writer, settings):
    clock.move_to(NOW)
    plan = writer.plan()
    (one, _), (two, who) = submitted(plan), submitted(writer.copy(plan, 0.6))
    likeness_index.unread_plans(NOW)
    beside = reverse("cases:likeness", args=[two.pk, one.pk])

    desk = browser(who.officer, settings)
    check = desk.get(reverse("cases:check", args=[two.pk])).content.decode()
    case = desk.get(reverse("cases:detail", args=[two.pk])).content.decode()
    both = desk.get(beside).content.decode()

    assert beside in check
    assert beside in case
    assert one.serial in case
    assert both.count("<mark>") > 10
    assert desk.get(reverse("cases:likeness", args=[two.pk, two.pk])).status_code == 404


def test_another_districts_filing_is_neither_named_nor_shown(writer, settings):
    clock.move_to(NOW)
    plan = writer.plan()
    (one, _), (two, who) = submitted(plan, huangdao()), submitted(writer.copy(plan, 0.4))
    likeness_index.unread_plans(NOW)
    case, beside = reverse("cases:detail", args=[two.pk]), reverse("cases:likeness", args=[two.pk, one.pk])

    desk = browser(who.officer, settings)
    page = desk.get(case).content.decode()
    assert "外区的一份申请" in page
    assert one.serial not in page
    assert beside not in page
    assert desk.get(beside).status_code == 404

    city = browser(who.city, settings)
    assert one.serial in city.get(case).content.decode()
    assert city.get(beside).status_code == 200

    for stranger in (who.lead, representative(one.lead), officer("expert"), officer("system_admin")):
        assert browser(stranger, settings).get(beside).status_code in (403, 404)


def test_the_own_earlier_filing_is_said_to_be_the_own(writer, settings, monkeypatch):
    clock.move_to(NOW)
    plan = writer.plan()
    (one, _), (two, who) = submitted(plan), submitted(plan)
    likeness_index.unread_plans(NOW)
    desk, case = browser(who.officer, settings), reverse("cases:detail", args=[two.pk])
    own = "同一联合体的另一次申请"

    assert one.serial in desk.get(case).content.decode()
    assert own not in desk.get(case).content.decode()
    monkeypatch.setattr("portal.likeness.is_own", lambda *_: True)
    assert own in desk.get(case).content.decode()


@pytest.mark.parametrize(
    ("mine", "other", "is_own"),
    [
        ({"consortium_id": 1}, {"consortium_id": 1}, True),
        ({"consortium_id": 1, "predecessor_id": 7}, {"consortium_id": 2, "registration_id": 7}, True),
        ({"consortium_id": 1, "registration_id": 7}, {"consortium_id": 2, "predecessor_id": 7}, True),
        ({"consortium_id": 1, "registration_id": 7}, {"consortium_id": 2, "registration_id": 8}, False),
        ({"consortium_id": 1}, {"consortium_id": 2}, False),
    ],
)
def test_which_filings_are_ones_own(mine, other, is_own):
    assert likeness.is_own(Filing(**mine), Filing(**other)) is is_own
