//! The origins that programs call, and their handlers. What these do stands once more
//! in `model/handlers.rs`.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::task::Poll;

use side_effects::{Dep, has_side_effects, hold_blocking, is_side_effect_of};

use crate::facts::{Fact, Log};
use crate::program::Label;

pub(crate) const FAILS: &str = "no";
pub(crate) const PANICKED: &str = "panicked: boom";
pub(crate) const ON_FAILS: &str = "not that one";
pub(crate) const CANNOT_WAIT: &str =
    "it is async, and `release()` cannot wait for it: write `release_async().await`";
/// The value of what fires between two polls.
pub(crate) const MEANWHILE: u32 = 1000;

/// The argument of every origin: it says where handlers write to.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) value: u32,
    pub(crate) log: Log,
}

/// What each guard provides: its number.
pub(crate) struct ProvidedBy(pub(crate) Option<usize>);

impl Call {
    fn ran(&self, place: &'static str, dep: &ProvidedBy) {
        self.log.add(Fact::Ran {
            place,
            value: self.value,
            dep: dep.0,
        });
    }
}

/// Calls the origin of a label that is not async.
pub(crate) fn call(label: Label, call: Call) {
    match label {
        Label::Plain => plain(&call),
        Label::Quiet => quiet(call),
        Label::Chain => chain(call),
        Label::Holds => holds(&call),
        Label::Fails => fails(&call),
        Label::Aborts => {
            let returned = aborts(&call);
            call.log.add(Fact::Returned(returned.is_ok()));
        }
        Label::Later | Label::LaterChain | Label::LaterFails => {
            unreachable!("{label:?} is async")
        }
    }
}

/// The same for any label.
pub(crate) async fn call_async(label: Label, the_call: Call) {
    match label {
        Label::Later => later(the_call).await,
        Label::LaterChain => later_chain(&the_call).await,
        Label::LaterFails => later_fails(&the_call).await,
        label => call(label, the_call),
    }
}

/// Is pending once.
pub(crate) async fn wait() {
    let mut was_polled = false;
    poll_fn(|_| match std::mem::replace(&mut was_polled, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

#[has_side_effects("plain")]
fn plain(call: &Call) {
    let _ = call;
}

#[is_side_effect_of("plain")]
fn on_plain(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("plain", &dep);
}

#[has_side_effects("quiet")]
fn quiet(call: Call) {
    drop(call);
}

#[has_side_effects("chain")]
fn chain(call: Call) {
    drop(call);
}

#[is_side_effect_of("chain")]
fn on_chain(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("chain: before", &dep);
    plain(call);
    call.ran("chain: after", &dep);
}

#[has_side_effects("holds")]
fn holds(call: &Call) {
    let _ = call;
}

#[is_side_effect_of("holds")]
fn on_holds(call: Call, dep: Dep<ProvidedBy>) {
    hold_blocking(|| {
        plain(&call);
        call.ran("holds: in the block", &dep);
    });
    call.ran("holds: after", &dep);
}

#[has_side_effects("fails")]
fn fails(call: &Call) {
    let _ = call;
}

#[is_side_effect_of("fails")]
fn first_that_fails(call: &Call, dep: Dep<ProvidedBy>) -> Result<(), &'static str> {
    call.ran("fails: first", &dep);
    Err(FAILS)
}

#[is_side_effect_of("fails", order = 1)]
fn second_that_fails(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("fails: second", &dep);
    // Without the message on stderr.
    resume_unwind(Box::new("boom"));
}

#[is_side_effect_of("fails", order = 2)]
fn third_that_does_not(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("fails: third", &dep);
}

#[has_side_effects("aborts", on_error = abort)]
fn aborts(call: &Call) -> Result<(), side_effects::Error> {
    let _ = call;
    Ok(())
}

#[is_side_effect_of("aborts")]
fn on_aborts(call: &Call, dep: Dep<ProvidedBy>) -> Result<(), &'static str> {
    call.ran("aborts", &dep);
    Err(FAILS)
}

#[is_side_effect_of("aborts", order = 1)]
fn after_an_abort(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("aborts: after", &dep);
}

#[has_side_effects("later")]
async fn later(call: Call) {
    drop(call);
    wait().await;
}

#[is_side_effect_of("later")]
async fn on_later(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("later: starts", &dep);
    wait().await;
    call.ran("later: ends", &dep);
}

/// Beside the other: nobody promises which of them is first.
#[is_side_effect_of("later")]
async fn on_later_as_well(call: Call, dep: Dep<ProvidedBy>) {
    call.ran("later: starts", &dep);
    wait().await;
    call.ran("later: ends", &dep);
}

#[is_side_effect_of("later", order = 1)]
fn after_later(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("later: after", &dep);
}

#[has_side_effects("later_chain")]
async fn later_chain(call: &Call) {
    let _ = call;
    wait().await;
}

#[is_side_effect_of("later_chain")]
async fn on_later_chain(call: &Call, dep: Dep<ProvidedBy>) {
    call.ran("later chain: before", &dep);
    later(call.clone()).await;
    call.ran("later chain: after", &dep);
}

#[has_side_effects("later_fails")]
async fn later_fails(call: &Call) {
    let _ = call;
    wait().await;
}

#[is_side_effect_of("later_fails")]
async fn on_later_fails(call: &Call, dep: Dep<ProvidedBy>) -> Result<(), &'static str> {
    call.ran("later fails", &dep);
    wait().await;
    Err(FAILS)
}
