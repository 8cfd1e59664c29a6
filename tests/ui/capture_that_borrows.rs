//! Whoever writes `capture(…)` says that the type is `'static`.

use side_effects::has_side_effects;

struct View<'a>(&'a str);

impl View<'_> {
    #[has_side_effects("capture_that_borrows", capture(self))]
    fn show(&self) {
        println!("{}", self.0);
    }
}

struct Pair<T>(T, T);

impl<T> Pair<T> {
    #[has_side_effects("capture_that_borrows", capture(return_value))]
    fn swap(self) -> (T, T) {
        (self.1, self.0)
    }
}

fn main() {}
