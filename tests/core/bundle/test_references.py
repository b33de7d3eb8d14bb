"""Names of images: as containerd would name what a pod asks for."""

import pytest

from components.core.bundle.references import full_name, without_tag

D = f"sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.29", "docker.io/library/nginx:1.29"),
        ("docker.io/nginx:1.29", "docker.io/library/nginx:1.29"),
        ("grafana/grafana:12", "docker.io/grafana/grafana:12"),
        ("localhost/a", "localhost/a:latest"),
        ("registry:5000/a/b", "registry:5000/a/b:latest"),
        ("ghcr.io/a/b:1", "ghcr.io/a/b:1"),
        (f"nginx@{D}", f"docker.io/library/nginx@{D}"),
        (f"ghcr.io/a/b:1@{D}", f"ghcr.io/a/b@{D}"),
    ],
)
def test_an_image_has_its_full_name(image: str, name: str) -> None:
    assert full_name(image) == full_name(name) == name


@pytest.mark.parametrize(("image", "name"), [("a.io:5000/b:1", "a.io:5000/b"), ("a.io:5000/b", "a.io:5000/b"), (f"a.io/b@{D}", "a.io/b")])
def test_a_digest_takes_the_place_of_a_tag(image: str, name: str) -> None:
    assert without_tag(image) == name
