//! A side effect that fails under `record_side_effects()` does not leave a test
//! green.

#[path = "common/complaint.rs"]
mod complaint;
#[path = "common/recorder.rs"]
mod recorder;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use complaint::PANICS;
use recorder::trace_of;
use side_effects::{
    Dep, Error, Failure, RecordedSideEffects, disable_side_effects, fire, has_side_effects,
    is_side_effect_of, record_side_effects,
};

#[has_side_effects("failing")]
fn failing() {}

#[is_side_effect_of("failing")]
fn fails() -> Result<(), String> {
    Err("no route".into())
}

#[has_side_effects("panicking")]
fn panicking() {}

#[is_side_effect_of("panicking")]
fn panics() {
    panic!("no stamps");
}

#[has_side_effects("fine")]
fn fine() {}

#[is_side_effect_of("fine")]
fn does_its_work() {}

/// The message of the panic that the closure ends with, if it does.
fn panic_of(run: impl FnOnce()) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(run)).err()?;
    Some(match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&str>().expect("a text")).to_owned(),
    })
}

fn told(events: &RecordedSideEffects) -> Vec<String> {
    events.failures().iter().map(ToString::to_string).collect()
}

#[test]
fn a_guard_that_is_dropped_with_failures_nobody_has_looked_at_panics_with_their_list() {
    let message = panic_of(|| {
        let _events = record_side_effects();
        failing();
        panicking();
    });
    assert_eq!(
        message.as_deref(),
        Some(
            "side effects failed under `record_side_effects()`, and nobody looked: call \
             `failures()` or `assert_no_failures()` on the guard before it is dropped\n\
             what failed, in order:\n  \
               - `failures_recorded::fails` of `failing`: no route\n  \
               - `failures_recorded::panics` of `panicking`: panicked: no stamps"
        )
    );
    assert_eq!(panic_of(failing), None, "the guard is gone");
    disable_side_effects().assert_nothing_fired();
}

#[test]
fn a_guard_whose_failures_were_looked_at_is_dropped_in_peace() {
    let events = record_side_effects();
    failing();
    assert_eq!(
        told(&events),
        ["`failures_recorded::fails` of `failing`: no route"]
    );
    assert_eq!(events.failures().len(), 1, "to look takes nothing away");
    events.clear();
    assert_eq!(events.failures().len(), 1, "these are no events");
}

#[test]
fn a_failure_after_the_last_look_counts_as_unseen() {
    let message = panic_of(|| {
        let events = record_side_effects();
        failing();
        assert_eq!(events.failures().len(), 1);
        panicking();
    });
    let message = message.expect("the second was not seen");
    assert!(message.contains("no stamps"), "{message}");
}

#[test]
fn assert_no_failures_lists_what_failed() {
    let message = panic_of(|| {
        let events = record_side_effects();
        fine();
        events.assert_no_failures();
        failing();
        events.assert_no_failures();
    });
    assert_eq!(
        message.as_deref(),
        Some(
            "expected no side effect to fail\nwhat failed, in order:\n  \
               - `failures_recorded::fails` of `failing`: no route"
        )
    );
}

#[test]
fn a_thread_that_panics_already_is_left_to_its_panic() {
    let message = panic_of(|| {
        let _events = record_side_effects();
        failing();
        panic!("the test's own");
    });
    assert_eq!(message.as_deref(), Some("the test's own"));
}

#[test]
fn a_failure_tells_label_handler_and_error() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let events = record_side_effects();
    failing();
    let failures: Vec<Failure> = events.failures();
    is_shared(&failures[0]);
    assert_eq!(failures[0].label(), "failing");
    assert_eq!(failures[0].handler(), "failures_recorded::fails");
    assert_eq!(failures[0].error(), "no route");
    assert_eq!(
        format!("{:?}", failures[0].clone()),
        r#"Failure { label: "failing", handler: "failures_recorded::fails", error: "no route" }"#
    );
}

#[test]
fn the_log_has_the_failure_as_ever() {
    let mut trace = trace_of(|| {
        let events = record_side_effects();
        failing();
        assert_eq!(events.failures().len(), 1);
    });
    trace.retain(|line| line.starts_with("ERROR"));
    assert_eq!(
        trace,
        ["ERROR side_effects: side effect failed label=failing \
             handler=failures_recorded::fails error=no route"]
    );
}

#[test]
fn a_dep_that_nobody_provides_is_a_failure() {
    struct Mailer;

    #[has_side_effects("needy")]
    fn needy() {}

    #[is_side_effect_of("needy")]
    fn mails(_mailer: Dep<Mailer>) {}

    let events = record_side_effects();
    needy();
    let failures = events.failures();
    assert_eq!(failures.len(), 1);
    let error = failures[0].error();
    assert!(
        error.starts_with("nothing is provided for `Dep<"),
        "{error}"
    );

    let events = record_side_effects().provide(Mailer);
    needy();
    events.assert_no_failures();
}

#[test]
fn a_handler_that_does_not_fit_is_a_failure_where_it_is_no_panic() {
    #[has_side_effects("misfit")]
    fn misfit(_id: u32) {}

    #[is_side_effect_of("misfit")]
    fn asks_for_more(_id: u32, _name: &str) {}

    let events = record_side_effects();
    let panicked = panic_of(misfit_once(misfit));
    assert_eq!(panicked.is_some(), PANICS);
    let failures = events.failures();
    assert_eq!(failures.len(), usize::from(!PANICS));
    for failure in failures {
        let error = failure.error().lines().next();
        let origin = "failures_recorded::a_handler_that_does_not_fit_is_a_failure_where_it_is_no_panic::misfit";
        assert_eq!(error, Some(&*format!("does not fit its origin `{origin}`")));
    }
}

fn misfit_once(origin: fn(u32)) -> impl FnOnce() {
    move || origin(1)
}

#[test]
fn a_predicate_that_panics_is_a_failure() {
    #[has_side_effects("undecided", run_on_exit = |_| panic!("cannot say"))]
    fn undecided() {}

    let events = record_side_effects();
    undecided();
    let failures = events.failures();
    assert!(failures[0].handler().ends_with("::undecided"));
    assert_eq!(failures[0].error(), "`run_on_exit` panicked: cannot say");
    events.assert_nothing_fired();
}

#[test]
fn what_is_returned_under_abort_is_collected_too() {
    #[has_side_effects("aborted", on_error = abort)]
    fn aborted() -> Result<(), Error> {
        Ok(())
    }

    #[is_side_effect_of("aborted")]
    fn refuses() -> Result<(), &'static str> {
        Err("refused")
    }

    let events = record_side_effects();
    assert!(aborted().is_err());
    assert_eq!(events.failures()[0].error(), "refused");
}

#[test]
fn the_causes_of_an_error_are_told() {
    #[derive(Debug, thiserror::Error)]
    #[error("no mail")]
    struct NoMail(#[source] std::num::ParseIntError);

    #[has_side_effects("caused")]
    fn caused() {}

    #[is_side_effect_of("caused")]
    fn parses() -> Result<(), NoMail> {
        "x".parse::<u8>().map(drop).map_err(NoMail)
    }

    let events = record_side_effects();
    caused();
    let failures = events.failures();
    assert_eq!(
        failures[0].error(),
        "no mail: invalid digit found in string"
    );
}

#[test]
fn each_of_nested_guards_collects_the_failures_of_its_time() {
    let outer = record_side_effects();
    failing();
    {
        let inner = record_side_effects();
        panicking();
        assert_eq!(inner.failures().len(), 1);
    }
    failing();
    let labels: Vec<_> = outer.failures().iter().map(Failure::label).collect();
    assert_eq!(labels, ["failing", "panicking", "failing"]);
}

#[test]
fn to_look_at_those_of_an_inner_guard_is_not_to_look_at_those_of_the_outer() {
    let message = panic_of(|| {
        let _outer = record_side_effects();
        let inner = record_side_effects();
        failing();
        assert_eq!(inner.failures().len(), 1);
    });
    assert!(message.is_some());
}

#[test]
fn a_guard_that_is_limited_collects_no_failures_of_others() {
    let only = record_side_effects().only(["panicking"]);
    let except = record_side_effects().except(["panicking"]);
    failing();
    panicking();
    let label = |events: &RecordedSideEffects| -> Vec<_> {
        events.failures().iter().map(Failure::label).collect()
    };
    assert_eq!(label(&only), ["panicking"]);
    assert_eq!(label(&except), ["failing"]);
}

#[test]
fn failures_on_other_threads_are_collected_in_the_scope_alone() {
    let events = record_side_effects();
    let scope = events.scope();
    thread::scope(|threads| {
        threads.spawn(|| scope.run(failing));
        threads.spawn(panicking);
    });
    assert_eq!(
        told(&events),
        ["`failures_recorded::fails` of `failing`: no route"]
    );
}

#[test]
fn what_is_suppressed_cannot_fail() {
    let events = record_side_effects();
    let _disabled = disable_side_effects();
    failing();
    events.assert_no_failures();
}

#[test]
fn a_fired_label_without_an_origin_counts_as_well() {
    #[is_side_effect_of("fired_by_hand")]
    fn by_hand() -> Result<(), &'static str> {
        Err("by hand")
    }

    let events = record_side_effects();
    fire!("fired_by_hand");
    assert_eq!(events.failures()[0].error(), "by hand");
}

#[tokio::test]
async fn failures_of_an_async_origin_are_collected() {
    #[has_side_effects("failing_later")]
    async fn failing_later() {}

    #[is_side_effect_of("failing_later")]
    async fn later() -> Result<(), &'static str> {
        tokio::task::yield_now().await;
        Err("later")
    }

    #[is_side_effect_of("failing_later", order = -1)]
    fn at_once() {
        panic!("at once");
    }

    let events = record_side_effects();
    failing_later().await;
    tokio::spawn(events.scope().wrap(failing_later()))
        .await
        .unwrap();
    let failures = events.failures();
    let errors: Vec<_> = failures.iter().map(Failure::error).collect();
    assert_eq!(
        errors,
        ["panicked: at once", "later", "panicked: at once", "later"]
    );
}
