"""Check the three files of the split; run beside them: python check_split.py"""
import hashlib, sys
import pandas as pd
want, text, bad = {"train": 35000, "validation": 5000, "test": 10000}, {}, 0
for name, rows in want.items():
    data = pd.read_csv(name + ".csv")
    text[name] = set(data["text"])
    mark = hashlib.sha256(open(name + ".csv", "rb").read()).hexdigest()[:12]
    share = data["label"].mean()
    bad += len(data) != rows or data.isna().any().any()
    print(f"{name:10} rows {len(data)} positive {share:.4f} sha256 {mark}")
for a, b in (("train", "validation"), ("train", "test"), ("validation", "test")):
    print("texts in both", a, "and", b + ":", len(text[a] & text[b]))
print("pandas", pd.__version__)
sys.exit(1 if bad else 0)
