//! One file: from source to findings.
//!
//! This is where the command line, the language server, the tests and the benchmarks enter. Pure: no I/O, nothing printed, no state kept between
//! files.

pub(crate) mod allow;
mod fix;
mod idle;
mod prefilter;

use std::collections::HashMap;
use std::sync::Arc;

use crate::analysis::LanguageFacts;
use crate::config::{Config, Glob, NamedText, PathSet, Root};
pub use crate::filter::suppress::Suppressed;
use crate::filter::suppress::{self, Suppressions};
use crate::finding::{Confidence, Finding, Severity};
use crate::ir::{Parsed, Skipped};
use crate::lower::endpoint::DEFAULT_PORT;
use crate::lower::file::read;
use crate::lower::model::{Catalog, own};
use crate::lower::written::Written;
use crate::lower::{self, naming};
use crate::problem::Problem;
use crate::rules::{self, Context, Facts, Report, Rule, RuleSet, Values};
use crate::source::{Language, SourceFile};
use crate::usage::{self, ConfigRef, Elsewhere, Fact, FactKind, Link, Literal, LiteralRole, Project};
use fix::{Draft, Proposals};
pub use fix::{Mended, mend};
use prefilter::Prefilter;

/// Rules and models, compiled; made once and shared by all threads.
#[derive(Debug)]
pub struct Linter {
    words: Prefilter,
    least: Vec<Confidence>,
    catalog: Catalog,
    rules: RuleSet,
    values: Values,
    /// Severity of each rule after configuration, in the order of the rules; `None` for those that are off.
    severities: Vec<Option<Severity>>,
    /// Paths where each rule is not reported.
    allowed: Vec<PathSet>,
    /// Paths where alone each rule is reported; everywhere when empty.
    only: Vec<PathSet>,
    /// The port map.
    ports_file: PathSet,
    root: Root,
}

/// What one file gave.
#[derive(Debug, Default)]
pub struct Linted {
    /// What is reported, by position and rule.
    pub findings: Vec<Finding>,
    /// What a comment in the file took away.
    pub suppressed: Vec<Suppressed>,
    /// What the file does with Redis, by position.
    pub facts: Vec<Fact>,
    /// Parts that could not be read.
    pub skipped: Vec<Skipped>,
    /// How the file uses configurations of servers that may be in other files.
    pub links: Vec<Link>,
    /// Configurations of servers in the file: what is found in them depends on how other files use them.
    pub configs: Vec<ConfigRef>,
}

impl Linter {
    /// Compiles the built-in rules and models, and the team's own.
    ///
    /// # Errors
    /// All that is wrong with the team's own files, and rules named in the configuration that do not exist.
    pub fn new(config: &Config) -> Result<Self, Vec<Problem>> {
        let mut values = Values::new(config);
        let (rules, mut problems) = rules::load(&config.rule_files, &values);
        let ids: Vec<&str> = rules.iter().map(|rule| &*rule.id).collect();
        // a rule whose file has mistakes may be the one that is missed
        if problems.is_empty() {
            problems = config.unknown_rules(&ids);
        }
        let catalog = own::catalog(config).map_err(|mut found| problems.append(&mut found));
        let (Ok(catalog), true) = (catalog, problems.is_empty()) else { return Err(problems) };
        if let Some(port) = config.ports_text.as_ref().and_then(|file| mapped_port(file, &catalog)) {
            values.set_mapped_port(&port);
        }
        Ok(Self {
            words: Prefilter::new(&mentioned(&catalog, &values)),
            least: rules.iter().map(|rule| config.least(&rule.id)).collect(),
            severities: rules.iter().map(|rule| config.severity(&rule.id, rule.severity)).collect(),
            allowed: rules.iter().map(|rule| allowed(rule, config)).collect(),
            only: rules.iter().map(|rule| PathSet::new(&globs(&rule.raw.only_paths, config))).collect(),
            ports_file: PathSet::new(&globs(&["$ports-file".to_owned()], config)),
            root: config.root.clone(),
            catalog,
            rules,
            values,
        })
    }

    /// The findings in `facts`, before suppressions, and how they may be mended.
    fn check(
        &self,
        (path, language): (&str, Language),
        facts: &[Fact],
        elsewhere: &HashMap<u32, Elsewhere>,
        proposals: &mut Proposals,
    ) -> Vec<Finding> {
        let mut out = Vec::new();
        if facts.is_empty() {
            return out;
        }
        let context = Context { values: &self.values, language: Some(language) };
        let facts = Facts::new(facts, elsewhere);
        for (index, rule, severity) in self.switched_on() {
            let mut found = rules::check(rule, severity, &facts, &context);
            if found.is_empty() || !self.holds(index, path) {
                continue;
            }
            // one token is one mistake, however many commands it sends
            found.dedup_by(|b, a| a.finding.span == b.finding.span);
            for Report { finding, proposals: how } in found {
                if !how.is_empty() {
                    proposals.insert((Arc::clone(&finding.rule), finding.span), how);
                }
                out.push(finding);
            }
        }
        out
    }

    /// Whether a finding is as sure as its rule asks for.
    fn is_sure(&self, finding: &Finding) -> bool {
        let index = self.rules.iter().position(|rule| rule.id == finding.rule);
        index.and_then(|index| self.least.get(index)).is_none_or(|least| finding.confidence >= *least)
    }

    /// The rules that hold for the file at the root-relative `path`, and how bad their findings are there.
    fn active(&self, path: &str) -> impl Iterator<Item = (&Arc<Rule>, Severity)> {
        let here = self.switched_on().filter(move |(index, ..)| self.holds(*index, path));
        here.map(|(_, rule, severity)| (rule, severity))
    }

    /// The rules that are on, with their place in the order of the rules.
    fn switched_on(&self) -> impl Iterator<Item = (usize, &Arc<Rule>, Severity)> {
        self.graded().enumerate().filter_map(|(index, (rule, severity))| Some((index, rule, severity?)))
    }

    /// Whether the rule at `index` holds for the file at the root-relative `path`.
    fn holds(&self, index: usize, path: &str) -> bool {
        let is_allowed = self.allowed.get(index).is_some_and(|allowed| allowed.contains(path));
        !is_allowed && self.only.get(index).is_none_or(|only| only.is_empty() || only.contains(path))
    }

    /// Whether a file with these `bytes` can have findings or usage facts at all. Derived from the rules and models, so that it never hides one.
    pub fn mentions(&self, bytes: &[u8]) -> bool {
        self.words.is_match(bytes)
    }

    /// Loads what linting a file of `language` needs, which it otherwise does by itself: for threads that have time, or cheaper memory.
    pub(crate) fn prepare(&self, language: Language) {
        self.catalog.of(language);
    }

    /// Whether a file at `path` with these `bytes` may have something to say: its name speaks of Redis, or its bytes do.
    pub fn concerns(&self, path: &str, bytes: &[u8]) -> bool {
        naming::is_redis_name(path.rsplit('/').next().unwrap_or(path)) || self.mentions(bytes)
    }

    /// All rules by id.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.rules.iter()
    }

    /// The rules by id, and how bad their findings are after configuration.
    pub(crate) fn graded(&self) -> impl Iterator<Item = (&Arc<Rule>, Option<Severity>)> {
        self.rules.iter().zip(self.severities.iter().copied())
    }

    /// The values of the configuration.
    pub(crate) fn values(&self) -> &Values {
        &self.values
    }

    /// What `rule` finds in `facts`, whatever file they are of.
    pub(crate) fn check_facts(&self, rule: &Rule, facts: &[Fact]) -> Vec<Finding> {
        let alone = HashMap::new();
        let facts = Facts::new(facts, &alone);
        let found = rules::check(rule, rule.severity, &facts, &Context { values: &self.values, language: None });
        found.into_iter().map(|report| report.finding).collect()
    }

    /// How the commands of a file are written.
    fn written(&self, file: &SourceFile) -> Vec<Written> {
        lower::file::written(file, &self.catalog)
    }

    /// What is known of a language itself.
    fn language(&self, language: Language) -> &LanguageFacts {
        &self.catalog.of(language).facts
    }

    /// The rule called `id`.
    pub(crate) fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.get(id)
    }

    /// The ids of all rules, sorted.
    pub fn rule_ids(&self) -> Vec<&str> {
        self.rules.iter().map(|rule| &*rule.id).collect()
    }
}

/// The port of Redis in the port map.
fn mapped_port(file: &NamedText, catalog: &Catalog) -> Option<String> {
    let language = Language::detect(&file.name, "")?;
    let read = read(&SourceFile::new(&*file.name, &*file.text, language), catalog);
    read.facts.into_iter().find_map(|fact| match fact.kind {
        FactKind::Literal(Literal { role: LiteralRole::Port, text, .. }) => Some(text),
        _ => None,
    })
}

/// What a file must mention to have facts at all: words for Redis, packages and methods of the models, the mark of suppressions.
fn mentioned(catalog: &Catalog, values: &Values) -> Vec<String> {
    let mut words: Vec<String> = naming::stems();
    // what the rules say of servers; `port` alone is too common and found by the file's name
    let directives = values.table("server").unwrap_or_default().iter().map(|(name, _)| name.clone());
    words.extend(directives.chain(["requirepass".to_owned()]).filter(|name| name.len() > 4));
    words.extend(catalog.mentions());
    words.push(DEFAULT_PORT.to_owned());
    words.push(suppress::MARK.to_owned());
    words
}

/// Where the rule does not hold: its own list and the configuration's.
fn allowed(rule: &Rule, config: &Config) -> PathSet {
    let mut globs = globs(&rule.raw.allow_paths, config);
    globs.extend(config.rules.get(&*rule.id).map(|rule| rule.allow_paths().to_vec()).unwrap_or_default());
    PathSet::new(&globs)
}

/// Globs, some of them by their names in the configuration.
fn globs(paths: &[String], config: &Config) -> Vec<Glob> {
    let mut globs: Vec<Glob> = Vec::new();
    for path in paths {
        match path.as_str() {
            "$orchestrator" => globs.extend(config.conventions.orchestrator.iter().cloned()),
            // also below the root: each project of a tree may have its own
            "$ports-file" => {
                let file = config.conventions.ports_file.trim_start_matches(['.', '/']);
                globs.push(Glob(format!("**/{file}")));
            }
            glob => globs.push(Glob::from(glob)),
        }
    }
    globs
}

/// The neutral tree of one file, for benchmarks and fuzzing.
pub fn parse(file: &SourceFile) -> Parsed {
    crate::parse::parse(file)
}

/// What one file does with Redis, by position, without any rule.
pub fn facts(file: &SourceFile, linter: &Linter) -> Vec<Fact> {
    read(file, &linter.catalog).facts
}

/// How a file uses configurations of servers that may be in other files.
pub fn links(file: &SourceFile, linter: &Linter) -> Vec<Link> {
    let read = read(file, &linter.catalog);
    shared(read.deployment.resolve(&read.facts, &linter.root.relative(file.path())).0)
}

/// Without what only the file itself can mean.
fn shared(mut links: Vec<Link>) -> Vec<Link> {
    links.retain(|(config, _)| !matches!(config, ConfigRef::Inline(_)));
    links
}

/// Lints one file as if it were alone. Findings that can be mended have their fix.
pub fn lint(file: &SourceFile, linter: &Linter) -> Linted {
    lint_in(file, linter, &Project::default())
}

/// Lints one file, knowing how other files use the configurations in it.
pub fn lint_in(file: &SourceFile, linter: &Linter, project: &Project) -> Linted {
    let mut draft = once(file, linter, project);
    fix::offer(file, &mut draft, linter, project);
    draft.linted
}

/// Lints one file, without trying how findings may be mended.
fn once(file: &SourceFile, linter: &Linter, project: &Project) -> Draft {
    let mut proposals = Proposals::new();
    let mut read = read(file, &linter.catalog);
    let path = linter.root.relative(file.path());
    place_port_map(&mut read.facts, linter.ports_file.contains(&path));
    let (links, configs) = read.deployment.resolve(&read.facts, &path);
    let elsewhere = elsewhere(&links, &configs, project);
    let mut findings = linter.check((&path, file.language()), &read.facts, &elsewhere, &mut proposals);
    let trees = std::iter::once((&read.parsed, None)).chain(read.inner.iter().map(|(parsed, map)| (parsed, Some(map))));
    let mut suppressions = Suppressions::read(file, trees);
    let mut suppressed = suppressions.apply(file, &mut findings);
    findings.extend(idle::findings(&suppressions, linter, &path, &mut proposals));
    suppressed.extend(suppressions.apply(file, &mut findings));
    findings.retain(|finding| linter.is_sure(finding));
    findings.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    let configs = configs.into_iter().map(|(_, config)| config).collect();
    let linted =
        Linted { findings, suppressed, facts: read.facts, skipped: read.skipped, links: shared(links), configs };
    Draft { linted, proposals, comments: suppressions.into_comments(), code: read.parsed.code, ..Draft::default() }
}

/// What the file and the project say of the servers whose configurations are in the file.
fn elsewhere(links: &[Link], configs: &[(u32, ConfigRef)], project: &Project) -> HashMap<u32, Elsewhere> {
    if configs.is_empty() {
        return HashMap::new();
    }
    let mut own = Project::default();
    own.add(links.iter().cloned());
    configs.iter().map(|(server, config)| (*server, usage::elsewhere(config, &[&own, project]))).collect()
}

/// Ports that stand in the port map are said to do so, and no others: which file it is, only the configuration knows.
fn place_port_map(facts: &mut [Fact], is_port_map: bool) {
    for fact in facts {
        if let FactKind::Literal(literal @ Literal { role: LiteralRole::Port, .. }) = &mut fact.kind {
            if is_port_map {
                literal.place = PORT_MAP;
                // a port there is Redis's when its name says so at all
                if fact.confidence == Confidence::Likely {
                    fact.confidence = Confidence::Certain;
                }
            } else if literal.place == PORT_MAP {
                literal.place = "constant";
            }
        }
    }
}

/// The place of literals in the port map.
const PORT_MAP: &str = "ports-file";

#[cfg(test)]
mod tests;
