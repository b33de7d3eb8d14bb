"""The error of `make bundle`."""


class BundleError(Exception):
    """Raised if a bundle cannot be made; the message is for the user."""
