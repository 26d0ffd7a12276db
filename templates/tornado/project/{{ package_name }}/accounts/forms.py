"""The forms of the accounts. https://wtforms.readthedocs.io/"""

from wtforms import (
    EmailField,
    Field,
    Form,
    PasswordField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Regexp

USERNAME = r"[A-Za-z0-9][A-Za-z0-9._-]*\Z"
# As browsers read it: https://html.spec.whatwg.org/#valid-e-mail-address
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{LABEL}(?:\.{LABEL})*\Z"


def trimmed(text: str | None) -> str:
    """Take the spaces off both ends."""
    return (text or "").strip()


class PasswordForm(Form):
    """A form that sets the password of the user whose names it is told."""

    user_names: tuple[str | None, ...] = ()

    def validate_password(self, field: Field) -> None:
        """Refuse what everybody knows who knows the user."""
        if field.data.lower() in {(name or "").lower() for name in self.user_names}:
            raise ValidationError("Use neither the user name nor the e-mail address.")


def new_password(label: str) -> PasswordField:
    """Make the field of a new password."""
    return PasswordField(
        f"{label} (12 characters or more)",
        validators=[
            DataRequired("Enter a password."),
            Length(12, 128, message="Use %(min)d to %(max)d characters."),
        ],
        render_kw={"autocomplete": "new-password"},
    )


def email_field() -> EmailField:
    """Make the field of an e-mail address."""
    return EmailField(
        "E-mail address",
        filters=[trimmed],
        validators=[
            DataRequired("Enter an e-mail address."),
            Length(max=254, message="Use at most %(max)d characters."),
            Regexp(EMAIL, message="Enter one address, such as ada@example.org."),
        ],
        render_kw={"autocomplete": "email"},
    )


class RegisterForm(PasswordForm):
    """A new account."""

    username = StringField(
        "User name",
        filters=[trimmed],
        validators=[
            DataRequired("Enter a user name."),
            Length(max=30, message="Use at most %(max)d characters."),
            Regexp(USERNAME, message="Use a to z, 0 to 9, and after the first . _ -"),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    email = email_field()
    password = new_password("Password")

    def validate_password(self, field: Field) -> None:
        """Take the names out of this very form."""
        self.user_names = (self.username.data, self.email.data)
        super().validate_password(field)


class LogInForm(Form):
    """A user name and its password."""

    username = StringField(
        "User name",
        filters=[trimmed],
        validators=[DataRequired("Enter your user name.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        "Password",
        validators=[DataRequired("Enter your password.")],
        render_kw={"autocomplete": "current-password"},
    )


class ChangePasswordForm(PasswordForm):
    """The password until now, and another."""

    old_password = PasswordField(
        "Old password",
        validators=[DataRequired("Enter your password until now.")],
        render_kw={"autocomplete": "current-password"},
    )
    password = new_password("New password")


class EmailForm(Form):
    """The address to which a link is sent."""

    email = email_field()


class NewPasswordForm(PasswordForm):
    """A password in the place of one that is forgotten."""

    password = new_password("New password")
