//! What is trained: multi-class logistic regression and a convolutional network.

mod activation;
mod cnn;
mod convolution;
mod linear;
mod real;
mod softmax;
mod traits;

pub use cnn::Cnn;
pub use real::Real;
pub use softmax::Softmax;
pub use traits::{Labelled, Model};
