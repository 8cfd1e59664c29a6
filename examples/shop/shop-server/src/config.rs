//! What the environment says.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;

/// All settings, from the environment.
#[derive(Debug, Clone)]
pub struct Config {
    /// `DATABASE_URL`: where customers, orders and jobs are.
    pub database: Database,
    /// `SHOP_LISTEN`: the address to serve on. Port 0 is any that is free.
    pub listen: SocketAddr,
    /// `SHOP_SMTP`: the mail server.
    pub smtp: MailServer,
    /// `SHOP_WAREHOUSE`: the URL that is told what to pack.
    pub warehouse: String,
    /// `SHOP_WAREHOUSE_TIMEOUT`: how long the warehouse may take to answer, in seconds.
    pub warehouse_timeout: Duration,
    /// `SHOP_INDEX`: the file of the search index.
    pub index: PathBuf,
    /// `SHOP_AUDIT`: the file of the audit log.
    pub audit: PathBuf,
    /// `SHOP_GRACE`: how long a shutdown waits for requests, effects and jobs together, in seconds.
    /// Half of that is for requests.
    pub grace: Duration,
    /// How the worker treats jobs.
    pub jobs: Jobs,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
}

/// A database, by its URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite(String),
    /// A server.
    Postgres(String),
}

/// How the worker treats jobs; River's defaults where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    /// `SHOP_JOB_TIMEOUT`: how long one may run, in seconds.
    pub timeout: Option<Duration>,
    /// `SHOP_STUCK_AFTER`: how long one that waits for nothing may go on after that, in seconds.
    pub stuck_after: Option<Duration>,
    /// `SHOP_RESCUE_AFTER`: when one is taken for that of a worker that has died, in seconds.
    pub rescue_after: Option<Duration>,
    /// `SHOP_RETRY`: how long to wait after each failure, in seconds.
    pub retry: Option<Duration>,
}

/// A setting that does not do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}={value:?}: expected {expected}")]
pub struct BadSetting {
    name: &'static str,
    value: String,
    expected: &'static str,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// [`BadSetting`], the first one that there is.
    pub fn from_env() -> Result<Self, BadSetting> {
        Self::from_vars(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Reads variables from somewhere else. One that is empty counts as not set.
    ///
    /// # Errors
    ///
    /// [`BadSetting`], the first one that there is.
    pub fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let vars = Vars(|name: &str| var(name).filter(|value| !value.is_empty()));
        Ok(Self {
            database: vars.read("DATABASE_URL", "sqlite:shop.db", DATABASE)?,
            listen: vars.read("SHOP_LISTEN", "127.0.0.1:3000", ADDRESS)?,
            smtp: vars.read("SHOP_SMTP", "smtp://127.0.0.1:2525", SMTP)?,
            warehouse: vars.read("SHOP_WAREHOUSE", "http://127.0.0.1:2526/", HTTP)?,
            warehouse_timeout: vars.read("SHOP_WAREHOUSE_TIMEOUT", "5", SECONDS)?,
            index: vars.read("SHOP_INDEX", "search.db", FILE)?,
            audit: vars.read("SHOP_AUDIT", "audit.log", FILE)?,
            grace: vars.read("SHOP_GRACE", "25", SECONDS)?,
            jobs: Jobs {
                timeout: vars.maybe("SHOP_JOB_TIMEOUT", SECONDS)?,
                stuck_after: vars.maybe("SHOP_STUCK_AFTER", SECONDS)?,
                rescue_after: vars.maybe("SHOP_RESCUE_AFTER", SECONDS)?,
                retry: vars.maybe("SHOP_RETRY", SECONDS)?,
            },
        })
    }
}

struct Vars<F>(F);

impl<F: Fn(&str) -> Option<String>> Vars<F> {
    fn read<T>(&self, name: &'static str, default: &str, how: Reader<T>) -> Result<T, BadSetting> {
        let value = (self.0)(name).unwrap_or_else(|| default.to_owned());
        how.read(name, value)
    }

    fn maybe<T>(&self, name: &'static str, how: Reader<T>) -> Result<Option<T>, BadSetting> {
        (self.0)(name)
            .map(|value| how.read(name, value))
            .transpose()
    }
}

/// How a value is read, and what is expected where it cannot be.
struct Reader<T> {
    parse: fn(&str) -> Option<T>,
    expected: &'static str,
}

impl<T> Reader<T> {
    fn read(&self, name: &'static str, value: String) -> Result<T, BadSetting> {
        (self.parse)(&value).ok_or(BadSetting {
            name,
            value,
            expected: self.expected,
        })
    }
}

const DATABASE: Reader<Database> = Reader {
    parse: |url| match url.split_once(':')?.0 {
        "sqlite" => Some(Database::Sqlite(url.to_owned())),
        "postgres" | "postgresql" => Some(Database::Postgres(url.to_owned())),
        _ => None,
    },
    expected: "sqlite:FILE or postgres://USER@HOST/DATABASE",
};

const ADDRESS: Reader<SocketAddr> = Reader {
    parse: |value| value.parse().ok(),
    expected: "an address and a port, such as 127.0.0.1:3000",
};

const SMTP: Reader<MailServer> = Reader {
    parse: |url| {
        let url: Uri = url.parse().ok()?;
        Some(MailServer {
            host: url
                .host()
                .filter(|_| url.scheme_str() == Some("smtp"))?
                .to_owned(),
            port: url.port_u16().unwrap_or(25),
        })
    },
    expected: "smtp://HOST:PORT",
};

const HTTP: Reader<String> = Reader {
    parse: |url| {
        let parsed: Uri = url.parse().ok()?;
        (parsed.scheme_str() == Some("http")).then(|| url.to_owned())
    },
    expected: "http://HOST:PORT/PATH",
};

const SECONDS: Reader<Duration> = Reader {
    parse: |value| {
        let seconds = Duration::try_from_secs_f64(value.parse().ok()?).ok();
        seconds.filter(|seconds| !seconds.is_zero())
    },
    expected: "a number of seconds above 0",
};

const FILE: Reader<PathBuf> = Reader {
    parse: |path| Some(path.into()),
    expected: "a path",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_to_be_set() {
        let config = Config::from_vars(|_| None).unwrap();
        assert_eq!(config.database, Database::Sqlite("sqlite:shop.db".into()));
        assert_eq!(config.listen.port(), 3000);
        assert_eq!(config.warehouse_timeout, Duration::from_secs(5));
        assert_eq!(config.jobs.retry, None);
    }

    #[test]
    fn what_is_empty_counts_as_not_set() {
        let config = Config::from_vars(|_| Some(String::new())).unwrap();
        assert_eq!(config.listen.port(), 3000);
    }

    #[test]
    fn a_bad_value_is_told_with_its_name_and_what_was_expected() {
        for (name, value, expected) in [
            (
                "DATABASE_URL",
                "mysql://root@localhost/shop",
                DATABASE.expected,
            ),
            ("DATABASE_URL", "shop.db", DATABASE.expected),
            ("SHOP_LISTEN", "3000", ADDRESS.expected),
            ("SHOP_SMTP", "mail.example.org", SMTP.expected),
            (
                "SHOP_WAREHOUSE",
                "https://warehouse.example.org",
                HTTP.expected,
            ),
            ("SHOP_WAREHOUSE_TIMEOUT", "5s", SECONDS.expected),
            ("SHOP_RETRY", "-1", SECONDS.expected),
            ("SHOP_GRACE", "0", SECONDS.expected),
        ] {
            let error = Config::from_vars(|asked| (asked == name).then(|| value.to_owned()));
            assert_eq!(
                error.unwrap_err().to_string(),
                format!("{name}={value:?}: expected {expected}")
            );
        }
    }
}
