"""Puts the first page, below which all others come, in the place of Wagtail's own.

As a new project of Wagtail does, by `wagtail start`.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def make_first_page(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the page, and the site that begins with it."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    ContentPage = apps.get_model("cms", "ContentPage")

    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    content_type, _ = ContentType.objects.get_or_create(
        app_label="cms", model="contentpage"
    )
    now = timezone.now()
    page = ContentPage.objects.create(
        title="Pages",
        draft_title="Pages",
        slug="pages",
        content_type=content_type,
        locale=apps.get_model("wagtailcore", "Locale").objects.get(),
        path="00010001",
        depth=2,
        url_path="/pages/",
        first_published_at=now,
        last_published_at=now,
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(hostname="localhost", root_page_id=page.pk, is_default_site=True)


def remove_all_pages(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the site, and every page."""
    Page = apps.get_model("wagtailcore", "Page")
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("cms", "ContentPage").objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make_first_page, remove_all_pages),
    ]
