"""The handlers: each answers the requests for one address."""
