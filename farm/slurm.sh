#!/usr/bin/env bash
# Scenes on a Slurm cluster: one shard for each task of an array, all into one shared folder, then one
# job that joins and proves them.
#
#   SCENES=scenes OUTPUT=output farm/slurm.sh            # submits both jobs, eight shards
#   SHARDS=32 farm/slurm.sh                              # the same with 32
#
# A task that is requeued draws only the frames that are not there.
#SBATCH --job-name=halfminute
#SBATCH --cpus-per-task=4
#SBATCH --time=00:30:00
#SBATCH --requeue
set -euo pipefail

scenes="${SCENES:-scenes}"
output="${OUTPUT:-output}"
program="${HALFMINUTE:-halfminute}"

if [ -n "${ASSEMBLE:-}" ]; then
  "$program" assemble "$scenes" --output "$output" --progress plain
  "$program" verify "$output"
elif [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
  # `exec`, so that the signal of a job that is cancelled reaches the program.
  exec "$program" render "$scenes" --output "$output" --progress plain \
    --threads "${SLURM_CPUS_PER_TASK:-1}" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
else
  array="$(sbatch --parsable --array="1-${SHARDS:-8}" "$0")"
  ASSEMBLE=1 sbatch --dependency="afterok:${array%%;*}" "$0"
fi
