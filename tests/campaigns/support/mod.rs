//! Campaigns in a line, counts, and problems, rules and descents that are not what they say.

pub mod altered;
pub mod binomial;
pub mod campaigns;
pub mod faulty_descent;
pub mod fixed_shards;
pub mod impostor;
pub mod planted;
pub mod tally;
