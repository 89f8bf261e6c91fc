# SPDX-License-Identifier: GPL-3.0-or-later
"""Learning curves and confusion matrices as PNG."""
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # no screen needed
import matplotlib.pyplot as plt
import numpy as np


def plot_curves(path: Path, series: dict[str, list[float]], loss: list[float]) -> None:
    """Accuracies in percent after each epoch, and the loss."""
    epochs = range(1, len(loss) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
    for name, values in series.items():
        left.plot(epochs, [100 * v for v in values], marker=".", label=name)
    left.set(title="accuracy on the validation part", xlabel="epoch", ylabel="%")
    left.legend()
    right.plot(epochs, loss, marker=".", color="tab:grey")
    right.set(title="loss on the training part", xlabel="epoch")
    for axes in (left, right):
        axes.grid(alpha=0.3)
    _save(figure, path)


def plot_confusion(path: Path, labels: np.ndarray, guesses: np.ndarray, names: list[str]) -> None:
    """A row for each label that occurs, as shares of its pictures; guesses outside of these labels share a column."""
    present = np.unique(labels)
    place = np.full(len(names), len(present))
    place[present] = np.arange(len(present))
    counts = np.zeros((len(present), len(present) + 1))
    np.add.at(counts, (place[labels], place[guesses]), 1)
    counts /= counts.sum(1, keepdims=True)
    side = 3 + len(present) * 0.14
    figure, axes = plt.subplots(figsize=(side, side))
    axes.imshow(np.sqrt(counts), cmap="Blues", vmin=0, vmax=1)  # the root shows rare confusions, too
    axes.set(xlabel="network says", ylabel="label")
    axes.set_xticks(range(len(present) + 1), [names[i] for i in present] + ["(other)"], rotation=90, fontsize=6)
    axes.set_yticks(range(len(present)), [names[i] for i in present], fontsize=6)
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, dpi=80, metadata={"Software": None})
    plt.close(figure)
