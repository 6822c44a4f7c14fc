use xxhash_rust::xxh3::Xxh3;

/// The 64 bits of XXH3 of some fields, each with its length before it, so that no two lists of fields give one text.
///
/// It is there to find accidents, of which it misses one in 2⁶⁴, and no forgery: SHA-256 took most of the time of storing where the processor
/// has no instructions for it.
pub(super) struct Checksum(Xxh3);

impl Checksum {
    /// Of a row of a table.
    pub fn of(table: &str) -> Self {
        Self(Xxh3::new()).bytes(table.as_bytes())
    }

    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    pub fn number(mut self, number: i64) -> Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    pub fn end(self) -> i64 {
        self.0.digest().cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn every_field_and_where_it_ends_counts() {
        let of = |texts: &[&str], number| {
            let all = texts.iter().fold(Checksum::of("t"), |sum, text| sum.text(text));
            all.number(number).end()
        };
        let sums = [
            of(&["ab", "c"], 1),
            of(&["a", "bc"], 1),
            of(&["ab", "c"], 2),
            of(&["ab", "c", ""], 1),
            Checksum::of("u").text("ab").text("c").number(1).end(),
        ];
        for (index, sum) in sums.iter().enumerate() {
            assert!(!sums[..index].contains(sum));
        }
    }

    /// The format of stores rests on it.
    #[test]
    fn its_value_is_pinned() {
        assert_eq!(
            Checksum::of("block").text("key").number(7).end(),
            -3_533_842_840_081_748_353
        );
    }
}
