use super::kernel::{ask_for_large_pages, room};
use super::{Float, MessagesError};

/// So many doubles are a cache line.
const COLUMNS: usize = 8;

/// What the m workers sent in one round: an m × d matrix, one row a worker, stored row by row.
///
/// Rows of Byzantine workers may hold anything, NaN, ±∞ and 1e308 included. `Messages<f32>` are for
/// [`Aggregator::aggregate_single`](super::Aggregator::aggregate_single).
///
/// ```
/// use byzrate::aggregator::Messages;
///
/// let messages = Messages::from_values(3, 2, vec![0.0, 1.0, 0.5, 1.5, f64::NAN, f64::INFINITY])?;
/// assert_eq!((messages.workers(), messages.dim()), (3, 2));
/// assert_eq!(messages.row(1), [0.5, 1.5]);
/// assert!(Messages::from_values(3, 2, vec![0.0; 5]).is_err());
/// # Ok::<(), byzrate::aggregator::MessagesError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Messages<T = f64> {
    workers: usize,
    dim: usize,
    values: Vec<T>,
}

impl Messages {
    /// Messages of `workers` workers in dimension `dim`, all zero.
    #[must_use]
    pub fn zeros(workers: usize, dim: usize) -> Self {
        let values = vec![0.0; workers * dim];
        ask_for_large_pages(&values);
        Self { workers, dim, values }
    }

    /// Makes the matrix m × d, reusing its memory: as many of its numbers as there is room for stay, row by row, and zeros follow.
    pub fn reshape(&mut self, workers: usize, dim: usize) {
        self.workers = workers;
        self.dim = dim;
        if self.values.capacity() < workers * dim {
            // What is there stays there, as for a vector.
            self.values.reserve_exact(workers * dim - self.values.len());
            ask_for_large_pages(&self.values);
        }
        self.values.resize(workers * dim, 0.0);
    }

    /// The message of one worker, to write.
    pub fn row_mut(&mut self, worker: usize) -> &mut [f64] {
        &mut self.values[worker * self.dim..][..self.dim]
    }

    /// The whole matrix, row by row, to write.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// Calls `visit` with the number and the values of every coordinate, several of which are copied to `buffer` at a time: rows are read
    /// by whole cache lines.
    pub(super) fn for_each_column(&self, buffer: &mut Vec<f64>, mut visit: impl FnMut(usize, &mut [f64])) {
        let workers = self.workers();
        for first in (0..self.dim).step_by(COLUMNS) {
            let width = COLUMNS.min(self.dim - first);
            buffer.clear();
            buffer.resize(width * workers, 0.0);
            for (worker, row) in self.rows().enumerate() {
                for (place, value) in row[first..][..width].iter().enumerate() {
                    buffer[place * workers + worker] = *value;
                }
            }
            for (place, column) in buffer.chunks_exact_mut(workers).enumerate() {
                visit(first + place, column);
            }
        }
    }
}

impl<T: Float> Messages<T> {
    /// Takes `values` as m × d messages, row by row.
    ///
    /// # Errors
    /// If there is no worker or no coordinate, or the values do not fill the matrix.
    pub fn from_values(workers: usize, dim: usize, values: Vec<T>) -> Result<Self, MessagesError> {
        if workers == 0 || dim == 0 {
            return Err(MessagesError::Empty { workers, dim });
        }
        if workers.checked_mul(dim) != Some(values.len()) {
            return Err(MessagesError::Shape {
                values: values.len(),
                workers,
                dim,
            });
        }
        Ok(Self { workers, dim, values })
    }

    /// Copies `values` as m × d messages, row by row: to memory in large pages where they are many, which aggregates the sooner.
    ///
    /// # Errors
    /// As [`from_values`](Self::from_values).
    pub fn from_slice(workers: usize, dim: usize, values: &[T]) -> Result<Self, MessagesError> {
        let mut copy = room(values.len());
        copy.extend_from_slice(values);
        Self::from_values(workers, dim, copy)
    }

    /// The number of workers m.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The dimension d.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The message of one worker.
    #[must_use]
    pub fn row(&self, worker: usize) -> &[T] {
        &self.values[worker * self.dim..][..self.dim]
    }

    /// All messages in the order of the workers.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[T]> + Clone {
        self.values.chunks_exact(self.dim)
    }

    /// The whole matrix, row by row.
    #[must_use]
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Copies coordinate `k` of every message into `column`.
    pub fn copy_column(&self, k: usize, column: &mut Vec<f64>) {
        column.clear();
        column.extend(self.values[k..].iter().step_by(self.dim).map(|value| (*value).into()));
    }
}

impl Messages<f32> {
    /// The same numbers in double precision.
    #[must_use]
    pub fn widened(&self) -> Messages {
        let mut values = room(self.values.len());
        values.extend(self.values.iter().copied().map(f64::from));
        Messages {
            workers: self.workers,
            dim: self.dim,
            values,
        }
    }
}
