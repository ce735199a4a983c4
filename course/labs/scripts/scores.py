"""Train two settings on two seeds, judge them on the same reviews: python gate.py && python scores.py"""
import json

import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

# Made by ch06/03_bonus_imdb-classification/download_prepare_dataset.py; the test file stays unread.
folder = "ch06/03_bonus_imdb-classification/"
train, held = (pd.read_csv(f"{folder}{name}.csv") for name in ("train", "validation"))
settings = {"old": {"max_features": 1000}, "new": {"max_features": 20000}}
scores = {}
for name, setting in settings.items():
    scores[name] = []
    for seed in (1, 2):
        part = train.sample(frac=0.2, random_state=seed)
        words = CountVectorizer(**setting)
        model = LogisticRegression(max_iter=1000)
        model.fit(words.fit_transform(part["text"]), part["label"])
        points = 100 * model.score(words.transform(held["text"]), held["label"])
        scores[name].append(round(points, 2))
        print(name, "seed", seed, "rows", len(part), "score", scores[name][-1], flush=True)
with open("scores.json", "w", encoding="utf-8") as out:
    json.dump({"settings": settings, "rows judged": len(held), **scores}, out, indent=2)
