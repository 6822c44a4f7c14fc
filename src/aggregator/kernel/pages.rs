//! Memory in large pages.

/// Bytes of a large page.
const PAGE: usize = 2 << 20;
/// From so many bytes on, large pages are worth asking for: below, the nearer caches hold everything.
const MANY: usize = 2 * PAGE;

/// Room for `count` values: in pages of 2 MiB where they are many and the system has such pages, since columns run through all rows, which
/// lie on as many pages.
pub fn room<T>(count: usize) -> Vec<T> {
    let values = Vec::with_capacity(count);
    ask_for_large_pages(&values);
    values
}

/// Asks for large pages where the memory of `values` has none yet: what was written before stays where it is.
pub fn ask_for_large_pages<T>(values: &Vec<T>) {
    let (start, bytes) = (values.as_ptr(), values.capacity() * size_of::<T>());
    if bytes >= MANY {
        let before = start.addr().next_multiple_of(PAGE) - start.addr();
        advise(start.wrapping_byte_add(before).cast(), (bytes - before) / PAGE * PAGE);
    }
}

#[cfg(target_os = "linux")]
fn advise(start: *const u8, bytes: usize) {
    // SAFETY: whole pages within memory that is the vector's, whose contents this advice does not change. Where the system has no large
    // pages it says so, which is no matter.
    #[allow(unsafe_code)]
    unsafe {
        libc::madvise(start.cast_mut().cast(), bytes, libc::MADV_HUGEPAGE);
    }
}

#[cfg(not(target_os = "linux"))]
fn advise(_: *const u8, _: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_of_any_size_is_room() {
        for count in [0, 1, 1000, MANY / 8 - 1, MANY / 8, MANY / 8 + 1, 3 * MANY / 8 + 77] {
            let mut values = room::<f64>(count);
            assert!(values.is_empty() && values.capacity() >= count);
            values.resize(count, 1.5);
            assert!(values.iter().all(|value| *value == 1.5));
        }
        assert!(room::<()>(usize::MAX).capacity() == usize::MAX);
    }

    /// The system says of every range of addresses what was asked for it: `hg` are large pages.
    #[test]
    #[cfg(target_os = "linux")]
    fn large_pages_are_asked_for() {
        let values = room::<f64>(8 * MANY / 8);
        let inside = values.as_ptr().addr() + 4 * MANY;
        let ranges = std::fs::read_to_string("/proc/self/smaps").expect("the system's own file");
        let mut here = false;
        for line in ranges.lines() {
            let ends = line.split(' ').next().and_then(|range| range.split_once('-'));
            let ends = ends.and_then(|(low, high)| {
                let address = |text| usize::from_str_radix(text, 16).ok();
                Some(address(low)?..address(high)?)
            });
            here = ends.map_or(here, |range| range.contains(&inside));
            if let Some(flags) = line.strip_prefix("VmFlags:").filter(|_| here) {
                let has_pages = std::path::Path::new("/sys/kernel/mm/transparent_hugepage").exists();
                assert!(
                    !has_pages || flags.split_whitespace().any(|flag| flag == "hg"),
                    "{flags}"
                );
                return;
            }
        }
        panic!("the address is in no range");
    }
}
