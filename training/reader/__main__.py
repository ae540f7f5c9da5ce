"""Train the reader and measure it on authors and briefs that it did not learn from.

    python -m training.reader base                    # the encoder on single sentences: 20 to 40 minutes on one core
    python -m training.reader fold --without t1,b01   # whole prompts, without some authors; measures those
    python -m training.reader fold                    # on everything: the model that is released

Set OMP_NUM_THREADS=1: more threads are slower on a machine that does something else.
"""

from __future__ import annotations

import random
from pathlib import Path

import click
import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from training.rates import wilson
from training.reader import aggregator, corpora, examples, network

CACHE = Path.home() / ".cache" / "privacy-gate-training" / "reader"
SEED = 7
RATES = (0.063, 0.05, 0.022, 0.01)
"""Shares of clean prompts that may be flagged."""


@click.group(help=__doc__)
@click.option("--encoder", type=click.Path(path_type=Path), default=CACHE / "minilm", show_default=True)
@click.pass_context
def main(context: click.Context, encoder: Path) -> None:
    context.obj = encoder
    torch.set_num_threads(1)
    torch.manual_seed(1)
    CACHE.mkdir(parents=True, exist_ok=True)


@main.command()
@click.option("--epochs", default=2, show_default=True)
@click.pass_obj
def base(encoder: Path, epochs: int) -> None:
    """Train on single sentences and on the prompts of the authors q1 and q2."""
    pieces = examples.load_pieces(encoder)
    lines = examples.build_lines(corpora.read_lines(), pieces)
    prompts = examples.build_pairs((one for one in corpora.read_prompts() if one.corpus in {"q1", "q2"}), pieces)
    public = [[examples.build_line(text, pieces, weight=0.25)] for text in corpora.read_public_lines()]
    public = [group for group in public if group[0].windows[0].pieces]
    model = network.Reader(encoder)
    network.train(model, lambda rng: lines + prompts + rng.sample(public, 3000), epochs, 1e-4, seed=SEED)
    torch.save(model.state_dict(), CACHE / "base.pt")


@main.command()
@click.option("--without", default="", help="Authors and briefs to leave out and to measure on, joined by commas.")
@click.option("--only", default="", help="Learn from these alone, where --without leaves them.")
@click.option("--epochs", default=2, show_default=True)
@click.option("--name", default="", help="Save the weights and the scores under this name.")
@click.pass_obj
def fold(encoder: Path, without: str, only: str, epochs: int, name: str) -> None:
    """Train on whole prompts, and measure the authors and briefs that were left out."""
    left = set(filter(None, without.split(",")))
    pieces = examples.load_pieces(encoder)
    prompts = [one for one in corpora.read_prompts() if one.corpus not in {"q1", "q2"}]
    chosen = set(filter(None, only.split(","))) or {one.corpus for one in prompts}
    learn = examples.build_pairs((one for one in prompts if one.corpus in chosen - left), pieces)
    measured = [one for pair in examples.build_pairs((p for p in prompts if p.corpus in left), pieces) for one in pair]
    everyday = [examples.build_example(corpora.Prompt(text, False, (), "", "public", "en"), pieces)
                for text in corpora.read_public_prompts()]  # fmt: skip
    everyday = [one for one in everyday if one.windows]
    lines = examples.build_lines(corpora.read_lines(), pieces)
    public = [[examples.build_line(text, pieces, weight=0.25)] for text in corpora.read_public_lines()]
    public = [group for group in public if group[0].windows[0].pieces]
    share = len(learn) / 840  # six authors of 140 pairs, for which the numbers below were tried

    def draw(rng: random.Random) -> network.Batch:
        return (
            learn
            + [[one] for one in rng.sample(everyday[::2], min(len(everyday[::2]), int(200 * share)))]
            + rng.sample(lines, min(len(lines), int(400 * share)))
            + rng.sample(public, int(200 * share))
        )

    for one in everyday:
        one.weight = 0.5
    model = network.Reader(encoder)
    model.load_state_dict(torch.load(CACHE / "base.pt"))
    network.train(model, draw, epochs, 8e-5, seed=SEED)
    if name:
        torch.save(model.state_dict(), CACHE / f"{name}.pt")
    if measured:
        measure(model, measured, everyday[1::2])


def measure(model: network.Reader, prompts: list[examples.Example], public: list[examples.Example]) -> None:
    """Print how well prompts are told apart by each score, and how many public prompts the same thresholds flag."""
    scored, quiet = network.score(model, prompts), network.score(model, public)
    leak = np.array([one.leak for one in prompts])
    columns = {
        "unit": (
            np.array([max(units, default=-12) for units, _ in scored]),
            np.array([max(u, default=-12) for u, _ in quiet]),
        ),
        "window": (np.array([whole for _, whole in scored]), np.array([whole for _, whole in quiet])),
    }
    columns["sum"] = (columns["unit"][0] + columns["window"][0], columns["unit"][1] + columns["window"][1])
    corpus = np.array([one.prompt.corpus if one.prompt else "" for one in prompts])
    for name, (values, others) in columns.items():
        click.echo(f"{name}: AUC {roc_auc_score(leak, values):.3f}")
        for rate in RATES:
            line = aggregator.find_threshold(values[~leak], rate)
            found, flagged = int((values[leak] > line).sum()), int((others > line).sum())
            click.echo(
                f"  at {rate:.1%} of the twins: {wilson(found, int(leak.sum()))}, public {wilson(flagged, len(others))}"
            )
        for each in sorted(set(corpus)):
            inside = corpus == each
            line = aggregator.find_threshold(values[inside & ~leak], 0.05)
            found = int((values[inside & leak] > line).sum())
            alone = roc_auc_score(leak[inside], values[inside])
            click.echo(f"  {each}: AUC {alone:.3f}, at 5 % {wilson(found, int((inside & leak).sum()))}")


if __name__ == "__main__":
    main()
