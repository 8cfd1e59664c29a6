//! `(StatusCode, Json<T>)` with a 409 fired: a tuple that begins with a status
//! fires by it, also within a `Result`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use side_effects::{disable_side_effects, has_side_effects, http_response_check};

/// How many events `run` fires.
fn fired<R>(run: impl FnOnce() -> R) -> usize {
    let events = disable_side_effects();
    run();
    events.len()
}

#[has_side_effects("two")]
fn two(status: StatusCode) -> (StatusCode, Json<u8>) {
    (status, Json(7))
}

#[has_side_effects("three")]
fn three(status: StatusCode) -> (StatusCode, [(&'static str, &'static str); 1], String) {
    (status, [("x-answer", "42")], String::new())
}

#[has_side_effects("generic")]
fn generic<T>(status: StatusCode, value: T) -> (StatusCode, T) {
    (status, value)
}

#[has_side_effects("opaque")]
fn opaque(status: StatusCode) -> impl IntoResponse {
    (status, "text")
}

#[has_side_effects("asked", run_on_exit = http_response_check)]
fn asked(status: StatusCode) -> (StatusCode, &'static str) {
    (status, "text")
}

#[has_side_effects("within_ok")]
fn within_ok(
    reply: Result<(StatusCode, Json<u8>), (StatusCode, String)>,
) -> Result<(StatusCode, Json<u8>), (StatusCode, String)> {
    reply
}

#[has_side_effects("within_two")]
fn within_two(status: StatusCode) -> Result<Result<(StatusCode, u8), ()>, ()> {
    Ok(Ok((status, 7)))
}

#[has_side_effects("awaited")]
async fn awaited(status: StatusCode) -> Result<(StatusCode, Json<u8>), String> {
    Ok((status, Json(7)))
}

const CONFLICT: StatusCode = StatusCode::CONFLICT;
const CREATED: StatusCode = StatusCode::CREATED;

#[test]
fn a_conflict_with_a_body_fires_nothing() {
    assert_eq!((fired(|| two(CREATED)), fired(|| two(CONFLICT))), (1, 0));
    assert_eq!(
        (fired(|| three(CREATED)), fired(|| three(CONFLICT))),
        (1, 0)
    );
    assert_eq!(
        (fired(|| opaque(CREATED)), fired(|| opaque(CONFLICT))),
        (1, 0)
    );
    assert_eq!(
        (fired(|| asked(CREATED)), fired(|| asked(CONFLICT))),
        (1, 0)
    );
}

#[test]
fn of_what_type_the_body_is_makes_no_difference() {
    struct Body;
    assert_eq!(fired(|| generic(CREATED, Body)), 1);
    assert_eq!(fired(|| generic(CONFLICT, Body)), 0);
}

#[test]
fn a_tuple_within_ok_has_its_own_verdict() {
    assert_eq!(fired(|| within_ok(Ok((CREATED, Json(1))))), 1);
    assert_eq!(fired(|| within_ok(Ok((CONFLICT, Json(1))))), 0);
    assert_eq!(fired(|| within_ok(Err((CREATED, String::new())))), 0);
    assert_eq!(fired(|| within_two(CREATED)), 1);
    assert_eq!(fired(|| within_two(CONFLICT)), 0);
}

#[tokio::test]
async fn a_tuple_that_was_awaited_fires_by_its_status() {
    let events = disable_side_effects();
    let _ = awaited(CONFLICT).await;
    events.assert_nothing_fired();
    let _ = awaited(CREATED).await;
    assert_eq!(events, ["awaited"]);
}

#[test]
fn a_status_that_does_not_come_first_has_no_say() {
    #[has_side_effects("second")]
    fn second() -> (u8, StatusCode) {
        (1, CONFLICT)
    }
    assert_eq!(fired(second), 1);
}
