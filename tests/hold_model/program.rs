//! Programs that fire events, in guards and holds of all kinds.

use std::fmt;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

#[derive(Clone)]
pub(crate) struct Program(pub(crate) Body);

/// Compact, also where it is asked for many lines.
impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for statement in &self.0 {
            write!(f, "\n  {statement:?}")?;
        }
        Ok(())
    }
}

pub(crate) type Body = Vec<Statement>;

#[derive(Debug, Clone)]
pub(crate) enum Statement {
    Fire(Label, u32),
    /// Opens something, and closes it after the body.
    With(Open, Body),
    /// Opens two things, and closes first the one that was opened first.
    Overlap(Open, Body, Open, Body, Body),
    /// `hold_blocking`, or `hold`, around a block that succeeds, or does not.
    Block(Body, bool),
    /// Runs the body in a hold that there is: a handle, or that of a guard, which
    /// may be gone.
    InHold(usize, Body),
    /// Ends a hold that there is.
    End(usize, End),
    /// Runs the body in the scope of a guard, which may be gone.
    InScope(usize, Body),
    /// Runs the body on a thread of its own.
    Spawn(Body),
    /// Runs the body with the kill switch on.
    Killed(Body),
    Catch(Body),
    Panic,
    /// In a future: waits once.
    Yield,
    /// In a future: polls the body that often at most, and drops it then.
    DropAfter(usize, Body),
}

/// What fires, and, in the model, what the handlers of it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Plain,
    /// No handler.
    Quiet,
    /// Its handler fires `Plain`.
    Chain,
    /// Its handler fires `Plain` in a hold of its own.
    Holds,
    /// One handler fails, one panics, the last is well.
    Fails,
    /// One handler fails, and keeps the next from running.
    Aborts,
    /// Two async handlers side by side, and one after them.
    Later,
    /// Its async handler fires `Later`.
    LaterChain,
    /// Its async handler fails.
    LaterFails,
}

impl Label {
    const SYNC: [Self; 6] = [
        Self::Plain,
        Self::Quiet,
        Self::Chain,
        Self::Holds,
        Self::Fails,
        Self::Aborts,
    ];
    const ASYNC: [Self; 3] = [Self::Later, Self::LaterChain, Self::LaterFails];

    pub(crate) fn is_async(self) -> bool {
        Self::ASYNC.contains(&self)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Quiet => "quiet",
            Self::Chain => "chain",
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Aborts => "aborts",
            Self::Later => "later",
            Self::LaterChain => "later_chain",
            Self::LaterFails => "later_fails",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Open {
    Guard(Guard),
    /// A hold guard, and what is called on it before it is dropped.
    Hold(Vec<End>),
    /// A value that fires an event when it is dropped.
    Deferred(Label, u32),
}

#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// `disable_side_effects`, and not `record_side_effects`.
    pub(crate) suppresses: bool,
    pub(crate) limit: Limit,
    pub(crate) on: Option<(Label, On)>,
}

/// The labels that a guard sees.
#[derive(Debug, Clone)]
pub(crate) enum Limit {
    None,
    Only(Vec<Label>),
    Except(Vec<Label>),
}

/// What the handler of a guard does, after it has said that it runs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum On {
    Returns,
    /// Fires `Quiet`, unless it is a handler of that.
    Fires,
    Fails,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    Release,
    ReleaseAsync,
    ReleaseElsewhere,
    Discard,
}

/// Holds there are before any guard.
pub(crate) const HANDLES: usize = 2;

pub(crate) fn programs() -> impl Strategy<Value = Program> {
    let statement = leaf().prop_recursive(5, 48, 4, |statement| {
        let body = || vec(statement.clone(), 0..5);
        prop_oneof![
            6 => (open(), body()).prop_map(|(open, body)| Statement::With(open, body)),
            2 => (open(), body(), open(), body(), body())
                .prop_map(|(a, first, b, second, third)| Statement::Overlap(a, first, b, second, third)),
            2 => (body(), any::<bool>()).prop_map(|(body, succeeds)| Statement::Block(body, succeeds)),
            3 => (which(), body()).prop_map(|(hold, body)| Statement::InHold(hold, body)),
            1 => (which(), body()).prop_map(|(guard, body)| Statement::InScope(guard, body)),
            1 => body().prop_map(Statement::Spawn),
            1 => body().prop_map(Statement::Killed),
            1 => body().prop_map(Statement::Catch),
            3 => (0_usize..4, body()).prop_map(|(polls, body)| Statement::DropAfter(polls, body)),
        ]
    });
    vec(statement, 0..6).prop_map(Program)
}

fn leaf() -> impl Strategy<Value = Statement> {
    prop_oneof![
        10 => (sync_label(), value()).prop_map(|(label, value)| Statement::Fire(label, value)),
        5 => (async_label(), value()).prop_map(|(label, value)| Statement::Fire(label, value)),
        5 => (which(), end()).prop_map(|(hold, end)| Statement::End(hold, end)),
        4 => Just(Statement::Yield),
        1 => Just(Statement::Panic),
    ]
}

fn open() -> impl Strategy<Value = Open> {
    prop_oneof![
        3 => guard().prop_map(Open::Guard),
        3 => vec(end(), 0..3).prop_map(Open::Hold),
        2 => (sync_label(), value()).prop_map(|(label, value)| Open::Deferred(label, value)),
    ]
}

fn guard() -> impl Strategy<Value = Guard> {
    (any::<bool>(), limit(), option::of((label(), on()))).prop_map(|(suppresses, limit, on)| {
        Guard {
            suppresses,
            limit,
            on,
        }
    })
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        2 => Just(Limit::None),
        1 => vec(label(), 0..3).prop_map(Limit::Only),
        1 => vec(label(), 0..3).prop_map(Limit::Except),
    ]
}

fn on() -> impl Strategy<Value = On> {
    select(vec![On::Returns, On::Fires, On::Fails])
}

fn end() -> impl Strategy<Value = End> {
    select(vec![
        End::Release,
        End::ReleaseAsync,
        End::ReleaseElsewhere,
        End::Discard,
    ])
}

fn label() -> impl Strategy<Value = Label> {
    prop_oneof![2 => sync_label(), 1 => async_label()]
}

fn sync_label() -> impl Strategy<Value = Label> {
    select(&Label::SYNC[..])
}

fn async_label() -> impl Strategy<Value = Label> {
    select(&Label::ASYNC[..])
}

fn value() -> impl Strategy<Value = u32> {
    0_u32..100
}

/// Which of those that there are by then, counted round.
fn which() -> impl Strategy<Value = usize> {
    0_usize..6
}
