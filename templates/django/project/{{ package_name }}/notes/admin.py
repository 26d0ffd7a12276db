"""The notes in the admin."""

from django.contrib import admin

from .models import Note


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    """Notes, of all users."""

    fields = ("title", "text", "owner", "created_at")
    list_display = ("title", "owner", "created_at")
    list_filter = ("created_at", ("owner", admin.EmptyFieldListFilter))
    list_select_related = ("owner",)
    raw_id_fields = ("owner",)  # a list of all users would be long
    readonly_fields = ("created_at",)
    search_fields = ("title", "text", "owner__username")
    show_full_result_count = False  # it would count the whole table for each search
