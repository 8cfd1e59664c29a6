//! A handler names an origin of another crate, which has re-exported it.

use std::sync::Mutex;

mod reexported {
    pub(crate) use origins::sign_off as leave;
}

#[effects::is_side_effect_of(origin = reexported::leave, crate = effects)]
fn farewell(log: &Mutex<Vec<String>>, name: &str, return_value: &Option<usize>) {
    let farewell = format!("farewell {name} {return_value:?}");
    log.lock().unwrap().push(farewell);
}

#[test]
fn an_origin_of_another_crate_is_named_and_checked() {
    let log = Mutex::default();
    origins::sign_off("Ada".into(), &log);
    assert_eq!(
        *log.lock().unwrap(),
        ["Ada signs off", "farewell Ada Some(3)"]
    );
}
