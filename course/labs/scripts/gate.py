"""Run four checks, stop at the first red one: python gate.py && python the_training.py"""
import subprocess, sys
py, setup = sys.executable, "setup/02_installing-python-libraries/"
mha = "ch03/02_bonus_efficient-multihead-attention/tests/test_mha_implementations.py"
checks = [("packages", [py, setup + "python_environment_check.py"]),
          ("printout", [py, "-m", "pytest", "-q", setup + "tests.py"]),
          ("attention", [py, "-m", "pytest", "-q", mha])]
ok = (3, 10) <= sys.version_info[:2] < (3, 14)
log = [f"python {sys.version.split()[0]}: {'OK' if ok else 'RED'}"]
for name, command in checks if ok else []:
    run = subprocess.run(command, capture_output=True, text=True)
    text = (run.stdout + run.stderr).strip()
    ok = run.returncode == 0 and "FAIL" not in text and "skipped" not in text
    lines = text.splitlines() or ["no output"]
    log.append(f"{name}: {'OK' if ok else 'RED'} | {next((l for l in lines if 'FAIL' in l), lines[-1])}")
    if not ok:
        break
log.append("PASS, may train" if ok else "BLOCK")
open("gate.txt", "w", encoding="utf-8").write("\n".join(log) + "\n")
print("\n".join(log))
sys.exit(0 if ok else 1)
