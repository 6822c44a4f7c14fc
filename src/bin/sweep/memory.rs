//! Whether there is memory enough for a run.

use std::fs;
use std::io::Write;

use byzrate::experiment::{Estimate, Experiment};

use super::exit::Failure;

/// Refuses a run that needs more memory in any case than there is, and warns of one that may need more.
pub fn refuse_too_little(experiments: &[&Experiment], threads: usize) -> Result<(), Failure> {
    let Some(free) = free() else {
        return Ok(());
    };
    let estimates: Vec<Estimate> = experiments
        .iter()
        .map(|experiment| Estimate::of(experiment, threads))
        .collect();
    let total = Estimate::total(&estimates);
    if total.memory_at_least() > free {
        return Err(Failure::usage(format!(
            "this run needs at least {} of memory ({} in flight on {threads} threads, {} of replicates that are kept), and {} are \
             free; use a smaller batch, fewer replicates, cells, estimators or --threads, or run one experiment at a time",
            bytes(total.memory_at_least()),
            bytes(total.in_flight),
            bytes(total.least.kept),
            bytes(free)
        )));
    }
    if total.memory_at_most() > free {
        let _ = writeln!(
            std::io::stderr(),
            "warning: if every cell is drawn to its maximum, this run needs {} of memory, and {} are free; see --dry-run",
            bytes(total.memory_at_most()),
            bytes(free)
        );
    }
    Ok(())
}

/// The bytes that this process may take, where the system says so.
fn free() -> Option<usize> {
    let number = |path: &str| fs::read_to_string(path).ok()?.trim().parse::<usize>().ok();
    // Of a container, where it is limited.
    let limit = number("/sys/fs/cgroup/memory.max");
    let used = number("/sys/fs/cgroup/memory.current").unwrap_or(0);
    let free = available(&fs::read_to_string("/proc/meminfo").ok()?)?;
    Some(limit.map_or(free, |limit| free.min(limit.saturating_sub(used))))
}

/// The line `MemAvailable` of /proc/meminfo, in bytes.
fn available(text: &str) -> Option<usize> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Bytes for people.
pub fn bytes(count: usize) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    let mut value = count as f64 / 1e3;
    for unit in UNITS {
        if value < 999.5 || unit == "EB" {
            let digits = if value < 9.95 { 1 } else { 0 };
            return format!("{value:.digits$} {unit}");
        }
        value /= 1e3;
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_readable() {
        let shown = [0, 512, 9_600_000_000, 999_600, 12_345_678, usize::MAX].map(bytes);
        assert_eq!(shown, ["0.0 kB", "0.5 kB", "9.6 GB", "1.0 MB", "12 MB", "18 EB"]);
    }

    #[test]
    fn what_is_available_is_read() {
        let text = "MemTotal:       24689088 kB\nMemFree: 1 kB\nMemAvailable:   13910 kB\n";
        assert_eq!(available(text), Some(13_910 * 1024));
        assert_eq!(available("MemTotal: 1 kB\n"), None);
    }
}
