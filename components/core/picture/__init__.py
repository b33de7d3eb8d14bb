"""A picture of a cluster, drawn from its stack file alone: which hosts there are, and who talks to whom."""

from .build import picture
from .marks import marked_picture
from .mermaid import as_mermaid
from .model import Mark, Picture
from .svg import as_svg

__all__ = ["Mark", "Picture", "as_mermaid", "as_svg", "marked_picture", "picture"]
