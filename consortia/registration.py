"""The registration's own road. So far it only begins; lapse is asked of the calendar, never stored."""

from django.db import models

from workflow.flow import Flow, register

from .queries import people_of
from .states import RegistrationState


class RegistrationEvent(models.TextChoices):
    """Events of the years after registration arrive with their own rows."""


REGISTRATION = register(
    Flow(
        key="registration",
        model="consortia.Registration",
        initial=RegistrationState.IN_FORCE,
        rows=(),
        states=RegistrationState,
        events=RegistrationEvent,
        picture=lambda registration, now: None,
        audience=lambda kind, registration: people_of([registration.consortium.lead_id]),
        path=lambda registration: f"/registry/{registration.pk}/",
    )
)
