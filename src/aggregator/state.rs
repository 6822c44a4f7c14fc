use std::any::Any;
use std::fmt;

/// What a rule keeps from one round of a replicate to the next: a value of a type of its own, or nothing yet.
#[derive(Default)]
pub(super) struct State(Option<Box<dyn Kept>>);

/// A value of any type that can be copied.
trait Kept: Send {
    fn copy(&self) -> Box<dyn Kept>;
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<T: Clone + Send + 'static> Kept for T {
    fn copy(&self) -> Box<dyn Kept> {
        Box::new(self.clone())
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

impl State {
    /// What is kept, or `first` where nothing of that type is.
    pub fn get<T: Clone + Send + 'static>(&mut self, first: impl FnOnce() -> T) -> &mut T {
        let fits = self.0.as_deref_mut().is_some_and(|kept| kept.as_any().is::<T>());
        if !fits {
            self.0 = None;
        }
        let kept = self.0.get_or_insert_with(|| Box::new(first()));
        // The type was just looked at.
        (**kept).as_any().downcast_mut().unwrap_or_else(|| unreachable!())
    }

    pub fn clear(&mut self) {
        self.0 = None;
    }
}

impl Clone for State {
    fn clone(&self) -> Self {
        Self(self.0.as_deref().map(Kept::copy))
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "State(kept)"
        } else {
            "State(nothing)"
        })
    }
}
