from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                fields=["-created_at", "-id", "title"], name="notes_list"
            ),
        ),
        migrations.RemoveIndex(
            model_name="note",
            name="notes_newest_first",
        ),
    ]
