use rand::distr::Uniform;
use rand::{Rng, RngExt};
use rand_distr::Distribution;

use super::SamplingError;

/// The binomial law of n trials with probability p.
///
/// With π = min(p, 1 − p): by inversion where nπ < 10, and otherwise by the algorithm BTPE of Kachitvichyanukul and Schmeiser
/// (*Binomial Random Variate Generation*, 1988): rejection from a triangle, two parallelograms and two exponential tails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    trials: u64,
    /// Whether failures are counted, being the rarer ones.
    flipped: bool,
    method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Never,
    Inversion(Inversion),
    Btpe(Btpe),
}

/// Below so many expected successes inversion is the faster one.
const FEW: f64 = 10.0;

impl Binomial {
    /// The law of `trials` = n trials with probability `probability` = p.
    ///
    /// # Errors
    /// Unless p is in [0, 1].
    pub fn new(trials: u64, probability: f64) -> Result<Self, SamplingError> {
        if !(0.0..=1.0).contains(&probability) {
            return Err(SamplingError::NoProbability { value: probability });
        }
        let flipped = probability > 0.5;
        let p = if flipped { 1.0 - probability } else { probability };
        let method = if p == 0.0 {
            Method::Never
        } else if trials as f64 * p < FEW {
            Method::Inversion(Inversion::new(trials as f64, p))
        } else {
            Method::Btpe(Btpe::new(trials, p))
        };
        Ok(Self {
            trials,
            flipped,
            method,
        })
    }
}

impl Distribution<u64> for Binomial {
    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> u64 {
        let count = match &self.method {
            Method::Never => 0,
            Method::Inversion(inversion) => inversion.sample(stream),
            Method::Btpe(btpe) => btpe.sample(stream),
        };
        if self.flipped { self.trials - count } else { count }
    }
}

/// The probabilities of 0, 1, … subtracted from a uniform draw until it is used up.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Inversion {
    /// (1 − p)ⁿ.
    none: f64,
    /// p/(1 − p).
    odds: f64,
    /// (n + 1)·p/(1 − p).
    first: f64,
}

impl Inversion {
    fn new(trials: f64, p: f64) -> Self {
        let odds = p / (1.0 - p);
        Self {
            none: libm::exp(trials * libm::log1p(-p)),
            odds,
            first: (trials + 1.0) * odds,
        }
    }

    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> u64 {
        // More than 30 standard deviations above the mean: what is left of the draw is rounding.
        const MOST: u64 = 110;
        loop {
            let mut left: f64 = stream.random();
            let mut probability = self.none;
            for count in 0..=MOST {
                if left <= probability {
                    return count;
                }
                left -= probability;
                probability *= self.first / (count + 1) as f64 - self.odds;
            }
        }
    }
}

/// The constants of BTPE, named as in the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Btpe {
    n: u64,
    p: f64,
    q: f64,
    npq: f64,
    /// The mode M.
    mode: u64,
    x_m: f64,
    x_l: f64,
    x_r: f64,
    c: f64,
    lambda_l: f64,
    lambda_r: f64,
    /// The areas up to the triangle, the parallelograms, the left and the right tail.
    areas: [f64; 4],
    /// Over all areas.
    whole: Uniform<f64>,
    /// Over [0, 1).
    unit: Uniform<f64>,
}

impl Btpe {
    fn new(n: u64, p: f64) -> Self {
        let (trials, q) = (n as f64, 1.0 - p);
        let np = trials * p;
        let npq = np * q;
        let f_m = np + p;
        let mode = f_m as u64;
        let p1 = (2.195 * npq.sqrt() - 4.6 * q).floor() + 0.5;
        let x_m = mode as f64 + 0.5;
        let (x_l, x_r) = (x_m - p1, x_m + p1);
        let c = 0.134 + 20.5 / (15.3 + mode as f64);
        let rate = |a: f64| a * (1.0 + 0.5 * a);
        let lambda_l = rate((f_m - x_l) / (f_m - x_l * p));
        let lambda_r = rate((x_r - f_m) / (x_r * q));
        let p2 = p1 * (1.0 + 2.0 * c);
        let p3 = p2 + c / lambda_l;
        let p4 = p3 + c / lambda_r;
        Self {
            n,
            p,
            q,
            npq,
            mode,
            x_m,
            x_l,
            x_r,
            c,
            lambda_l,
            lambda_r,
            areas: [p1, p2, p3, p4],
            whole: Uniform::new(0.0, p4).expect("areas are positive"),
            unit: Uniform::new(0.0, 1.0).expect("not empty"),
        }
    }

    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> u64 {
        let [p1, p2, p3, _] = self.areas;
        loop {
            let u = self.whole.sample(stream);
            let v = self.unit.sample(stream);
            if u <= p1 {
                return (self.x_m - p1 * v + u) as u64;
            }
            let (y, v) = if u <= p2 {
                let x = self.x_l + (u - p1) / self.c;
                let v = v * self.c + 1.0 - (x - self.x_m).abs() / p1;
                if v > 1.0 {
                    continue;
                }
                (x, v)
            } else if u <= p3 {
                let y = self.x_l + libm::log(v) / self.lambda_l;
                if y < 0.0 {
                    continue;
                }
                (y, v * ((u - p2) * self.lambda_l))
            } else {
                let y = self.x_r - libm::log(v) / self.lambda_r;
                (y, v * ((u - p3) * self.lambda_r))
            };
            // Saturates where v = 0.
            let y = y as u64;
            if y <= self.n && self.accepts(y, v) {
                return y;
            }
        }
    }

    /// Whether `v` is at most f(y), the probability of y over that of the mode.
    fn accepts(&self, y: u64, v: f64) -> bool {
        let far = y.abs_diff(self.mode);
        if far <= 20 || far as f64 >= 0.5 * self.npq - 1.0 {
            return v <= self.ratio(y);
        }
        let k = far as f64;
        let rho = (k / self.npq) * ((k * (k / 3.0 + 0.625) + 1.0 / 6.0) / self.npq + 0.5);
        let t = -0.5 * k * k / self.npq;
        let log_v = libm::log(v);
        if log_v < t - rho {
            return true;
        }
        log_v <= t + rho && log_v <= self.log_ratio(y)
    }

    /// f(y), factor by factor from the mode.
    fn ratio(&self, y: u64) -> f64 {
        let odds = self.p / self.q;
        let first = odds * (self.n as f64 + 1.0);
        let factor = |i: u64| first / i as f64 - odds;
        if y > self.mode {
            (self.mode + 1..=y).fold(1.0, |f, i| f * factor(i))
        } else {
            (y + 1..=self.mode).fold(1.0, |f, i| f / factor(i))
        }
    }

    /// log f(y) by Stirling's series.
    fn log_ratio(&self, y: u64) -> f64 {
        let correction = |a: f64| {
            let square = a * a;
            (1.0 / 12.0
                - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
                / a
        };
        let [x, f] = [y + 1, self.mode + 1].map(|a| a as f64);
        let [w, z] = [self.n - y + 1, self.n - self.mode + 1].map(|a| a as f64);
        self.x_m * libm::log(f / x)
            + (z - 0.5) * libm::log(z / w)
            + (y as f64 - self.mode as f64) * libm::log(w * self.p / (x * self.q))
            + correction(f)
            + correction(z)
            - correction(x)
            - correction(w)
    }
}
