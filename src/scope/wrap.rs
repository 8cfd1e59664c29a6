//! What is around a future, on whichever thread it is polled.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use super::Scope;

impl Scope {
    /// Polls a future under the guard, each time, on whichever thread that is,
    /// and drops it there. Between polls the thread is as it was.
    ///
    /// A task that the future spawns is not part of it: wrap that future, too.
    ///
    /// # Examples
    ///
    /// ```
    /// use side_effects::{disable_side_effects, has_side_effects};
    ///
    /// #[has_side_effects("wrap_example")]
    /// async fn publish() {}
    ///
    /// # let runtime = tokio::runtime::Runtime::new().unwrap();
    /// # runtime.block_on(async {
    /// let events = disable_side_effects();
    /// let task = tokio::spawn(events.scope().wrap(publish()));
    /// task.await.unwrap();
    /// assert_eq!(events, ["wrap_example"]);
    /// # });
    /// ```
    pub fn wrap<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        wrap(self.clone(), future)
    }
}

/// What can be around code on a thread.
pub(crate) trait Surroundings {
    fn run<R>(&self, run: impl FnOnce() -> R) -> R;
}

impl Surroundings for Scope {
    fn run<R>(&self, run: impl FnOnce() -> R) -> R {
        Self::run(self, run)
    }
}

/// Polls a future in these surroundings, each time, and drops it there.
pub(crate) fn wrap<S: Surroundings, F: Future>(
    around: S,
    future: F,
) -> impl Future<Output = F::Output> {
    let mut wrapped = Wrapped {
        around: Some(around),
        future: Some(future),
    };
    async move {
        let around = wrapped.around.take().expect("it is taken once");
        let future = pin!(wrapped.future.take());
        let mut polled = Polled { around, future };
        poll_fn(|context| polled.poll(context)).await
    }
}

/// A future that was not polled yet, and may never be.
struct Wrapped<S: Surroundings, F> {
    around: Option<S>,
    future: Option<F>,
}

impl<S: Surroundings, F> Drop for Wrapped<S, F> {
    fn drop(&mut self) {
        if let (Some(around), Some(future)) = (&self.around, self.future.take()) {
            around.run(|| drop(future));
        }
    }
}

/// A future that only ever meets its surroundings.
struct Polled<'a, S: Surroundings, F> {
    around: S,
    /// `None` once it was dropped.
    future: Pin<&'a mut Option<F>>,
}

impl<S: Surroundings, F: Future> Polled<'_, S, F> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<F::Output> {
        let future = self.future.as_mut().as_pin_mut();
        let future = future.expect("it is there until this is dropped");
        self.around.run(|| future.poll(context))
    }
}

impl<S: Surroundings, F> Drop for Polled<'_, S, F> {
    fn drop(&mut self) {
        let Self { around, future } = self;
        around.run(|| future.set(None));
    }
}
