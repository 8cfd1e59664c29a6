//! Which value of the origin each parameter of a handler gets.

use std::any::TypeId;
use std::fmt::{self, Write as _};

use crate::event::capture::{Offer, Offers, TypeFacts, View, Why};
use crate::event::origin::{Flow, OriginEntry};
use crate::wiring::handler::{HandlerEntry, HandlerParam, Source, Wanted};

/// Why a handler cannot run. `Display` is the whole of it.
#[derive(Debug)]
pub(crate) struct Mismatch {
    /// `E001`, `E002` where an async handler is at fault, or `E004` where what it is
    /// bound to cannot outlive the call.
    pub(crate) id: &'static str,
    /// Which handler does not fit which origin.
    pub(crate) summary: String,
    /// Both functions and the parameter at fault, each on lines of its own.
    pub(crate) details: String,
    /// What would fit.
    pub(crate) help: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            summary,
            details,
            help,
            ..
        } = self;
        write!(f, "{summary}\n{details}\n  {:>9}: {help}", "help")
    }
}

/// Where every parameter of `handler` gets its value from, or why one cannot.
pub(crate) fn bind(
    origin: &OriginEntry,
    offers: &Offers<&[Offer]>,
    handler: &HandlerEntry,
) -> Result<Vec<Source>, Mismatch> {
    let binding = Binding { origin, offers };
    let names = Names { origin };
    let bound = names.flow(handler).and_then(|()| {
        binding.keeps(handler)?;
        let roles = names.roles(handler.params)?;
        let params = handler.params.iter().zip(roles);
        params
            .map(|(param, role)| {
                let source = binding.source(param, role)?;
                binding.outlives(handler, param, source)
            })
            .collect()
    });
    bound.map_err(|fault| mismatch(origin, handler, fault))
}

/// The same without a call. What only a call could tell the type of has to fit
/// by its name alone.
pub(crate) fn check(origin: &OriginEntry, handler: &HandlerEntry) -> Result<(), Mismatch> {
    let names = Names { origin };
    let offers = origin.offers.map(|offers| offers());
    let fits = || {
        names.flow(handler)?;
        let Some(offers) = &offers else {
            return names.roles(handler.params).map(drop);
        };
        let offers = &offers.borrowed();
        let binding = Binding { origin, offers };
        binding.keeps(handler)?;
        let roles = names.roles(handler.params)?;
        let mut params = handler.params.iter().zip(roles);
        params.try_for_each(|(param, role)| binding.may_fit(handler, param, role))
    };
    fits().map_err(|fault| mismatch(origin, handler, fault))
}

/// Why an async `handler` cannot run when the origin's return value is not
/// `Send`, and its type does not say so.
pub(crate) fn not_kept(origin: &OriginEntry, handler: &HandlerEntry) -> Mismatch {
    mismatch(origin, handler, Fault::not_kept())
}

/// Why `handler` cannot wait in a hold: its parameter at this position is bound to
/// what cannot be copied.
pub(crate) fn not_owned(origin: &OriginEntry, handler: &HandlerEntry, nth: usize) -> Mismatch {
    let fault = Fault::not_owned(handler.params[nth].name, "the event is held");
    mismatch(origin, handler, fault)
}

/// What a parameter stands for, going by names and positions alone.
#[derive(Clone, Copy)]
enum Role {
    /// The event itself, what is provided, or how the run came about.
    NotOfTheCall,
    ReturnValue,
    Arg(usize),
}

/// One parameter that does not fit.
struct Fault {
    id: &'static str,
    param: Option<&'static str>,
    problem: String,
    help: String,
}

impl Fault {
    /// What the parameter is bound to has to outlive the call, and cannot.
    fn not_owned(param: &'static str, why: &str) -> Self {
        Self {
            id: "E004",
            param: Some(param),
            problem: format!(
                "{why}, so that this has to outlive the call, and it cannot be copied: its type has \
                 no `Clone`, or is not `Send` and `Sync`"
            ),
            help: "derive `Clone` for its type, put it into an `Arc`, or give the origin a \
                   parameter for what the handler needs of it"
                .into(),
        }
    }

    fn not_kept() -> Self {
        Self {
            id: "E002",
            param: None,
            problem: "the handler is async, and what the origin returns is not `Send`, so that it \
                      cannot be kept while the handler runs"
                .into(),
            help: "return something that is `Send` (add the bound where it is generic), or make \
                   the handler sync"
                .into(),
        }
    }
}

/// What can be told from names.
struct Names<'a> {
    origin: &'a OriginEntry,
}

impl Names<'_> {
    /// Whether the origin waits for the handler, if need be.
    fn flow(&self, handler: &HandlerEntry) -> Result<(), Fault> {
        if handler.is_awaited() && self.origin.flow == Flow::Sync {
            return Err(Fault {
                id: "E002",
                param: None,
                problem: "the handler is async, and an origin that is not cannot wait for it"
                    .into(),
                help: if self.origin.is_fired() {
                    "write `fire_async!(…).await`, run the handler in the `background`, or make it sync"
                } else {
                    "make the origin async, run the handler in the `background`, or make it sync"
                }
                .into(),
            });
        }
        Ok(())
    }

    fn roles(&self, params: &[HandlerParam]) -> Result<Vec<Role>, Fault> {
        // `Err` holds what has to be bound by name, or else by position.
        let special: Vec<Result<Role, &HandlerParam>> = params
            .iter()
            .map(|param| match (param.name, (param.wanted)()) {
                (_, Wanted::Event | Wanted::Dep(_) | Wanted::Delivery) => Ok(Role::NotOfTheCall),
                ("return_value" | "_return_value", _) => Ok(Role::ReturnValue),
                _ => Err(param),
            })
            .collect();
        let others: Vec<_> = special.iter().filter_map(|role| role.err()).collect();
        let named: Vec<_> = others
            .iter()
            .map(|param| self.origin.position(param.name))
            .collect();

        let by_position = named.iter().all(Option::is_none);
        let first = self.origin.first_position();
        if by_position && !others.is_empty() && others.len() != self.origin.args.len() - first {
            return Err(self.wrong_count(&others));
        }
        let mut nth = 0;
        special
            .into_iter()
            .map(|role| {
                role.or_else(|param| {
                    let position = if by_position {
                        Some(first + nth)
                    } else {
                        named[nth]
                    };
                    nth += 1;
                    let position = position.ok_or_else(|| self.wrong_name(param))?;
                    Ok(Role::Arg(position))
                })
            })
            .collect()
    }

    fn wrong_name(&self, param: &HandlerParam) -> Fault {
        Fault {
            id: "E001",
            param: Some(param.name),
            problem: "the origin has no parameter of that name".into(),
            help: format!(
                "other parameters of the handler have the origin's names, so that this one needs \
                 one, too: {}",
                self.names(),
            ),
        }
    }

    fn wrong_count(&self, others: &[&HandlerParam]) -> Fault {
        Fault {
            id: "E001",
            param: (others.len() == 1).then(|| others[0].name),
            problem: format!(
                "{} named like a parameter of the origin, and by position {} not match {}",
                if others.len() == 1 {
                    "it is not"
                } else {
                    "none of the handler's are"
                },
                match others.len() {
                    1 => "one parameter does".to_owned(),
                    many => format!("{many} parameters do"),
                },
                self.origin.args.len() - self.origin.first_position(),
            ),
            help: self.right_count(others.len()),
        }
    }

    /// What to do where `count` parameters are too many or too few.
    fn right_count(&self, count: usize) -> String {
        let names = format!("give them the origin's names: {}", self.names());
        match self.origin.unseen_receiver {
            Some(why @ Why::NotByItself) if count == self.origin.args.len() => format!(
                "{names}; for the receiver to count, which {}, {}",
                why.reason(),
                why.help(self.origin.facts.label, "this")
            ),
            _ => names,
        }
    }

    fn names(&self) -> String {
        let mut names: Vec<_> = self
            .origin
            .args
            .iter()
            .map(|arg| format!("`{arg}`"))
            .collect();
        names.push("`return_value`".into());
        names.join(", ")
    }
}

/// What can be told from types.
struct Binding<'a> {
    origin: &'a OriginEntry,
    offers: &'a Offers<&'a [Offer]>,
}

impl Binding<'_> {
    /// Whether the origin can keep its return value while the handler runs.
    fn keeps(&self, handler: &HandlerEntry) -> Result<(), Fault> {
        if handler.is_awaited() && !self.offers.keeps {
            return Err(Fault::not_kept());
        }
        Ok(())
    }

    /// The source, if the handler sees its value in time.
    fn outlives(
        &self,
        handler: &HandlerEntry,
        param: &HandlerParam,
        source: Source,
    ) -> Result<Source, Fault> {
        let Source::Value(position, _) = source else {
            return Ok(source);
        };
        let is_owned = || {
            let facts = self.offers.facts(position);
            facts.is_some_and(|facts| facts.own.is_some())
        };
        if handler.is_background() && !is_owned() {
            return Err(Fault::not_owned(
                param.name,
                "the handler runs in the background",
            ));
        }
        Ok(source)
    }

    fn source(&self, param: &HandlerParam, role: Role) -> Result<Source, Fault> {
        let (wanted, wanted_name) = match (param.wanted)() {
            Wanted::Event => return Ok(Source::Event),
            Wanted::Dep(need) => return Ok(Source::Dep(need)),
            Wanted::Delivery => return Ok(Source::Delivery),
            Wanted::Value(id, name) => (id, name),
        };
        match role {
            Role::NotOfTheCall => unreachable!("it wants a value"),
            Role::Arg(position) => {
                let offer = &self.offers.args[position];
                let name = self.origin.args[position];
                match self.view(Some(offer), wanted) {
                    Some(view) => Ok(Source::Value(position, view)),
                    None => Err(self.wrong_type(param, wanted_name, name, &[offer])),
                }
            }
            Role::ReturnValue => {
                let ok = self.offers.ok.map(Offer::Value);
                if let Some(view) = self.view(Some(&self.offers.whole), wanted) {
                    Ok(Source::Value(self.origin.whole(), view))
                } else if let Some(view) = self.view(ok.as_ref(), wanted) {
                    Ok(Source::Value(self.origin.ok(), view))
                } else {
                    let mut offers = vec![&self.offers.whole];
                    offers.extend(&ok);
                    Err(self.wrong_type(param, wanted_name, "return_value", &offers))
                }
            }
        }
    }

    fn view(&self, offer: Option<&Offer>, wanted: TypeId) -> Option<View> {
        let facts = offer?.facts()?;
        self.origin.can_show(facts).then(|| facts.view(wanted))?
    }

    /// Whether a parameter fits, as far as that is known.
    fn may_fit(
        &self,
        handler: &HandlerEntry,
        param: &HandlerParam,
        role: Role,
    ) -> Result<(), Fault> {
        let offer = match role {
            Role::NotOfTheCall => return Ok(()),
            Role::ReturnValue => &self.offers.whole,
            Role::Arg(position) => &self.offers.args[position],
        };
        match offer {
            Offer::Unknown => Ok(()),
            Offer::Value(_) | Offer::Nothing(_) => {
                let source = self.source(param, role)?;
                self.outlives(handler, param, source).map(drop)
            }
        }
    }

    /// That `param` does not fit what is called `name` in the origin.
    fn wrong_type(
        &self,
        param: &HandlerParam,
        wanted: &str,
        name: &str,
        offers: &[&Offer],
    ) -> Fault {
        let usable = |offer: &&Offer| {
            offer
                .facts()
                .copied()
                .filter(|facts| self.origin.can_show(facts))
        };
        let fitting: Vec<_> = offers.iter().filter_map(usable).collect();
        let problem = match (fitting.is_empty(), offers) {
            (true, [Offer::Nothing(why), ..]) => {
                format!(
                    "what it names in the origin cannot be bound: it {}",
                    why.reason()
                )
            }
            (true, _) => "what it names in the origin cannot be bound: it is not `Sync`, and the \
                          future of an async origin moves between threads"
                .into(),
            (false, _) => format!("it asks for `{wanted}`, which the origin does not offer there"),
        };
        let help = match (fitting.is_empty(), offers) {
            (true, [Offer::Nothing(why), ..]) => why.help(self.origin.facts.label, name),
            (true, _) => "let the type be `Sync`, or remove the parameter".to_owned(),
            (false, _) => {
                let forms: Vec<_> = fitting.iter().flat_map(TypeFacts::forms).collect();
                format!("what fits is {}", one_of(&forms))
            }
        };
        Fault {
            id: "E001",
            param: Some(param.name),
            problem,
            help,
        }
    }
}

fn mismatch(origin: &OriginEntry, handler: &HandlerEntry, fault: Fault) -> Mismatch {
    let (by, of) = (&handler.facts, &origin.facts);
    let mut details = String::new();
    for (role, facts) in [("origin", of), ("handler", by)] {
        let _ = writeln!(details, "  {role:>9}: {}", facts.signature);
        let _ = writeln!(details, "  {:>9}  at {}:{}", "", facts.file, facts.line);
    }
    let problem = fault.problem;
    let _ = match fault.param {
        Some(param) => write!(details, "  {:>9}: `{param}`: {problem}", "parameter"),
        None => write!(details, "  {:>9}: {problem}", "problem"),
    };
    Mismatch {
        id: fault.id,
        summary: format!(
            "side effect `{}` does not fit its origin `{}` (label `{}`)",
            by.path,
            origin.path(),
            of.label
        ),
        details,
        help: fault.help,
    }
}

/// The words as a choice: `a`, `b` or `c`.
fn one_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [words @ .., last] => format!("{} or {last}", words.join(", ")),
    }
}
