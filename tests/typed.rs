//! Handlers that name their origin instead of its label.

#![allow(missing_docs)]

use parking_lot::Mutex;
use side_effects::{Dep, Error, Event, has_side_effects, is_side_effect_of, provide};

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn seen(what: impl Into<String>) {
    SEEN.lock().push(what.into());
}

/// Before the definition of its origin, by a single name.
#[is_side_effect_of(origin = create_user)]
fn before(email: &str) {
    seen(format!("before {email}"));
}

/// Create a user.
#[has_side_effects("create_user", typed)]
fn create_user(email: String, tags: Vec<u8>, plan: &Plan) -> Result<Box<u32>, Error> {
    assert_eq!(plan.0, 1);
    Ok(Box::new(u32::try_from(email.len() + tags.len()).unwrap()))
}

struct Plan(u32);

#[is_side_effect_of(origin = create_user, order = 1)]
fn views(tags: &[u8], return_value: &u32, _email: String, plan: &Plan) {
    seen(format!("views {tags:?} {return_value} {_email} {}", plan.0));
}

#[is_side_effect_of(origin = create_user, order = 2)]
fn whole(return_value: &Result<Box<u32>, Error>, event: &Event<'_>, rate: Dep<u8>) {
    seen(format!(
        "whole {return_value:?} {} {}",
        event.label(),
        *rate
    ));
}

mod users {
    /// Elsewhere, and async.
    #[side_effects::has_side_effects("delete_user", typed)]
    pub(crate) async fn delete_user(id: u32, reason: Arc<str>) -> Option<u32> {
        drop(reason);
        Some(id)
    }
    use std::sync::Arc;
}

mod renamed {
    pub(crate) use super::users::delete_user as remove;
}

#[is_side_effect_of(origin = crate::renamed::remove)]
async fn on_removal(reason: &str, id: u32, return_value: &Option<u32>) {
    seen(format!("removal {reason} {id} {return_value:?}"));
}

#[is_side_effect_of(origin = users::delete_user, order = 1)]
fn on_removal_sync(id: &u32) {
    seen(format!("sync {id}"));
}

#[test]
fn a_typed_binding_gets_what_one_by_label_gets() {
    provide(7_u8);
    create_user("ada".into(), vec![1, 2], &Plan(1)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(users::delete_user(5, "spam".into()));
    assert_eq!(
        *SEEN.lock(),
        [
            "before ada",
            "views [1, 2] 5 ada 1",
            "whole Ok(5) create_user 7",
            "removal spam 5 Some(5)",
            "sync 5",
        ],
    );
}

#[test]
fn origins_and_handlers_may_be_local_to_a_function() {
    static COUNT: Mutex<u32> = Mutex::new(0);
    struct Local(u32);

    #[has_side_effects("local_origin", typed)]
    fn origin(local: &Local) -> &Local {
        local
    }

    #[is_side_effect_of(origin = origin)]
    fn handler(local: &Local, return_value: &Local) {
        *COUNT.lock() += local.0 + return_value.0;
    }

    origin(&Local(2));
    assert_eq!(*COUNT.lock(), 4);
}

use side_effects as effects;

#[has_side_effects("typed_by_another_name", typed)]
fn counts(effects: u32) {
    let _ = effects;
}

#[is_side_effect_of(origin = counts, crate = effects)]
fn has_the_name_of_the_crate(effects: u32) {
    COUNTED.lock().push(effects);
}

static COUNTED: Mutex<Vec<u32>> = Mutex::new(Vec::new());

#[test]
fn a_parameter_may_have_the_name_that_the_crate_goes_by() {
    counts(5);
    assert_eq!(*COUNTED.lock(), [5]);
}

/// A name in upper case is no type parameter where there can be none.
#[derive(Debug)]
pub struct URL(&'static str);

#[has_side_effects("visit", typed)]
fn visit(url: &URL) -> Option<URL> {
    Some(URL(url.0))
}

#[is_side_effect_of(origin = visit)]
fn count(url: &URL, return_value: &Option<URL>) {
    let returned = return_value.as_ref().map(|url| url.0);
    VISITS.lock().push((url.0, returned));
}

static VISITS: Mutex<Vec<(&str, Option<&str>)>> = Mutex::new(Vec::new());

#[test]
fn a_type_with_a_name_in_upper_case_is_seen() {
    visit(&URL("a"));
    assert_eq!(*VISITS.lock(), [("a", Some("a"))]);
}

/// The names are those of keywords, numbers, types and crates, or there twice.
#[allow(clippy::just_underscores_and_digits)]
#[has_side_effects("typed_names", typed)]
fn names(
    _type: u8,
    _1: u16,
    _self: u32,
    str: String,
    side_effects: i8,
    r#fn: i16,
    return_value: i32,
) -> i64 {
    let _ = (_type, _1, _self, side_effects, r#fn, return_value);
    str.len().try_into().unwrap()
}

#[allow(clippy::just_underscores_and_digits, clippy::too_many_arguments)]
#[is_side_effect_of(origin = names)]
fn named(
    r#type: &u8,
    _1: u16,
    _self: &u32,
    str: &str,
    side_effects: i8,
    _fn: i16,
    rate: side_effects::Dep<u64>,
    return_value: i64,
) {
    let sum = i64::from(*r#type) + i64::from(_1) + i64::from(*_self) + i64::from(side_effects);
    NAMED.lock().push((
        sum + i64::from(_fn) + i64::try_from(*rate).unwrap(),
        str.to_owned(),
        return_value,
    ));
}

static NAMED: Mutex<Vec<(i64, String, i64)>> = Mutex::new(Vec::new());

#[test]
fn a_parameter_may_have_any_name() {
    provide(32_u64);
    names(1, 2, 4, "abc".into(), 8, 16, 0);
    assert_eq!(*NAMED.lock(), [(63, "abc".into(), 3)]);
}
