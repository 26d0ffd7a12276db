"""What templates say of providers."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext

register = template.Library()


@register.inclusion_tag("social/providers.html", takes_context=True)
def provider_links(context: RequestContext) -> dict[str, Any]:
    """Show a link to each provider that is set up, and whether the last try failed."""
    query = context.request.GET
    return {
        "providers": settings.SOCIAL_PROVIDERS,
        "next": context.get("next") or query.get("next"),
        "failed": "failed" in query,
    }
