//! In which types a handler can take what it is bound to.

// Origins have no work of their own here.
#![allow(unused_variables)]

#[path = "common/notes.rs"]
mod notes;

use notes::{note, notes_of};
use side_effects::{has_side_effects, is_side_effect_of};

#[derive(Clone, Debug)]
struct User {
    id: u32,
}

#[test]
fn an_argument_offers_what_it_dereferences_to() {
    use std::path::{Path, PathBuf};
    use std::rc::Rc;
    use std::sync::Arc;
    #[has_side_effects("views")]
    #[allow(clippy::too_many_arguments)]
    fn origin(
        string: String,
        vec: Vec<u8>,
        arc: Arc<User>,
        rc: Rc<User>,
        boxed: Box<User>,
        path: PathBuf,
        arc_str: Arc<str>,
        behind: &String,
    ) {
    }
    #[is_side_effect_of("views")]
    #[allow(clippy::too_many_arguments)]
    fn targets(
        string: &str,
        vec: &[u8],
        arc: &User,
        rc: User,
        boxed: &User,
        path: &Path,
        arc_str: &str,
        behind: &str,
    ) {
        let ids = (arc.id, rc.id, boxed.id);
        note(format!(
            "{string} {vec:?} {ids:?} {path:?} {arc_str} {behind}"
        ));
    }
    #[is_side_effect_of("views", order = 1)]
    #[allow(clippy::ptr_arg, clippy::boxed_local)]
    fn themselves(string: &String, vec: Vec<u8>, arc: Arc<User>, boxed: Box<User>, behind: String) {
        note(format!("{string} {vec:?} {} {} {behind}", arc.id, boxed.id));
    }
    let notes = notes_of(|| {
        origin(
            "string".into(),
            vec![1, 2],
            Arc::new(User { id: 1 }),
            Rc::new(User { id: 2 }),
            Box::new(User { id: 3 }),
            "a/b".into(),
            "arc".into(),
            &"behind".into(),
        );
    });
    assert_eq!(
        notes,
        [
            "string [1, 2] (1, 2, 3) \"a/b\" arc behind",
            "string [1, 2] 1 3 behind",
        ]
    );
}

#[test]
fn a_type_of_the_users_own_offers_what_it_dereferences_to() {
    #[derive(Clone)]
    struct Wrapper(User);
    impl std::ops::Deref for Wrapper {
        type Target = User;
        fn deref(&self) -> &User {
            &self.0
        }
    }
    #[has_side_effects("own_deref")]
    fn origin(user: &Wrapper) {}
    #[is_side_effect_of("own_deref")]
    fn handler(user: &User) {
        note(user.id.to_string());
    }
    assert_eq!(notes_of(|| origin(&Wrapper(User { id: 4 }))), ["4"]);
}

#[test]
fn unsized_arguments_bind_by_reference() {
    use std::fmt::Display;
    #[has_side_effects("unsized")]
    fn origin(text: &str, bytes: &[u8], shown: &(dyn Display + 'static), array: &[u8; 2]) {}
    #[is_side_effect_of("unsized")]
    fn handler(text: &str, bytes: &[u8], shown: &(dyn Display + 'static), array: &[u8; 2]) {
        note(format!("{text} {bytes:?} {shown} {array:?}"));
    }
    let notes = notes_of(|| origin("text", &[1], &5, &[1, 2]));
    assert_eq!(notes, ["text [1] 5 [1, 2]"]);
}

#[test]
fn a_trait_object_in_parentheses_borrows_like_one_without() {
    use std::fmt::Display;
    #[has_side_effects("object_in_parentheses")]
    fn origin(borrowed: &(dyn Display + Send), lasting: &(dyn Display + Send + 'static)) {}
    #[is_side_effect_of("object_in_parentheses")]
    fn handler(lasting: &(dyn Display + Send + 'static)) {
        note(lasting.to_string());
    }
    let text = String::from("text");
    assert_eq!(notes_of(|| origin(&text.as_str(), &5)), ["5"]);
}

#[test]
fn a_parameter_written_as_a_value_gets_a_clone() {
    #[derive(Debug)]
    struct Counted(u32);
    impl Clone for Counted {
        fn clone(&self) -> Self {
            Self(self.0 + 1)
        }
    }
    #[has_side_effects("clones")]
    fn origin(behind: &Counted, moved: Counted) {}
    #[is_side_effect_of("clones")]
    fn by_reference(behind: &Counted, moved: &Counted) {
        note(format!("{} {}", behind.0, moved.0));
    }
    #[is_side_effect_of("clones", order = 1)]
    fn by_value(mut behind: Counted, moved: Counted) {
        behind.0 += 10;
        note(format!("{} {}", behind.0, moved.0));
    }
    let notes = notes_of(|| origin(&Counted(0), Counted(0)));
    assert_eq!(notes, ["0 1", "11 2"], "a moved argument is cloned once");
}

#[test]
fn by_value_arguments_are_seen_as_they_were_passed() {
    #[has_side_effects("as_passed")]
    fn origin(mut list: Vec<u8>, count: u8) -> Vec<u8> {
        list.push(count);
        list
    }
    #[is_side_effect_of("as_passed")]
    fn handler(list: &[u8], return_value: &[u8]) {
        note(format!("{list:?} {return_value:?}"));
    }
    assert_eq!(notes_of(|| origin(vec![1], 2)), ["[1] [1, 2]"]);
}

#[test]
fn mutable_references_are_seen_as_the_body_left_them() {
    #[has_side_effects("mutable")]
    fn origin(list: &mut Vec<u8>, user: &mut User) {
        list.push(2);
        *user = User { id: 9 };
    }
    #[is_side_effect_of("mutable")]
    fn handler(list: &[u8], user: User) {
        note(format!("{list:?} {}", user.id));
    }
    let notes = notes_of(|| origin(&mut vec![1], &mut User { id: 1 }));
    assert_eq!(notes, ["[1, 2] 9"]);
}

#[test]
fn each_instantiation_of_a_generic_origin_binds_on_its_own() {
    use std::fmt::Debug;
    #[has_side_effects("instantiations")]
    fn origin<T: Clone + Debug + 'static>(value: T, other: impl Debug + 'static) {}
    #[is_side_effect_of("instantiations")]
    fn handler(event: &side_effects::Event<'_>) {
        note(format!(
            "{:?} {:?}",
            event.arg::<u8>("value"),
            event.arg::<String>("value")
        ));
    }
    let notes = notes_of(|| {
        for _ in 0..2 {
            origin(1_u8, ());
            origin(String::from("text"), 1);
            origin('c', "");
        }
    });
    let each = ["Some(1) None", "None Some(\"text\")", "None None"];
    assert_eq!(notes, [each, each].concat());
}

#[test]
fn what_cannot_be_captured_is_no_obstacle_to_binding_the_rest() {
    struct NotClone;
    #[has_side_effects("uncaptured", skip(skipped))]
    fn origin<T>(
        generic: T,
        not_clone: NotClone,
        borrows: Vec<&str>,
        opaque: impl Fn(),
        skipped: String,
        kept: u8,
    ) {
    }
    #[is_side_effect_of("uncaptured")]
    fn handler(kept: u8) {
        note(kept.to_string());
    }
    let notes = notes_of(|| origin(&1, NotClone, vec!["x"], || (), String::new(), 6));
    assert_eq!(notes, ["6"]);
}
