/// The constants of a problem that the theorems speak of, over the whole of W. `None`: no finite bound is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Constants {
    /// λ_F: F is λ_F-strongly convex.
    pub strong_convexity: Option<f64>,
    /// L_F: F is L_F-smooth. NaN: none is known.
    pub smoothness: f64,
    /// L_k, the same for every coordinate: ∂_k f(·; z) is L_k-Lipschitz for every z (Assumption 1).
    pub coordinate_lipschitz: Option<f64>,
    /// V: Var(∇f(w; z)) = E‖∇f(w; z) − ∇F(w)‖² ≤ V² (Assumption 2). NaN: none is known.
    pub gradient_deviation: f64,
    /// S: the absolute skewness of every ∂_k f(w; z) is at most S (Assumption 3, Definition 4).
    pub absolute_skewness: Option<f64>,
    /// v: every ∂_k f(w; z) is v-sub-exponential (Assumption 4, Definition 5).
    pub sub_exponential: Option<f64>,
}

impl Constants {
    /// L̂ = (Σ_k L_k²)^½ in dimension `dim`.
    #[must_use]
    pub fn lipschitz(&self, dim: usize) -> Option<f64> {
        self.coordinate_lipschitz.map(|each| each * (dim as f64).sqrt())
    }
}
