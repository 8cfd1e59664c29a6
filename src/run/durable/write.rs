//! Handing jobs to the queue.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use crate::error::Error;
use crate::event::isolation::{catch_panic, drop_quietly};
use crate::event::jobs::Jobs;
use crate::run::around::Around;
use crate::run::background::{self, Work};
use crate::run::durable::manual::Manual;
use crate::run::durable::queue::{BoxFuture, NotWritten, Queue, installed};
use crate::run::failure::{Failure, OnError, Policy};
use crate::run::offload::tell_abandoned;
use crate::scope::wrap::Surroundings as _;
use crate::scope::{Admission, Scope};

/// Jobs of an async origin that are being written.
pub(in crate::run) struct Writing {
    about: About,
    written: BoxFuture<'static, Result<(), NotWritten>>,
    is_safe: bool,
}

/// Whose jobs they are.
#[derive(Clone)]
struct About {
    label: &'static str,
    paths: Vec<&'static str>,
}

/// Writes the jobs of a sync origin, by a task. Under a guard with `manual()`, they wait there.
#[cold]
pub(in crate::run) fn hand_over(
    label: &'static str,
    jobs: Jobs,
    admission: Option<&Admission>,
    policy: Policy<'_>,
) -> Result<(), Box<Error>> {
    let Some(jobs) = not_manual(label, jobs, admission) else {
        return Ok(());
    };
    let about = About::new(label, &jobs);
    let (Some(queue), runtime) = (installed(), background::runtime()) else {
        return about.failed(&NotWritten::NoQueue, policy);
    };
    let Some(runtime) = runtime else {
        return about.failed(&NotWritten::NoRuntime, policy);
    };
    let around = around();
    let told = about.clone();
    let work = async move {
        let Err(error) = isolated(queue, jobs).await else {
            return;
        };
        // Under `set_abort_on_error`, this panics, and there is nobody to panic out to.
        around.run(|| {
            let _ = catch_panic(|| about.failed(&error, OnError::Log.into()));
        });
    };
    background::start(&runtime, Work::Unlimited(Box::pin(work)), move || {
        told.tell_abandoned();
    });
    Ok(())
}

/// Writes the jobs of an async origin: by a task, where there is a runtime, so that nothing is
/// lost with the origin's future.
#[cold]
pub(in crate::run) fn write(
    label: &'static str,
    jobs: Jobs,
    admission: Option<&Admission>,
) -> Option<Writing> {
    let jobs = not_manual(label, jobs, admission)?;
    let about = About::new(label, &jobs);
    let Some(queue) = installed() else {
        return Some(Writing {
            about,
            written: Box::pin(async { Err(NotWritten::NoQueue) }),
            is_safe: true,
        });
    };
    let Some(runtime) = background::runtime() else {
        return Some(Writing {
            about,
            written: Box::pin(isolated(queue, jobs)),
            is_safe: false,
        });
    };
    let (tell, told) = oneshot::channel();
    let (around, orphaned) = (around(), about.clone());
    let work = async move {
        // Where nobody waits for it any more, it is told here.
        if let Err(Err(error)) = tell.send(isolated(queue, jobs).await) {
            around.run(|| {
                let _ = catch_panic(|| orphaned.failed(&error, OnError::Log.into()));
            });
        }
    };
    let abandoned = about.clone();
    background::start(&runtime, Work::Unlimited(Box::pin(work)), move || {
        abandoned.tell_abandoned();
    });
    Some(Writing {
        about,
        written: Box::pin(async { told.await.unwrap_or(Err(NotWritten::Abandoned)) }),
        is_safe: true,
    })
}

impl Writing {
    /// Whether they are written; if they could not be, their handlers have failed.
    pub(in crate::run) fn poll(
        &mut self,
        context: &mut Context<'_>,
        policy: Policy<'_>,
    ) -> Poll<Result<(), Box<Error>>> {
        self.written
            .as_mut()
            .poll(context)
            .map(|written| match written {
                Ok(()) => Ok(()),
                Err(error) => self.about.failed(&error, policy),
            })
    }

    /// Whether a task writes them, which goes on if this is dropped.
    pub(in crate::run) fn is_safe(&self) -> bool {
        self.is_safe
    }

    /// The handlers whose jobs they are.
    pub(in crate::run) fn paths(&self) -> &[&'static str] {
        &self.about.paths
    }
}

impl About {
    fn new(label: &'static str, jobs: &Jobs) -> Self {
        let paths = jobs.new.iter().map(|new| new.path).collect();
        Self { label, paths }
    }

    fn failed(&self, error: &NotWritten, policy: Policy<'_>) -> Result<(), Box<Error>> {
        self.paths.iter().try_for_each(|path| {
            let failure = match error {
                NotWritten::Abandoned => Failure::Abandoned(error.clone().into()),
                _ => Failure::Returned(error.clone().into()),
            };
            policy.failed(self.label, path, failure)
        })
    }

    fn tell_abandoned(&self) {
        for path in &self.paths {
            tell_abandoned(self.label, path);
        }
    }
}

/// The jobs that are to be written now, if any: a guard with `manual()` takes them.
fn not_manual(label: &'static str, jobs: Jobs, admission: Option<&Admission>) -> Option<Jobs> {
    if jobs.is_empty() {
        return None;
    }
    let Some(events) = admission.and_then(Admission::manual) else {
        return Some(jobs);
    };
    let around = around();
    let mut waiting = events.jobs().lock();
    for new in jobs.new {
        waiting.push_back(Box::new(Manual::new(label, new, around.clone())));
    }
    None
}

fn around() -> Around {
    Around {
        scope: Scope::here(),
        span: tracing::Span::current(),
    }
}

/// The queue is user code, and may panic.
async fn isolated(queue: Arc<dyn Queue>, jobs: Jobs) -> Result<(), NotWritten> {
    let jobs = jobs.new.into_iter().map(|new| new.job).collect();
    let write = catch_panic(|| queue.write(jobs)).map_err(NotWritten::Panicked)?;
    let mut write = Quietly(Some(write));
    poll_fn(|context| match catch_panic(|| write.poll(context)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(written)) => Poll::Ready(written.map_err(NotWritten::failed)),
        Err(message) => Poll::Ready(Err(NotWritten::Panicked(message))),
    })
    .await
}

/// A future of the user's, whose `Drop` may panic.
pub(super) struct Quietly<'a, T>(pub(super) Option<BoxFuture<'a, T>>);

impl<T> Quietly<'_, T> {
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<T> {
        let future = self.0.as_mut().expect("it is there until this is dropped");
        Pin::new(future).poll(context)
    }
}

impl<T> Drop for Quietly<'_, T> {
    fn drop(&mut self) {
        drop_quietly(self.0.take());
    }
}
