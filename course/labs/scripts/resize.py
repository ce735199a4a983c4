"""Resize an output layer with and without bias and look at old columns: python resize.py"""
import torch
torch.manual_seed(123)
old, wide = 50257, 768
emb, head = torch.nn.Embedding(old, wide), torch.nn.Linear(wide, old, bias=False)
ids = torch.tensor([15496, 11, 314, 716])
with torch.no_grad():
    before = head(emb(ids))
    emb2 = torch.nn.Embedding(old + 2, wide)
    emb2.weight[:old] = emb.weight
    for bias in (True, False):
        head2 = torch.nn.Linear(wide, old + 2, bias=bias)
        head2.weight[:old] = head.weight
        change = (head2(emb2(ids))[:, :old] - before).abs().max().item()
        print("bias", bias, "| largest change of old logits", round(change, 6))
