//! `event.arg("email")` was `None` for an unknown name, a wrong type and an
//! argument that cannot be captured alike: `try_arg` tells them apart.

use std::cell::Cell;
use std::sync::Mutex;

use side_effects::{ArgError, Event, fire, has_side_effects, is_side_effect_of};
use snapbox::{assert_data_eq, str};

/// What the handler of one test got.
type Seen = Mutex<Vec<Result<String, ArgError>>>;

macro_rules! handler {
    ($label:literal, $seen:ident; $($name:literal: $ty:ty),*) => {
        static $seen: Seen = Mutex::new(Vec::new());
        #[is_side_effect_of($label)]
        fn handler(event: &Event<'_>) {
            let seen = [$(see::<$ty>(event, $name)),*];
            $seen.lock().unwrap().extend(seen);
        }
    };
}

fn see<T: ?Sized + std::fmt::Debug + 'static>(
    event: &Event<'_>,
    name: &str,
) -> Result<String, ArgError> {
    let seen = event.try_arg::<T>(name).map(|value| format!("{value:?}"));
    let found = event.arg::<T>(name).map(|value| format!("{value:?}"));
    assert_eq!(seen.as_ref().ok(), found.as_ref());
    seen
}

/// What that says.
fn texts(seen: &Seen) -> String {
    let seen = seen.lock().unwrap();
    let texts = seen.iter().map(|seen| match seen {
        Ok(text) => text.clone(),
        Err(error) => error.to_string(),
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_there_is_shown() {
    #[has_side_effects("there")]
    fn origin(email: String, _plan: Option<u8>) {
        drop(email);
    }
    handler!("there", SEEN; "email": String, "email": str, "plan": Option<u8>);
    origin("a@b".into(), None);
    assert_eq!(texts(&SEEN), "\"a@b\"\n\"a@b\"\nNone");
}

#[test]
fn a_name_that_is_not_there_gets_those_that_are() {
    #[derive(Debug)]
    struct Mailing;
    impl Mailing {
        #[has_side_effects("unknown_name")]
        fn send(&self, email: &str, _plan: u8) {
            let _ = email;
        }
    }
    #[has_side_effects("unknown_name")]
    fn no_parameters() {}

    handler!(
        "unknown_name", SEEN;
        "emial": str, "customer": str, "self": Mailing, "return_value": ()
    );
    Mailing.send("", 1);
    no_parameters();
    assert_data_eq!(
        texts(&SEEN),
        str![[r#"
`arguments_by_name::a_name_that_is_not_there_gets_those_that_are::Mailing::send` has no parameter `emial`, but `this`, `email`, `_plan`: did you mean `email`?
`arguments_by_name::a_name_that_is_not_there_gets_those_that_are::Mailing::send` has no parameter `customer`, but `this`, `email`, `_plan`
`arguments_by_name::a_name_that_is_not_there_gets_those_that_are::Mailing::send` has no parameter `self`: the receiver is called `this`
`arguments_by_name::a_name_that_is_not_there_gets_those_that_are::Mailing::send` has no parameter `return_value`: ask for the return value with `event.return_value::<T>()`
`arguments_by_name::no_parameters` has no parameter `emial`, and no other
`arguments_by_name::no_parameters` has no parameter `customer`, and no other
`arguments_by_name::no_parameters` has no parameter `self`, and no other
`arguments_by_name::no_parameters` has no parameter `return_value`: ask for the return value with `event.return_value::<T>()`
"#]]
    );
    let first = SEEN.lock().unwrap()[0].clone().unwrap_err();
    assert!(matches!(
        first,
        ArgError::NoSuchParameter { name, names, .. }
            if name == "emial" && names == ["this", "email", "_plan"]
    ));
}

#[test]
fn another_type_gets_those_that_fit() {
    #[has_side_effects("another_type")]
    fn origin(email: String, _count: &u32) {
        drop(email);
    }
    handler!("another_type", SEEN; "email": u32, "count": u64);
    origin("a@b".into(), &1);
    assert_data_eq!(
        texts(&SEEN),
        str![[r#"
`email` of `arguments_by_name::origin` is not of type `u32`: ask for `alloc::string::String` or `str`
`count` of `arguments_by_name::origin` is not of type `u64`: ask for `u32`
"#]]
    );
    let first = SEEN.lock().unwrap()[0].clone().unwrap_err();
    assert!(matches!(
        first,
        ArgError::AnotherType { asked: "u32", types, .. }
            if types == ["alloc::string::String", "str"]
    ));
}

#[test]
fn what_was_not_captured_says_why_and_what_to_do() {
    struct Token;
    #[has_side_effects("not_captured", skip(secret))]
    fn origin<'a, T>(
        token: Token,
        secret: &str,
        names: &[&str],
        any: T,
        some: impl Sized,
        list: &'a mut Vec<u8>,
    ) -> &'a u8 {
        let _ = (token, secret, names, any, some);
        &list[0]
    }
    handler!(
        "not_captured", SEEN;
        "token": u8, "secret": str, "names": u8, "any": u8, "some": u8, "list": Vec<u8>
    );
    origin(Token, "", &[], 1, 2, &mut vec![1]);
    assert_data_eq!(
        texts(&SEEN),
        str![[r#"
`token` of `arguments_by_name::origin` was not captured, since it is moved into the function and its type is not `Clone`: derive `Clone` for its type, or let the origin take it by reference
`secret` of `arguments_by_name::origin` was not captured, since it is skipped by the origin's `skip(…)`: take it out of the `skip(…)`
`names` of `arguments_by_name::origin` was not captured, since it borrows something that is not `'static` (behind its outer `&`): let the origin take a type that owns what it holds
`any` of `arguments_by_name::origin` was not captured, since it is of a generic type that is not bounded by `'static`: bound the type parameter by `'static`
`some` of `arguments_by_name::origin` was not captured, since it is of a generic type that is not bounded by `'static`: bound the type parameter by `'static`
`list` of `arguments_by_name::origin` was not captured, since it may still be mutably borrowed when the origin has returned: let the return value borrow something else
"#]]
    );
    let first = SEEN.lock().unwrap()[0].clone().unwrap_err();
    assert!(matches!(first, ArgError::NotCaptured { name, .. } if name == "token"));
}

#[test]
fn what_is_not_sync_says_so_in_an_async_origin() {
    #[has_side_effects("not_sync")]
    async fn origin(_count: Cell<u8>) {}
    handler!("not_sync", SEEN; "count": Cell<u8>);
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().unwrap().block_on(origin(Cell::new(1)));
    assert_data_eq!(
        texts(&SEEN),
        str![
            "`count` of `arguments_by_name::origin` was not captured, since it is not `Sync`, and the future of an async origin moves between threads: let its type be `Sync`"
        ]
    );
}

#[test]
fn what_fire_was_not_given_gets_what_it_was() {
    handler!("fired", SEEN; "emial": str);
    let email = "a@b";
    fire!("fired", email);
    assert_data_eq!(
        texts(&SEEN),
        str!["`arguments_by_name` has no parameter `emial`, but `email`: did you mean `email`?"]
    );
}
