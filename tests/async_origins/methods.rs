//! Methods: of generic types, of traits, and those that return what they
//! borrow.

use side_effects::{has_side_effects, is_side_effect_of};

use crate::support::{fires_when_done, log, logged, pause};

#[derive(Clone)]
struct Stack<T, const N: usize>(Vec<T>);

impl<T: Clone + Send + Sync + 'static, const N: usize> Stack<T, N> {
    #[has_side_effects("an_associated_function", capture(value, return_value))]
    async fn of(value: T) -> Self {
        pause().await;
        Self(vec![value; N])
    }

    #[has_side_effects("a_borrowed_value", capture(value, return_value))]
    async fn top(&mut self, value: T) -> &mut T {
        pause().await;
        self.0.push(value);
        self.0.last_mut().expect("it was pushed")
    }

    #[has_side_effects("self_in_macros", capture(self))]
    async fn shown(&self) -> Result<String, std::fmt::Error>
    where
        T: std::fmt::Debug,
    {
        const MARK: char = '!';
        fn marked(text: String) -> String {
            text + &MARK.to_string()
        }
        pause().await;
        assert!(matches!(self, Self(values) if values.len() == N));
        Ok(marked(format!("{:?}", self.0)))
    }
}

#[is_side_effect_of("an_associated_function")]
async fn after_of(value: u8, return_value: &Stack<u8, 2>) {
    pause().await;
    log(format!("{value} {:?}", return_value.0));
}

#[test]
fn an_associated_function_of_a_generic_type() {
    fires_when_done!("an_associated_function", Stack::<u8, 2>::of(5));
    assert_eq!(logged(), ["5 [5, 5]"]);
}

#[is_side_effect_of("a_borrowed_value")]
async fn after_top(value: u8) {
    log(value.to_string());
}

#[test]
fn a_method_that_returns_what_it_borrows_from_its_receiver() {
    let mut stack = Stack::<u8, 1>(vec![4]);
    *fires_when_done!("a_borrowed_value", stack.top(5)) += 1;
    assert_eq!(stack.0, [4, 6]);
    assert_eq!(logged(), ["5"]);
}

#[is_side_effect_of("self_in_macros")]
async fn after_shown(this: &Stack<u8, 2>, return_value: &str) {
    log(format!("{} {return_value}", this.0.len()));
}

#[test]
fn self_inside_macros_and_items_in_the_body() {
    let shown = fires_when_done!("self_in_macros", Stack::<u8, 2>(vec![4, 5]).shown());
    assert_eq!(shown.as_deref(), Ok("[4, 5]!"));
    assert_eq!(logged(), ["2 [4, 5]!"]);
}

trait Store {
    type Key;

    async fn save(&mut self, key: Self::Key) -> Result<usize, String>;

    #[has_side_effects("a_default_method", capture(self))]
    async fn load(&self, times: usize) -> usize
    where
        Self: Sync + 'static,
    {
        pause().await;
        times
    }
}

#[derive(Default)]
struct Memory(Vec<String>);

impl Store for Memory {
    type Key = String;

    #[has_side_effects("a_method_of_a_trait", capture(self, key))]
    async fn save(&mut self, key: Self::Key) -> Result<usize, String> {
        pause().await;
        self.0.push(key);
        Ok(self.0.len())
    }
}

#[is_side_effect_of("a_method_of_a_trait")]
async fn after_save(this: &Memory, key: &str, return_value: usize) {
    pause().await;
    log(format!("{:?} {key} {return_value}", this.0));
}

#[test]
fn an_async_method_of_a_trait() {
    let mut memory = Memory::default();
    fires_when_done!("a_method_of_a_trait", memory.save("Ada".into())).unwrap();
    assert_eq!(logged(), [r#"["Ada"] Ada 1"#]);
}

#[is_side_effect_of("a_default_method")]
async fn after_load(this: &Memory, times: usize) {
    log(format!("{:?} {times}", this.0));
}

#[test]
fn a_default_method_of_a_trait() {
    fires_when_done!("a_default_method", Memory::default().load(2));
    assert_eq!(logged(), ["[] 2"]);
}
