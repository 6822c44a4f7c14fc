//! What the program says of itself.

use crate::support::{sweep_command, text};

/// Help of a fixed width, without the spaces at the ends of lines.
fn help(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let output = sweep_command(folder.path())
        .args(arguments)
        .env("COLUMNS", "100")
        .output()
        .expect("it runs");
    assert!(output.status.success() && output.stderr.is_empty());
    let help = text(output.stdout);
    help.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn help_of_the_program() {
    insta::assert_snapshot!(help(&["--help"]), @r"
    Measures how the error of Byzantine-robust distributed estimators scales, and judges the theory by
    it.

    Without arguments: runs every built-in experiment on the quick profile, prints the ledger of
    verdicts and writes the figures.

    Usage: sweep [OPTIONS] [EXPERIMENT | FILE.toml]...
           sweep <COMMAND>

    Commands:
      run          Draw and judge experiments (the default)
      explain      Say what theory says of a setting, or of every combination of lists: theorems, exact
                   errors, the best aggregator
      report       Draw tables and figures again from stored replicates, without simulating
      table        Print the table of cells of stored replicates: what every estimator made under every
                   adversary, beside what theory says
      export       Write every stored replicate that counts, or a summary of every arm, to standard
                   output
      verify       Check every block of a store, and draw replicates again from their seeds
      gc           Drop from a store what no experiment uses any more
      init         Write a spec of your own to begin with
      list         List what specs may name, and every key they may have
      completions  Print what makes a shell complete the commands
      man          Print the manual page, to be read with `man -l -`
      aggregate    Apply an aggregator to messages dumped from another system: one row a worker
      attack       Look for the worst attack on an aggregator, and show it beside median and trimmed
                   mean
      kappa        Look for the messages that take an aggregator farthest from the honest mean: its
                   kappa
      corrupt      Write what Byzantine workers would send next to honest messages of another system:
                   one row a worker
      plan         Plan what a campaign lacks, for other machines to draw
      draw         Draw one share of a plan, anywhere
      merge        Put together the shards that were drawn
      status       Say how far a campaign in shards is
      slurm        Submit a campaign as a chain of Slurm jobs
      help         Print this message or the help of the given subcommand(s)

    Arguments:
      [EXPERIMENT | FILE.toml]...
              Built-in experiments (see `sweep list experiments`) or spec files; every built-in one if
              none is given

    Options:
          --profile <PROFILE>
              How much is drawn

              Possible values:
              - smoke: Seconds: shows that everything runs
              - quick: Under a minute: decides every built-in check
              - paper: Minutes: larger grids and narrower intervals

              [default: quick]

          --out <DIR>
              The folder for the store, the report and the figures [default: results; the plain quick
              run draws its figures into the folder figures]

          --seed <SEED>
              The seed of every random stream, instead of the spec's

          --threads <THREADS>
              How many threads work; the results do not depend on it [default: one a processor]

          --dry-run
              Say how many cells, arms and replicates would be drawn, and what memory, disk and time
              they would take; draw nothing

          --format <FORMAT>
              What is written to standard output

              Possible values:
              - human: Text for people
              - json:  One JSON document, and nothing else

              [default: human]

          --details
              A row of the ledger for every single comparison

          --table
              The table of cells below the ledger: a row for every estimator under every adversary in
              every cell. JSON always has it

          --strict
              End with exit code 4 if a check is inconclusive

      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Figures:
          --figures <FORMAT,...>
              The formats that figures are written in

              Possible values:
              - svg: Vectors for screens; text is text
              - png: Dots
              - pdf: Vectors for papers, with the font embedded

              [default: svg,png]

          --plain
              Leave out title, subtitle and footer: in a paper the caption says what they do

          --width <WIDTH>
              The page that figures are laid out for

              Possible values:
              - screen: 1080 pixels
              - single: A column of a journal, 89 mm, with text of 7 pt or more; panels stand below one
                another
              - double: Both columns of a journal, 183 mm, with text of 7 pt or more

              [default: screen]

    Grid:
      -n, --samples <N,...>
              Samples of each worker, instead of the spec's: 100,1000

      -m, --workers <M,...>
              Numbers of workers, instead of the spec's

          --alpha <A,...>
              Byzantine fractions, instead of the spec's

          --dim <D,...>
              Dimensions, instead of the spec's

          --beta <B>
              The trim fraction of every trimmed mean, instead of the spec's

          --allow-breakdown
              Allow more Byzantine workers than a rule withstands, to see the blow-up

    Exit codes:
      0    no claim is contradicted
      1    an unexpected error
      2    bad arguments or a bad spec
      3    a claim is contradicted
      4    a check is inconclusive (only with --strict)
      5    a plan lacks something (only sweep plan)
      6    the store is damaged in part, and the rest was used
      130  interrupted; what was drawn is kept
    ");
}

#[test]
fn help_of_a_run() {
    insta::assert_snapshot!(help(&["run", "--help"]), @r#"
    Draw and judge experiments (the default)

    Usage: sweep run [OPTIONS] [EXPERIMENT | FILE.toml]...

    Arguments:
      [EXPERIMENT | FILE.toml]...
              Built-in experiments (see `sweep list experiments`) or spec files; every built-in one if
              none is given

    Options:
          --profile <PROFILE>
              How much is drawn

              Possible values:
              - smoke: Seconds: shows that everything runs
              - quick: Under a minute: decides every built-in check
              - paper: Minutes: larger grids and narrower intervals

              [default: quick]

          --out <DIR>
              The folder for the store, the report and the figures [default: results; the plain quick
              run draws its figures into the folder figures]

          --seed <SEED>
              The seed of every random stream, instead of the spec's

          --threads <THREADS>
              How many threads work; the results do not depend on it [default: one a processor]

          --dry-run
              Say how many cells, arms and replicates would be drawn, and what memory, disk and time
              they would take; draw nothing

          --format <FORMAT>
              What is written to standard output

              Possible values:
              - human: Text for people
              - json:  One JSON document, and nothing else

              [default: human]

          --details
              A row of the ledger for every single comparison

          --table
              The table of cells below the ledger: a row for every estimator under every adversary in
              every cell. JSON always has it

          --strict
              End with exit code 4 if a check is inconclusive

      -h, --help
              Print help (see a summary with '-h')

    Figures:
          --figures <FORMAT,...>
              The formats that figures are written in

              Possible values:
              - svg: Vectors for screens; text is text
              - png: Dots
              - pdf: Vectors for papers, with the font embedded

              [default: svg,png]

          --plain
              Leave out title, subtitle and footer: in a paper the caption says what they do

          --width <WIDTH>
              The page that figures are laid out for

              Possible values:
              - screen: 1080 pixels
              - single: A column of a journal, 89 mm, with text of 7 pt or more; panels stand below one
                another
              - double: Both columns of a journal, 183 mm, with text of 7 pt or more

              [default: screen]

    Grid:
      -n, --samples <N,...>
              Samples of each worker, instead of the spec's: 100,1000

      -m, --workers <M,...>
              Numbers of workers, instead of the spec's

          --alpha <A,...>
              Byzantine fractions, instead of the spec's

          --dim <D,...>
              Dimensions, instead of the spec's

          --beta <B>
              The trim fraction of every trimmed mean, instead of the spec's

          --allow-breakdown
              Allow more Byzantine workers than a rule withstands, to see the blow-up
    "#);
}
