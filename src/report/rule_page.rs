//! What there is to say of a rule: for people, as Markdown, as JSON. `docs/rules.md` is made of these.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::human::Style;
use crate::finding::Severity;
use crate::rules::{OneOrMany, Rule, Template, Values};

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
        self.values.fill(&Template::parse(text))
    }

    /// What its fixes do, each with whether that is safe: everywhere, or in some kinds of files.
    fn fixes(&self) -> Vec<(String, bool, &[String])> {
        let raw = &self.rule.raw;
        let all = std::iter::once(&raw.fix).chain(raw.match_.as_slice().iter().map(|part| &part.fix));
        let mut out: Vec<(String, bool, &[String])> = Vec::new();
        for fix in all.flatten().flat_map(OneOrMany::as_slice) {
            let title = self.text(&fix.title);
            if !out.iter().any(|(known, is_safe, _)| *known == title && *is_safe == fix.safe) {
                out.push((title, fix.safe, fix.within.as_ref().map(OneOrMany::as_slice).unwrap_or_default()));
            }
        }
        out
    }

    /// The same as lines.
    fn fix_lines(&self) -> Vec<String> {
        let line = |(title, is_safe, within): (String, bool, &[String])| {
            let within = if within.is_empty() { String::new() } else { format!("in {}, ", within.join(", ")) };
            format!("{title} ({within}{})", if is_safe { "safe" } else { "unsafe: with --unsafe-fixes" })
        };
        self.fixes().into_iter().map(line).collect()
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
        let fixes = self.fix_lines();
        if !fixes.is_empty() {
            let _ = write!(out, "**Fix:** {}.\n\n", fixes.join("; "));
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
                for line in lines {
                    let _ = writeln!(out, "{mark} {line}");
                }
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
        let _ = writeln!(
            out,
            "To change it, in `redlint.yaml`: `rules: {{{id}: off}}`, or `{id}: {{severity: warning, allow-paths: [\"tests/**\"]}}`. To allow one place, write a comment \
             there: `redlint: allow({id}) reason`.",
            id = raw.id
        );
        if !raw.links.is_empty() {
            let links = raw.links.iter().map(|link| format!("<{link}>"));
            let _ = writeln!(out, "\nRead more: {}", links.collect::<Vec<_>>().join(", "));
        }
        out
    }

    /// The page for a terminal.
    pub(crate) fn human(&self, style: Style) -> String {
        let raw = &self.rule.raw;
        let mut page = Lines { out: String::new(), style };
        page.line(format_args!("{}  {}", page.bold(&raw.id), self.level()));
        page.line(format_args!("{}\n", sentence(&raw.summary)));
        page.paragraph(&raw.why);
        if !raw.help.is_empty() {
            page.heading("Instead");
            page.paragraph(&self.text(&raw.help));
        }
        page.list("What --fix does", &self.fix_lines());
        let conventions: Vec<String> =
            self.conventions().iter().map(|(name, value)| format!("{name}: {value}")).collect();
        page.list("Your conventions", &conventions);
        page.list("Not reported in", &raw.allow_paths);
        page.list("Only reported in", &raw.only_paths);
        let examples = &raw.examples;
        if !examples.flags.is_empty() {
            page.heading("Commands");
            page.contrast(&examples.flags.join("\n"), &examples.passes.join("\n"));
        }
        for example in &examples.code {
            let place = example.path.as_deref().map(|path| format!(", {path}")).unwrap_or_default();
            page.heading(&format!("{}{place}", example.language.name()));
            page.contrast(&example.bad, &example.good);
        }
        page.heading("To change it, in redlint.yaml");
        let id = &raw.id;
        page.line(format_args!(
            "  rules:\n    {id}: off      # or advice, warning, error, {{severity: …, allow-paths: [\"tests/**\"]}}\n"
        ));
        page.heading("To allow one place, with a comment there");
        page.line(format_args!("  redlint: allow({id}) reason\n"));
        page.list("Read more", &raw.links);
        page.out.truncate(page.out.trim_end().len());
        page.out.push('\n');
        page.out
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
            "fixes": self.fixes().into_iter().map(|(title, safe, within)| json!({"title": title, "safe": safe, "in": within})).collect::<Vec<_>>(),
            "why": raw.why.trim(),
            "conventions": conventions,
            "allow_paths": raw.allow_paths,
            "only_paths": raw.only_paths,
            "links": raw.links,
            "examples": raw.examples,
        })
    }
}

/// A page for a terminal that is being written.
struct Lines {
    out: String,
    style: Style,
}

impl Lines {
    /// Widest line of prose.
    const WIDEST: usize = 100;

    fn tint(&self, code: u8, text: &str) -> String {
        if self.style.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.tint(1, text)
    }

    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        // writing to a string does not fail
        let _ = writeln!(self.out, "{text}");
    }

    fn heading(&mut self, text: &str) {
        let bold = self.bold(text);
        self.line(format_args!("{bold}"));
    }

    fn paragraph(&mut self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in textwrap::wrap(&text, self.style.width.clamp(40, Self::WIDEST)) {
            self.line(format_args!("{line}"));
        }
        self.out.push('\n');
    }

    /// A heading with lines below, if there are any.
    fn list(&mut self, title: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.heading(title);
        for line in lines {
            self.line(format_args!("  {line}"));
        }
        self.out.push('\n');
    }

    /// What is wrong, then what is right.
    fn contrast(&mut self, bad: &str, good: &str) {
        for (mark, color, text) in [("-", 31, bad), ("+", 32, good)] {
            for line in text.trim_end().lines() {
                let line = self.tint(color, format!("{mark} {line}").trim_end());
                self.line(format_args!("  {line}"));
            }
        }
        self.out.push('\n');
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
