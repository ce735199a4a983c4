"""Show which processes inherit a seed: python seed_probe.py"""
import torch
import torch.multiprocessing as mp

def worker(rank, repaired):
    if repaired:
        torch.manual_seed(123)
    print(f"  child {rank} seed {torch.initial_seed()} first number {torch.rand(1).item():.6f}", flush=True)

if __name__ == "__main__":
    torch.manual_seed(123)
    print(f"parent seed {torch.initial_seed()} first number {torch.rand(1).item():.6f}", flush=True)
    for repaired in (False, True):
        print("seeded inside the child:", repaired, flush=True)
        mp.spawn(worker, args=(repaired,), nprocs=2)
