"""The pages of the notes."""

from http import HTTPStatus
from typing import Any

from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import CreateView, DetailView, ListView

from .forms import NoteForm
from .models import Note


class NoteList(ListView):
    """All notes, the newest first."""

    model = Note
    paginate_by = 10

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse the page numbers that only Django takes: `last`, `+1`."""
        page = request.GET.get("page", "1")
        if not (page.isascii() and page.isdigit()):
            raise Http404
        return super().get(request, *args, **kwargs)


class NoteDetail(DetailView):
    """One note."""

    model = Note


class NoteCreate(CreateView):
    """The form for a new note."""

    model = Note
    form_class = NoteForm
    http_method_names = ("get", "head", "options", "post")  # no PUT

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Store the note, and send the browser to its page by GET."""
        response = super().form_valid(form)
        response.status_code = HTTPStatus.SEE_OTHER
        return response

    def form_invalid(self, form: ModelForm) -> HttpResponse:
        """Show the form again, with what is wrong."""
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
