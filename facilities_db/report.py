"""What an import did, for the person who ran it and for the file that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `read` counts rows of the file; added + updated + unchanged are its programs.

    `skipped` names the junk rows (line, reason). `other_directory` counts mental-health rows, `gone` the programs of
    an earlier edition that this one no longer has, `samples_removed` the invented ones, `unplaced` those that are
    found by their state only. `remarks` are whole sentences.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    skipped: tuple[tuple[int, str], ...]
    edition: str
    format: str
    file_name: str = ""
    other_directory: int = 0
    gone: int = 0
    samples_removed: int = 0
    unplaced: int = 0
    remarks: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The report in words, a line each."""
        said = [
            f"{self.file_name or 'The file'} was read as: {self.format}.",
            f"{self.read} rows read from edition {self.edition}: {self.added} added, {self.updated} updated,"
            f" {self.unchanged} unchanged, {self.gone} gone, {len(self.skipped)} skipped.",
        ]
        if self.other_directory:
            said.append(f"{self.other_directory} rows are of the mental-health directory; they are left out.")
        if self.samples_removed:
            said.append(f"{self.samples_removed} SAMPLE programs were taken out.")
        if self.unplaced:
            said.append(f"{self.unplaced} programs have no known ZIP or town; they are found by their state only.")
        said += self.remarks
        said += [f"  line {line}: {reason}" for line, reason in self.skipped]
        return said
