"""Stand-in for pulumi-kubernetes: server-side apply, Patch resources, waiting for rollouts, replacement, refresh and delete.

Outside the subset: Helm, Kustomize, YAML components, client-side apply and rendering to files.
"""

from lab.plugins.kubernetes.provider import PROVIDER

__all__ = ["PROVIDER"]
