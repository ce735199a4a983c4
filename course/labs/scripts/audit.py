"""Read every record and say why one is dropped: python audit.py saved.json"""
import json
import pathlib
import sys

file = pathlib.Path(sys.argv[1])
rows = json.loads(file.read_text(encoding="utf-8"))
seen, kept, dropped = {}, [], []
for number, row in enumerate(rows, 1):
    why = [f"{f} empty" for f in ("instruction", "output") if not str(row.get(f) or "").strip()]
    key = (str(row.get("instruction")).lower().strip(), row.get("input") or "")
    if not why and key in seen:
        why.append(f"same question as row {seen[key]}")
    seen.setdefault(key, number)
    whole = {"input": "", **row}
    if why:
        dropped.append({**whole, "why": ", ".join(why)})
    else:
        kept.append(whole)
    print(number, "DROP: " + ", ".join(why) if why else "ok")
print(f"rows in {len(rows)}, kept {len(kept)}, dropped {len(dropped)}")
# Named after the input, so that auditing a copy leaves the other results alone.
for name, part in (("kept", kept), ("dropped", dropped)):
    pathlib.Path(f"{file.stem}-{name}.json").write_text(json.dumps(part, indent=2), encoding="utf-8")
sys.exit(1 if dropped else 0)
