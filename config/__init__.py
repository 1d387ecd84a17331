"""Wiring only: settings, addresses, the schedule. No business word; nothing imports it."""

from config.celery import app as celery_app

__all__ = ("celery_app",)
