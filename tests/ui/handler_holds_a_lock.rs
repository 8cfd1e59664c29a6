use std::sync::Mutex;

use side_effects::is_side_effect_of;

static COUNT: Mutex<u8> = Mutex::new(0);

async fn send() {}

#[is_side_effect_of("label")]
async fn handler() -> Result<(), std::io::Error> {
    let mut count = COUNT.lock().unwrap();
    send().await;
    *count += 1;
    Ok(())
}

fn main() {}
