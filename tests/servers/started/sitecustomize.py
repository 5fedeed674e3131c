"""Python loads this as it starts (https://docs.python.org/3/library/site.html): see at_home.py beside this folder."""

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
try:
    from at_home import LEFT, watch
finally:
    sys.path.pop()


def end(where):
    os.write(2, f"a test would have asked outside of this machine: {where}\n".encode())
    os._exit(LEFT)


watch(end)
