"""Forms: what people may send."""

from wtforms import Field, Form, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length


def trimmed(text: str | None) -> str:
    """Take the spaces off both ends."""
    return (text or "").strip()


def unix_lines(text: str | None) -> str:
    """Count a line break as one character, as browsers do, though they send two."""
    return (text or "").replace("\r\n", "\n")


def no_null(form: Form, field: Field) -> None:
    """Refuse the one character that not every database can store."""
    if "\0" in field.data:
        raise ValidationError("Null characters are not allowed.")


class NoteForm(Form):
    """A new note."""

    title = StringField(
        "Title",
        filters=[trimmed],
        validators=[
            DataRequired("Enter a title."),
            Length(max=100, message="Use at most %(max)d characters."),
            no_null,
        ],
    )
    text = TextAreaField(
        "Text",
        filters=[unix_lines],
        validators=[
            Length(max=10_000, message="Use at most %(max)d characters."),
            no_null,
        ],
    )
