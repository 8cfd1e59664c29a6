//! Scopes of futures.

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
        let mut wrapped = Wrapped {
            scope: self.clone(),
            future: Some(future),
        };
        async move {
            let scope = wrapped.scope.clone();
            let future = pin!(wrapped.future.take());
            let mut polled = Polled { scope, future };
            poll_fn(|context| polled.poll(context)).await
        }
    }
}

/// A future that was not polled yet, and may never be.
struct Wrapped<F> {
    scope: Scope,
    future: Option<F>,
}

impl<F> Drop for Wrapped<F> {
    fn drop(&mut self) {
        if let Some(future) = self.future.take() {
            self.scope.run(|| drop(future));
        }
    }
}

/// A future that only ever meets its guard.
struct Polled<'a, F> {
    scope: Scope,
    /// `None` once it was dropped.
    future: Pin<&'a mut Option<F>>,
}

impl<F: Future> Polled<'_, F> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<F::Output> {
        let future = self.future.as_mut().as_pin_mut();
        let future = future.expect("it is there until this is dropped");
        self.scope.run(|| future.poll(context))
    }
}

impl<F> Drop for Polled<'_, F> {
    fn drop(&mut self) {
        let Self { scope, future } = self;
        scope.run(|| future.set(None));
    }
}
