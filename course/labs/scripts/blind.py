"""Make cards of old and new answers without labels: python blind.py"""
import json, random
base = "ch07/"
old = json.load(open(base + "01_main-chapter-code/instruction-data.json", encoding="utf-8"))[:3]
new = json.load(open(base + "05_dataset-generation/response-reflected.json", encoding="utf-8"))
cards = [(r, kind, row) for kind, rows in (("old", old), ("new", new)) for r, row in enumerate(rows, 1)]
random.Random(123).shuffle(cards)
with open("cards.txt", "w", encoding="utf-8") as out:
    for c, (r, kind, row) in enumerate(cards, 1):
        out.write(f"card {c}\n{row['instruction']}\n{row['input']}\n{row['output']}\n\n")
json.dump([[c, r, kind] for c, (r, kind, _) in enumerate(cards, 1)], open("key.json", "w"))
for r, (a, b) in enumerate(zip(old, new), 1):
    print("row", r, "words", len(a["output"].split()), "to", len(b["output"].split()))
