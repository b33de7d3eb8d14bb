"""Image names in the form that containerd uses: https://pkg.go.dev/github.com/distribution/reference#ParseDockerRef."""

from typing import Final

_DEFAULT: Final = "docker.io"


def full_name(image: str) -> str:
    """Returns an image name with its registry, and with its digest or else its tag: docker.io/library/nginx:latest for "nginx"."""
    name, at, digest = image.partition("@")
    registry, slash, rest = name.partition("/")
    if not slash or not (set(".:") & set(registry) or registry == "localhost"):
        registry, rest = _DEFAULT, name
    if registry == _DEFAULT and "/" not in rest:
        rest = f"library/{rest}"
    repository, _, tag = rest.partition(":")
    return f"{registry}/{repository}@{digest}" if at else f"{registry}/{repository}:{tag or 'latest'}"


def without_tag(image: str) -> str:
    """Returns the name of the repository from the full name of an image."""
    name = image.partition("@")[0]
    registry, slash, rest = name.partition("/")
    return f"{registry}{slash}{rest.partition(':')[0]}"
