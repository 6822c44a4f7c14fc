use std::convert::Infallible;

use rand::{Rng, TryRng};

/// So many numbers of 64 bits are taken at a time.
const NUMBERS: usize = 32;

/// A stream that is read some way ahead: it gives the same numbers, with less to do for each. For who owns a stream, since nobody can say
/// afterwards how far it has come.
///
/// ```
/// use byzrate::sampling::Ahead;
/// use byzrate::stream::{Purpose, ReplicateStreams};
/// use rand::Rng;
///
/// let stream = || ReplicateStreams::new(1, "cell", 0).worker(Purpose::Data, 0);
/// let (mut ahead, mut stream) = (Ahead::new(stream()), stream());
/// assert!((0..100).all(|_| ahead.next_u64() == stream.next_u64()));
/// ```
#[derive(Clone, Debug)]
pub struct Ahead<R> {
    stream: R,
    numbers: [u64; NUMBERS],
    used: usize,
}

impl<R: Rng> Ahead<R> {
    /// The numbers of `stream` from where it is.
    pub fn new(stream: R) -> Self {
        Self {
            stream,
            numbers: [0; NUMBERS],
            used: NUMBERS,
        }
    }

    /// The numbers that are next and there already: one at least.
    #[inline]
    pub(super) fn ready(&mut self) -> &[u64] {
        if self.used == NUMBERS {
            self.refill();
        }
        &self.numbers[self.used..]
    }

    /// Leaves `count` of the numbers that are [`ready`](Self::ready) out.
    #[inline]
    pub(super) fn skip(&mut self, count: usize) {
        self.used = (self.used + count).min(NUMBERS);
    }

    #[inline(never)]
    fn refill(&mut self) {
        let mut bytes = [0; 8 * NUMBERS];
        self.stream.fill_bytes(&mut bytes);
        for (number, bytes) in self.numbers.iter_mut().zip(bytes.as_chunks().0) {
            *number = u64::from_le_bytes(*bytes);
        }
        self.used = 0;
    }
}

impl<R: Rng> TryRng for Ahead<R> {
    type Error = Infallible;

    /// Half a number: the other half is lost.
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_u64() as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        if self.used == NUMBERS {
            self.refill();
        }
        let number = self.numbers[self.used];
        self.used += 1;
        Ok(number)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for bytes in bytes.chunks_mut(8) {
            bytes.copy_from_slice(&self.next_u64().to_le_bytes()[..bytes.len()]);
        }
        Ok(())
    }
}
