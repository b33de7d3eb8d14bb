"""Work on hosts over SSH: how a host is reached, the scripts it is given, and the steps of a node."""

from .fleet import Fleet
from .machine import machines
from .node import Node, PreparedHost
from .preflight import Preflight
from .resources import RemoteStep, Scripts

__all__ = ["Fleet", "Node", "Preflight", "PreparedHost", "RemoteStep", "Scripts", "machines"]
