#!/bin/bash
# Puts together what was drawn, plans what is lacking and has it drawn, and then itself again, until nothing is lacking: then it is reported.
# It may be cancelled at any time, and submitted again.
#SBATCH --job-name=byzrate-chain
#SBATCH --output=@LOGS@/chain-%j.log
#OF-EVERY-JOB
set -u
sweep=@SWEEP@
folder=@FOLDER@
"$sweep" merge "$folder"@SCRATCH@ || exit
"$sweep" plan --out "$folder"
case $? in
    0) exec "$sweep" report "$folder" ;;
    5) ;;
    *) exit 1 ;;
esac
# As many shares as are worth starting.
shares=$("$sweep" status "$folder" --shares @SHARDS@) || exit
drawn=$(sbatch --parsable --array="1-$shares" "$folder/slurm/draw.sh") || exit
# Whatever becomes of its shares: what is lacking then is planned again.
sbatch --parsable --dependency="afterany:${drawn%%;*}" "$folder/slurm/chain.sh"
