//! The two switches of the whole process, each with its environment variable.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

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
/// The variable has a third value, `guarded`, for test suites that must never
/// mail by accident, whatever they spawn: side effects run only under
/// [`record_side_effects()`](crate::record_side_effects), or in its scope, and
/// only those of the labels that the guard is limited to. All others are
/// suppressed, and the first of them is logged as a warning.
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
    test_switch().set(on.then_some(TestMode::On));
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

/// What the kill switch does to events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TestMode {
    /// They all are suppressed.
    On,
    /// They are suppressed where no record guard sees them.
    Guarded,
}

impl TestMode {
    /// Says once what the switch has done to this event.
    pub(crate) fn notice(self, label: &str) {
        static NOTICED: AtomicBool = AtomicBool::new(false);
        if NOTICED.swap(true, Ordering::Relaxed) {
            return;
        }
        match self {
            Self::On => tracing::warn!(
                target: "side_effects",
                label,
                "test mode is on (SIDE_EFFECTS_TEST_MODE or set_test_mode): no side effect fires; \
                 this is said once"
            ),
            Self::Guarded => tracing::warn!(
                target: "side_effects",
                label,
                "suppressed, since SIDE_EFFECTS_TEST_MODE=guarded and there is no record guard \
                 here: to let it fire, call `record_side_effects()`, and carry its scope to other \
                 threads and tasks; this is said once"
            ),
        }
    }
}

/// The kill switch. Read for every event while anything is of interest, which holds
/// make it all day long: so without a lock.
struct TestSwitch {
    mode: AtomicU8,
    /// There while it is on.
    interest: Mutex<Option<Interest>>,
}

impl TestSwitch {
    const OFF: u8 = 0;
    const ON: u8 = 1;
    const GUARDED: u8 = 2;

    fn new(mode: Option<TestMode>) -> Self {
        let initial = Interest::initial();
        Self {
            mode: AtomicU8::new(Self::code(mode)),
            interest: Mutex::new(mode.map(|_| initial)),
        }
    }

    fn set(&self, mode: Option<TestMode>) {
        let mut interest = self.interest.lock();
        self.mode.store(Self::code(mode), Ordering::Relaxed);
        *interest = mode.map(|_| Interest::new());
    }

    fn get(&self) -> Option<TestMode> {
        match self.mode.load(Ordering::Relaxed) {
            Self::ON => Some(TestMode::On),
            Self::GUARDED => Some(TestMode::Guarded),
            _ => None,
        }
    }

    fn code(mode: Option<TestMode>) -> u8 {
        match mode {
            None => Self::OFF,
            Some(TestMode::On) => Self::ON,
            Some(TestMode::Guarded) => Self::GUARDED,
        }
    }
}

fn test_switch() -> &'static TestSwitch {
    static SWITCH: OnceCell<TestSwitch> = OnceCell::new();
    let meaning = |value: &str| match value {
        "guarded" => Some(Some(TestMode::Guarded)),
        value => meaning(value).map(|on| on.then_some(TestMode::On)),
    };
    let new = |mode: Option<Option<TestMode>>| TestSwitch::new(mode.unwrap_or(Some(TestMode::On)));
    read_once(
        &SWITCH,
        "SIDE_EFFECTS_TEST_MODE",
        "1, true, yes or on, or guarded",
        meaning,
        new,
    )
}

/// What the kill switch does, if it is on.
pub(crate) fn test_mode() -> Option<TestMode> {
    test_switch().get()
}

pub(crate) fn abort_on_error() -> bool {
    abort_switch().load(Ordering::Relaxed)
}

fn abort_switch() -> &'static AtomicBool {
    static SWITCH: OnceCell<AtomicBool> = OnceCell::new();
    read_once(
        &SWITCH,
        "SIDE_EFFECTS_ABORT_ON_ERROR",
        "1, true, yes or on",
        meaning,
        |on| AtomicBool::new(on.unwrap_or(true)),
    )
}

/// The switch, which starts as the environment variable says. What has no
/// meaning is on, with a warning that has the words for it.
fn read_once<T, M>(
    switch: &'static OnceCell<T>,
    name: &str,
    words: &str,
    meaning: impl FnOnce(&str) -> Option<M>,
    new: impl FnOnce(Option<M>) -> T,
) -> &'static T {
    let mut unclear = None;
    let switch = switch.get_or_init(|| {
        let value = std::env::var_os(name).unwrap_or_default();
        let value = value.to_string_lossy();
        let meaning = meaning(&value.trim().to_ascii_lowercase());
        if meaning.is_none() {
            unclear = Some(value.into_owned());
        }
        new(meaning)
    });
    // Only now that the switch is there: whoever listens may fire, too.
    if let Some(value) = unclear {
        tracing::warn!(
            target: "side_effects",
            "{name}={value:?} is taken as on: say {words}, or else 0, false, no or off"
        );
    }
    switch
}

/// Whether an environment variable is set to something other than no.
pub(crate) fn environment(name: &str) -> bool {
    let value = std::env::var_os(name).unwrap_or_default();
    meaning(&value.to_string_lossy().trim().to_ascii_lowercase()).unwrap_or(true)
}

/// Whether the value of an environment variable, in lower case, means yes or no.
fn meaning(value: &str) -> Option<bool> {
    match value {
        "" | "0" | "false" | "no" | "off" => Some(false),
        "1" | "true" | "yes" | "on" => Some(true),
        _ => None,
    }
}
