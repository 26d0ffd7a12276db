"""What follows from a recommendation: the starter project, with the options that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.catalogue import Catalogue
from scaffold.needs import Needs, asked


@dataclass(frozen=True)
class Start:
    """A starter project, and the answers that the needs come to."""

    framework: str
    options: Mapping[str, Any]

    @property
    def answers(self) -> dict[str, Any]:
        """Return them all, as `scaffold new` takes them."""
        return {"framework": self.framework, **self.options}

    @property
    def flags(self) -> str:
        """Return the flags of `scaffold new` that give these answers."""
        words = [f"--framework {self.framework}"]
        for name, value in self.options.items():
            flag = f"--{name.replace('_', '-')}"
            words.append(flag if value is True else f"{flag} {value}")
        return " ".join(words)


def start(winner: str, needs: Needs, starters: Iterable[str], catalogue: Catalogue) -> Start | None:
    """Return what to start with for a framework, or two; None where no starter stands."""
    pair = next((pair for pair in catalogue.pairs if pair.id == winner), None)
    framework = pair.main if pair else winner
    if framework not in set(starters) or (pair and not pair.starter):
        return None
    wanted = {value for need, value in asked(needs, catalogue) if need == "features"}
    known = catalogue.frameworks[framework].starter
    features = {name: True for value, names in known.items() if value in wanted for name in names}
    return Start(framework, {**features, **(pair.starter if pair else {})})


def made_with(answers: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Return what answers make a project with: a framework, or two joined by `+`."""
    framework = str(answers["framework"])
    for pair in catalogue.pairs:
        if pair.main == framework and pair.starter and pair.starter.items() <= answers.items():
            return pair.id
    return framework
