//! The two switches of the whole process, each with its environment variable.

use std::sync::atomic::{AtomicBool, Ordering};

use once_cell::sync::OnceCell;
use parking_lot::Mutex;

use crate::scope::interest::Interest;

/// Turns all side effects of the process off, or on again: the kill switch.
///
/// While it is on, nothing fires anywhere; guards still collect. It starts as
/// the environment variable `SIDE_EFFECTS_TEST_MODE` says, which is read once:
/// `1`, `true`, `yes`, `on` for on, `0`, `false`, `no`, `off` or nothing for
/// off, in any case. Anything else counts as on, with a warning. This function
/// overrides it.
///
/// The first event that the switch suppresses is logged as a warning, so that
/// it is not left on unnoticed.
///
/// # Examples
///
/// ```
/// use side_effects::{has_side_effects, is_side_effect_of, set_test_mode};
///
/// #[has_side_effects("test_mode_example")]
/// fn order() {}
///
/// #[is_side_effect_of("test_mode_example")]
/// fn charge_the_card() {
///     unreachable!("not in a test");
/// }
///
/// set_test_mode(true);
/// order();
/// ```
pub fn set_test_mode(on: bool) {
    *test_switch().lock() = on.then(Interest::new);
}

/// Makes every failing side effect panic out of its origin, or not.
///
/// Meant for tests, where a failure that is only logged goes unnoticed. It
/// starts as the environment variable `SIDE_EFFECTS_ABORT_ON_ERROR` says, which
/// is read once and spelt as in [`set_test_mode`]. This function overrides it.
///
/// # Examples
///
/// ```should_panic
/// use side_effects::{has_side_effects, is_side_effect_of, set_abort_on_error};
///
/// #[has_side_effects("abort_on_error_example")]
/// fn order() {}
///
/// #[is_side_effect_of("abort_on_error_example")]
/// fn charge_the_card() -> Result<(), &'static str> {
///     Err("no such card")
/// }
///
/// set_abort_on_error(true);
/// order(); // panics
/// ```
pub fn set_abort_on_error(on: bool) {
    abort_switch().store(on, Ordering::Relaxed);
}

/// What the kill switch calls for while it is on.
fn test_switch() -> &'static Mutex<Option<Interest>> {
    static SWITCH: OnceCell<Mutex<Option<Interest>>> = OnceCell::new();
    read_once(&SWITCH, "SIDE_EFFECTS_TEST_MODE", |on| {
        let initial = Interest::initial();
        Mutex::new(on.then_some(initial))
    })
}

/// Whether the kill switch suppresses an event of this label.
pub(crate) fn test_mode_suppresses(label: &str) -> bool {
    static NOTICED: AtomicBool = AtomicBool::new(false);
    let on = test_switch().lock().is_some();
    if on && !NOTICED.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            target: "side_effects",
            label,
            "test mode is on (SIDE_EFFECTS_TEST_MODE or set_test_mode): no side effect fires; \
             this is said once"
        );
    }
    on
}

pub(crate) fn abort_on_error() -> bool {
    abort_switch().load(Ordering::Relaxed)
}

fn abort_switch() -> &'static AtomicBool {
    static SWITCH: OnceCell<AtomicBool> = OnceCell::new();
    read_once(&SWITCH, "SIDE_EFFECTS_ABORT_ON_ERROR", AtomicBool::new)
}

/// The switch, which starts as the environment variable says.
fn read_once<T>(
    switch: &'static OnceCell<T>,
    name: &str,
    new: impl FnOnce(bool) -> T,
) -> &'static T {
    let mut unclear = None;
    let switch = switch.get_or_init(|| {
        let value = std::env::var_os(name).unwrap_or_default();
        let value = value.to_string_lossy();
        let meaning = meaning(&value);
        if meaning.is_none() {
            unclear = Some(value.into_owned());
        }
        new(meaning.unwrap_or(true))
    });
    // Only now that the switch is there: whoever listens may fire, too.
    if let Some(value) = unclear {
        tracing::warn!(
            target: "side_effects",
            "{name}={value:?} is taken as on: \
             say 1, true, yes or on, or else 0, false, no or off"
        );
    }
    switch
}

/// Whether an environment variable is set to something other than no.
pub(crate) fn environment(name: &str) -> bool {
    let value = std::env::var_os(name).unwrap_or_default();
    meaning(&value.to_string_lossy()).unwrap_or(true)
}

/// Whether the value of an environment variable means yes or no.
fn meaning(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "" | "0" | "false" | "no" | "off" => Some(false),
        "1" | "true" | "yes" | "on" => Some(true),
        _ => None,
    }
}
