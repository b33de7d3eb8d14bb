"""Work on hosts over SSH: how a host is reached, the scripts it is given, and the steps of a node."""

from .connection import Connection, connection
from .fleet import Fleet
from .node import Node, PreparedHost
from .resources import RemoteStep, ScriptBundle

__all__ = ["Connection", "Fleet", "Node", "PreparedHost", "RemoteStep", "ScriptBundle", "connection"]
