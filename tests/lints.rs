//! The expansions cause no lint in a user's crate, however strict.
#![deny(
    warnings,
    future_incompatible,
    keyword_idents,
    let_underscore,
    nonstandard_style,
    refining_impl_trait,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    unused
)]
#![deny(
    absolute_paths_not_starting_with_crate,
    ambiguous_negative_literals,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    ffi_unwind_calls,
    let_underscore_drop,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_abi,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unsafe_code,
    unsafe_op_in_unsafe_fn,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    clippy::absolute_paths,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::as_underscore,
    clippy::clone_on_ref_ptr,
    clippy::create_dir,
    clippy::dbg_macro,
    clippy::default_numeric_fallback,
    clippy::deref_by_slicing,
    clippy::else_if_without_else,
    clippy::empty_structs_with_brackets,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    clippy::exit,
    clippy::expect_used,
    clippy::field_scoped_visibility_modifiers,
    clippy::float_arithmetic,
    clippy::format_push_string,
    clippy::get_unwrap,
    clippy::if_then_some_else_none,
    clippy::impl_trait_in_params,
    clippy::indexing_slicing,
    clippy::infinite_loop,
    clippy::integer_division,
    clippy::let_underscore_must_use,
    clippy::let_underscore_untyped,
    clippy::map_err_ignore,
    clippy::mem_forget,
    clippy::min_ident_chars,
    clippy::missing_assert_message,
    clippy::missing_docs_in_private_items,
    clippy::mixed_read_write_in_expression,
    clippy::module_name_repetitions,
    clippy::multiple_inherent_impl,
    clippy::needless_raw_strings,
    clippy::panic,
    clippy::panic_in_result_fn,
    clippy::partial_pub_fields,
    clippy::pattern_type_mismatch,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::pub_use,
    clippy::redundant_type_annotations,
    clippy::ref_patterns,
    clippy::rest_pat_in_fully_bound_structs,
    clippy::same_name_method,
    clippy::semicolon_inside_block,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::str_to_string,
    clippy::string_slice,
    clippy::todo,
    clippy::try_err,
    clippy::undocumented_unsafe_blocks,
    clippy::unimplemented,
    clippy::unneeded_field_pattern,
    clippy::unreachable,
    clippy::unseparated_literal_suffix,
    clippy::unused_result_ok,
    clippy::unused_trait_names,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::use_debug,
    clippy::wildcard_enum_match_arm
)]
#![allow(
    dead_code,
    unknown_lints,
    clippy::impl_trait_in_params,
    clippy::missing_const_for_fn,
    clippy::unnecessary_wraps,
    reason = "no fault of the expansions"
)]

use std::fmt::Display;
use std::num::ParseIntError;

use tokio::task::yield_now;

use side_effects::{
    Dep, Error, Event, Events, disable_side_effects, fire, has_side_effects, is_side_effect_of,
};

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    id: u32,
    /// Its owner.
    name: String,
}

impl Account {
    /// By value.
    #[has_side_effects("lints/value", capture(self))]
    fn into_name(self, suffix: &str) -> String {
        self.name + suffix
    }

    /// By mutable value.
    #[has_side_effects("lints/mutable_value", capture(self, return_value))]
    fn renamed(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// By reference.
    #[has_side_effects("lints/reference", capture(self))]
    fn name(&self) -> &str {
        &self.name
    }

    /// By mutable reference.
    #[has_side_effects("lints/mutable_reference", capture(return_value), skip(name))]
    fn rename(&mut self, name: String, list: &mut Vec<u32>) -> &mut Self {
        list.push(self.id);
        self.name = name;
        self
    }

    /// Without a receiver.
    #[has_side_effects("lints/associated", capture(return_value))]
    fn parse(id: &str, name: &str) -> Result<Self, ParseIntError> {
        let parsed = id.parse()?;
        Ok(Self {
            id: parsed,
            name: name.to_owned(),
        })
    }
}

/// Mutable parameters, early returns, stacked labels.
#[has_side_effects("lints/upper", run_on_exit = |length| *length > 0)]
#[has_side_effects("lints/lower")]
fn measured(mut text: String, limit: usize, list: &mut Vec<usize>) -> usize {
    if text.is_empty() {
        return 0;
    }
    text.push('!');
    list.push(limit);
    text.len().min(limit)
}

/// Patterns.
#[has_side_effects("lints/patterns")]
fn matched(
    (mut first, second): (u8, String),
    (third, _): (u8, String),
    Account { id, .. }: Account,
) -> String {
    first = first.saturating_add(third);
    format!("{first}{second}{id}")
}

/// A generic function.
#[has_side_effects("lints/generic")]
fn generic<T, const N: usize>(value: [T; N], other: &impl Display) -> impl Iterator<Item = T>
where
    T: Clone + 'static,
{
    assert!(!other.to_string().is_empty(), "something");
    value.into_iter()
}

/// A function that returns nothing.
#[has_side_effects("lints/nothing")]
fn nothing(_id: u32, _list: &mut Vec<u32>, (_one, _): (u32, String), _other: &str) {}

/// A function that aborts.
#[has_side_effects("lints/abort", on_error = abort)]
fn aborting(id: u32) -> Result<u32, Error> {
    Ok(id)
}

/// Names.
#[is_side_effect_of("lints/value", order = -1)]
fn by_reference(this: &Account, suffix: &str, return_value: &str) {
    assert_eq!(format!("{}{suffix}", this.name), return_value, "the sum");
}

/// Clones.
#[is_side_effect_of("lints/patterns")]
fn by_value(second: String, third: u8, id: u32) -> Result<(), String> {
    if second.is_empty() && third == 0 && id == 0 {
        Err(second)
    } else {
        Ok(())
    }
}

/// Everything.
#[is_side_effect_of("lints/upper", "lints/lower", "lints/generic")]
fn any(event: &Event<'_>) {
    assert!(event.arg::<u8>("text").is_none(), "no number");
}

/// Nothing.
#[is_side_effect_of("lints/nothing")]
fn none() {}

/// Parameters that are only seen.
#[is_side_effect_of("lints/nothing")]
fn underscored(id: u32, list: &[u32], one: u32, other: &str) {
    assert_eq!((id, one, list.len(), other.len()), (1, 2, 0, 0), "seen");
}

/// A test.
#[disable_side_effects]
#[test]
fn strict_crates_can_use_everything(events: Events) {
    let mut list = vec![];
    let parsed = Account::parse("1", "a").map(|account| account.renamed("b".to_owned()));
    assert!(
        parsed.is_ok_and(|mut account| {
            account.rename("c".to_owned(), &mut list).name() == "c"
                && account.into_name("d") == "cd"
        }),
        "renamed"
    );
    fire!("lints/fired", list; return_value = &1_u8);
    nothing(1, &mut vec![], (2, String::new()), "");
    assert!(aborting(1).is_ok(), "done");
    events.assert_fired("lints/fired");
}

/// An origin that handlers can name.
#[has_side_effects("lints/typed", typed, skip(_unused))]
fn named(text: String, list: &mut Vec<u32>, _unused: u8) -> Result<usize, Error> {
    list.clear();
    Ok(text.len())
}

/// By origin.
#[is_side_effect_of(origin = named)]
fn by_origin(text: &str, list: &[u32], return_value: usize) {
    assert_eq!((text.len(), list.len()), (return_value, 0), "seen");
}

/// An async origin.
#[has_side_effects("lints/async", typed)]
async fn waiting(text: String, list: &mut Vec<u32>) -> Result<usize, Error> {
    yield_now().await;
    list.clear();
    Ok(text.len())
}

/// An async handler.
#[is_side_effect_of(origin = waiting)]
async fn by_async_origin(text: &str, return_value: &usize, rate: Dep<u64>) {
    yield_now().await;
    assert_eq!((text.len(), *rate), (*return_value, 1), "seen");
}

/// An async test.
#[disable_side_effects]
#[tokio::test]
async fn strict_crates_can_wait(events: Events) {
    let mut list = vec![1];
    assert!(named("a".to_owned(), &mut list, 0).is_ok(), "done");
    assert!(waiting("a".to_owned(), &mut list).await.is_ok(), "done");
    assert_eq!(events, ["lints/typed", "lints/async"], "in order");
}
