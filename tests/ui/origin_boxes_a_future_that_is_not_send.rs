use std::rc::Rc;

use async_trait::async_trait;
use side_effects::has_side_effects;

#[async_trait]
trait Store {
    async fn save(&self);
}

struct Db;

#[async_trait]
impl Store for Db {
    #[has_side_effects("label")]
    async fn save(&self) {
        let shared = Rc::new(5);
        std::future::ready(()).await;
        println!("{shared}");
    }
}

fn main() {}
