"""The Celery application and the whole schedule: every entry is an idempotent sweep."""

from celery import Celery

app = Celery("lianhe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A tick that nobody took before the next one is dropped: the next one does its work.
app.conf.beat_schedule = {
    "ledger.relay": {"task": "accounts.deliver_notices", "schedule": 5.0, "options": {"expires": 5.0}},
    "accounts.digests": {"task": "accounts.send_digests", "schedule": 60.0, "options": {"expires": 60.0}},
    "filings.deadlines": {"task": "filings.sweep_deadlines", "schedule": 60.0, "options": {"expires": 60.0}},
    "ledger.checkpoint": {"task": "ledger.checkpoint", "schedule": 300.0, "options": {"expires": 300.0}},
    "documents.scans": {"task": "documents.scan_waiting", "schedule": 60.0, "options": {"expires": 60.0}},
    "portal.invariants": {
        "task": "portal.check_invariants",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "portal.heartbeat": {"task": "portal.heartbeat", "schedule": 30.0, "options": {"expires": 30.0}},
}
