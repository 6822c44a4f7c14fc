use std::sync::LazyLock;

/// The name of the variable in the environment that turns vector kernels off, as `portable`.
const VARIABLE: &str = "BYZRATE_KERNELS";

/// Whether code for the processor's vector instructions may run: unless the variable `BYZRATE_KERNELS` in the environment is
/// `portable`, which is looked at once.
///
/// All results are the same either way, to the last bit: the switch is there to show it, and to find out where a processor or a
/// compiler breaks it.
#[must_use]
pub fn vector_kernels() -> bool {
    static ALLOWED: LazyLock<bool> =
        LazyLock::new(|| std::env::var_os(VARIABLE).is_none_or(|value| value != "portable"));
    #[cfg(test)]
    if testing::OFF.get() {
        return false;
    }
    *ALLOWED
}

#[cfg(test)]
pub(crate) use testing::without_vectors;

#[cfg(test)]
mod testing {
    use std::cell::Cell;

    thread_local! {
        pub static OFF: Cell<bool> = const { Cell::new(false) };
    }

    /// What `run` gives on this thread without vector kernels.
    pub(crate) fn without_vectors<T>(run: impl FnOnce() -> T) -> T {
        let before = OFF.replace(true);
        let found = run();
        OFF.set(before);
        found
    }
}
