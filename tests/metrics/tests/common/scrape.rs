//! What an exporter has written, read as Prometheus would.
#![allow(dead_code, reason = "no test binary needs all of it")]

use std::collections::{BTreeMap, BTreeSet};

/// One line: a metric, its labels, and what they come to.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

#[derive(Debug)]
pub(crate) struct Scrape {
    pub(crate) samples: Vec<Sample>,
    /// `# TYPE`, by metric.
    pub(crate) types: BTreeMap<String, String>,
    /// `# HELP`, by metric.
    pub(crate) help: BTreeMap<String, String>,
}

impl Scrape {
    /// # Panics
    ///
    /// If a line is not of the text format.
    pub(crate) fn parse(text: &str) -> Self {
        let (mut samples, mut types, mut help) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(rest) = line.strip_prefix("# ") {
                let mut words = rest.splitn(3, ' ').map(str::to_owned);
                let (kind, name, rest) = (words.next(), words.next(), words.next());
                let of_kind = match kind.as_deref() {
                    Some("TYPE") => &mut types,
                    Some("HELP") => &mut help,
                    _ => panic!("what is this? {line}"),
                };
                let before = of_kind.insert(name.unwrap(), rest.unwrap_or_default());
                assert_eq!(before, None, "said twice: {line}");
            } else {
                samples.push(sample(line));
            }
        }
        Self {
            samples,
            types,
            help,
        }
    }

    /// The value of the series with these labels and no others.
    pub(crate) fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let is_it = |sample: &&Sample| {
            let its = sample.labels.iter();
            let its: BTreeSet<_> = its
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            sample.name == name && its == labels.iter().copied().collect()
        };
        self.samples.iter().find(is_it).map(|sample| sample.value)
    }

    /// The labels of a metric.
    pub(crate) fn labels(&self, name: &str) -> Option<BTreeSet<&str>> {
        let its = self.samples.iter().filter(|sample| sample.name == name);
        let labels: Vec<_> = its.map(|sample| &sample.labels).collect();
        (!labels.is_empty()).then(|| {
            let names = labels.into_iter().flat_map(BTreeMap::keys);
            names.map(String::as_str).collect()
        })
    }
}

/// `name{label="value",…} 1.5`. No value of ours has a quotation mark in it.
fn sample(line: &str) -> Sample {
    let (series, value) = line.rsplit_once(' ').expect(line);
    let (name, labels) = match series.split_once('{') {
        None => (series, ""),
        Some((name, labels)) => (name, labels.strip_suffix('}').expect(line)),
    };
    let labels = labels.split(',').filter(|label| !label.is_empty());
    let labels = labels.map(|label| {
        let (name, value) = label.split_once("=\"").expect(line);
        (
            name.to_owned(),
            value.strip_suffix('"').expect(line).to_owned(),
        )
    });
    Sample {
        name: name.to_owned(),
        labels: labels.collect(),
        value: value.parse().expect(line),
    }
}
