//! What the program `sweep` does for those who start it: its output and files, its refusals, and its end at any moment.
#![cfg(feature = "cli")]

mod aggregate;
mod attack;
mod bad_input;
mod command_line;
mod corrupt;
mod crash;
mod damage;
mod dry_run;
mod explain;
mod failing_writes;
mod figures;
mod full_disk;
mod help;
mod init;
mod list;
mod narrow;
mod outputs;
mod own_claims;
mod page;
mod read_only;
mod readme;
mod rules;
mod shards;
mod signals;
mod streams;
mod support;
mod verdicts;
