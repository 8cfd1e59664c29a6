//! One function under several labels.

use side_effects::{Event, has_side_effects, is_side_effect_of};

use crate::notes::{Counted, Noisy, handler, note, notes, watcher};

#[has_side_effects("stacked/upper")]
#[has_side_effects("stacked/lower")]
fn stacked(mut name: String, list: &mut Vec<u8>) -> Result<String, String> {
    list.push(1);
    name.push('!');
    if name.len() > 2 { Err(name) } else { Ok(name) }
}

#[is_side_effect_of("stacked/upper")]
fn upper(name: &str, list: &[u8], return_value: &str) {
    note(format!("upper {name} {list:?} {return_value}"));
}

#[is_side_effect_of("stacked/lower")]
fn lower(name: &str, list: &[u8], return_value: &str) {
    note(format!("lower {name} {list:?} {return_value}"));
}

#[test]
fn all_labels_fire_the_uppermost_first() {
    assert_eq!(stacked("a".into(), &mut vec![]), Ok("a!".into()));
    assert!(stacked("bcd".into(), &mut vec![]).is_err());
    assert_eq!(notes(), ["upper a [1] a!", "lower a [1] a!"]);
}

#[test]
fn each_label_knows_the_function_as_it_is_written() {
    let registry = side_effects::registry();
    let [upper, lower] = ["stacked/upper", "stacked/lower"].map(|label| {
        let origin = &registry.origins(label)[0];
        (origin.path(), origin.signature(), origin.line())
    });
    assert_eq!(upper, lower);
    assert_eq!(
        upper.1,
        "fn stacked(mut name: String, list: &mut Vec<u8>) -> Result<String, String>"
    );
}

#[has_side_effects("stacked/one")]
#[has_side_effects("stacked/two", run_on_exit = |n| *n > 3)]
#[has_side_effects("stacked/three", skip(counted))]
fn thrice(counted: Counted) -> u8 {
    counted.0
}

watcher!("stacked/one"; counted: Counted);
handler!("stacked/two"; counted: &Counted);
watcher!("stacked/three"; counted: Counted);
#[test]
fn each_label_has_options_and_a_clone_of_its_own() {
    assert_eq!(thrice(Counted(1)), 1);
    assert_eq!(
        notes(),
        ["clone", "clone", "counted=Some(Counted(1))", "counted=None"]
    );
    assert_eq!(thrice(Counted(4)), 4);
    assert_eq!(
        notes(),
        [
            "clone",
            "clone",
            "counted=Some(Counted(4))",
            "counted=Counted(4)",
            "counted=None"
        ]
    );
}

struct Owner(Noisy);

impl Owner {
    #[has_side_effects("stacked/drop_upper")]
    #[has_side_effects("stacked/drop_lower")]
    fn consume(self, (_a, _): (Noisy, Noisy), _: Noisy) -> usize {
        note("body");
        self.0.0.len()
    }

    #[has_side_effects("stacked/mutable_upper")]
    #[has_side_effects("stacked/mutable_lower")]
    fn rename(&mut self, name: &'static str) {
        self.0.0 = name;
    }
}

#[is_side_effect_of("stacked/drop_upper", "stacked/drop_lower")]
fn effect(event: &Event<'_>) {
    note(event.label());
}

#[test]
fn parameters_are_dropped_before_the_effects_of_any_label() {
    Owner(Noisy("self")).consume((Noisy("a"), Noisy("b")), Noisy("c"));
    assert_eq!(
        notes(),
        [
            "body",
            "drop c",
            "drop a",
            "drop b",
            "drop self",
            "stacked/drop_upper",
            "stacked/drop_lower"
        ]
    );
}

handler!("stacked/mutable_lower"; name: &str);
#[test]
fn a_method_by_mutable_reference_can_be_stacked() {
    let mut owner = Owner(Noisy("a"));
    owner.rename("b");
    assert_eq!(notes(), ["name=\"b\""]);
}

#[has_side_effects("stacked/generic_upper")]
#[has_side_effects("stacked/generic_lower")]
fn generic<T: Clone + 'static, const N: usize>(items: [T; N]) -> impl Iterator<Item = T> {
    items.into_iter()
}

watcher!("stacked/generic_upper"; items: [u8; 2]);
watcher!("stacked/generic_lower"; items: [u8; 2]);
#[test]
fn a_generic_function_with_an_opaque_return_type_can_be_stacked() {
    assert_eq!(generic([1_u8, 2]).sum::<u8>(), 3);
    assert_eq!(notes(), ["items=Some([1, 2])"; 2]);
}

#[has_side_effects("stacked/pattern_upper")]
#[has_side_effects("stacked/pattern_middle")]
#[has_side_effects("stacked/pattern_lower")]
fn taken_apart(
    (a, _): (Counted, Noisy),
    ref b: String,
    (mut c, ..): (u8, u8),
    list: &mut Vec<&'static str>,
) -> usize {
    c += a.0;
    list.push("body");
    b.len() + usize::from(c)
}

handler!("stacked/pattern_upper"; a: &Counted, b: &str, c: u8, list: &[&'static str]);
handler!("stacked/pattern_middle"; a: &Counted, b: &str, c: u8, list: &[&'static str]);
handler!("stacked/pattern_lower"; a: &Counted, b: &str, c: u8, list: &[&'static str]);
#[test]
fn every_label_sees_what_a_pattern_binds_in_part() {
    let mut list = vec![];
    let length = taken_apart((Counted(1), Noisy("n")), "b".into(), (2, 0), &mut list);
    assert_eq!(length, 4);
    let seen = "a=Counted(1) b=\"b\" c=2 list=[\"body\"]";
    assert_eq!(
        notes(),
        ["clone", "clone", "clone", "drop n", seen, seen, seen]
    );
    let registry = side_effects::registry();
    let lower = &registry.origins("stacked/pattern_lower")[0];
    assert!(
        lower
            .signature()
            .starts_with("fn taken_apart((a, _): (Counted, Noisy), ref b: String,"),
        "{}",
        lower.signature()
    );
}
