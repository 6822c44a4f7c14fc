use std::ops::Range;

use rusqlite::Row;

use super::checksum::Checksum;

/// Consecutive replicates of one arm in one measure, as they are stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    /// Its row in the table.
    pub row: i64,
    /// The number of its first replicate.
    pub first: i64,
    /// How many replicates there are.
    pub count: i64,
    pub measure: String,
    /// Which version on which platform drew it.
    pub origin: String,
    pub checksum: i64,
    /// The values in little-endian order; a single one where all are the same.
    pub numbers: Vec<u8>,
}

/// The columns of [`Block::read`].
pub(super) const FIELDS: &str = "rowid, first, count, measure, origin, checksum, numbers";

impl Block {
    pub fn new(key: &str, measure: &str, origin: &str, first: usize, values: &[f64]) -> Self {
        let alike = values.iter().all(|value| value.to_bits() == values[0].to_bits());
        let kept = if alike { &values[..1] } else { values };
        let mut block = Self {
            row: 0,
            first: first as i64,
            count: values.len() as i64,
            measure: measure.to_owned(),
            origin: origin.to_owned(),
            checksum: 0,
            numbers: kept
                .iter()
                .copied()
                .map(f64::to_le_bytes)
                .collect::<Vec<_>>()
                .into_flattened(),
        };
        block.checksum = block.sum(key);
        block
    }

    /// Reads a row of [`FIELDS`].
    pub fn read(row: &Row) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            row: row.get(0)?,
            first: row.get(1)?,
            count: row.get(2)?,
            measure: row.get(3)?,
            origin: row.get(4)?,
            checksum: row.get(5)?,
            numbers: row.get(6)?,
        })
    }

    fn sum(&self, key: &str) -> i64 {
        Checksum::of("block")
            .text(key)
            .text(&self.measure)
            .text(&self.origin)
            .number(self.first)
            .number(self.count)
            .bytes(&self.numbers)
            .end()
    }

    /// Whether it is as it was written, for the arm `key`.
    pub fn is_whole(&self, key: &str) -> bool {
        self.sum(key) == self.checksum
    }

    /// The numbers of its replicates.
    pub fn replicates(&self) -> Range<usize> {
        let first = usize::try_from(self.first).unwrap_or(0);
        first..first.saturating_add(usize::try_from(self.count).unwrap_or(0))
    }

    /// The values of replicates that are in it.
    pub fn values(&self, wanted: Range<usize>) -> Vec<f64> {
        let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().unwrap_or_default());
        let own = self.replicates();
        if self.numbers.len() == 8 {
            return vec![number(&self.numbers); wanted.len()];
        }
        let bytes = &self.numbers[8 * (wanted.start - own.start)..8 * (wanted.end - own.start)];
        bytes.chunks_exact(8).map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_bit_for_bit() {
        let values = [0.1, f64::INFINITY, f64::NAN, -0.0, 5e-324];
        let block = Block::new("key", "error", "here", 10, &values);
        assert_eq!(block.replicates(), 10..15);
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&block.values(10..15)), bits(&values));
        assert_eq!(bits(&block.values(12..14)), bits(&values[2..4]));
        // 0 and −0 are equal, and not alike.
        assert_eq!(
            bits(&Block::new("", "", "", 0, &[0.0, -0.0]).values(0..2)),
            bits(&[0.0, -0.0])
        );
        let alike = Block::new("key", "rounds", "here", 0, &[7.0; 100]);
        assert_eq!((alike.numbers.len(), alike.values(20..23)), (8, vec![7.0; 3]));
    }

    #[test]
    fn any_flipped_bit_is_seen() {
        let block = Block::new("key", "error", "here", 10, &[0.1, 0.2]);
        assert!(block.is_whole("key") && !block.is_whole("kez"));
        for bit in 0..128 {
            let mut flipped = block.clone();
            flipped.numbers[bit / 8] ^= 1 << (bit % 8);
            assert!(!flipped.is_whole("key"));
        }
        for bit in 0..64 {
            let flip = |number: i64| number ^ (1 << bit);
            let first = Block {
                first: flip(block.first),
                ..block.clone()
            };
            let count = Block {
                count: flip(block.count),
                ..block.clone()
            };
            let checksum = Block {
                checksum: flip(block.checksum),
                ..block.clone()
            };
            assert!([first, count, checksum].iter().all(|flipped| !flipped.is_whole("key")));
        }
        for flipped in [
            Block {
                measure: "erros".to_owned(),
                ..block.clone()
            },
            Block {
                origin: "hers".to_owned(),
                ..block.clone()
            },
        ] {
            assert!(!flipped.is_whole("key"));
        }
    }
}
