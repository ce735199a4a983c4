"""Label the texts of probes.csv: python ask_spam.py | tee labels.txt"""
import csv, tiktoken, torch
from llms_from_scratch.ch04 import GPTModel
from llms_from_scratch.ch06 import classify_review

shape = dict(vocab_size=50257, context_length=1024, emb_dim=768, n_heads=12,
             n_layers=12, drop_rate=0.1, qkv_bias=True)
tok, model = tiktoken.get_encoding("gpt2"), GPTModel(shape)
model.out_head = torch.nn.Linear(768, 2)
file = "ch06/01_main-chapter-code/review_classifier.pth"
model.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
rows = list(csv.DictReader(open("probes.csv", encoding="utf-8", newline="")))
labels = [classify_review(r["text"], model, tok, "cpu", max_length=120) for r in rows]
for r, label in zip(rows, labels):
    print(len(tok.encode(r["text"])), r["expected"], r["app"], label, sep=" | ")
print("agree:", sum(r["app"] == label for r, label in zip(rows, labels)), "of", len(rows))
