"""Labels and annotations of Nodes, wherever they are given."""

from ..readers import MapOf, Scalar
from ..syntax.kubernetes import annotation_key, annotation_value, label_value, qualified_name
from ..tables import Key
from .changes import LIVE


def labels(about: str) -> Key:
    """The key `labels` of a table."""
    return Key("labels", MapOf(qualified_name, Scalar("label value", label_value), "label keys"), about, LIVE, default={})


def annotations(about: str) -> Key:
    """The key `annotations` of a table."""
    return Key("annotations", MapOf(annotation_key, Scalar("string", annotation_value), "annotation keys"), about, LIVE, default={})
