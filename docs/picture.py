"""Draw `docs/demo.svg`: a real run of `reviewaudit demo` in a terminal, caught with its colours, drawn by rich.

python docs/picture.py
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 150


def run() -> str:
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(WIDTH)}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "reviewaudit", "demo", "--no-progress"]
    process = subprocess.Popen(command, stdout=child, stderr=subprocess.DEVNULL, env=environment)
    os.close(child)
    chunks = []
    while True:
        try:
            data = os.read(parent, 65536)
        except OSError:  # the terminal is closed when the run ends
            break
        if not data:
            break
        chunks.append(data)
    process.wait()
    os.close(parent)
    return b"".join(chunks).decode()


def main() -> None:
    output = run().replace("\r\n", "\n")
    with open(os.devnull, "w") as nowhere:
        console = Console(record=True, width=WIDTH, force_terminal=True, file=nowhere)
        console.print("[bold green]$[/] reviewaudit demo")
        console.print(Text.from_ansi(output.rstrip("\n")))
        target = Path(__file__).with_name("demo.svg")
        console.save_svg(str(target), title="reviewaudit")


if __name__ == "__main__":
    main()
