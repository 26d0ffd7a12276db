"""Who uses the site."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A user: Django's own, to which fields can be added.

    It stands from the start, as a project can hardly change to another later:
    https://docs.djangoproject.com/en/stable/topics/auth/customizing/
    """
