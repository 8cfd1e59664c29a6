//! Did the origin succeed?

/// Whether an event is to fire, or the message of the panic of whoever was
/// asked.
pub(crate) type Verdict = Result<bool, String>;

/// Whether a return value means success, so that side effects fire.
///
/// Without a `run_on_exit` predicate, an origin's return value decides: a
/// [`Result`] must be [`Ok`] (and its value a success itself), a type with
/// this trait decides for itself, and every other value is a success, `None`
/// and `false` included. With feature `http`, `http::Response`,
/// `http::StatusCode`, and the tuples that begin with a status, `(StatusCode, T)`
/// and `(StatusCode, H, T)`, fail when it is 4xx or 5xx.
///
/// # Examples
///
/// ```
/// use side_effects::{Outcome, disable_side_effects, has_side_effects};
///
/// enum Reply { Done, Refused }
///
/// impl Outcome for Reply {
///     fn is_success(&self) -> bool {
///         matches!(self, Reply::Done)
///     }
/// }
///
/// #[has_side_effects("outcome_example")]
/// fn ask(allowed: bool) -> Reply {
///     if allowed { Reply::Done } else { Reply::Refused }
/// }
///
/// let events = disable_side_effects();
/// ask(false);
/// assert!(events.is_empty());
/// ask(true);
/// assert_eq!(events, ["outcome_example"]);
/// ```
///
/// A type of another crate cannot have this trait; there, `run_on_exit` says what
/// success is. With actix-web's `HttpResponse`:
///
/// ```
/// # mod actix_web {
/// #     #[derive(Clone)]
/// #     pub struct HttpResponse(u16);
/// #     pub struct StatusCode(u16);
/// #     impl HttpResponse {
/// #         #[allow(non_snake_case)]
/// #         pub fn Created() -> Self { Self(201) }
/// #         #[allow(non_snake_case)]
/// #         pub fn Conflict() -> Self { Self(409) }
/// #         pub fn finish(self) -> Self { self }
/// #         pub fn status(&self) -> StatusCode { StatusCode(self.0) }
/// #     }
/// #     impl StatusCode {
/// #         pub fn is_success(&self) -> bool { (200..300).contains(&self.0) }
/// #     }
/// #     pub mod web {
/// #         #[derive(Clone)]
/// #         pub struct Path<T>(pub T);
/// #         impl<T> std::ops::Deref for Path<T> {
/// #             type Target = T;
/// #             fn deref(&self) -> &T { &self.0 }
/// #         }
/// #     }
/// # }
/// use actix_web::{HttpResponse, web};
/// use side_effects::{has_side_effects, is_side_effect_of};
///
/// #[has_side_effects("actix_example", run_on_exit = |reply: &HttpResponse| reply.status().is_success())]
/// async fn sign_up(name: web::Path<String>) -> HttpResponse {
///     match name.as_str() {
///         "root" => HttpResponse::Conflict().finish(),
///         _ => HttpResponse::Created().finish(),
///     }
/// }
///
/// /// Welcome the new user.
/// #[is_side_effect_of("actix_example")]
/// async fn welcome(name: &String) {
///     assert_eq!(name, "Ada");
/// }
/// # side_effects::set_abort_on_error(true);
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let events = side_effects::record_side_effects();
/// # sign_up(web::Path("root".into())).await;
/// # events.assert_nothing_fired();
/// # sign_up(web::Path("Ada".into())).await;
/// # assert_eq!(events, ["actix_example"]);
/// # });
/// ```
pub trait Outcome {
    /// `true` if side effects should fire.
    fn is_success(&self) -> bool;
}

impl<T: Outcome + ?Sized> Outcome for &T {
    fn is_success(&self) -> bool {
        (**self).is_success()
    }
}

impl<T: Outcome + ?Sized> Outcome for &mut T {
    fn is_success(&self) -> bool {
        (**self).is_success()
    }
}

impl<T: Outcome + ?Sized> Outcome for Box<T> {
    fn is_success(&self) -> bool {
        (**self).is_success()
    }
}

#[cfg(feature = "http")]
impl Outcome for http::StatusCode {
    fn is_success(&self) -> bool {
        !self.is_client_error() && !self.is_server_error()
    }
}

#[cfg(feature = "http")]
impl<B> Outcome for http::Response<B> {
    fn is_success(&self) -> bool {
        Outcome::is_success(&self.status())
    }
}

/// A reply as axum has them: what follows the status is its body.
#[cfg(feature = "http")]
impl<T> Outcome for (http::StatusCode, T) {
    fn is_success(&self) -> bool {
        Outcome::is_success(&self.0)
    }
}

/// The same with headers in between.
#[cfg(feature = "http")]
impl<H, T> Outcome for (http::StatusCode, H, T) {
    fn is_success(&self) -> bool {
        Outcome::is_success(&self.0)
    }
}

/// A value that has a verdict of its own: of a type with [`Outcome`], or an `Ok` of one.
///
/// A `Result` has no `Outcome`, which nobody else can give it: so the compiler knows that it is
/// not both.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `{Self}` does not say whether it is a success",
    label = "has no `Outcome`, and no `Ok` value that has one",
    note = "implement `side_effects::Outcome` for your type, or write what success is: \
            `run_on_exit = |value| …`"
)]
pub trait OwnVerdict {
    fn is_success(&self) -> bool;
}

impl<T: Outcome> OwnVerdict for T {
    fn is_success(&self) -> bool {
        Outcome::is_success(self)
    }
}

impl<T: OwnVerdict, E> OwnVerdict for Result<T, E> {
    fn is_success(&self) -> bool {
        self.as_ref().is_ok_and(OwnVerdict::is_success)
    }
}

/// What a block may return that holds side effects back: [`hold`](crate::hold()),
/// [`hold_blocking`](crate::hold_blocking). It decides whether they are released or
/// discarded.
///
/// A `Result` is a success if it is `Ok`, and a type with [`Outcome`] decides for itself. `()`,
/// numbers, texts, options and collections are a success whatever they are.
///
/// Unlike `#[has_side_effects]`, a generic function cannot ask whether the `Ok` value of a
/// `Result` has an `Outcome`: see the second example.
///
/// # Examples
///
/// ```
/// use side_effects::{Outcome, has_side_effects, hold_blocking, record_side_effects};
///
/// enum Reply {
///     Done,
///     Refused,
/// }
///
/// impl Outcome for Reply {
///     fn is_success(&self) -> bool {
///         matches!(self, Self::Done)
///     }
/// }
///
/// #[has_side_effects("block_outcome_example")]
/// fn ask() {}
///
/// let events = record_side_effects();
/// hold_blocking(|| {
///     ask();
///     Reply::Refused
/// });
/// events.assert_nothing_fired();
/// hold_blocking(|| {
///     ask();
///     Reply::Done
/// });
/// assert_eq!(events, ["block_outcome_example"]);
/// ```
///
/// Where an `Ok` value is to decide, the handle does it:
///
/// ```
/// # use side_effects::{Hold, Outcome, has_side_effects, record_side_effects};
/// # enum Reply { Done, Refused }
/// # impl Outcome for Reply {
/// #     fn is_success(&self) -> bool { matches!(self, Self::Done) }
/// # }
/// # #[has_side_effects("block_outcome_ok_example")]
/// # fn ask() {}
/// # let events = record_side_effects();
/// # for success in [false, true] {
/// let hold = Hold::new();
/// let reply: Result<Reply, String> = hold.run(|| {
///     ask();
///     # if success { return Ok(Reply::Done); }
///     Ok(Reply::Refused)
/// });
/// if reply.is_ok_and(|reply| reply.is_success()) {
///     hold.release();
/// }
/// // What nobody releases is discarded.
/// # drop(hold);
/// # assert_eq!(events.len(), usize::from(success));
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "whether a `{Self}` is a success is not known, so that what the block holds back \
               can neither be released nor discarded",
    label = "this block",
    note = "return a `Result`, or implement `side_effects::Outcome` for your type"
)]
pub trait BlockOutcome {
    /// `true` if what was held back is to be released.
    fn is_success(&self) -> bool;
}

impl<T: Outcome> BlockOutcome for T {
    fn is_success(&self) -> bool {
        Outcome::is_success(self)
    }
}

impl<T, E> BlockOutcome for Result<T, E> {
    fn is_success(&self) -> bool {
        self.is_ok()
    }
}

macro_rules! success {
    ($([$($generics:tt)*] $type:ty),* $(,)?) => {
        $(
            impl<$($generics)*> BlockOutcome for $type {
                fn is_success(&self) -> bool {
                    true
                }
            }
        )*
    };
}

success!(
    [] (), [] bool, [] char, [] String, [] &str,
    [] u8, [] u16, [] u32, [] u64, [] u128, [] usize,
    [] i8, [] i16, [] i32, [] i64, [] i128, [] isize, [] f32, [] f64,
    [T] Option<T>, [T] Vec<T>, [T] std::sync::Arc<T>, [T, const N: usize] [T; N],
    [K, V] std::collections::HashMap<K, V>, [K, V] std::collections::BTreeMap<K, V>,
);

/// A ready `run_on_exit` for functions that return an HTTP response: fires
/// unless the status is 4xx or 5xx.
///
/// An [`http::Response`], a status, a tuple that begins with one, and an `Ok` of these
/// decide so by themselves, as does any type with [`Outcome`]; this function is for
/// saying it aloud.
///
/// # Examples
///
/// ```
/// use http::{Response, StatusCode};
/// use side_effects::{disable_side_effects, has_side_effects, http_response_check};
///
/// #[has_side_effects("http_example", run_on_exit = http_response_check)]
/// fn reply(status: StatusCode) -> Response<()> {
///     let mut response = Response::new(());
///     *response.status_mut() = status;
///     response
/// }
///
/// let events = disable_side_effects();
/// reply(StatusCode::NOT_FOUND);
/// reply(StatusCode::SEE_OTHER);
/// assert_eq!(events, ["http_example"]);
/// ```
#[cfg(feature = "http")]
#[must_use]
pub fn http_response_check<R: OwnVerdict>(response: &R) -> bool {
    response.is_success()
}
