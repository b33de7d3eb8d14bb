"""What hinders a bundle."""


class Hindrance(Exception):
    """In words for the user."""
