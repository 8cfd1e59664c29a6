//! A crate of handlers that nothing refers to is not linked, though it stands in
//! `Cargo.toml`.

use std::sync::Mutex;

use facade::labels::SIGNED_UP;

#[test]
fn handlers_of_a_crate_that_nothing_refers_to_do_not_run() {
    let log = Mutex::default();
    origins::sign_up("Ada", &log);
    assert_eq!(log.into_inner().unwrap(), ["Ada signs up"]);
    assert_eq!(effects::registry().origins(SIGNED_UP).len(), 1);
    assert!(effects::registry().handlers(SIGNED_UP).is_empty());
}
