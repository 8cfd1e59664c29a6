//! Mails over SMTP.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use shop_effects::mail::{Mail, Mailer};
use shop_effects::{Done, Failed};

/// How long the mail server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mail server, with connections that are kept open.
#[derive(Debug, Clone)]
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// A mail server by its host and port. It is not asked for anything yet.
    #[must_use]
    pub fn new(host: &str, port: u16) -> Self {
        // "Dangerous" is that nothing is encrypted: see the dependency.
        let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host);
        Self {
            server: server.port(port).timeout(Some(PATIENCE)).build(),
        }
    }
}

impl Mailer for Smtp {
    fn send(&self, mail: Mail) -> Done<'_> {
        Box::pin(async move {
            self.server.send(message(mail)?).await?;
            Ok(())
        })
    }
}

fn message(mail: Mail) -> Result<Message, Failed> {
    let message = Message::builder()
        .from(Mailbox::new(
            Some("The shop".into()),
            "orders@shop.example".parse()?,
        ))
        .to(Mailbox::new(Some(mail.name), mail.address.parse()?))
        .subject(mail.subject)
        .message_id(Some(format!("<{}@shop.example>", mail.key)))
        .body(mail.text)?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_message_id_and_a_name_may_have_any_letters() {
        let mail = Mail {
            name: "Łucja \"<x@y>, Ada\"".into(),
            address: "ada@example.org".into(),
            subject: "Order 7 confirmed".into(),
            text: "2 × teapot".into(),
            key: "0123".into(),
        };
        let text = String::from_utf8(message(mail).unwrap().formatted()).unwrap();
        assert!(
            text.contains("\r\nMessage-ID: <0123@shop.example>\r\n"),
            "{text}"
        );
        assert!(
            text.contains("\r\nSubject: Order 7 confirmed\r\n"),
            "{text}"
        );
        let to = text.lines().find(|line| line.starts_with("To: ")).unwrap();
        assert!(to.is_ascii() && to.ends_with("<ada@example.org>"), "{to}");
    }
}
