//! How the master combines m messages into one vector.

mod error;
mod kernel;
mod law;
mod mean;
mod median;
mod messages;
mod state;
mod trimmed_mean;

pub mod count;

pub use error::{AggregatorError, MessagesError};
pub use law::Law;
pub use mean::Mean;
pub use median::Median;
pub use messages::Messages;
pub use traits::Aggregator;
pub use trimmed_mean::TrimmedMean;
pub use workspace::{Dependence, Workspace};

mod traits;
mod workspace;
