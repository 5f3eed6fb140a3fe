"""Puts finished files in their place together: all of them, or none and what stood there before."""

import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import SettingsError


class Staged:
    """Files made in a folder of their own beside where they shall stand, and moved there at the end."""

    def __init__(self, target: Path, ours: Collection[str]) -> None:
        self.folder = _beside(target)
        self._target = target
        self._ours = ours

    def place(self) -> list[Path]:
        """Move them. A file of ours that was not made this time goes away with the old ones.

        Raises OSError, with everything as it was.
        """
        if not self._target.exists():
            self.folder.rename(self._target)
            return sorted(self._target.iterdir())
        return self._replace()

    def _replace(self) -> list[Path]:
        old, new = self.folder / "before", sorted(self.folder.iterdir())
        old.mkdir()
        moved: list[tuple[Path, Path]] = []
        try:
            for path in sorted(self._target.iterdir()):
                if path.name in self._ours:
                    _move(path, old / path.name, moved)
            for path in new:
                _move(path, self._target / path.name, moved)
        except OSError:
            for source, place in reversed(moved):
                place.rename(source)
            raise
        return [self._target / path.name for path in new]


def _move(source: Path, place: Path, moved: list[tuple[Path, Path]]) -> None:
    source.rename(place)
    moved.append((source, place))


def _beside(target: Path) -> Path:
    """A new folder on the same disk, so that moving is renaming."""
    parent = target if target.is_dir() else target.parent
    return parent / f".{target.name}-{secrets.token_hex(4)}"


@contextmanager
def staged(target: Path, ours: Collection[str]) -> Iterator[Staged]:
    """A place to make files in; `ours` are the names they may have, and that are replaced in the target.

    Nothing stays but what is placed. Raises `SettingsError` when the target is a file.
    """
    if target.exists() and not target.is_dir():
        raise SettingsError(f"{target} er en fil. Vælg en mappe med --out.")
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Staged(target, ours)
    made.folder.mkdir()
    try:
        yield made
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to; it takes the target's place when the block ends well, and is gone when not.

    Readable by its owner only.
    """
    if target.is_dir():
        raise SettingsError(f"{target} er en mappe. Skriv et filnavn med --out.")
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield made
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
