"""Every page of the product, each as the person to whom it matters: what the photographs and axe look at."""

from collections.abc import Iterator
from typing import Any

from django.urls import Resolver404, resolve

from accounts.models import Letter
from consortia.models import Membership, Posting, Registration, Representative
from evaluations.models import Campaign, Case, Evaluation
from filings.likeness_index import alike
from filings.models import Call, Filing, Intention, ReadPlan, Submission
from filings.states import Place
from reviews.models import Defence, Objection, ProposedList, PublicNotice, Round, SiteVisit

from . import waiting, years_cases, years_tracking
from .topics import BY_KEY

Page = dict[str, str]
PUBLIC = {
    "home": "/",
    "registry": "/registry/",
    "guideline": "/guideline/",
    "clause": "/guideline/clause/G3.2c/",
    "parameters": "/parameters/",
    "how": "/how/",
    "precheck": "/precheck/",
    "prepare": "/prepare/",
    "model-dossier": "/prepare/model/",
    "board": "/board/",
    "contacts": "/contacts/",
    "roles": "/roles/",
    "help": "/help/",
    "roads": "/help/roads/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "open-data": "/open-data/",
    "verify": "/verify/",
    "notices": "/notices/",
    "login": "/accounts/login/",
    "signup": "/accounts/signup/",
    "password-reset": "/accounts/password/reset/",
    "components": "/components/",
    "demo": "/demo/",
    "demo-happened": "/demo/happened/",
    "demo-mail": "/demo/mail/",
}
AS_THEMSELVES = (
    ("units", "/units/", "lead-editor"),
    ("units-newcomer", "/units/", "newcomer"),
    ("claim", "/units/claim/", "newcomer"),
    ("filings", "/filings/", "lead-editor"),
    ("filing-new", "/filings/new/", "lead-editor"),
    ("filings-trash", "/filings/trash/", "lead-editor"),
    ("inbox", "/inbox/", "lead-editor"),
    ("notice-preferences", "/account/notices/", "lead-editor"),
    ("statistics", "/statistics/", "approver"),
    ("statistics-district", "/statistics/", "laoshan-head"),
    ("cases-narrowed", "/cases/?stage=district&running=1", "city-officer"),
    ("second-factor", "/accounts/2fa/", "lead-editor"),
    ("password-change", "/accounts/password/change/", "lead-editor"),
    ("desk-district", "/desk/", "laoshan-officer"),
    ("desk-head", "/desk/", "laoshan-head"),
    ("desk-city", "/desk/", "city-officer"),
    ("desk-approver", "/desk/", "approver"),
    ("desk-supervisor", "/desk/", "supervisor"),
    ("cases", "/cases/", "city-officer"),
    ("cases-auditor", "/cases/", "auditor"),
    ("claims", "/claims/", "laoshan-officer"),
    ("deputy", "/desk/deputy/", "laoshan-head"),
    ("recommendations", "/recommendations/", "laoshan-head"),
    ("questions", "/questions/?show=done", "laoshan-officer"),
    ("calls", "/calls/", "city-officer"),
    ("call-new", "/calls/new/", "city-officer"),
    ("parameters-manage", "/parameters/manage/", "city-officer"),
    ("parameter", "/parameters/manage/publicity_days/", "city-officer"),
    ("rounds", "/rounds/", "city-officer"),
    ("experts", "/experts/", "city-officer"),
    ("lists", "/lists/", "city-officer"),
    ("objections", "/objections/", "city-officer"),
    ("objections-supervisor", "/objections/", "supervisor"),
    ("review", "/review/", "expert-4"),
    ("ledger", "/ledger/", "auditor"),
    ("ledger-check", "/ledger/check/", "auditor"),
    ("ledger-administrators", "/ledger/administrators/", "audit-admin"),
    ("staff", "/staff/", "system-admin"),
    ("staff-roles", "/staff/roles/", "security-admin"),
    ("staff-proposals", "/staff/proposals/", "security-admin-2"),
    ("registrations", "/registrations/", "city-officer"),
    ("registrations-lead", "/registrations/", "lead-editor"),
    ("registrations-undated", "/registrations/?standing=undated", "city-officer"),
    ("reports", "/reports/", "laoshan-officer"),
    ("difficulties", "/difficulties/", "city-officer"),
    ("sanctions", "/sanctions/", "city-officer"),
    ("sanctions-new", "/sanctions/new/", "city-officer"),
    ("sanctions-party", "/sanctions/", "lead-chengyang"),
    ("bans", "/sanctions/bans/", "approver"),
    ("credit", "/credit/", "auditor"),
    ("board-new", "/board/new/", "lead-editor"),
    ("board-mine", "/board/mine/", "lead-editor"),
    ("board-check", "/board/check/", "laoshan-officer"),
    ("intentions", "/intentions/", "laoshan-officer"),
    ("intentions-own", "/intentions/", "newcomer"),
    ("intention-new", "/intentions/new/", "newcomer"),
    ("inbox-evaluator", "/inbox/", "evaluator"),
)
CASES = (
    ("filing-draft", "welding", "/filings/{}/", "lead-editor"),
    ("filing-board", "welding", "/filings/{}/board/", "lead-editor"),
    ("filing-corrections", "seafloor", "/filings/{}/", "lead-editor"),
    ("filing-correct-plan", "seafloor", "/filings/{}/plan/", "lead-editor"),
    ("filing-row-new", "welding", "/filings/{}/tables/budget/new/", "lead-editor"),
    ("filing-split-plan", "welding", "/filings/{}/plan/split/", "lead-editor"),
    ("filing-checks-failed", "rail", "/filings/{}/", "lead-chengyang"),
    ("filing-city-correction", "hydrogen", "/filings/{}/", "lead-westcoast"),
    ("filing-publicity", "electrolyser", "/filings/{}/", "lead-westcoast"),
    ("filing-ready", "ranching", "/filings/{}/", "lead-signatory"),
    ("filing-registered", "glider", "/filings/{}/", "lead-signatory"),
    ("case-district", "membrane", "/cases/{}/", "laoshan-officer"),
    ("case-check", "steelwork", "/cases/{}/check/", "laoshan-officer"),
    ("case-draft-opinion", "membrane", "/cases/{}/steps/endorse/?draft=1", "laoshan-officer"),
    ("case-endorse", "medicine", "/cases/{}/steps/endorse/", "laoshan-head"),
    ("case-city-check", "chassis", "/cases/{}/check/", "city-officer"),
    ("case-hold", "foundation", "/cases/{}/", "city-officer"),
    ("case-hold-form", "chassis", "/cases/{}/hold/", "city-officer"),
    ("case-second-look", "bogie", "/cases/{}/", "city-officer"),
    ("case-refusal", "chip", "/cases/{}/", "approver"),
    ("case-visit", "crane", "/cases/{}/", "city-officer"),
    ("case-defence", "bulk", "/cases/{}/", "city-officer"),
    ("case-selection", "airtraffic", "/cases/{}/", "city-officer"),
    ("case-publicity", "electrolyser", "/cases/{}/", "city-officer"),
    ("case-close", "ultrafiltration", "/cases/{}/", "city-officer"),
    ("case-approval", "vaccine", "/cases/{}/", "approver"),
    ("case-sheet", "vaccine", "/cases/{}/sheet/", "approver"),
    ("case-compare", "hydrogen", "/cases/{}/compare/", "city-officer"),
    ("filing-compare", "hydrogen", "/cases/{}/compare/", "lead-westcoast"),
    ("filing-answers", "seafloor", "/filings/{}/answers/", "lead-editor"),
    ("case-history", "hydrogen", "/cases/{}/history/", "supervisor"),
    ("ledger-case", "hydrogen", "/ledger/{}/", "auditor"),
    ("ledger-reads", "electrolyser", "/ledger/{}/reads/", "auditor"),
    ("ledger-conflicts", "pump", "/ledger/{}/conflicts/", "auditor"),
    ("ledger-reveals", "electrolyser", "/ledger/{}/reveals/", "auditor"),
    ("review-declare", "cable", "/review/{}/", "expert-4"),
    ("review-score", "pump", "/review/{}/", "expert-4"),
    ("review-sealed", "pump", "/review/{}/", "expert-1"),
)


def pages() -> list[Page]:
    """Name, path and person of every page whose address exists; nobody is a visitor."""
    return [page for page in _all() if _exists(page["path"])]


def _exists(path: str) -> bool:
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True


def _page(name: str, path: str, person: str = "") -> Page:
    return {"name": name, "path": path, "person": person}


def _all() -> Iterator[Page]:
    for name, path in PUBLIC.items():
        yield _page(name, path)
    for name, path, person in AS_THEMSELVES:
        yield _page(name, path, person)
    names = {topic.name: key for key, topic in BY_KEY.items()}
    found = Filing.objects.filter(consortium__is_sample=True).values_list("consortium__formal_name", "pk")
    numbers = {names[name]: pk for name, pk in found if name in names}
    for name, key, path, person in CASES:
        if key in numbers:
            yield _page(name, path.format(numbers[key]), person)
    for place in Place.values:
        if "welding" in numbers:
            yield _page(f"filing-{place}", f"/filings/{numbers['welding']}/{place}/", "lead-editor")
    if "welding" in numbers:
        yield _page("filing-dossier", f"/filings/{numbers['welding']}/dossier/0/", "lead-editor")
        yield _page("filing-handed", f"/filings/{numbers['welding']}/handed/", "lead-editor")
        yield _page("members-workbook", f"/filings/{numbers['welding']}/members/workbook/", "lead-editor")
        yield _page("filing-workbook", f"/filings/{numbers['welding']}/workbook/", "lead-editor")
    yield from _likeness()
    yield from _links()
    yield from _rows()
    yield from _tracking()
    yield from _evaluations()
    yield from _sanctions()


def _likeness() -> Iterator[Page]:
    """The first two plans of which one holds passages of the other."""
    read = ReadPlan.objects.order_by("pk").values_list("pk", flat=True)
    if found := next((matches for pk in read for matches in [(pk, *alike(pk)[:1])] if matches[1:]), None):
        yield _page("case-likeness", f"/cases/{found[0]}/likeness/{found[1].other_id}/", "city-officer")


def _links() -> Iterator[Page]:
    """What is opened by a link: a member's invitation, a signing page, an appointment, a verification."""
    mine = Membership.objects.filter(unit__representatives__user__demo_key="member-signatory")
    held = Representative.objects.filter(user__demo_key="lead-editor", ended_at__isnull=True)
    held = held.select_related("unit")
    if own := held.order_by("pk").first():
        yield _page("colleagues", f"/units/{own.unit_id}/", "lead-editor")
        yield _page("unit-seat", f"/units/by-code/{own.unit.code}/", "city-officer")
        yield _page("unit-name-ask", f"/units/{own.unit_id}/name/", "lead-editor")
        yield _page("unit-name", f"/units/by-code/{own.unit.code}/name/", "city-officer")
        yield _page("hand-over", f"/units/roles/{own.pk}/hand-over/", "lead-editor")
    if invited := mine.filter(state="invited").first():
        yield _page("join", f"/join/{invited.token}/", "member-signatory")
        yield _page("member-invited", f"/members/{invited.pk}/", "member-signatory")
    if accepted := mine.filter(state="accepted", consortium__filings__state="draft").first():
        yield _page("member-sign", f"/members/{accepted.pk}/", "member-signatory")
        yield _page("member-annex", f"/members/{accepted.pk}/annex/", "member-signatory")
    if asked := waiting.open_appointment():
        yield _page("appointment", f"/appointment/{asked.token}/")
    if filed := Submission.objects.order_by("pk").only("receipt_code").first():
        yield _page("verify-receipt", f"/verify/{filed.receipt_code}/")
    if held := Registration.objects.filter(verification_code__isnull=False).first():
        yield _page("verify-code", f"/verify/{held.verification_code}/")
        yield _page("consortium", f"/registry/{held.pk}/")
    if published := Registration.objects.filter(number__isnull=True).first():
        yield _page("consortium-published", f"/registry/{published.pk}/")
    if letter := Letter.objects.order_by("-pk").first():
        yield _page("demo-letter", f"/demo/mail/{letter.pk}/")


def _rows() -> Iterator[Page]:
    """Pages of single rounds, lists, notices, visits, defences, objections and calls."""
    newest: tuple[tuple[Any, str, str, str], ...] = (
        (Round, "round", "/rounds/{}/", "city-officer"),
        (ProposedList, "list", "/lists/{}/", "approver"),
        (PublicNotice, "notice", "/notices/{}/", ""),
        (PublicNotice, "notice-object", "/notices/{}/object/", ""),
        (SiteVisit, "visit", "/visits/{}/", "lead-signatory"),
        (Defence, "defence", "/defences/{}/", "city-officer"),
        (Objection, "objection", "/objections/{}/", "city-officer"),
        (Call, "call", "/calls/{}/", "city-officer"),
        (Posting, "posting", "/board/{}/", "laoshan-officer"),
        (Intention, "intention", "/intentions/{}/", "chengyang-officer"),
    )
    if shown := Posting.objects.filter(state="shown").order_by("pk").first():
        yield _page("posting-public", f"/board/{shown.pk}/")
    if advised := Intention.objects.filter(state="advised").first():
        yield _page("intention-advised", f"/intentions/{advised.pk}/", "newcomer")
    for model, name, path, person in newest:
        if row := model.objects.order_by("-pk").first():
            yield _page(name, path.format(row.pk), person)


def _sanctions() -> Iterator[Page]:
    """Cases as the office and the parties see them, their steps, and a consortium without a lead."""
    cases = {case.state: case.pk for case in Case.objects.order_by("-pk")}
    seen = (("notified", "lead-chengyang"), ("notified", "city-officer"), ("heard", "approver"))
    for state, person in (*seen, ("in_effect", "supervisor")):
        if state in cases:
            yield _page(f"sanction-{state}-{person}", f"/sanctions/{cases[state]}/", person)
    if "notified" in cases:
        yield _page("sanction-state", f"/steps/case/{cases['notified']}/state/", "lead-chengyang")
    if "heard" in cases:
        yield _page("sanction-decide", f"/steps/case/{cases['heard']}/decide/", "approver")
    if held := Registration.objects.filter(consortium__formal_name=years_cases.NAME).first():
        path = f"/registrations/{held.pk}/"
        yield _page("registration-vacant", path, "member-university")
        yield _page("resolution", f"{path}resolution/", "member-university")
        yield _page("consortium-vacant", f"/registry/{held.pk}/")


def _tracking() -> Iterator[Page]:
    """One registration with everything, its reports and difficulties, and the forms about it."""
    held = Registration.objects.filter(consortium__formal_name=years_tracking.NAME).first()
    if held is None:
        return
    path = f"/registrations/{held.pk}/"
    for person in ("city-officer", "laoshan-officer", "lead-editor", "member-signatory"):
        yield _page(f"registration-{person}", path, person)
    yield _page("registration-project", f"{path}projects/new/", "city-officer")
    yield _page("registration-figure", f"{path}promises/indicators/new/", "lead-editor")
    yield _page("registration-difficulty", f"{path}difficulties/new/", "lead-editor")
    for report in held.reports.order_by("period_until"):
        person = "lead-editor" if report.state == "expected" else "laoshan-officer"
        yield _page(f"report-{report.state}", f"/reports/{report.pk}/", person)
    for one in held.difficulties.order_by("pk"):
        yield _page(f"difficulty-{one.state}", f"/difficulties/{one.pk}/", "laoshan-officer")
    if undated := Registration.objects.filter(valid_from__isnull=True).first():
        yield _page("registration-undated", f"/registrations/{undated.pk}/", "city-officer")
        yield _page("registration-dates", f"/steps/registration/{undated.pk}/date/?draft=1", "city-officer")


def _evaluations() -> Iterator[Page]:
    """Campaigns, an evaluation in each state as the people who hold it see it, an evaluator's pages."""
    yield _page("campaigns", "/campaigns/", "city-officer")
    yield _page("campaign-new", "/campaigns/new/", "city-officer")
    yield _page("evaluations-mine", "/evaluations/mine/", "expert-4")
    yield _page("evaluations-agency", "/evaluations/mine/", "evaluator")
    for campaign in Campaign.objects.order_by("pk"):
        yield _page(f"campaign-{campaign.evaluators}", f"/campaigns/{campaign.pk}/", "city-officer")
        yield _page(
            f"campaign-{campaign.evaluators}-people", f"/campaigns/{campaign.pk}/evaluators/", "city-officer"
        )
    holders = {"self_report": "member-signatory", "decision": "approver", "decided": "city-officer"}
    for one in Evaluation.objects.order_by("pk"):
        person = holders.get(one.state, "city-officer")
        yield _page(f"evaluation-{one.state}-{one.pk}", f"/evaluations/{one.pk}/", person)
        if one.state == "scoring" and one.campaign.evaluators == "panel":
            yield _page("evaluation-statement", f"/evaluations/{one.pk}/sheet/", "expert-4")
            yield _page("evaluation-sheet", f"/evaluations/{one.pk}/sheet/", "expert-3")
            yield _page("evaluation-sealed", f"/evaluations/{one.pk}/sheet/", "expert-1")
        if one.state == "reply":
            yield _page("evaluation-proceed", f"/steps/evaluation/{one.pk}/cancel/?draft=1", "city-officer")
