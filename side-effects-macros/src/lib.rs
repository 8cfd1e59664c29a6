//! The attributes of the `side-effects` crate, which re-exports and documents
//! them for its users.

// Links to what the core crate has are links to files, as they are in its
// documentation: rustdoc looks for names in this crate only.

// The attribute for tests cannot be shown without a test.
#![allow(clippy::test_attr_in_doctest)]

mod analyze;
mod expand;
mod read;

use proc_macro::TokenStream;

use crate::expand::fire::Flow;
use crate::expand::{fire, guard, handler, origin};
use crate::read::errors;

/// Marks a function that has side effects: when it has returned successfully,
/// the handlers of the label run.
///
/// The guides have the whole story: what handlers [are given](guide/binding/index.html), and
/// [when](guide/firing/index.html) they run.
///
/// ```
/// use side_effects::has_side_effects;
///
/// /// Only its own work.
/// #[has_side_effects("rename_account")]
/// fn rename(id: u32, name: &str) -> Result<String, std::num::ParseIntError> {
///     Ok(name.to_uppercase())
/// }
/// ```
///
/// # Arguments
///
/// | argument | meaning |
/// | --- | --- |
/// | `"label"` or a path to a `const LABEL: &'static str` | what the handlers name |
/// | `run_on_exit = …` | a path or closure `Fn(&R) -> bool` over the return value: fires only where it says `true`. Default: [success](trait.Outcome.html) |
/// | `skip(a, b)` | parameters (or `self`, or `return_value`) that handlers never see |
/// | `capture(self, a)` | parameters (or `self`, or `return_value`) that handlers see, though they [would not by themselves](#what-is-not-captured-by-itself): you know that their types are `'static` |
/// | `on_error = log` | a side effect that fails is logged, and the next one runs (the default) |
/// | `on_error = abort` | the first side effect that fails makes the function return `Err` with it |
/// | `typed` | lets handlers name this function instead of the label, so that the [compiler checks](macro@is_side_effect_of#by-origin) what they ask for |
/// | `crate = …` | where `side_effects` is, if it was renamed or re-exported |
///
/// The attribute may be stacked; the uppermost fires first.
///
/// # Where it sits
///
/// On free and associated functions, on methods with any receiver, in trait
/// impls and on default methods of traits, on generic functions and those with
/// `impl Trait`, and with patterns as parameters: `State(db): State<Pool>` has a
/// parameter `db`. To callers and to rustdoc the function stays what it was.
///
/// Also on `async fn`, on methods under `#[async_trait]`, and on functions that
/// return a future and end in `async move { … }` or `Box::pin(async move { … })`:
/// see [below](#async).
///
/// It cannot sit on a `const fn` (handlers cannot run at compile time), on a
/// function that never returns (`-> !`), or on a trait method without a body.
/// A closure that is returned as an `impl Fn(…)` has to name the types of its
/// parameters (`|text: &str| …`); as a `Box<dyn Fn(…)>` it need not. An
/// associated function of a generic type has to say so by `self`, by `Self`, or
/// by type parameters with names in upper case, such as `T` and `DB`.
///
/// On a `#[track_caller]` function, `Location::caller()` in the body is the
/// caller's place where the body runs to its end: it has no `return`, no `?`,
/// and no macros but those of the standard library. Else it is a place in the
/// body.
///
/// # What handlers see
///
/// References are seen as the body left them. What is passed by value is cloned
/// before the body runs, and only if a handler of the label takes it: an `Arc` is
/// then not the only one. It drops where it would drop without the attribute: at
/// the end of the body, before any side effect runs.
///
/// In an async origin, only what is `Sync` can be seen: its future may move
/// between threads while handlers look.
///
/// Some arguments cannot be seen, and only cannot be bound: one that is moved
/// in and is not `Clone`; one that borrows something other than a `'static` type
/// behind its outer `&`; one of a generic or `impl Trait` type that is not
/// bounded by `'static`; a `&mut` that the return value may still borrow; a
/// parameter with a `#[cfg]` of its own.
///
/// ## What is not captured by itself
///
/// An attribute sees a method, and not the `impl` around it. What may hide a
/// lifetime or a type parameter of that `impl` is therefore not captured, unless
/// `capture(…)` names it:
///
/// * the receiver;
/// * what has `Self` in its type: `&Self`, `Self::Item`;
/// * what has a name in its type that looks like a type parameter, without a
///   lower-case letter (`T`, `K`, `DB`, and also `URL`), but for the function's
///   own that are bounded by `'static`;
/// * a `&mut Formatter` without its lifetime;
/// * in a method, what has a type in it that is not
///   [`Unpin`](https://doc.rust-lang.org/std/marker/trait.Unpin.html), as far as
///   the bounds tell: a type parameter that is called `Request`.
///
/// That holds for the return value, too; the `T` of a `Result<T, Self::Error>`
/// can be seen all the same.
///
/// ```
/// use side_effects::{has_side_effects, is_side_effect_of};
///
/// struct Account {
///     balance: u32,
/// }
///
/// impl Account {
///     #[has_side_effects("deposit", capture(self))]
///     fn deposit(&mut self, amount: u32) {
///         self.balance += amount;
///     }
/// }
///
/// /// Tell the owner.
/// #[is_side_effect_of("deposit")]
/// fn notify(this: &Account, amount: u32) {
///     assert_eq!((this.balance, amount), (10, 10));
/// }
///
/// Account { balance: 0 }.deposit(10);
/// ```
///
/// A handler that binds to what is not captured does not fit its origin, and
/// the message has the `capture(…)` to write. Where the type is not `'static`
/// after all, the compiler says so:
///
/// ```compile_fail,E0521
/// use side_effects::has_side_effects;
///
/// struct View<'a>(&'a str);
///
/// impl View<'_> {
///     #[has_side_effects("show_view", capture(self))]
///     fn show(&self) {
///         println!("{}", self.0);
///     }
/// }
/// ```
///
/// ```text
/// error[E0521]: borrowed data escapes outside of method
///   |
/// 6 |     #[has_side_effects("show_view", capture(self))]
///   |     ----------------------------------------------- in this attribute macro expansion
/// 7 |     fn show(&self) {
///   |             -^^^^
///   |             ||
///   |             |`self` escapes the method body here
///   |             |argument requires that `'1` must outlive `'static`
///   |             `self` is a reference that is only valid in the method body
///   |             has type `&View<'1>`
/// ```
///
/// ## What needs a `skip`
///
/// The attribute cannot see a lifetime that is elided inside a path, and the
/// compiler complains:
///
/// ```compile_fail,E0521
/// use side_effects::has_side_effects;
/// use std::borrow::Cow;
///
/// #[has_side_effects("print_label")]
/// fn print(text: Cow<str>) {
///     println!("{text}");
/// }
/// ```
///
/// ```text
/// error[E0521]: borrowed data escapes outside of function
///   |
/// 5 | fn print(text: Cow<str>) {
///   |          ^^^^
///   |          |
///   |          `text` is a reference that is only valid in the function body
///   |          `text` escapes the function body here
///   |          has type `Cow<'1, str>`
///   |          argument requires that `'1` must outlive `'static`
/// ```
///
/// Write `Cow<'_, str>`, or `skip(text)`. The same goes for `&mut Context`: write
/// `&mut Context<'_>`, or `skip(cx)`. For a return type the compiler says
/// "lifetime may not live long enough", and what helps is the lifetime, or
/// `skip(return_value)`.
///
/// "The parameter type may not live long enough": a type parameter of the `impl`
/// is not called like one, and is `Unpin`, or the function has no receiver. Bound
/// it by `'static`, or skip what the compiler points to.
///
/// # Async
///
/// Side effects of an async origin fire when its future is done: never when it
/// is made, and never when it is dropped before. The future is `Send` wherever
/// it was `Send` without the attribute.
///
/// Handlers run as part of that future. Those of one `order` that are async run
/// side by side, after those that are not; one order after the other.
///
/// **Cancellation.** A future that is dropped while its handlers run takes them
/// along, as futures do: a request whose client hung up, a `select!` or a
/// timeout that was faster. What the handlers have done so far is done, the rest
/// of it is lost, and the body has done its work already. A handler that must
/// not be lost with its origin is marked [`background`](guide/background/index.html);
/// one that must not be lost with the process, [`durable`](guide/durable/index.html).
///
/// Where a function returns a future, only the `async` block that it ends in is
/// watched: what runs before is not. Parameters that the block does not use, or
/// that the code before it does use, cannot be bound.
#[proc_macro_attribute]
pub fn has_side_effects(args: TokenStream, item: TokenStream) -> TokenStream {
    errors::or_untouched(item, |item| origin::try_expand(args.into(), item))
}

/// Marks a side effect: a function that runs when an origin of the label has
/// returned successfully.
///
/// The guides have the whole story: what it [is given](guide/binding/index.html),
/// [when](guide/firing/index.html) it runs, and what becomes of its
/// [errors](guide/errors/index.html).
///
/// ```
/// use side_effects::is_side_effect_of;
///
/// /// Tell the account manager.
/// #[is_side_effect_of("rename_account", order = 10)]
/// fn notify(name: &str, return_value: &String) -> Result<(), std::io::Error> {
///     Ok(())
/// }
/// ```
///
/// # Arguments
///
/// | argument | meaning |
/// | --- | --- |
/// | `"label"` or a path to a `const LABEL: &'static str`, one or more | what it is a side effect of |
/// | `origin = …` | instead of a label: the path of a `typed` origin |
/// | `order = …` | an `i32`, 0 by default: lower runs first. Handlers of equal order run in no promised order, but in the same one each time |
/// | `background` | run off the origin's path, on a Tokio runtime: needs the feature `tokio` |
/// | `durable`, `durable(id = "…", queue = "…", max_attempts = …)` | run by a [queue](durable/index.html), across crashes and machines: needs the feature `durable`. Jobs call the handler by its path, or by the `id`; 25 attempts in the queue `default`, unless told otherwise |
/// | `crate = …` | where `side_effects` is, if it was renamed or re-exported |
///
/// # Where it sits
///
/// On a free function, `async` or not, in any module or function body, which
/// stays callable as it was. Not on methods, generic functions, `const fn` or
/// `unsafe fn`. Nor on an associated function without a receiver, which to the
/// attribute looks like a free one: the compiler says that "`const` items in this
/// context need a name".
///
/// An async handler needs an async origin, which waits for it, unless it is
/// `background` or `durable`; its future must be `Send`. A handler that is not async runs inline in
/// either.
///
/// # Parameters
///
/// Each is written `T` or `&T`. One written `T` gets a clone.
///
/// * `return_value` gets what the origin returned: the whole of it, or, of a
///   `Result<T, E>`, the `T`, whichever its type asks for.
/// * One of type `&Event<'_>` gets the [event](struct.Event.html) itself.
/// * One of type [`Dep<T>`](struct.Dep.html) gets what the application has provided.
/// * One of type [`Delivery`](struct.Delivery.html) or `&Delivery` gets how this run came
///   about.
/// * The others have names of the origin's parameters: any of them, in any
///   order. A leading `_` does not count; `this` is the receiver, if the origin
///   says `capture(self)`.
/// * If not one of them has such a name, they stand for the origin's parameters
///   by position, all of them. A receiver is one of these where it is captured.
///
/// A type fits if it is the origin's, without its outer `&`, or what that
/// dereferences to: a `String` can be taken as `&str`, an `Arc<T>` as `&T`. What
/// does not fit is found by the first call of the origin, whether or not
/// effects are on: it panics in builds with debug assertions, and in others it
/// is an error of the handler.
///
/// # By origin
///
/// A label can only be checked when the program is linked. A handler that names
/// its origin instead is checked by the compiler: that the origin is there, that
/// it has such a parameter, that the type fits.
///
/// ```
/// use side_effects::{has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("open_account", typed)]
/// pub fn open_account(owner: String) -> Result<u32, std::fmt::Error> {
///     Ok(7)
/// }
///
/// #[is_side_effect_of(origin = open_account)]
/// fn greet(owner: &str, return_value: &u32) {
///     assert_eq!((owner, *return_value), ("Ada", 7));
/// }
///
/// open_account("Ada".into()).unwrap();
/// ```
///
/// A parameter that the origin does not have is an error at the handler:
///
/// ```text
/// error[E0609]: no field `ower` on type `open_account`
///    |
/// 10 | fn greet(ower: &str, return_value: &u32) {
///    |          ^^^^ unknown field
///    |
/// help: a field with a similar name exists
///    |
/// 10 | fn greet(owner: &str, return_value: &u32) {
///    |             +
/// ```
///
/// and so is one of another type:
///
/// ```text
/// error[E0277]: `owner` of `open_account` is `String`, and cannot be taken as `u32`
///    |
/// 10 | fn greet(owner: &u32) {
///    |                  ^^^ expected `String`, found `u32`
/// ```
///
/// The origin has to be `typed`, which free functions can be that are not
/// generic. Such a handler runs like any other of the origin's label: also for
/// other origins of that label, if there are any. There is no binding by
/// position here, and what a pattern binds is not offered.
///
/// A `typed` origin takes its name in the type namespace, too, for a struct with
/// a field for each parameter: there can be no module or type of that name beside
/// it.
///
/// # Return type
///
/// `()`, or `Result<(), E>` with `E: Into<Box<dyn Error + Send + Sync>>`; of an
/// `async fn`, what its future comes to.
#[proc_macro_attribute]
pub fn is_side_effect_of(args: TokenStream, item: TokenStream) -> TokenStream {
    errors::or_untouched(item, |item| handler::try_expand(args.into(), item))
}

/// Turns side effects off for one test, and gives it what would have fired. The guide to
/// [testing](guide/testing/index.html) has the other ways.
///
/// The test takes one more parameter, `events: Events`, its last. Above other
/// attributes it is taken off before they see the function; below `#[test]` or
/// `#[tokio::test]` they come first, and the standard library's `#[test]`
/// allows no parameter: put this one above it, or do without the parameter.
///
/// ```
/// use side_effects::{Events, disable_side_effects, has_side_effects};
///
/// #[has_side_effects("send_report")]
/// fn send_report() {}
///
/// #[disable_side_effects]
/// #[test]
/// fn reports_are_sent(events: Events) {
///     send_report();
///     assert_eq!(events, ["send_report"]);
/// }
/// ```
///
/// On an async test, it covers what the thread of the test runs until the test is
/// done: all that it awaits, and, on a current-thread runtime, the tasks that it
/// spawns. On a multi-thread runtime tasks run on other threads: wrap them in the
/// scope of a guard ([`Scope::wrap`](struct.Scope.html#method.wrap)). The future
/// of such a test is not `Send`. An async function that is no test is wrapped in
/// the scope of a guard.
///
/// The only argument is `crate = …`, where `side_effects` is, if it was renamed
/// or re-exported.
#[proc_macro_attribute]
pub fn disable_side_effects(args: TokenStream, item: TokenStream) -> TokenStream {
    errors::or_untouched(item, |item| guard::try_expand(args.into(), item))
}

#[doc(hidden)]
#[proc_macro]
pub fn fire(args: TokenStream) -> TokenStream {
    fire_by(Flow::Sync, args)
}

#[doc(hidden)]
#[proc_macro]
pub fn fire_async(args: TokenStream) -> TokenStream {
    fire_by(Flow::Async, args)
}

fn fire_by(flow: Flow, args: TokenStream) -> TokenStream {
    fire::try_expand(flow, args.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
