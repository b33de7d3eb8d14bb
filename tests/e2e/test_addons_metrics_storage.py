"""Certificates of kubelets, their figures and what autoscalers make of them, and volumes of a node: seen in one cluster."""

import pytest

pytestmark = pytest.mark.timeout(1200)
HOSTS = 3
SIGNERS = ("registry.k8s.io", "ghcr.io", "docker.io")
