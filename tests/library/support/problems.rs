//! Problems that several tests make.

use byzrate::problem::{GaussianDesign, RademacherRegression, RegressionData, Student, StudentMean};

pub fn rademacher(dim: usize, sigma: f64, data: RegressionData) -> RademacherRegression {
    RademacherRegression::new(dim, sigma, None, data).expect("valid")
}

pub fn gaussian_design(dim: usize, sigma: f64, condition: f64, data: RegressionData) -> GaussianDesign {
    GaussianDesign::new(dim, sigma, condition, None, data).expect("valid")
}

/// ν = 10, since the standard error of the absolute skewness needs six moments.
pub fn student(dim: usize) -> StudentMean {
    StudentMean::with_law(Student::new(10.0).expect("valid"), dim, 1.5, None).expect("valid")
}
