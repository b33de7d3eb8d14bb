"""Stand-in for pulumi-kubernetes: server-side apply, Patch resources, waiting for rollouts, replacement, refresh and delete;
and the functions that render charts and kustomizations.

Outside the subset: Helm releases, YAML components, client-side apply and rendering to files.
"""

from lab.plugins.kubernetes.provider import PROVIDER

__all__ = ["PROVIDER"]
