"""Turn record.json and scores.json into one word: python decide.py"""
import json

record = json.load(open("record.json", encoding="utf-8"))
# {"gates": {"environment": true, "data": true, "tests": true, "layers": true, "launch": true,
#  "result": true, "package": true}, "silent_skips": 0}
scores = json.load(open("scores.json", encoding="utf-8"))
wanted = ["environment", "data", "tests", "layers", "launch", "result", "package"]
missing = [gate for gate in wanted if record["gates"].get(gate) is not True]


def mean(values):
    return sum(values) / len(values)


gain = mean(scores["new"]) - mean(scores["old"])
band = max(max(scores[name]) - min(scores[name]) for name in ("old", "new"))
thin = min(len(scores["old"]), len(scores["new"])) < 2
if missing:
    word = "BLOCK"
elif record["silent_skips"] or thin or gain <= band:
    word = "CONDITIONS"
else:
    word = "PASS"
print(word, "| not signed:", missing, "| gain", round(gain, 2), "band", round(band, 2))
