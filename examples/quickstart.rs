//! Ada changes her profile. What follows from that, an index entry and a mail,
//! is not in the function that changes it.
//!
//! Run it with `cargo run --example quickstart`.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::PathBuf;
use std::{env, fs, io, process};

use side_effects::{disable_side_effects, has_side_effects, registry};

fn main() -> io::Result<()> {
    // Failing side effects are logged with `tracing`. This shows them.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
        .without_time()
        .init();
    let site = Site::new()?;
    let ada = User::new("ada", "ada@example.org");

    step("What happens when? Every label and its side effects, in order:");
    for label in registry().labels() {
        println!("   {label}");
        for handler in registry().handlers(label) {
            println!("     - {}", handler.summary().unwrap_or("?"));
        }
    }

    step("Ada changes her name. One of the three side effects fails, and is logged:");
    let profile = update_profile(&site, &ada, "Ada Lovelace".into())?;
    println!("   update_profile returned Ok({:?})", profile.name);
    site.print_news();

    step("An empty name is refused with an `Err`, so that nothing fires:");
    if let Err(error) = update_profile(&site, &ada, String::new()) {
        println!("   update_profile returned Err({:?})", error.to_string());
    }
    site.print_news();

    step("Ada follows Bob, twice. `run_on_exit` says yes only the first time:");
    for _ in 0..2 {
        let is_new = follow(&site, &ada, "bob");
        println!("   follow returned {is_new}");
        site.print_news();
    }

    step("Under a guard, as in a test, events are collected and no side effect runs:");
    let events = disable_side_effects();
    update_profile(&site, &ada, "Countess of Lovelace".into())?;
    follow(&site, &ada, "carol");
    println!("   collected: {:?}", events.labels());
    site.print_news();
    Ok(())
}

/// Stores the new name. That is all it does.
#[has_side_effects("update_profile")]
fn update_profile(site: &Site, user: &User, name: String) -> io::Result<Profile> {
    if name.is_empty() {
        return Err(io::Error::other("a name is needed"));
    }
    fs::write(site.file(user.id), &name)?;
    Ok(Profile { name })
}

/// Returns whether this is new.
#[has_side_effects("follow", run_on_exit = |is_new| *is_new)]
fn follow(site: &Site, follower: &User, followed: &str) -> bool {
    let line = format!("{} follows {followed}", follower.id);
    !site.read("follows").contains(&line) && site.append("follows", &line).is_ok()
}

/// The side effects. They could be in any other module, or in another crate:
/// nothing above names them.
mod effects {
    use std::{fs, io};

    use side_effects::is_side_effect_of;

    use super::{Profile, Site, User};

    /// Update the search index.
    #[is_side_effect_of("update_profile")]
    fn update_index(site: &Site, user: &User, return_value: &Profile) -> io::Result<()> {
        site.append("index", &format!("{} is {}", user.id, return_value.name))
    }

    /// Tell the CRM.
    #[is_side_effect_of("update_profile", order = 1)]
    fn update_crm(site: &Site) -> Result<(), &'static str> {
        // There is none, so that this fails.
        fs::read(site.file("crm-token")).map_err(|_| "not signed in")?;
        Ok(())
    }

    /// Mail the user that the profile has changed.
    #[is_side_effect_of("update_profile", order = 2)]
    fn send_confirmation(site: &Site, user: &User, name: &str) -> io::Result<()> {
        let mail = format!("to {}: Your name is now {name}.", user.email);
        site.append("outbox", &mail)
    }

    /// Mail whoever has a new follower.
    #[is_side_effect_of("follow")]
    fn announce_follower(site: &Site, follower: &User, followed: &str) -> io::Result<()> {
        let mail = format!("to {followed}@example.org: {} follows you.", follower.id);
        site.append("outbox", &mail)
    }
}

struct User {
    id: &'static str,
    email: &'static str,
}

impl User {
    fn new(id: &'static str, email: &'static str) -> Self {
        Self { id, email }
    }
}

#[derive(Debug)]
struct Profile {
    name: String,
}

/// A folder of text files, removed at the end.
struct Site {
    folder: PathBuf,
    printed: RefCell<HashSet<String>>,
}

impl Site {
    fn new() -> io::Result<Self> {
        let name = format!("side-effects-quickstart-{}", process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder)?;
        let printed = RefCell::default();
        Ok(Self { folder, printed })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    fn append(&self, name: &str, line: &str) -> io::Result<()> {
        fs::write(self.file(name), self.read(name) + line + "\n")
    }

    /// Prints what side effects have written since the last time.
    fn print_news(&self) {
        let mut printed = self.printed.borrow_mut();
        let before = printed.len();
        for name in ["index", "outbox"] {
            for line in self.read(name).lines() {
                let news = format!("   {name:>6} | {line}");
                if !printed.contains(&news) {
                    println!("{news}");
                    printed.insert(news);
                }
            }
        }
        if printed.len() == before {
            println!("   (nothing is written to the index or the outbox)");
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn step(title: &str) {
    println!("\n{title}\n");
}
