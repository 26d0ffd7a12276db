"""The fields of a request, as WTForms wants them."""

from tornado.web import RequestHandler


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
