"""Run ten test files one by one, count passed, failed, skipped: python sweep.py | tee sweep.txt"""
import re, subprocess, sys
files = """ch02/05_bpe-from-scratch/tests.py
ch03/02_bonus_efficient-multihead-attention/tests/test_mha_implementations.py
ch05/07_gpt_to_llama/tests/test_llama32_nb.py
ch05/07_gpt_to_llama/tests/tests_rope_and_parts.py
ch05/11_qwen3/tests/test_qwen3_nb.py
ch05/11_qwen3/tests/test_qwen3_kvcache_nb.py
ch05/12_gemma3/tests/test_gemma3_nb.py
ch05/12_gemma3/tests/test_gemma3_kv_nb.py
ch05/13_olmo3/tests/test_olmo3_nb.py
ch05/13_olmo3/tests/test_olmo3_kvcache_nb.py""".split()
total, red = {}, False
for name in files:
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-rs", name], capture_output=True, text=True)
    last = (run.stdout.strip().splitlines() or ["no output"])[-1]
    counts = {word.rstrip("s"): int(n) for n, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", last)}
    red |= run.returncode != 0
    for word, n in counts.items():
        total[word] = total.get(word, 0) + n
    print(name, counts or last, "status", run.returncode, flush=True)
print("together", total)
sys.exit(1 if red else 0)
