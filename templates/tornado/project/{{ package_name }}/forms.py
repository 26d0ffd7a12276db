"""Forms: what people may send. https://wtforms.readthedocs.io/"""

from tornado.web import RequestHandler
from wtforms import Field, Form, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length


class FormData(dict[str, list[str]]):
    """The fields of a request, in the shape in which WTForms reads them."""

    def getlist(self, name: str) -> list[str]:
        """Return all values of a field."""
        return self[name]


def form_data(handler: RequestHandler) -> FormData:
    """Decode the body of a request.

    Not by `get_body_argument`: it turns control characters into spaces.
    """
    fields = handler.request.body_arguments.items()
    return FormData(
        (name, [handler.decode_argument(value, name) for value in values])
        for name, values in fields
    )


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
