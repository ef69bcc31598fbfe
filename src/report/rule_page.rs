//! What there is to say of a rule: for people, as Markdown, as JSON. `docs/rules.md` is made of these.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::human::Style;
use crate::finding::Severity;
use crate::rules::{Rule, Template, Values};

/// A rule with what the configuration makes of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RulePage<'a> {
    /// The rule.
    pub(crate) rule: &'a Rule,
    /// How bad its findings are; `None` when it is off.
    pub(crate) severity: Option<Severity>,
    /// The values of the configuration.
    pub(crate) values: &'a Values,
}

impl RulePage<'_> {
    /// Its severity, or `off`.
    pub(crate) fn level(&self) -> &'static str {
        self.severity.map_or("off", Severity::name)
    }

    /// A template of the rule with the values of the configuration; those of a finding stay as they are written.
    fn text(&self, text: &str) -> String {
        Template::parse(text)
            .fill(|name| Some(self.values.get(name).map_or_else(|| format!("{{{name}}}"), str::to_owned)))
    }

    /// The values of the configuration that the rule speaks of: name and value, in the order in which they are named.
    fn conventions(&self) -> Vec<(&str, &str)> {
        let raw = &self.rule.raw;
        let matches = raw.match_.as_slice();
        let texts = [&raw.message, &raw.label, &raw.help].into_iter();
        let texts = texts.chain(matches.iter().flat_map(|part| [&part.message, &part.help].into_iter().flatten()));
        let mut out: Vec<(&str, &str)> = Vec::new();
        for name in texts.flat_map(|text| Template::parse(text).names().map(str::to_owned).collect::<Vec<_>>()) {
            if let Some(known) = self.values.entry(&name)
                && !out.contains(&known)
            {
                out.push(known);
            }
        }
        out
    }

    /// The page as Markdown, under a heading of the second level that is the rule's id, so that links to it stay right.
    pub(crate) fn markdown(&self) -> String {
        let raw = &self.rule.raw;
        let mut out = format!("## {}\n\n{}\n\n", raw.id, sentence(&raw.summary));
        let tags = if raw.tags.is_empty() { String::new() } else { format!(" · {}", raw.tags.join(", ")) };
        let since = raw.since.as_deref().map(|since| format!(" · since {since}")).unwrap_or_default();
        let _ = write!(out, "`{}`{tags}{since}\n\n{}\n\n", self.level(), raw.why.trim());
        if !raw.help.is_empty() {
            let _ = write!(out, "**Instead:** {}.\n\n", self.text(&raw.help).trim_end_matches('.'));
        }
        let conventions = self.conventions();
        if !conventions.is_empty() {
            let values = conventions.iter().map(|(name, value)| format!("`{name}` is `{value}`"));
            let _ = write!(out, "From the configuration: {}.\n\n", values.collect::<Vec<_>>().join(", "));
        }
        for (title, paths) in [("Not reported in", &raw.allow_paths), ("Only reported in", &raw.only_paths)] {
            if !paths.is_empty() {
                let _ = write!(out, "{title}: {}.\n\n", list(paths));
            }
        }
        let examples = &raw.examples;
        if !examples.flags.is_empty() {
            let _ = write!(out, "Commands that are reported, and commands that are not:\n\n```text\n");
            for (mark, lines) in [("-", &examples.flags), ("+", &examples.passes)] {
                lines.iter().for_each(|line| out.push_str(&format!("{mark} {line}\n")));
            }
            out.push_str("```\n\n");
        }
        for example in &examples.code {
            let fence = fence(&[&example.bad, &example.good]);
            let place = example.path.as_deref().map(|path| format!(" (`{path}`)")).unwrap_or_default();
            let language = example.language.name();
            for (title, code) in [("Wrong", &example.bad), ("Right", &example.good)] {
                let _ = write!(out, "{title}{place}:\n\n{fence}{language}\n{}\n{fence}\n\n", code.trim_end());
            }
        }
        let _ = write!(
            out,
            "To tune it, in `redlint.yaml`: `rules: {{{id}: off}}`, or `{id}: {{severity: warning, allow-paths: [\"tests/**\"]}}`. To allow one place, in a comment \
             there: `redlint: allow({id}) reason`.\n",
            id = raw.id
        );
        if !raw.links.is_empty() {
            let links = raw.links.iter().map(|link| format!("<{link}>"));
            let _ = write!(out, "\nTo read: {}\n", links.collect::<Vec<_>>().join(", "));
        }
        out
    }

    /// The page for a terminal.
    pub(crate) fn human(&self, style: Style) -> String {
        let raw = &self.rule.raw;
        let bold = |text: &str| if style.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
        let tint = |code: &str, text: &str| {
            if style.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
        };
        let width = style.width.clamp(40, 100);
        let mut out = format!("{}  {}\n{}\n\n", bold(&raw.id), self.level(), sentence(&raw.summary));
        let paragraph = |out: &mut String, text: &str| {
            textwrap::wrap(&text.split_whitespace().collect::<Vec<_>>().join(" "), width)
                .iter()
                .for_each(|line| out.push_str(&format!("{line}\n")));
            out.push('\n');
        };
        paragraph(&mut out, &raw.why);
        if !raw.help.is_empty() {
            out.push_str(&format!("{}\n", bold("Instead")));
            paragraph(&mut out, &self.text(&raw.help));
        }
        let conventions = self.conventions();
        if !conventions.is_empty() {
            out.push_str(&format!("{}\n", bold("Your conventions")));
            conventions.iter().for_each(|(name, value)| out.push_str(&format!("  {name}: {value}\n")));
            out.push('\n');
        }
        for (title, paths) in [("Not reported in", &raw.allow_paths), ("Only reported in", &raw.only_paths)] {
            if !paths.is_empty() {
                out.push_str(&format!("{}\n  {}\n\n", bold(title), paths.join("\n  ")));
            }
        }
        let examples = &raw.examples;
        if !examples.flags.is_empty() {
            out.push_str(&format!("{}\n", bold("Commands")));
            for (mark, code, lines) in [("-", "31", &examples.flags), ("+", "32", &examples.passes)] {
                lines.iter().for_each(|line| out.push_str(&format!("  {}\n", tint(code, &format!("{mark} {line}")))));
            }
            out.push('\n');
        }
        for example in &examples.code {
            let place = example.path.as_deref().map(|path| format!(", {path}")).unwrap_or_default();
            out.push_str(&format!("{}\n", bold(&format!("{}{place}", example.language.name()))));
            for (mark, code, text) in [("-", "31", &example.bad), ("+", "32", &example.good)] {
                let lines = text.trim_end().lines();
                lines
                    .for_each(|line| out.push_str(&format!("  {}\n", tint(code, format!("{mark} {line}").trim_end()))));
            }
            out.push('\n');
        }
        out.push_str(&format!(
            "{}\n  rules:\n    {id}: off      # or advice, warning, error, {{severity: …, allow-paths: [\"tests/**\"]}}\n\n{}\n  redlint: allow({id}) reason\n",
            bold("To tune it, in redlint.yaml"),
            bold("To allow one place, in a comment there"),
            id = raw.id
        ));
        if !raw.links.is_empty() {
            out.push_str(&format!("\n{}\n  {}\n", bold("To read"), raw.links.join("\n  ")));
        }
        out
    }

    /// Everything as JSON.
    pub(crate) fn json(&self) -> Value {
        let raw = &self.rule.raw;
        let conventions: serde_json::Map<String, Value> =
            self.conventions().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        json!({
            "id": raw.id,
            "severity": self.level(),
            "default_severity": raw.severity,
            "since": raw.since,
            "tags": raw.tags,
            "security_severity": raw.security_severity,
            "summary": raw.summary,
            "message": self.text(&raw.message),
            "help": self.text(&raw.help),
            "why": raw.why.trim(),
            "conventions": conventions,
            "allow_paths": raw.allow_paths,
            "only_paths": raw.only_paths,
            "links": raw.links,
            "examples": raw.examples,
        })
    }
}

/// All rules as one Markdown document: a table, then a page each.
pub(crate) fn markdown(pages: &[RulePage<'_>]) -> String {
    let mut out = String::from("| rule | severity | finds |\n|---|---|---|\n");
    for page in pages {
        let raw = &page.rule.raw;
        let _ =
            writeln!(out, "| [`{id}`](#{id}) | {} | {} |", page.level(), raw.summary.replace('|', "\\|"), id = raw.id);
    }
    for page in pages {
        out.push('\n');
        out.push_str(&page.markdown());
    }
    out
}

/// All rules as a table for a terminal.
pub(crate) fn table(pages: &[RulePage<'_>]) -> String {
    let widest = pages.iter().map(|page| page.rule.raw.id.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for page in pages {
        let raw = &page.rule.raw;
        let _ = writeln!(out, "{:<widest$}  {:<7}  {}", raw.id, page.level(), raw.summary);
    }
    out
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.trim().trim_end_matches('.').chars();
    let first = chars.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}

/// A code fence that none of the texts has inside.
fn fence(texts: &[&String]) -> String {
    let mut fence = "```".to_owned();
    while texts.iter().any(|text| text.contains(&fence)) {
        fence.push('`');
    }
    fence
}
