"""What people type about themselves and about staff."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from .models import Authority, User
from .roles import Role


class SignupForm(forms.Form):
    """What sign-up asks beside address and password (``ACCOUNT_SIGNUP_FORM_CLASS``)."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=60,
        strip=True,
        help_text=_("As officers and partners should see it."),
    )
    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: Any, user: User) -> None:
        """allauth's hook: keep the name with the new account."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class InvitationForm(forms.Form):
    """The password of an invited account."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
    )
    again = forms.CharField(
        label=_("Password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, invited: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited = invited

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            try:
                validate_password(password, self.invited)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return data


class InviteForm(forms.Form):
    """Whom to invite, for which role, where."""

    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role asked for"), choices=Role.choices)
    authority = forms.ModelChoiceField(
        label=_("Authority"), queryset=Authority.objects.filter(is_active=True).order_by("kind", "key")
    )


class GrantForm(forms.Form):
    """Which role for whom, where, until when."""

    user = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.filter(is_active=True).order_by("name", "id")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    authority = forms.ModelChoiceField(
        label=_("Authority"), queryset=Authority.objects.filter(is_active=True).order_by("kind", "key")
    )
    deputy_for = forms.ModelChoiceField(
        label=_("Deputy for"),
        required=False,
        queryset=User.objects.filter(is_active=True, role_grants__ended_at__isnull=True)
        .distinct()
        .order_by("id"),
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for a deputy or a limited time."),
    )
