"""What people fill in on the roads of the years after registration. Slices bring their own beside these."""

from django.utils.translation import gettext_lazy as _

from workflow.forms import StepForm, long_text


class WithReason(StepForm):
    reason = long_text(_("Reason"))
