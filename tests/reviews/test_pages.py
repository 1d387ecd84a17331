"""The pages of the review, walked with the forms that people post."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from filings.models import Filing
from filings.states import State
from ledger import clock
from reviews import scoring
from reviews.actions import objections
from reviews.models import (
    Declaration,
    Objection,
    PanelSeat,
    ProposedList,
    PublicNotice,
    Recusal,
    Round,
    ScoreSheet,
    SiteVisit,
)
from reviews.states import SheetState
from tests.factories import NOW, UserFactory, officer
from tests.reviews.conftest import Browse
from tests.road import at_city_check
from tests.road_reviews import (
    after,
    at_defence,
    at_expert_review,
    at_publicity,
    at_selection,
    at_site_visit,
    expert,
    full_sheet,
    put_on_list,
    seal_all,
)

pytestmark = pytest.mark.django_db


def _state(filing):
    return Filing.objects.get(pk=filing.pk).state


def _typed(**more):
    sheet = full_sheet()
    fields = {f"points-{key}": kept["points"] for key, kept in sheet.items()}
    fields |= {f"reason-{key}": kept["reason"] for key, kept in sheet.items()}
    return fields | {"opinion": "同意推荐。"} | more


def test_a_round_is_opened_with_one_click_and_its_panel_named(browse: Browse):
    filing, who = at_city_check()
    pool = [expert(number) for number in range(5)]
    city = browse(who.city)

    page = city.get(reverse("reviews:rounds"))
    assert str(filing.consortium) in page.content.decode()
    answer = city.post(
        reverse("reviews:open_round"),
        {"filing": [filing.pk], "title": "第四轮评审", "needs_visit": "on"},
        follow=True,
    )
    opened = Round.objects.get()
    for member in pool:
        city.post(reverse("reviews:name_expert", args=[opened.pk]), {"expert": member.pk})
    seat = PanelSeat.objects.filter(round=opened).earliest("pk")
    city.post(reverse("reviews:choose_lead", args=[opened.pk, seat.pk]))

    assert answer.redirect_chain[-1][0] == reverse("reviews:panel", args=[opened.pk])
    assert _state(filing) == State.EXPERT_REVIEW
    assert opened.seats.count() == 5
    assert Filing.objects.get(pk=filing.pk).round_lead_id == seat.expert.user_id
    for name in ("reviews:round", "reviews:panel"):
        assert city.get(reverse(name, args=[opened.pk])).status_code == 200


def test_nothing_of_the_dossier_is_shown_before_the_declaration(browse: Browse):
    filing, _, panel = at_expert_review()
    reader = browse(panel.experts[1])
    url = reverse("reviews:sheet", args=[filing.pk])
    token = filing.submissions.get().snapshot["consortium"]["agreement"]["document"]["token"]

    before = reader.get(url).content.decode()
    closed = reader.get(reverse("documents:download", args=[token])).status_code
    reader.post(reverse("reviews:declare", args=[filing.pk]))
    after_it = reader.get(url).content.decode()

    assert "内容。内容。" not in before
    assert "documents/" not in before
    assert closed == 404
    assert "内容。内容。" in after_it
    assert Declaration.objects.filter(filing=filing, expert__user=panel.experts[1]).exists()


def test_an_expert_scores_keeps_a_draft_and_seals(browse: Browse):
    filing, _, panel = at_expert_review()
    reader, url = browse(panel.experts[1]), reverse("reviews:sheet", args=[filing.pk])
    reader.post(reverse("reviews:declare", args=[filing.pk]))

    kept = reader.post(
        reverse("reviews:draft", args=[filing.pk]), {"points-lead": "16", "reason-lead": "有据"}
    )
    refused = reader.post(url, _typed(**{"points-tasks": "26"}))
    sealed = reader.post(url, _typed(), follow=True)

    assert kept.json()["total"] == "16"
    assert refused.status_code == 409
    assert "26" in refused.content.decode()
    sheet = ScoreSheet.objects.get(filing=filing, seat__expert__user=panel.experts[1])
    assert (sheet.state, sheet.total) == (SheetState.SEALED, scoring.total(full_sheet()))
    assert sealed.status_code == 200


def test_a_stated_conflict_closes_the_filing(browse: Browse):
    filing, _, panel = at_expert_review()
    reader = browse(panel.experts[1])

    empty = reader.post(reverse("reviews:declare", args=[filing.pk]), {"has_conflict": "1"})
    reader.post(
        reverse("reviews:declare", args=[filing.pk]),
        {"has_conflict": "1", "conflict": "kin", "note": "亲属在成员单位任职"},
    )
    page = reader.get(reverse("reviews:sheet", args=[filing.pk]))

    assert empty.status_code == 422
    assert Recusal.objects.get(filing=filing).kind == "kin"
    assert page.templates[0].name == "reviews/closed.html"


def test_a_stranger_meets_404_everywhere(browse: Browse):
    filing, _, panel = at_expert_review()
    stranger = browse(expert(77).user)
    lead_page = reverse("reviews:board", args=[panel.round.pk, filing.pk])

    assert stranger.get(reverse("reviews:sheet", args=[filing.pk])).status_code == 404
    assert stranger.get(reverse("reviews:round", args=[panel.round.pk])).status_code == 404
    assert browse(panel.experts[1]).get(lead_page).status_code == 404
    assert stranger.get(reverse("reviews:lists")).status_code == 404
    assert browse(UserFactory()).get(reverse("reviews:rounds")).status_code == 404


def test_the_leader_concludes_and_moves_on(browse: Browse):
    filing, _, panel = at_expert_review()
    lead = browse(panel.lead)
    board = reverse("reviews:board", args=[panel.round.pk, filing.pk])
    conclude = reverse("reviews:conclude", args=[panel.round.pk, filing.pk])
    typed = {"goes_on": "1", "text": "专家组意见一致。"}

    early = lead.post(conclude, typed)
    seal_all(filing, panel)
    lead.post(conclude, typed)
    page = lead.get(board)
    lead.post(
        reverse("reviews:stage_step", args=[panel.round.pk, filing.pk, "advance"]),
        {"token": Filing.objects.get(pk=filing.pk).step_number},
    )

    assert early.status_code == 409
    assert page.status_code == 200
    assert _state(filing) == State.SITE_VISIT


def test_a_visit_is_recorded_and_signed_by_both_sides(browse: Browse):
    filing, who, panel = at_site_visit()
    city = browse(who.city)
    url = reverse("reviews:new_visit", args=[filing.pk])
    seats = list(PanelSeat.objects.filter(round=panel.round).values_list("pk", flat=True)[:3])
    typed = {"visited_on": "2026-09-01", "place": "示例厂区", "team": seats, "findings": "设备与材料一致。"}

    wrong = city.post(url, typed | {"visited_on": "2026-13-01"})
    city.post(url, typed | {"site_exists": "on"})
    visit = SiteVisit.objects.get()
    for person in (panel.lead, who.lead):
        page = browse(person).get(reverse("reviews:visit", args=[visit.pk]))
        assert page.status_code == 200
        browse(person).post(reverse("reviews:sign_visit", args=[visit.pk]))

    visit.refresh_from_db()
    assert wrong.status_code == 422
    assert visit.panel_signed_at
    assert visit.lead_signed_at
    assert browse(UserFactory()).get(reverse("reviews:visit", args=[visit.pk])).status_code == 404


def test_a_defence_is_recorded(browse: Browse):
    filing, who, panel = at_defence()
    city = browse(who.city)
    url = reverse("reviews:new_defence", args=[filing.pk])
    seats = list(PanelSeat.objects.filter(round=panel.round).values_list("pk", flat=True))
    typed = {"held_at": "2026-09-01T09:30", "place": "示例会议室", "talk_minutes": 15, "question_minutes": 15}
    typed |= {"speakers": "牵头单位", "record": "问答。", "present": seats}

    assert city.get(url).status_code == 200
    answer = city.post(url, typed, follow=True)
    held = filing.defences.get()

    assert answer.status_code == 200
    assert city.get(reverse("reviews:defence", args=[held.pk])).status_code == 200


def test_a_list_is_prepared_countersigned_and_posted(browse: Browse):
    filing, who, _ = at_selection()
    city, approver = browse(who.city), browse(who.approver)
    typed = {"title": "示例名单", "meeting_number": "会议〔2026〕1号", "decided_on": "2026-09-01"}

    bare = city.post(reverse("reviews:new_list"), typed | {f"outcome-{filing.pk}": "recommend"})
    city.post(
        reverse("reviews:new_list"),
        typed | {f"outcome-{filing.pk}": "recommend", f"reason-{filing.pk}": "基础扎实。"},
    )
    listed = ProposedList.objects.get()
    post = reverse("reviews:post_notice", args=[listed.pk])
    early = city.post(post, {"title": "示例公示", "filing": [filing.pk]})
    approver.post(reverse("reviews:countersign", args=[listed.pk]))
    preview = city.get(reverse("reviews:list", args=[listed.pk])).content.decode()
    city.post(post, {"title": "示例公示", "filing": [filing.pk]})

    assert bare.status_code == 422
    assert early.status_code == 409
    assert "2026-09-08" in preview
    assert _state(filing) == State.PUBLICITY
    assert PublicNotice.objects.get().number == "QDLH-G-2026-0001"
    assert city.get(reverse("reviews:lists")).status_code == 200


def test_a_notice_takes_an_objection_with_a_receipt(browse: Browse):
    _, who, notice = at_publicity()
    anybody, city = browse(None), browse(who.city)
    typed = {"item": notice.items.get().pk, "kind": "person", "name": "示例人员", "contact": "0532-00000000"}

    page = anybody.get(reverse("reviews:notice", args=[notice.pk]))
    give = reverse("reviews:object", args=[notice.pk])
    assert anybody.get(give).status_code == 200
    hidden = anybody.post(give, typed | {"text": "专利\u202e不属实"})
    anonymous = anybody.post(give, typed | {"kind": "anonymous", "text": "专利不属实"})
    answer = anybody.post(give, typed | {"text": "专利不属实"}, follow=True)
    received = Objection.objects.get()
    desk = city.get(reverse("reviews:objections")).content.decode()
    detail = city.get(reverse("reviews:objection", args=[received.pk])).content.decode()
    city.post(reverse("reviews:decide_objection", args=[received.pk]), {"event": "accept"})
    silent = city.post(reverse("reviews:decide_objection", args=[received.pk]), {"event": "dismiss"})
    city.post(
        reverse("reviews:decide_objection", args=[received.pk]), {"event": "dismiss", "reason": "已核实。"}
    )
    followed = anybody.get(reverse("reviews:follow", args=[received.receipt_code])).content.decode()

    assert page.status_code == 200
    assert (hidden.status_code, anonymous.status_code, silent.status_code) == (422, 422, 422)
    assert received.receipt_code in answer.content.decode()
    assert "示例人员" not in desk + detail + followed
    assert "已核实。" in followed
    assert anybody.get(reverse("reviews:find_objection"), {"code": "Y-0000"}).status_code == 404


def test_the_case_tells_of_objections_but_not_of_the_objector(browse: Browse):
    filing, who, notice = at_publicity()
    city = browse(who.city)
    city.cookies["lianhe_language"] = "zh-hans"
    received = objections.receive(
        notice.items.get().pk, text="专利不属实", now=NOW,
        objector={"kind": "person", "name": "示例人员", "contact": "0532-1", "address": ""},
    )  # fmt: skip
    page = reverse("reviews:objection", args=[received.pk])

    first = city.get(page).content.decode()
    desk = city.get(reverse("cases:desk")).content.decode()
    objections.decide(received.pk, "accept", actor=who.city, now=NOW)
    second = city.get(page).content.decode()
    record = city.get(reverse("cases:history", args=[filing.pk])).content.decode()

    assert "受理不用写理由" in first
    assert "受理不用写理由" not in second
    assert "确定认定不成立？" in second
    assert f'href="{page}"' in desk
    assert record.count("异议") >= 2
    assert "公众" in record
    assert "示例人员" not in record
    assert "专利不属实" not in record


def test_the_expected_step_of_a_notice_is_to_close_it(browse: Browse):
    filing, who, notice = at_publicity()
    case = reverse("cases:detail", args=[filing.pk])
    city = browse(who.city)

    running = {step.event: step.is_primary for step in city.get(case).context["steps"]}
    clock.move_to(after(notice))
    over = {step.event: step.is_primary for step in city.get(case).context["steps"]}

    assert not any(running.values())
    assert [event for event, is_primary in over.items() if is_primary] == ["close"]


def test_english_readers_choose_among_english_names(browse: Browse):
    _, _, notice = at_publicity()
    item = notice.items.get()
    item.printed |= {"name_en": "Sample Welding Consortium"}
    client = browse(None)
    client.cookies["lianhe_language"] = "en"

    assert str(item) == item.printed["name"]
    with override("en"):
        assert str(item) == "Sample Welding Consortium"
    page = client.get(reverse("reviews:notice", args=[notice.pk])).content.decode()
    assert "Gloss: anybody, person or unit, may object" in page
    assert ">Sample<" in page  # the track, by the list's own English name


def test_after_the_window_an_objection_is_refused_with_the_day(browse: Browse):
    _, _, notice = at_publicity()
    clock.move_to(after(notice))

    answer = browse(None).post(
        reverse("reviews:object", args=[notice.pk]),
        {"item": notice.items.get().pk, "kind": "person", "name": "示", "contact": "示", "text": "晚了"},
    )

    assert answer.status_code == 409
    assert "9月8日" in answer.content.decode() or "Sep" in answer.content.decode()


def test_the_sixth_objection_of_an_hour_waits(browse: Browse):
    _, _, notice = at_publicity()
    give = reverse("reviews:object", args=[notice.pk])
    typed = {"item": notice.items.get().pk, "kind": "person", "name": "示", "contact": "示", "text": "内容"}

    answers = [browse(None).post(give, typed).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]


def test_only_the_supervision_desk_learns_who_and_says_why(browse: Browse):
    _, who, notice = at_publicity()
    browse(None).post(
        reverse("reviews:object", args=[notice.pk]),
        {
            "item": notice.items.get().pk,
            "kind": "person",
            "name": "示例人员",
            "contact": "示",
            "text": "内容",
        },
    )
    received = Objection.objects.get()
    reveal = reverse("reviews:reveal_objector", args=[received.pk])
    supervisor = browse(officer("supervisor"))

    assert browse(who.city).post(reveal, {"reveal-reason": "看看"}).status_code == 404
    assert supervisor.post(reveal, {}).status_code == 422
    answer = supervisor.post(reveal, {"reveal-reason": "核实身份"}).content.decode()

    assert "示例人员" in answer


def test_the_pool_is_kept_by_the_city(browse: Browse):
    _, who = at_city_check()
    city, user = browse(who.city), officer("expert")
    typed = {"user": user.pk, "employer": "示例大学", "field": "law", "specialty": "知识产权"}
    typed |= {"employer_code": "", "former": "91370212XXXX 2025-02-30", "is_active": "on"}

    wrong = city.post(reverse("reviews:new_expert"), typed)
    city.post(reverse("reviews:new_expert"), typed | {"former": "91370212MA00000000 2025-03-01"})

    assert wrong.status_code == 422
    assert user.expert.former_codes == [{"code": "91370212MA00000000", "until": "2025-03-01"}]
    assert city.get(reverse("reviews:experts")).status_code == 200
    assert city.get(reverse("reviews:expert", args=[user.expert.pk])).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_public_pages_stand_in_both_languages(browse: Browse, language):
    _, _, notice = at_publicity(now=NOW)
    put_on_list(*at_selection()[:2])
    client = browse(None)
    client.cookies["lianhe_language"] = language

    for url in (
        reverse("reviews:notices"),
        reverse("reviews:notice", args=[notice.pk]),
        reverse("reviews:object", args=[notice.pk]),
        reverse("reviews:find_objection"),
        reverse("reviews:notice_paper", args=[notice.pk]),
    ):
        assert client.get(url).status_code in (200, 404)
