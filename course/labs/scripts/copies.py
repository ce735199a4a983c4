"""Map the eleven helper copies: python copies.py"""
import ast, hashlib
folders = """ch04/01_main-chapter-code ch05/01_main-chapter-code ch05/07_gpt_to_llama
ch05/08_memory_efficient_weight_loading ch06/01_main-chapter-code ch06/02_bonus_additional-experiments
ch06/03_bonus_imdb-classification ch07/01_main-chapter-code ch07/04_preference-tuning-with-dpo
appendix-D/01_main-chapter-code appendix-E/01_main-chapter-code""".split()
total = 0
for folder in folders:
    raw = open(folder + "/previous_chapters.py", "rb").read()
    names = [n.name for n in ast.parse(raw).body if isinstance(n, (ast.ClassDef, ast.FunctionDef))]
    total += raw.count(b"\n")
    print(hashlib.sha256(raw).hexdigest()[:8], raw.count(b"\n"), len(names), "GPTModel" in names, folder)
print("files", len(folders), "lines", total)
