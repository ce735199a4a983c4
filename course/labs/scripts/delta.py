"""Compute the delta from key.json and scores.csv (lines card,points): python delta.py"""
import csv, json
kind = {str(c): k for c, r, k in json.load(open("key.json"))}
points = {"old": [], "new": []}
for card, value in csv.reader(open("scores.csv")):
    points[kind[card]].append(float(value))
mean = {k: sum(v) / len(v) for k, v in points.items()}
print(mean, "delta", round(mean["new"] - mean["old"], 2), "of 3 points, scores:", len(points["new"]))
