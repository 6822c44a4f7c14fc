//! What other programs, and the formulas in twice the digits, give on four fixed matrices.

use super::super::{Aggregator, Messages, Workspace};

/// A value on a matrix: the name of the matrix, of the rule, and the result.
pub type Golden = (char, &'static str, &'static [f64]);

const A: [f64; 14] = [1.0, 2.0, 1.5, 1.0, 0.5, 2.5, 2.0, 1.5, 1.2, 1.9, 6.0, -3.0, 6.5, -3.5];
const B: [f64; 33] = [
    0.2, -1.1, 0.5, 1.3, 0.4, -0.7, -0.6, 0.9, 1.2, 0.8, -0.3, -1.4, -1.2, -0.5, 0.3, 0.1, 1.6, -0.2, 0.5, 0.7, 0.9,
    -0.9, -1.3, -0.8, 1.1, 0.2, 1.5, 2.4, 2.2, 2.6, 2.5, 2.3, 2.3,
];
const C: [f64; 12] = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 2.0, 0.0, 0.0, 2.0, 3.0, 3.0];
const D: [f64; 18] = [
    -1.6, 1.4, 0.8, -1.7, -2.2, 0.5, -0.7, 0.3, 0.3, 0.5, 0.1, -0.8, 1.5, 1.1, -0.1, 0.6, 0.0, -0.2,
];

/// The matrix of a name, and f of it.
pub fn matrix(name: char) -> (Messages, usize) {
    let (workers, dim, values, f) = match name {
        'A' => (7, 2, A.to_vec(), 2),
        'B' => (11, 3, B.to_vec(), 2),
        'C' => (6, 2, C.to_vec(), 1),
        _ => (9, 2, D.to_vec(), 2),
    };
    (Messages::from_values(workers, dim, values).expect("a matrix"), f)
}

/// What `rule` makes of `messages` in a workspace of its own.
pub fn aggregate(rule: &dyn Aggregator, messages: &Messages) -> Vec<f64> {
    let mut out = vec![f64::NAN; messages.dim()];
    rule.check(messages.workers()).expect("a rule for so many workers");
    Workspace::default().aggregate(rule, messages, &mut out);
    out
}

/// Whether two vectors agree in every coordinate, relative to the larger of 1 and the value.
pub fn agree(left: &[f64], right: &[f64], tolerance: f64) -> bool {
    let close = |(left, right): (&f64, &f64)| (left - right).abs() <= tolerance * right.abs().max(1.0);
    left.len() == right.len() && left.iter().zip(right).all(close)
}

/// Rows that `hostile` of the first, or the last, workers send in place of their own: NaN, ±∞, 1e308 and a mix.
pub fn hostile(messages: &Messages, hostile: usize) -> Vec<Messages> {
    let (nan, far) = (f64::NAN, f64::INFINITY);
    let kinds: [&[f64]; 8] = [
        &[nan],
        &[-nan],
        &[far],
        &[-far],
        &[1e308],
        &[-1e308],
        &[nan, far, -far, 1e308, -1e308, 3.0, -nan],
        &[1e308, -1e308, 1e200],
    ];
    let workers = messages.workers();
    let mut made = Vec::new();
    for kind in kinds {
        for first in [0, workers - hostile, (workers - hostile) / 2] {
            let mut spoiled = messages.clone();
            for worker in first..first + hostile {
                for (k, value) in spoiled.row_mut(worker).iter_mut().enumerate() {
                    *value = kind[(worker - first + k) % kind.len()];
                }
            }
            made.push(spoiled);
        }
    }
    made
}

/// Rules on the messages themselves.
pub const LOCATION: [Golden; 40] = [
    ('A', "geometric-median exact", &[1.62248682426136, 1.40920068723195]),
    (
        'A',
        "geometric-median nu=0.1 T=3 start 0",
        &[1.65550358596924, 1.36233078855634],
    ),
    (
        'A',
        "geometric-median nu=0.1 T=100",
        &[1.62248682426136, 1.40920068723195],
    ),
    (
        'A',
        "geometric-median nu=1e-6 T=1000",
        &[1.62248682426136, 1.40920068723195],
    ),
    (
        'A',
        "centered-clipping start 0 tau=100 L=1",
        &[2.67142857142857, 0.342857142857143],
    ),
    (
        'A',
        "centered-clipping start 0 tau=1 L=1",
        &[0.654895901040866, 0.421983363916009],
    ),
    (
        'A',
        "centered-clipping start 0 tau=1 L=5",
        &[1.59595826955187, 1.39536624510541],
    ),
    (
        'A',
        "centered-clipping start median tau=1 L=20",
        &[1.59937746388583, 1.42081057482001],
    ),
    ('A', "geometric median of 3 contiguous group means", &[1.6, 1.7]),
    ('A', "trimmed midrange f=2", &[1.6, 1.45]),
    (
        'B',
        "geometric-median exact",
        &[0.460781464658023, 0.483664753209171, 0.629733261775401],
    ),
    (
        'B',
        "geometric-median nu=0.1 T=3 start 0",
        &[0.433146151277522, 0.410622438729008, 0.538005595863035],
    ),
    (
        'B',
        "geometric-median nu=0.1 T=100",
        &[0.460781464658023, 0.483664753209171, 0.629733261775402],
    ),
    (
        'B',
        "geometric-median nu=1e-6 T=1000",
        &[0.460781464658023, 0.483664753209171, 0.629733261775402],
    ),
    (
        'B',
        "centered-clipping start 0 tau=100 L=1",
        &[0.563636363636364, 0.463636363636364, 0.563636363636364],
    ),
    (
        'B',
        "centered-clipping start 0 tau=1 L=1",
        &[0.178097398773196, 0.125209881195171, 0.199888185581196],
    ),
    (
        'B',
        "centered-clipping start 0 tau=1 L=5",
        &[0.407370051918837, 0.354247447049644, 0.469418105275605],
    ),
    (
        'B',
        "centered-clipping start median tau=1 L=20",
        &[0.437755022065129, 0.393623916414265, 0.511665183911097],
    ),
    (
        'B',
        "geometric median of 3 contiguous group means",
        &[0.336573974562372, 0.0813317408496922, 0.0368518327212706],
    ),
    ('B', "trimmed midrange f=2", &[0.35, 0.55, 0.4]),
    ('C', "geometric-median exact", &[1.0, 1.0]),
    (
        'C',
        "geometric-median nu=0.1 T=3 start 0",
        &[0.914091030103778, 0.914091030103778],
    ),
    ('C', "geometric-median nu=0.1 T=100", &[1.0, 1.0]),
    ('C', "geometric-median nu=1e-6 T=1000", &[1.0, 1.0]),
    (
        'C',
        "centered-clipping start 0 tau=100 L=1",
        &[1.16666666666667, 1.16666666666667],
    ),
    (
        'C',
        "centered-clipping start 0 tau=1 L=1",
        &[0.52022005725994, 0.52022005725994],
    ),
    (
        'C',
        "centered-clipping start 0 tau=1 L=5",
        &[0.98488101620126, 0.984881016201261],
    ),
    ('C', "centered-clipping start median tau=1 L=20", &[1.0, 1.0]),
    (
        'C',
        "geometric median of 3 contiguous group means",
        &[1.19549629879442, 0.754569313596807],
    ),
    ('C', "trimmed midrange f=1", &[1.0, 1.0]),
    ('D', "geometric-median exact", &[-0.132423633571349, 0.238431083804803]),
    (
        'D',
        "geometric-median nu=0.1 T=3 start 0",
        &[-0.114971435430435, 0.163458448317135],
    ),
    (
        'D',
        "geometric-median nu=0.1 T=100",
        &[-0.132423633571349, 0.238431083804802],
    ),
    (
        'D',
        "geometric-median nu=1e-6 T=1000",
        &[-0.132423633571349, 0.238431083804802],
    ),
    (
        'D',
        "centered-clipping start 0 tau=100 L=1",
        &[-0.211111111111111, 0.188888888888889],
    ),
    (
        'D',
        "centered-clipping start 0 tau=1 L=1",
        &[-0.0995008353680836, 0.107407852542668],
    ),
    (
        'D',
        "centered-clipping start 0 tau=1 L=5",
        &[-0.161440754949652, 0.162655251683944],
    ),
    (
        'D',
        "centered-clipping start median tau=1 L=20",
        &[-0.162861635498582, 0.163497312597784],
    ),
    (
        'D',
        "geometric median of 3 contiguous group means",
        &[-0.100000000000002, 7.35493322602143e-15],
    ),
    ('D', "trimmed midrange f=2", &[-0.2, 0.2]),
];

/// Transforms before a rule, and single rows of what a transform makes.
pub const BEFORE: [Golden; 90] = [
    ('A', "nnm f=2 then krum (n-f-1)", &[1.24, 1.78]),
    (
        'B',
        "nnm f=2 then krum (n-f-1)",
        &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
    ),
    ('C', "nnm f=1 then krum (n-f-1)", &[0.8, 0.8]),
    (
        'D',
        "nnm f=2 then krum (n-f-1)",
        &[-0.0714285714285714, 0.414285714285714],
    ),
    ('A', "nnm f=2 then mean", &[1.86857142857143, 1.15142857142857]),
    ('A', "nnm f=2 then median", &[1.24, 1.78]),
    ('A', "nnm f=2 then trmean", &[1.24, 1.78]),
    ('A', "nnm f=2 then geometric-median exact", &[1.24, 1.78]),
    ('A', "arc f=2 then mean", &[1.53216007286102, 0.935871778625378]),
    ('A', "arc f=2 then trmean", &[1.56666666666667, 1.46666666666667]),
    ('A', "clip c=2 then mean", &[1.28634886084235, 0.828338100339095]),
    ('A', "bucketing s=2 identity order then median", &[2.425, 0.475]),
    ('A', "nnm rows f=2 [0]", &[1.24, 1.78]),
    ('A', "nnm rows f=2 [1]", &[1.24, 1.78]),
    ('A', "nnm rows f=2 [2]", &[1.24, 1.78]),
    ('A', "nnm rows f=2 [3]", &[1.24, 1.78]),
    ('A', "nnm rows f=2 [4]", &[1.24, 1.78]),
    ('A', "nnm rows f=2 [5]", &[3.44, -0.42]),
    ('A', "nnm rows f=2 [6]", &[3.44, -0.42]),
    ('A', "arc rows f=2 [0]", &[1.0, 2.0]),
    ('A', "arc rows f=2 [1]", &[1.5, 1.0]),
    ('A', "arc rows f=2 [2]", &[0.5, 2.5]),
    ('A', "arc rows f=2 [3]", &[2.0, 1.5]),
    ('A', "arc rows f=2 [4]", &[1.2, 1.9]),
    ('A', "arc rows f=2 [5]", &[2.28035085019828, -1.14017542509914]),
    ('A', "arc rows f=2 [6]", &[2.24476965982884, -1.20872212452322]),
    (
        'B',
        "nnm f=2 then mean",
        &[0.370707070707071, 0.291919191919192, 0.356565656565657],
    ),
    (
        'B',
        "nnm f=2 then median",
        &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
    ),
    (
        'B',
        "nnm f=2 then trmean",
        &[0.277777777777778, 0.220634920634921, 0.279365079365079],
    ),
    (
        'B',
        "nnm f=2 then geometric-median exact",
        &[0.144444444444448, 0.06666666666667, 0.144444444444448],
    ),
    (
        'B',
        "arc f=2 then mean",
        &[0.303859046159571, 0.228958551901116, 0.301817370824243],
    ),
    (
        'B',
        "arc f=2 then trmean",
        &[0.437514449083527, 0.332154796553619, 0.414175242467679],
    ),
    (
        'B',
        "clip c=2 then mean",
        &[0.333711294483162, 0.252483470662155, 0.33357493832533],
    ),
    ('B', "bucketing s=2 identity order then median", &[0.425, 0.425, 0.05]),
    (
        'B',
        "nnm rows f=2 [0]",
        &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
    ),
    (
        'B',
        "nnm rows f=2 [1]",
        &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
    ),
    (
        'B',
        "nnm rows f=2 [2]",
        &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
    ),
    (
        'B',
        "nnm rows f=2 [3]",
        &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
    ),
    (
        'B',
        "nnm rows f=2 [4]",
        &[0.144444444444444, 0.0666666666666666, 0.144444444444444],
    ),
    (
        'B',
        "nnm rows f=2 [5]",
        &[0.144444444444444, 0.0666666666666667, 0.144444444444444],
    ),
    (
        'B',
        "nnm rows f=2 [6]",
        &[0.522222222222222, 0.466666666666667, 0.488888888888889],
    ),
    (
        'B',
        "nnm rows f=2 [7]",
        &[0.144444444444444, 0.0666666666666666, 0.144444444444444],
    ),
    ('B', "nnm rows f=2 [8]", &[0.7, 0.744444444444444, 0.933333333333333]),
    (
        'B',
        "nnm rows f=2 [9]",
        &[0.922222222222222, 0.766666666666667, 0.744444444444445],
    ),
    (
        'B',
        "nnm rows f=2 [10]",
        &[0.922222222222222, 0.766666666666667, 0.744444444444445],
    ),
    ('B', "arc rows f=2 [0]", &[0.2, -1.1, 0.5]),
    ('B', "arc rows f=2 [1]", &[1.3, 0.4, -0.7]),
    ('B', "arc rows f=2 [2]", &[-0.6, 0.9, 1.2]),
    ('B', "arc rows f=2 [3]", &[0.8, -0.3, -1.4]),
    ('B', "arc rows f=2 [4]", &[-1.2, -0.5, 0.3]),
    ('B', "arc rows f=2 [5]", &[0.1, 1.6, -0.2]),
    ('B', "arc rows f=2 [6]", &[0.5, 0.7, 0.9]),
    ('B', "arc rows f=2 [7]", &[-0.9, -1.3, -0.8]),
    (
        'B',
        "arc rows f=2 [8]",
        &[1.04189387998148, 0.189435250905723, 1.42076438179292],
    ),
    (
        'B',
        "arc rows f=2 [9]",
        &[1.02070726360321, 0.935648324969608, 1.10576620223681],
    ),
    (
        'B',
        "arc rows f=2 [10]",
        &[1.07984836417059, 0.993460495036944, 0.993460495036944],
    ),
    ('C', "nnm f=1 then mean", &[0.9, 0.9]),
    ('C', "nnm f=1 then median", &[0.8, 0.8]),
    ('C', "nnm f=1 then trmean", &[0.8, 0.8]),
    (
        'C',
        "nnm f=1 then geometric-median exact",
        &[0.800000000000001, 0.800000000000001],
    ),
    ('C', "arc f=1 then mean", &[0.902368927062183, 0.902368927062183]),
    ('C', "arc f=1 then trmean", &[0.853553390593274, 0.853553390593274]),
    ('C', "clip c=2 then mean", &[0.902368927062183, 0.902368927062183]),
    ('C', "bucketing s=2 identity order then median", &[1.5, 0.5]),
    ('D', "nnm f=2 then mean", &[-0.0952380952380952, 0.188888888888889]),
    ('D', "nnm f=2 then median", &[-0.0714285714285714, 0.328571428571429]),
    ('D', "nnm f=2 then trmean", &[-0.04, 0.185714285714286]),
    (
        'D',
        "nnm f=2 then geometric-median exact",
        &[-0.0567234076691018, 0.234789517394014],
    ),
    ('D', "arc f=2 then mean", &[-0.146855251433339, 0.161563153570391]),
    ('D', "arc f=2 then trmean", &[-0.08, 0.32244781644258]),
    ('D', "clip c=2 then mean", &[-0.172824344555186, 0.173361269212775]),
    ('D', "bucketing s=2 identity order then median", &[0.0, -0.15]),
    ('D', "nnm rows f=2 [0]", &[-0.6, 0.328571428571429]),
    ('D', "nnm rows f=2 [1]", &[0.271428571428571, -0.0285714285714286]),
    ('D', "nnm rows f=2 [2]", &[-0.6, 0.328571428571429]),
    ('D', "nnm rows f=2 [3]", &[-0.6, 0.328571428571429]),
    ('D', "nnm rows f=2 [4]", &[-0.0714285714285714, 0.414285714285714]),
    ('D', "nnm rows f=2 [5]", &[0.271428571428571, -0.0285714285714286]),
    ('D', "nnm rows f=2 [6]", &[0.271428571428571, -0.0285714285714286]),
    ('D', "nnm rows f=2 [7]", &[-0.0714285714285714, 0.414285714285714]),
    ('D', "nnm rows f=2 [8]", &[0.271428571428571, -0.0285714285714286]),
    ('D', "arc rows f=2 [0]", &[-1.3998735720411, 1.22488937553596]),
    ('D', "arc rows f=2 [1]", &[0.792028270877807, -1.68306007561534]),
    ('D', "arc rows f=2 [2]", &[-1.81385196173675, 0.412239082212898]),
    ('D', "arc rows f=2 [3]", &[-0.7, 0.3]),
    ('D', "arc rows f=2 [4]", &[0.3, 0.5]),
    ('D', "arc rows f=2 [5]", &[0.1, -0.8]),
    ('D', "arc rows f=2 [6]", &[1.5, 1.1]),
    ('D', "arc rows f=2 [7]", &[-0.1, 0.6]),
    ('D', "arc rows f=2 [8]", &[0.0, -0.2]),
];
