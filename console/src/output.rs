use std::io::{Error, ErrorKind, StdoutLock, Write, stdout};

use crate::exit::Failure;

/// Standard output, to be written to.
///
/// # Errors
/// If the program was started without one: what is written would be lost without a word.
pub fn open_stdout() -> Result<StdoutLock<'static>, Failure> {
    if closed::at_the_start() {
        let reason =
            "it was closed before the program began (as `>&-` does); redirect it to /dev/null to throw it away";
        return Err(Error::new(ErrorKind::NotConnected, reason).into());
    }
    Ok(stdout().lock())
}

/// Writes `text` to standard output.
///
/// # Errors
/// If it is closed or full, or whoever read it has gone.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut output = open_stdout()?;
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(())
}

/// Rust opens /dev/null in the place of a standard output that is closed, before `main` begins; so it is looked at before that.
#[cfg(target_os = "linux")]
mod closed {
    use std::fs::symlink_metadata;
    use std::sync::atomic::{AtomicBool, Ordering};

    static CLOSED: AtomicBool = AtomicBool::new(false);

    /// The loader calls what stands in this section before anything else of the program.
    #[used]
    #[allow(unsafe_code)]
    // SAFETY: the section holds pointers to functions of this type, and this one needs nothing that the runtime sets up: it makes
    // two system calls and stores a flag.
    #[unsafe(link_section = ".init_array")]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        // Without /proc nothing is known, and nothing is said.
        let closed = symlink_metadata("/proc/self/fd").is_ok() && symlink_metadata("/proc/self/fd/1").is_err();
        CLOSED.store(closed, Ordering::Relaxed);
    }

    pub fn at_the_start() -> bool {
        CLOSED.load(Ordering::Relaxed)
    }
}

#[cfg(not(target_os = "linux"))]
mod closed {
    /// Nothing is known of it here.
    pub fn at_the_start() -> bool {
        false
    }
}
