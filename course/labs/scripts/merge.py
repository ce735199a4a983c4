"""Add kept records to the chapter 7 data: python merge.py saved-kept.json [response-reflected.json]"""
import json
import pathlib
import sys


def rows(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def thousands(number):
    return f"{number:,}"


old = rows("ch07/01_main-chapter-code/instruction-data.json")
new = [{"input": "", **row} for row in rows(sys.argv[1])]
merged = old + new
version = 1
print(thousands(len(old)), "+", thousands(len(new)), "=", thousands(len(merged)))
if len(sys.argv) > 2:
    version = 2
    # The refined rows are the first of the file, in its order; the old answer stays beside the new one.
    refined = rows(sys.argv[2])
    for row, better in zip(merged, refined):
        row["output_before"], row["output"] = row["output"], better["output"]
    print("refined", len(refined))
fields = {"instruction", "input", "output"}
lacking = [number for number, row in enumerate(merged, 1) if not fields <= row.keys()]
print("rows that lack a field:", lacking)
name = f"augmented-{version}.json"
pathlib.Path(name).write_text(json.dumps(merged, indent=2), encoding="utf-8")
print("wrote", name)
sys.exit(1 if lacking else 0)
