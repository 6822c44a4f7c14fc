//! What there is to be named in specs and on the command line.

use crate::support::sweep;

#[test]
fn the_list_of_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = sweep(folder.path(), "list");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    insta::assert_snapshot!(run.stdout, @r#"
    experiments
      definitions            Do samples and points of W ever beat the constants that a problem declares?
      propositions           Are the moments of a gradient coordinate of Rademacher regression what Propositions 1 and 2 say?
      appendix-b             How far is a coordinate of a message from normal, and what becomes of its skewness as n grows?
      median-lemma           How often is the median of one coordinate beyond the radius of the lemma, and beyond that of its own law?
      exact-law              Do median and trimmed mean obey their exact finite-sample laws under the worst adversary?
      uniform-deviation      Does any adversary push the aggregated gradient further than Δ from the true one, anywhere in W?
      deviation-in-dim       Does the gradient's error over W grow like √d, as V does?
      contraction            Does every round shrink the distance as Theorem 1 says, and does it end within 2Δ/λ_F?
      transient              Does every round forget as much of the start as the recursion says?
      steady-state           Does gradient descent end at its predicted error, in one dimension as in fifty?
      speaking               Is the rate in n attained where Theorem 1 guarantees it?
      rate-in-n              How does the error fall with the samples n of each worker, with and without Byzantine workers?
      rate-in-m              How does the error fall with the number of workers m, with and without Byzantine workers?
      levels-off             Where does the error stop as workers join, a tenth of whom are Byzantine?
      rate-in-alpha          How does the worst-case bias grow with the fraction α of Byzantine workers?
      one-over-n             Where is the 1/n term of the median's rate, without any Byzantine worker?
      skewness               What is the 1/n term of the median, what share of it has a trimmed mean, and can an attack cancel it?
      terms                  Which terms does the error consist of, and with which constants?
      adversaries            Which adversary hurts most, and how much do the others?
      convex                 Is the excess risk of a convex problem of the order D₀Δ, and never more?
      convex-fixed           How fast does the excess risk fall when the function does not change with n?
      non-convex             Does gradient descent on a non-convex function come to a gradient of size Δ, and no closer under attack?
      non-convex-skewed      Does skewed noise alone stop the median at a gradient of order 1/n?
      welsch                 Does the smallest gradient of a non-convex regression fall like 1/√n under attack?
      welsch-bound           Does non-convex regression come to a gradient of √2Δ in the rounds that Theorem 3 allows?
      one-round              Does the median of local least-squares estimates obey Theorem 7, and its exact law?
      one-round-skewed       Does the one-round median carry a 1/n term, however many workers there are?
      communication          What does each algorithm achieve for the floats that a worker sends?
      averaging              What does an average of local least-squares estimates lose, and what does a correction for bias cost where there is none?
      averaging-bias         How biased is an average of local minimisers, and what of it does a subsample correct?
      surrogate              In how many rounds does the curvature of the master's own data reach the error that gradient descent ends at?
      momentum               What does an attack on fresh gradients still do where workers send momenta, and what where they remember nothing?
      league                 Which rule withstands which attack?
      league-told            What is a rule worth that is told twice too many Byzantine workers, or not the scale?
      price-of-dimension     How does the harm of a cluster of attackers grow with the dimension?
      one-worker             What does Krum gain from more workers?
      group-means            What does it cost to take means of groups before the median?
      vrmom                  What does VRMOM gain over the median, and what does it pay?
      order-of-alpha         Is the order α of the error the rule's, or the law of the messages?
      logistic               Does the one-round median keep its rate with logistic regression, beyond quadratic losses?
      observation-1          Does every estimator err by z(α)s in one of two worlds that nobody can tell apart?
      dimension-gap          How far from the lower bound are coordinate-wise rules as the dimension grows?
      trim-fraction          What does a trim fraction β that is larger than α cost?
      unknown-alpha          What happens when more workers are Byzantine than the trim fraction allows for?
      heavy-tails            What do heavy tails of bounded skewness do to the median and to the trimmed mean?
      few-samples            With few samples a worker, does the error fall as workers are added?
      few-samples-attacked   With few samples a worker of a skewed law, which rule stops lower under attack, and on which side?
      small-w                What does projection do where W is smaller than the error?

    problems
      rademacher-regression  linear regression, features uniform on {-1, 1}^d (Proposition 1); keys sigma = 1, radius = 1, data = "sufficient" | "raw"
      gaussian-design        least squares, Gaussian features with eigenvalues from 1/condition to 1 (Theorem 7); keys sigma = 1, condition = 1, radius = 1, data = "sufficient" | "raw"
      logistic-regression    logistic regression, features uniform on {-1, 1}^d, d up to 12; keys signal = 1 (the norm of w*), radius = 1, start_distance = radius
      welsch-regression      non-convex regression with Welsch's loss, features uniform on a sphere (Theorems 3 and 6); keys c = 1, sigma = 1, start_distance = 1, radius = 2 start_distance or "theorem"
      gaussian-mean          mean estimation, Gaussian data (Observation 1); keys sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)
      exponential-mean       mean estimation, centred exponential data, skewness 2; keys sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)
      student-mean           mean estimation, Student data with heavy tails; keys nu = 4 (above 3), sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)
      two-point-mean         mean estimation, data at two points; keys low (probability of the lower one, such as "b/(m-b)"), sigma = 1, optimum = 0, radius = 10 sigma sqrt(d)
      random-curvature       quadratic losses of curvature Exp(1), whose minimisers are skewed (Theorem 7); key radius = 1
      additive-noise         a potential with noise in its gradient (Theorems 1 to 6); keys potential = "quadratic" | "convex" | "cosine", condition = 1 (quadratic), noise = "gaussian" | "exponential", sigma = 1, theta = 1 or theta_over_noise, start, radius (a number or "theorem")

    aggregators
      mean                   the plain mean: broken by one Byzantine worker
      median                 the coordinate-wise median (Definition 1)
      trimmed-mean           the coordinate-wise trimmed mean (Definition 2); key beta, a number or "alpha"
      krum                   the message closest to the others (Blanchard et al. 2017); keys byzantine = b, neighbours = "m-f-2" | "m-f-1", power = 2 (1, 2 or 4)
      multi-krum             the mean of several messages closest to the others; keys of krum and keep = "m-f-2" | "m-f" or a number
      bulyan                 a mean around the median of messages that Krum chooses (El Mhamdi et al. 2018); key byzantine = b
      mda                    the mean of the m - f messages of the smallest diameter; key byzantine = b
      meamed                 the coordinate-wise mean of the m - f values nearest to the median (Xie et al. 2018); key byzantine = b
      phocas                 the coordinate-wise mean of the m - f values nearest to the trimmed mean (Xie et al. 2018); key byzantine = b
      cge                    the mean of the m - f shortest messages (Gupta and Vaidya 2020); key byzantine = b
      monna                  the mean of the m - f messages nearest to a trusted one (Farhadkhani et al. 2023); keys byzantine = b, index = 0
      aksel                  the mean of the messages nearest to the median (Boussetta et al. 2021); keys keep = "mid" | "m-f", byzantine = b (m-f)
      geometric-median       the point of the smallest sum of distances; with steps = T so many smoothed steps only, keys nu = 0.1, start = "median" | "origin"
      group-geometric-median the geometric median of the means of groups (Chen et al. 2017); keys groups (such as "2*b+1"), deal = "contiguous" | "dealt"
      centred-clipping       steps to the mean of clipped differences (Karimireddy et al. 2021); keys tau (such as "sqrt(d)"), steps = 1, start = "median" | "origin", memory = false (from round to round)
      trimmed-midrange       the coordinate-wise middle of what is left without the f largest and the f smallest (Su and Vaidya 2016); key byzantine = b
      vrmom                  the median, corrected at K quantiles of the normal law (Tu et al. 2021); keys scale (one message's deviation, or "mad"), quantiles = 10
      caf                    a spectral filter without a bound on the covariance (Allouah et al. 2025); key byzantine = b
      filter                 the same, until the variance is small enough (Diakonikolas et al. 2016); keys byzantine = b, scale (one message's deviation), slack = 0
      spectral               the mean without the f messages farthest out in the widest direction; key byzantine = b
      smea                   the mean of the m - f messages whose covariance has the smallest top eigenvalue (Allouah et al. 2023); key byzantine = b

    transforms, before an aggregator
      nnm                    every message becomes the mean of the m - f nearest ones (Allouah et al. 2023); key byzantine = b
      bucketing              means of s messages, drawn anew in every round (Karimireddy et al. 2022); keys bucket-size, shuffle = true
      arc                    the longest messages are shortened to the norm of the next (ARC, Allouah et al. 2024); key byzantine = b
      clipping               messages longer than c are shortened to the norm c; key clip (c)

    algorithms
      gradient-descent       robust gradient descent (Algorithm 1); keys step = 1/L_F, rounds = 20, a theorem's or "path"
      one-round              the aggregate of the workers' risk minimisers (Algorithm 2; with the mean AVGM)
      corrected-one-round    the same with minimisers whose bias a subsample corrects (Zhang, Duchi and Wainwright 2012; with the mean SAVGM); key subsample = 0.5
      surrogate              Newton's steps of the first worker's risk along the aggregate of gradients (Jordan, Lee and Yang 2019; Zhou et al. 2022); key rounds = 20
      streaming-momentum     gradient descent on fresh samples in every round, with momentum at the workers (Karimireddy, He and Jaggi 2021); keys momentum (the weight of the newest gradient, 1 without memory), step = 1/L_F, rounds = 20
      probe                  no estimate: single gradients at one place (Definitions 3 to 8); key at = "optimum" | "start" | "edge"

    adversaries
      none                   Byzantine workers behave like honest ones
      plus-infinity          all b at +inf: the exact one-sided worst case
      minus-infinity         all b at -inf: the exact one-sided worst case
      omniscient-sign        +inf or -inf in every coordinate, whichever is worse: the exact worst case of a round
      not-a-number           all b at NaN
      world-1                Gaussian means: the least favourable world whose Byzantine workers pull up (Observation 1)
      world-2                Gaussian means: its twin that pulls down, which no estimator can tell from world-1
      constant-shift         honest message plus size * sigma; key size = 10
      sign-flip              minus size times the honest message; key size = 10
      gaussian-noise         honest message plus noise of size * sigma; key size = 10
      alie                   honest mean and factor deviations (Baruch et al. 2019); keys factor = the largest that hides, direction = "down" | "up"
      ipm                    minus epsilon times the honest mean (Xie et al. 2019); key epsilon = 0.5
      mimic                  what one honest worker sends (Karimireddy et al. 2022); key index = 0, or "adaptive"
      shift                  honest mean and size * sigma / sqrt(n); keys size = 1.5, direction = "up" | "down"
      far-cluster            honest mean and factor * sigma / sqrt(n), far but finite; key factor = 1e4
      min-max                from the honest mean as far as two honest messages are apart (Shejwalkar and Houmansadr 2021); key direction = "std" | "unit" | "sign"
      min-sum                the same by the sum of distances; key direction = "std" | "unit" | "sign"
      anti-cge               against the mean of the shortest messages, and just short enough for cge
      label-flip             what honest workers would send if all their labels were flipped; of regressions
      optimal-alie           alie of the worst factor on a grid, either way: the rule is tried out
      optimal-ipm            ipm of the worst epsilon on a grid, either way
      optimal-shift          shift of the worst size on a grid, either way

    measures
      error                        ‖ŵ − w*‖; +∞ where the estimate was lost. Always recorded.
      signed-error                 (1/d) Σ_k (ŵ − w*)_k; NaN where the estimate was lost. Always recorded.
      excess                       F(ŵ) − F(w*) (Theorems 2 and 5).
      gradient-norm                min_t ‖∇F(wᵗ)‖ (Theorems 3 and 6).
      path-deviation               max_t ‖g(wᵗ) − ∇F(wᵗ)‖ over the rounds: Δ as it turned out on the path; +∞ where an aggregate was lost.
      uniform-deviation            sup_w ‖g(w) − ∇F(w)‖ over W, as far as a search finds it: what Δ bounds; +∞ where an aggregate was lost.
      contraction                  max_t (‖wᵗ⁺¹ − w*‖ − η‖g(wᵗ) − ∇F(wᵗ)‖)/‖wᵗ − w*‖: by how much a round shrinks the distance.
      gradient-square              The mean over the workers of n‖∇F_i(w) − ∇F(w)‖² at a probed point (Definition 3).
      coordinate-square            The mean over the workers of (∂_1F_i(w) − ∂_1F(w))².
      coordinate-cube              The mean over the workers of |∂_1F_i(w) − ∂_1F(w)|³ (Definition 4).
      coordinate-exponential       The mean over the workers of exp((∂_1F_i(w) − ∂_1F(w))/(2v)) (Definition 5).
      coordinate-exponential-minus The mean over the workers of exp(−(∂_1F_i(w) − ∂_1F(w))/(2v)).
      exponential-quarter          The mean over the workers of exp((∂_1F_i(w) − ∂_1F(w))/(4v)).
      exponential-quarter-minus    The mean over the workers of exp(−(∂_1F_i(w) − ∂_1F(w))/(4v)).
      exponential-tail             The mean over the workers of exp(0.9(∂_1F_i(w) − ∂_1F(w))/v).
      exponential-tail-minus       The mean over the workers of exp(−0.9(∂_1F_i(w) − ∂_1F(w))/v).
      normal-distance              sup_x |F̂(x) − Φ(x)|, F̂ the share of the workers' standardised ∂_1F_i(w) − ∂_1F(w) up to x (Appendix B).
      normal-excess-low            F̂(x) − Φ(x) at x = −¾.
      normal-excess                F̂(x) − Φ(x) at x = 0.
      normal-excess-high           F̂(x) − Φ(x) at x = ¾.
      lipschitz                    The largest |∂_kF_i(w) − ∂_kF_i(w′)|/‖w − w′‖ over workers and coordinates, at a pair of points (Definition 6).
      smoothness                   ‖∇F(w) − ∇F(w′)‖/‖w − w′‖ (Definition 7).
      strong-convexity             2(F(w′) − F(w) − ⟨∇F(w), w′ − w⟩)/‖w′ − w‖² (Definition 8).
      rounds                       The rounds of communication; the one in which an estimate was lost is the last.
      floats-sent                  The floats that each worker sent to the master: d a round.
      floats-received              The floats that each worker received from the master: d a round of gradient descent, none of the one-round algorithm.

    variables of formulas
      n                      samples of each worker
      m                      workers
      b                      Byzantine workers, where their number is fixed
      k                      values trimmed at each end, of a trimmed mean
      alpha                  b/m, or the probability of being Byzantine
      beta                   k/m
      d                      the dimension
      sigma                  σ of the noise: a worker's mean deviates by σ/√n in each coordinate
      rounds                 T, where it is known before a run
      lambda_f               λ_F, the strong convexity of F
      smoothness             L_F, the smoothness of F
      lipschitz              L̂ = (Σ L_k²)^½, of the coordinates of ∇f
      variance               V², which E‖∇f − ∇F‖² never exceeds in W
      skewness               S, the absolute skewness of a coordinate of ∇f at most
      subexp                 v, with which the coordinates of ∇f are sub-exponential
      sigma_estimate         σ̃, the deviation of √n(ŵ_i − w*) for one worker's estimate
      diameter               D, the diameter of W
      start_distance         D₀ = ‖w⁰ − w*‖

    functions of formulas
      sqrt                   the square root
      exp                    the exponential
      log                    the natural logarithm
      ln                     the same
      abs                    the absolute value
      floor                  the largest integer that is not larger
      ceil                   the smallest integer that is not smaller
      min                    the smallest of two numbers or more
      max                    the largest of two numbers or more
    "#);
    let parts = [
        "experiments",
        "problems",
        "aggregators",
        "transforms",
        "algorithms",
        "adversaries",
        "measures",
        "variables",
    ];
    let parts: Vec<String> = parts
        .iter()
        .map(|part| sweep(folder.path(), &format!("list {part}")).stdout)
        .collect();
    assert_eq!(parts.join("\n"), run.stdout);
}
