#!/bin/bash
# One share of the last plan.
#SBATCH --job-name=byzrate-draw
#SBATCH --array=1-@SHARDS@
#SBATCH --cpus-per-task=@CPUS@
#SBATCH --output=@LOGS@/draw-%A-%a.log
#OF-A-SHARE
sweep=@SWEEP@
folder=@FOLDER@
share=$SLURM_ARRAY_TASK_ID/${SLURM_ARRAY_TASK_COUNT:-@SHARDS@}
"$sweep" draw "$folder" --shard "$share" --threads @CPUS@@SCRATCH@
code=$?
# A process that was killed could not write down why; one that was asked to stop was not at fault.
case $code in
    0 | 130 | 143) ;;
    13[0-9] | 14[0-9]) "$sweep" draw "$folder" --shard "$share" --failed "killed by signal $((code - 128)), out of memory perhaps" ;;
esac
exit $code
