#!/usr/bin/env bash
# Scenes on a Slurm cluster: one shard for each task of an array, all into one shared folder, then one
# job that joins and proves them. The shards lie in OUTPUT/.parts, so that yesterday's clips stay whole until
# today's take their place.
#
#   SCENES=scenes OUTPUT=output farm/slurm.sh            # submits both jobs, eight shards
#   SHARDS=32 farm/slurm.sh                              # the same with 32
#   SHARDS=32 sbatch --array=3 farm/slurm.sh             # the third of 32 again, after it failed
#   ASSEMBLE=1 sbatch farm/slurm.sh                      # then the join, which was cancelled
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
# Not $SLURM_ARRAY_TASK_COUNT: that of a task that is run again by itself is 1.
export SHARDS="${SHARDS:-8}"

if [ -n "${ASSEMBLE:-}" ]; then
  "$program" assemble "$scenes" --from "$output/.parts" --output "$output" --progress plain
  "$program" verify "$output"
elif [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
  # `exec`, so that the signal of a job that is cancelled reaches the program.
  exec "$program" render "$scenes" --output "$output/.parts" --progress plain \
    --threads "${SLURM_CPUS_PER_TASK:-1}" --shard "$SLURM_ARRAY_TASK_ID/$SHARDS"
else
  array="$(sbatch --parsable --export=ALL --array="1-$SHARDS" "$0")"
  # Without the second option the job would wait for ever for a task that failed.
  ASSEMBLE=1 sbatch --export=ALL --dependency="afterok:${array%%;*}" --kill-on-invalid-dep=yes "$0"
fi
