"""The exported record verifies without this system, and says where it was tampered with or what it lacks."""

import copy
import json
import random
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator

from accounts import stepup
from accounts.roles import Role
from documents.models import StoredFile
from ledger import actions, chain
from ledger.models import Checkpoint, Entry
from portal import evidence_file, watch
from portal.evidence_file import audit_paths
from reviews.models import Recusal
from scripts import audit_verify
from scripts.audit_verify import INCOMPLETE, SOUND, TAMPERED
from scripts.parts import ROOT
from tests.factories import NOW, officer
from tests.road import at_city_check
from tests.road_reviews import at_expert_review

pytestmark = pytest.mark.django_db
CHANGES = 60


@pytest.fixture
def enter(client, monkeypatch):
    monkeypatch.setattr(stepup, "recently_confirmed", lambda request: True)

    def as_role(role):
        user = officer(role)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client.force_login(user)
        client.cookies["lianhe_language"] = "zh-hans"
        return user

    return as_role


@pytest.fixture
def export():
    filing, _who = at_city_check()
    actions.seal(NOW)
    actions.record_security("login", actor_id=1, params={"path": "/"}, now=NOW)
    actions.seal(NOW)
    return json.loads(json.dumps(evidence_file.of_case(filing, NOW)))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 21])
def test_every_path_leads_to_the_root(size):
    leaves = [chain.digest(str(number).encode()) for number in range(size)]
    root = chain.merkle_root(leaves)

    paths = audit_paths(leaves, range(size))

    for position, path in paths.items():
        assert audit_verify.root_by_path(leaves[position], position, size, path) == root
        assert audit_verify.root_by_path(leaves[position], position + 1, size, path) != root
    assert audit_verify.roots(leaves, {size}) == {size: root}


def test_an_untouched_export_is_sound_in_a_process_of_its_own(export, tmp_path):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(export, ensure_ascii=False), encoding="utf-8")
    newest = Checkpoint.objects.order_by("-size").first()

    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "scripts" / "audit_verify.py"), str(file), "--en",
         "--seal", f"{newest.size}:{newest.root}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (SOUND, "")
    assert done.stdout.strip().endswith("Sound.")


def test_a_seal_known_from_elsewhere_settles_it(export):
    size = export["checkpoints"][-1]["size"]

    assert audit_verify.verify(export, (size, "f" * 64))[0] == TAMPERED
    assert audit_verify.verify(export, (size + 1, "f" * 64))[0] == INCOMPLETE


def _places(value, path=()):
    """Every leaf of a JSON value with the way to it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield path, value
    for key, item in pairs:
        yield from _places(item, (*path, key))


def _changed(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{'0' if value[:1] != '0' else '1'}{value[1:]}"
    return "planted"


def test_every_planted_change_in_the_file_is_found(export, request):
    assert audit_verify.verify(export)[0] == SOUND
    rng = random.Random(20250306)
    places = [(way, value) for way, value in _places(export) if way[0] in ("subjects", "checkpoints")]
    silent = []
    for way, value in rng.sample(places, CHANGES):
        forged = copy.deepcopy(export)
        inner = forged
        for key in way[:-1]:
            inner = inner[key]
        inner[way[-1]] = _changed(value)
        code, said = audit_verify.verify(forged)
        if code == SOUND:
            silent.append((way, value, said))

    request.node.user_properties.append(
        ("counted", f"planted in an export: {CHANGES}, found {CHANGES - len(silent)}")
    )
    assert silent == []


def test_a_cut_swapped_or_removed_entry_is_named(export):
    def after(change):
        forged = copy.deepcopy(export)
        change(forged["subjects"][0]["entries"])
        code, said = audit_verify.verify(forged)
        return code, said[-1][0], said[-1][1].get("number")

    count = len(export["subjects"][0]["entries"])
    assert after(lambda entries: entries.pop()) == (TAMPERED, "cut_off", count)
    assert after(lambda entries: entries.pop(2)) == (TAMPERED, "missing", 3)
    assert after(lambda entries: entries.insert(1, entries.pop(2))) == (TAMPERED, "missing", 2)


def test_what_is_not_sealed_or_not_there_is_incomplete(export, tmp_path):
    lacking = copy.deepcopy(export)
    del lacking["subjects"][0]["entries"][3]["path"]
    assert audit_verify.verify(lacking)[0] == INCOMPLETE
    assert audit_verify.verify({"format": "another"})[0] == INCOMPLETE
    half = tmp_path / "half.json"
    half.write_text(json.dumps(export)[:400], encoding="utf-8")
    assert audit_verify.main([str(half)]) == INCOMPLETE
    filing, _who = at_city_check()
    fresh = json.loads(json.dumps(evidence_file.of_case(filing, NOW)))
    code, said = audit_verify.verify(fresh)
    assert code == INCOMPLETE
    assert "unsealed" in [key for key, _values in said]


def test_every_sentence_exists_in_both_languages():
    assert set(audit_verify.SAYS["zh"]) == set(audit_verify.SAYS["en"])


def test_the_page_gives_the_file_and_records_the_export(client, enter):
    filing, _who = at_city_check()
    actions.seal(NOW)
    auditor = enter(Role.AUDITOR)

    answer = client.post(f"/ledger/{filing.pk}/export/")

    assert answer.status_code == 200, answer.headers
    assert audit_verify.verify(json.loads(answer.content))[0] == SOUND
    entry = Entry.objects.get(kind="record_exported")
    assert (entry.actor_id, entry.payload["filing"]) == (auditor.pk, filing.pk)
    assert b"audit_verify.py" in client.get("/ledger/verifier/").content


def test_the_audit_administrator_exports_seals_and_no_business(client, enter):
    at_city_check()
    enter(Role.AUDIT_ADMIN)
    actions.seal(NOW)

    made = json.loads(client.post("/ledger/check/export/").content)

    assert audit_verify.verify(made)[0] in (SOUND, INCOMPLETE)
    assert len(made["leaves"]) == made["checkpoints"][-1]["size"]
    assert not [one for one in made["subjects"] if not one["subject"].startswith("ledger.strand:")]
    made["leaves"][3] = "0" * 64
    assert audit_verify.verify(made)[0] == TAMPERED


def test_who_saw_what_names_the_case_once_a_day_and_each_file(client, enter):
    filing, _who = at_city_check()
    reader = enter(Role.CITY_OFFICER)
    client.get(f"/cases/{filing.pk}/")
    client.get(f"/cases/{filing.pk}/")
    document = StoredFile.objects.get(pk=filing.consortium.agreements.get().document_id)
    actions.record_security("file_opened", actor_id=reader.pk, params={"file": document.pk}, now=NOW)
    enter(Role.AUDITOR)

    page = client.get(f"/ledger/{filing.pk}/reads/").content.decode()

    assert [one.number for one in watch.reads_of(filing)] == sorted(
        (one.number for one in watch.reads_of(filing)), key=int, reverse=True
    )
    assert page.count("打开了这一件") == 1
    assert document.name in page


def test_conflicts_and_reveals_have_their_pages(client, enter):
    filing, _who, panel = at_expert_review()
    seat = panel.round.seats.select_related("expert").first()
    Recusal.objects.create(expert=seat.expert, filing=filing, kind="same_employer", note="同一单位", at=NOW)
    enter(Role.AUDITOR)

    found = watch.conflicts_of(filing)

    assert [(one.found_by, one.note) for one in found] == [("系统按信用代码比对", "同一单位")]
    assert "同一单位" in client.get(f"/ledger/{filing.pk}/conflicts/").content.decode()
    assert "没有人查看过异议人身份" in client.get(f"/ledger/{filing.pk}/reveals/").content.decode()
    assert client.get(f"/ledger/{filing.pk}/elsewhere/").status_code == 404
