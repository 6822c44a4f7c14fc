"""Root mean squares of an export, as report.json has them.

    sweep export results > replicates.csv
    sweep export results --summary > summary.csv
    python3 examples/pandas_report.py replicates.csv summary.csv

It prints experiment, cell and arm with the rms error of the replicates. Without pandas it reads with the standard library.
"""

import csv
import math
import sys

try:
    import pandas
except ImportError:
    pandas = None

COORDINATES = ["n", "m", "dim", "alpha", "estimator", "adversary"]


def with_pandas(replicates, summary):
    errors = pandas.read_csv(replicates, usecols=["experiment", "arm", "error"])
    errors["error"] **= 2
    rms = errors.groupby(["experiment", "arm"], sort=False)["error"].mean() ** 0.5
    arms = pandas.read_csv(summary, keep_default_na=False).set_index(["experiment", "arm"])
    for (experiment, arm), row in arms.join(rms.rename("found")).iterrows():
        yield [experiment, arm, *(row[name] for name in COORDINATES), row["found"]]


def with_the_standard_library(replicates, summary):
    sums = {}
    with open(replicates, newline="") as file:
        for row in csv.DictReader(file):
            count, total = sums.get((row["experiment"], row["arm"]), (0, 0.0))
            sums[row["experiment"], row["arm"]] = count + 1, total + float(row["error"]) ** 2
    with open(summary, newline="") as file:
        for row in csv.DictReader(file):
            count, total = sums.get((row["experiment"], row["arm"]), (0, math.nan))
            yield [row["experiment"], row["arm"], *(row[name] for name in COORDINATES), math.sqrt(total / max(count, 1))]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    read = with_pandas if pandas else with_the_standard_library
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["experiment", "arm", *COORDINATES, "rms"])
    for row in read(*sys.argv[1:]):
        writer.writerow([*row[:-1], repr(float(row[-1]))])


if __name__ == "__main__":
    main()
