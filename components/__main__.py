"""`python -m components VERB …`: the command `pulumi-kubeadm`, where nothing is installed."""

import sys

from .command.main import main

if __name__ == "__main__":
    sys.exit(main())
