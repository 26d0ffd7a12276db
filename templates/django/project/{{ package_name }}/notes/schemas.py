"""Notes in JSON."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError


def without_null(text: str) -> str:
    """Refuse the null character, which databases do not take."""
    if "\0" in text:
        raise PydanticCustomError("null_character", "Null characters are not allowed.")
    return text


Title = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=100, pattern=r"\S"
    ),
    AfterValidator(without_null),
]
Text = Annotated[
    str,
    StringConstraints(max_length=10_000),
    AfterValidator(without_null),
]


# Of pydantic's own kind: a schema of Ninja's takes the attributes of any object, also
# the method `title` of a string.
class NoteIn(BaseModel):
    """A new note."""

    title: Title
    text: Text = ""


class NoteOut(Schema):
    """A note."""

    id: int
    title: str
    text: str
    created_at: datetime
