"""What an edit of a stack file does to its cluster: worked out from the two files alone, without an engine, a secret or a host."""

from .as_json import as_json
from .build import review, review_of_new
from .drift import drift
from .gates import GATES, hit
from .model import ObjectsReview, Review
from .preview import NotThePreview, planned_steps
from .writing import as_markdown, as_text

__all__ = [
    "GATES",
    "NotThePreview",
    "ObjectsReview",
    "Review",
    "as_json",
    "as_markdown",
    "as_text",
    "drift",
    "hit",
    "planned_steps",
    "review",
    "review_of_new",
]
