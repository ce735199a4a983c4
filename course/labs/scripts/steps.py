"""Count points, batches and log lines for each process: python steps.py"""
import torch
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler
data = TensorDataset(torch.arange(5))
for n in range(1, 7):
    share = DistributedSampler(data, num_replicas=n, rank=0)
    batches = len(DataLoader(data, batch_size=2, drop_last=True, sampler=share))
    print(n, "processes | points each", len(share), "| batches each", batches, "| epoch lines each", 3 * batches)
