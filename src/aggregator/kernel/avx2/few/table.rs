use super::super::ends::Ends;
use super::super::rows::Rows;
use super::{medians, sorts};

/// Workers up to whom there is a network.
pub const MOST_WORKERS: usize = 41;

/// Writes the order statistics of two ranks, four coordinates at a time, and says whether there is any NaN.
///
/// # Safety
/// The processor must have AVX2.
pub type Select = unsafe fn(Rows, [usize; 2], &mut [Ends]) -> bool;

/// The network for the order statistics `ranks` of `workers` values, where there is one.
pub fn of(workers: usize, ranks: [usize; 2]) -> Option<Select> {
    let (median, sort): (Select, Select) = match workers {
        1 => (medians::median_1, sorts::sort_1),
        2 => (medians::median_2, sorts::sort_2),
        3 => (medians::median_3, sorts::sort_3),
        4 => (medians::median_4, sorts::sort_4),
        5 => (medians::median_5, sorts::sort_5),
        6 => (medians::median_6, sorts::sort_6),
        7 => (medians::median_7, sorts::sort_7),
        8 => (medians::median_8, sorts::sort_8),
        9 => (medians::median_9, sorts::sort_9),
        10 => (medians::median_10, sorts::sort_10),
        11 => (medians::median_11, sorts::sort_11),
        12 => (medians::median_12, sorts::sort_12),
        13 => (medians::median_13, sorts::sort_13),
        14 => (medians::median_14, sorts::sort_14),
        15 => (medians::median_15, sorts::sort_15),
        16 => (medians::median_16, sorts::sort_16),
        17 => (medians::median_17, sorts::sort_17),
        18 => (medians::median_18, sorts::sort_18),
        19 => (medians::median_19, sorts::sort_19),
        20 => (medians::median_20, sorts::sort_20),
        21 => (medians::median_21, sorts::sort_21),
        22 => (medians::median_22, sorts::sort_22),
        23 => (medians::median_23, sorts::sort_23),
        24 => (medians::median_24, sorts::sort_24),
        25 => (medians::median_25, sorts::sort_25),
        26 => (medians::median_26, sorts::sort_26),
        27 => (medians::median_27, sorts::sort_27),
        28 => (medians::median_28, sorts::sort_28),
        29 => (medians::median_29, sorts::sort_29),
        30 => (medians::median_30, sorts::sort_30),
        31 => (medians::median_31, sorts::sort_31),
        32 => (medians::median_32, sorts::sort_32),
        33 => (medians::median_33, sorts::sort_33),
        34 => (medians::median_34, sorts::sort_34),
        35 => (medians::median_35, sorts::sort_35),
        36 => (medians::median_36, sorts::sort_36),
        37 => (medians::median_37, sorts::sort_37),
        38 => (medians::median_38, sorts::sort_38),
        39 => (medians::median_39, sorts::sort_39),
        40 => (medians::median_40, sorts::sort_40),
        41 => (medians::median_41, sorts::sort_41),
        _ => return None,
    };
    Some(match ranks == [(workers - 1) / 2, workers / 2] {
        true => median,
        false => sort,
    })
}
