"""One word for a mirror that is laid out in its own way: pinned here, for a wrong address shows only where there is that mirror."""

import pytest

from components.core.config.parse import parse
from components.core.config.warnings import official_key_is_the_known_one
from tests.core.config.documents import changed, small

ALIYUN = "registry.aliyuncs.com/google_containers"


@pytest.mark.parametrize(
    ("platform", "preset", "uri", "images"),
    [
        ("debian-12", "official", "https://pkgs.k8s.io/core:/stable:/v1.36/deb/", "registry.k8s.io"),
        ("rhel-9", "official", "https://pkgs.k8s.io/core:/stable:/v1.36/rpm/", "registry.k8s.io"),
        (
            "debian-12",
            "aliyun",
            "https://mirrors.aliyun.com/kubernetes-new/core/stable/v1.36/deb/",
            "registry.aliyuncs.com/google_containers",
        ),
        ("rhel-9", "aliyun", "https://mirrors.aliyun.com/kubernetes-new/core/stable/v1.36/rpm/", ALIYUN),
    ],
)
def test_a_preset_is_where_packages_and_images_come_from(platform: str, preset: str, uri: str, images: str) -> None:
    spec = parse(changed({**small(), "platform": platform}, ("sources", "preset"), preset))

    assert spec.sources.repositories[platform]["kubernetes"].uri == uri
    assert spec.sources.image_repository == images
    assert spec.containerd.sandbox_image == f"{images}/pause:3.10.2"
    assert list(official_key_is_the_known_one(spec)), "the key of a mirror is that of the official place, and is not looked at"


def test_what_is_written_wins_over_the_preset() -> None:
    document = changed(changed(small(), ("sources", "preset"), "aliyun"), ("sources", "imageRepository"), "registry.example.com/k8s")
    spec = parse(changed(document, ("sources", "kubernetes", "uri"), "https://mirror.example.com/deb/"))

    assert spec.sources.repositories["debian-12"]["kubernetes"].uri == "https://mirror.example.com/deb/"
    assert spec.sources.image_repository == "registry.example.com/k8s"
