"""`python -m lab.kinds`: writes the table again."""

import sys

from lab.errors import LabError
from lab.kinds import TABLE, table

if __name__ == "__main__":
    try:
        TABLE.write_text(table())
    except LabError as error:
        sys.exit(str(error))
