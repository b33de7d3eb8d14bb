"""What all addons have in common: files that are pinned, and what each can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A pinned file of somebody else's: `sha256` is the hex digest of the bytes that `url` serves."""

    url: str
    sha256: str

    @property
    def source(self) -> str:
        """What it is called in errors and in a lock."""
        return self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class AddonSettings:
    """What every addon can be told.

    `images` maps an image as the addon names it to the one to run. With `take_back` fields of its objects that others took are
    taken back; with `delete_crds` its definitions go with it, and all objects of their kinds.
    """

    images: Mapping[str, str] = field(default_factory=dict)
    take_back: bool = False
    delete_crds: bool = False
    timeout_seconds: int = 600
