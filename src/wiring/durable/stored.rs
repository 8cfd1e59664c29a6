//! How the values of a handler go into a job, and come out of it.

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeOwned, Deserializer, Visitor, value};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use crate::event::capture::ladder::{Above, Above2, Above3};
use crate::event::capture::probe::Ground;
use crate::event::delivery::Delivery;
use crate::event::fired::Event;
use crate::event::origin::plain;
use crate::scope;
use crate::scope::deps::Dep;
use crate::wiring::durable::RunError;
use crate::wiring::handler::{Call, HandlerParam, TakenByReference, Wanted};

/// The values of a call, as they are stored.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Args(Map<String, Value>);

impl From<Args> for Value {
    fn from(args: Args) -> Self {
        Self::Object(args.0)
    }
}

/// A value has no form in which it could be stored.
#[doc(hidden)]
#[derive(Debug, thiserror::Error)]
#[error("`{parameter}` cannot be stored for the handler: {source}")]
pub struct StoreError {
    parameter: &'static str,
    source: serde_json::Error,
}

/// A job that is to run.
#[doc(hidden)]
#[derive(Debug)]
pub struct Stored<'j> {
    pub(crate) handler: &'j str,
    pub(crate) args: &'j Value,
    pub(crate) params: &'static [HandlerParam],
    pub(crate) delivery: Delivery,
}

impl Stored<'_> {
    fn rebuild<T: DeserializeOwned>(&self, parameter: &str) -> Result<T, RunError> {
        let undecodable = |problem| RunError::Undecodable {
            handler: self.handler.to_owned(),
            parameter: parameter.to_owned(),
            problem,
        };
        let Value::Object(args) = self.args else {
            let problem = format!("its arguments are no object, but {}", Shortened(self.args));
            return Err(undecodable(problem));
        };
        if let Some(value) = args.get(parameter) {
            let problem = |error| undecodable(format!("{error}, in {}", Shortened(value)));
            return T::deserialize(value).map_err(problem);
        }
        let unknown = self.unknown(args);
        if unknown.is_empty() {
            if let Ok(nothing) = T::deserialize(Missing) {
                return Ok(nothing);
            }
        }
        Err(undecodable(missing(args, &unknown)))
    }

    /// What the job has, and no parameter takes.
    fn unknown<'a>(&self, args: &'a Map<String, Value>) -> Vec<&'a str> {
        let is_taken = |name: &str| {
            self.params.iter().any(|param| {
                plain(param.name) == name && matches!((param.wanted)(), Wanted::Value(..))
            })
        };
        let names = args.keys().map(String::as_str);
        names.filter(|name| !is_taken(name)).collect()
    }
}

/// That a parameter is not there. What no parameter takes may be the one that is missing:
/// even an `Option` is not taken for `None` then, lest a renamed one be lost.
fn missing(args: &Map<String, Value>, unknown: &[&str]) -> String {
    let quoted = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    match unknown {
        [] if args.is_empty() => "the job has no arguments".to_owned(),
        [] => {
            let names: Vec<_> = args.keys().map(String::as_str).collect();
            format!(
                "the job lacks it, and has {}; a parameter that older jobs lack is to be an `Option`",
                quoted(&names)
            )
        }
        unknown => format!(
            "the job lacks it, and has {}, which no parameter takes: if it was renamed, name it so \
             again, or give the handler a new `id` and keep the old one until its jobs are done",
            quoted(unknown)
        ),
    }
}

/// A value for an error: what was there, but not all of a large one.
struct Shortened<'a>(&'a Value);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 120;
        let text = self.0.to_string();
        match text.char_indices().nth(MOST) {
            Some((end, _)) => write!(f, "{}…", &text[..end]),
            None => f.write_str(&text),
        }
    }
}

/// What is not there: it can be `None`, and nothing else. (`null` would do for others, too.)
struct Missing;

impl<'de> Deserializer<'de> for Missing {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("missing"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What can go into a job.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a durable handler's arguments are stored as JSON, and `{Self}` is not `Serialize`",
    label = "derive `serde::Serialize` and `serde::Deserialize` for it, or take what the handler \
             needs of it"
)]
pub trait Storable {
    fn store(&self) -> serde_json::Result<Value>;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Serialize> Storable for T {
    fn store(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self)
    }
}

/// What can come out of a job.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a durable handler's arguments are rebuilt from JSON, and `{Self}` cannot be",
    label = "derive `Clone` and `serde::Deserialize` for it, or take what the handler needs of it",
    note = "`<{Self} as ToOwned>::Owned` has to be `DeserializeOwned`: for `str` that is `String`, \
            for a `Clone` type itself"
)]
pub trait Rebuildable: 'static {
    type Rebuilt;

    fn rebuild(job: &Stored<'_>, name: &str) -> Result<Self::Rebuilt, RunError>;

    fn lend(rebuilt: &Self::Rebuilt) -> &Self;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + ToOwned<Owned: DeserializeOwned> + 'static> Rebuildable for T {
    type Rebuilt = T::Owned;

    fn rebuild(job: &Stored<'_>, name: &str) -> Result<T::Owned, RunError> {
        job.rebuild(name)
    }

    fn lend(rebuilt: &T::Owned) -> &T {
        rebuilt.borrow()
    }
}

/// Has no implementations.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a durable handler cannot take the event, which ends with its origin's call",
    label = "take the arguments that the handler needs, by their names"
)]
pub trait OutlivesItsOrigin {}

// What is done with a parameter is chosen by its type: see `Above`.

impl Above3<Ground<Delivery>> {
    pub fn probe_store(
        self,
        _: Call<'_, '_>,
        _: usize,
        _: &'static str,
        _: &mut Args,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    pub fn probe_rebuild(self, job: &Stored<'_>, _: &str) -> Result<Delivery, RunError> {
        Ok(job.delivery.clone())
    }

    pub fn probe_rebuilt(self, rebuilt: &Delivery) -> &Delivery {
        rebuilt
    }
}

impl Above2<Ground<Event<'_>>> {
    pub fn probe_store<'a>(
        self,
        _: Call<'_, 'a>,
        _: usize,
        _: &'static str,
        _: &mut Args,
    ) -> Result<(), StoreError>
    where
        &'a Event<'a>: OutlivesItsOrigin,
    {
        unreachable!("nothing is `OutlivesItsOrigin`")
    }

    pub fn probe_rebuild(self, _: &Stored<'_>, _: &str) -> Result<Event<'static>, RunError> {
        unreachable!("nothing is `OutlivesItsOrigin`")
    }

    pub fn probe_rebuilt<'e>(self, rebuilt: &'e Event<'static>) -> &'e Event<'static> {
        rebuilt
    }
}

impl<T: ?Sized> Above<Ground<Dep<T>>> {
    pub fn probe_store(
        self,
        _: Call<'_, '_>,
        _: usize,
        _: &'static str,
        _: &mut Args,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    pub fn probe_rebuild(self, _: &Stored<'_>, _: &str) -> Result<Dep<T>, RunError>
    where
        T: Send + Sync + 'static,
    {
        scope::provided().map_err(|missing| RunError::Failed(missing.into()))
    }

    pub fn probe_rebuilt(self, rebuilt: &Dep<T>) -> &Dep<T>
    where
        Dep<T>: TakenByReference,
    {
        rebuilt
    }
}

impl<T: ?Sized + 'static> Ground<T> {
    pub fn probe_store(
        self,
        call: Call<'_, '_>,
        position: usize,
        parameter: &'static str,
        args: &mut Args,
    ) -> Result<(), StoreError>
    where
        T: Storable,
    {
        let stored = call.get::<T>(position).store();
        let value = stored.map_err(|source| StoreError { parameter, source })?;
        args.0.insert(parameter.to_owned(), value);
        Ok(())
    }

    // Not `T::Rebuilt`: of that, the compiler would say that there is no such method.
    pub fn probe_rebuild<R>(self, job: &Stored<'_>, name: &str) -> Result<R, RunError>
    where
        T: Rebuildable<Rebuilt = R>,
    {
        T::rebuild(job, name)
    }

    pub fn probe_rebuilt<R>(self, rebuilt: &R) -> &T
    where
        T: Rebuildable<Rebuilt = R>,
    {
        T::lend(rebuilt)
    }
}
