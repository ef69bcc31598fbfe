//! Findings with the lines of source around them: the one file that names miette's renderer.

use std::fmt;
use std::io;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};

use super::Outcome;
use super::excerpt::{CONTEXT, Excerpt};
use super::visible::{visible, visible_line};
use crate::finding::{Confidence, Finding, Severity};
use crate::problem::Problem;
use crate::source::{Language, SourceFile};

/// How a report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// With colours.
    pub(crate) color: bool,
    /// With box-drawing characters.
    pub(crate) unicode: bool,
    /// Columns of the terminal.
    pub(crate) width: usize,
}

impl Style {
    /// For a file: no colours, plain characters.
    pub(crate) fn plain() -> Self {
        Self { color: false, unicode: false, width: 100 }
    }
}

/// The narrowest width that text is wrapped to.
const NARROWEST: usize = 40;

pub(super) fn write(out: &mut dyn io::Write, style: Style, outcome: &Outcome) -> io::Result<()> {
    let handler = handler(style);
    for (file, linted) in &outcome.reports {
        for finding in &linted.findings {
            render(out, &handler, &Shown::finding(file, finding))?;
        }
    }
    Ok(())
}

/// One finding as it is written.
pub(super) fn rendered(style: Style, file: &SourceFile, finding: &Finding) -> String {
    let mut out = Vec::new();
    // a vector takes everything; what cannot be rendered is left out
    let _ = render(&mut out, &handler(style), &Shown::finding(file, finding));
    String::from_utf8(out).unwrap_or_default()
}

/// Writes what is wrong with a file that steers redlint.
pub(super) fn write_problem(out: &mut dyn io::Write, style: Style, problem: &Problem) -> io::Result<()> {
    let file = SourceFile::new(&*problem.file, &*problem.text, Language::Yaml);
    render(out, &handler(style), &Shown::problem(&file, problem))
}

fn handler(style: Style) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width.max(NARROWEST))
        .with_context_lines(CONTEXT as usize)
        .without_primary_span_start()
        .with_links(false)
        // names with a hyphen are to be copied whole
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .tab_width(4)
}

fn render(out: &mut dyn io::Write, handler: &GraphicalReportHandler, shown: &Shown) -> io::Result<()> {
    let mut text = String::new();
    handler.render_report(&mut text, shown).map_err(|_| io::Error::other("a report could not be rendered"))?;
    // no blanks at the ends of lines: reports are pasted and compared
    for line in text.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out)
}

/// A finding or a problem as miette sees it.
#[derive(Debug)]
struct Shown {
    code: String,
    severity: Severity,
    message: String,
    help: Option<String>,
    excerpt: Excerpt,
    labels: Vec<Option<String>>,
}

impl Shown {
    fn finding(file: &SourceFile, finding: &Finding) -> Self {
        let spans: Vec<_> =
            std::iter::once(finding.span).chain(finding.related.iter().map(|related| related.span)).collect();
        let labels = std::iter::once(&finding.label).chain(finding.related.iter().map(|related| &related.label));
        let sure = match finding.confidence {
            Confidence::Certain => "",
            Confidence::Likely => " (likely)",
            Confidence::Possible => " (possible)",
        };
        Self {
            code: format!("{}[{}]{sure}", finding.severity.name(), finding.rule),
            severity: finding.severity,
            message: visible(&finding.message).into_owned(),
            help: (!finding.help.is_empty()).then(|| visible(&finding.help).into_owned()),
            excerpt: Excerpt::new(file, &spans),
            labels: labels.map(|label| (!label.is_empty()).then(|| visible_line(label).into_owned())).collect(),
        }
    }

    fn problem(file: &SourceFile, problem: &Problem) -> Self {
        Self {
            code: "error".to_owned(),
            severity: Severity::Error,
            message: visible(&problem.message).into_owned(),
            help: problem.help.as_deref().map(|help| visible(help).into_owned()),
            excerpt: Excerpt::new(file, &[problem.span]),
            labels: vec![(!problem.label.is_empty()).then(|| visible_line(&problem.label).into_owned())],
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.excerpt.spans().iter().zip(&self.labels).enumerate().map(|(index, (span, label))| {
            let make = if index == 0 { LabeledSpan::new_primary_with_span } else { LabeledSpan::new_with_span };
            make(label.clone(), *span)
        });
        Some(Box::new(labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Related;
    use crate::source::Span;

    /// A finding at the text between `«` and `»`, related ones between `‹` and `›`.
    fn report(marked: &str, style: Style) -> String {
        let mut text = String::new();
        let (mut spans, mut open) = ([Vec::new(), Vec::new()], 0);
        for c in marked.chars() {
            match c {
                '«' | '‹' => open = text.len(),
                '»' => spans[0].push(Span::new(open, text.len())),
                '›' => spans[1].push(Span::new(open, text.len())),
                c => text.push(c),
            }
        }
        let file = SourceFile::new("src/app.py", text, Language::Python);
        let finding = Finding {
            rule: "keys-command".into(),
            severity: Severity::Error,
            confidence: Confidence::Likely,
            span: spans[0][0],
            label: "walks the whole keyspace".to_owned(),
            message: "`KEYS user:*` blocks the server".to_owned(),
            help: "iterate with SCAN".to_owned(),
            url: None,
            related: spans[1]
                .iter()
                .map(|&span| Related { span, label: "the client is made here".to_owned() })
                .collect(),
            fix: None,
        };
        let mut out = Vec::new();
        render(&mut out, &handler(style), &Shown::finding(&file, &finding)).unwrap();
        String::from_utf8(out).unwrap()
    }

    const PLAIN: Style = Style { color: false, unicode: false, width: 80 };

    #[test]
    fn a_finding_with_its_lines() {
        insta::assert_snapshot!(report(
            "import redis\nr = redis.Redis()\nr.«keys»('user:*')\nprint(1)\nprint(2)\n",
            PLAIN
        ));
    }

    #[test]
    fn a_related_place_far_away_and_one_nearby() {
        let far = format!("r = ‹Redis›()\n{}r.«keys»('user:*')\n", "\n".repeat(30));
        insta::assert_snapshot!("far", report(&far, PLAIN));
        insta::assert_snapshot!("near", report("r = ‹Redis›()\nr.«keys»('user:*')\n", PLAIN));
    }

    #[test]
    fn long_lines_are_cut_around_what_is_marked() {
        let line = format!("x = '{}'; r.«keys»('{}')", "ä".repeat(5000), "b".repeat(5000));
        insta::assert_snapshot!(report(&line, PLAIN));
    }

    #[test]
    fn hidden_characters_are_shown_and_marks_stay_in_place() {
        insta::assert_snapshot!(report("\u{feff}a\u{1b}[31m\u{202e}\tr.«keys»()\r\nb\r\n", PLAIN));
    }

    #[test]
    fn a_marked_page_is_cut_to_its_first_line() {
        insta::assert_snapshot!(report(&format!("a\n«r.keys(\n{}»)\nb", "x,\n".repeat(50)), PLAIN));
    }

    #[test]
    fn odd_places_do_not_fail() {
        for marked in ["«»", "«\n»", "\n\n«»", "«ä»", "a\n«»", "«a\nb\nc»", "«\r\n\r\n»x", "«a»‹b›", "‹a\nb\n«c»\nd\n›"]
        {
            assert!(report(marked, PLAIN).contains("keys-command"), "{marked:?}");
        }
        let many = "r.«keys»(); ".to_owned() + &"‹x› ".repeat(500);
        assert!(report(&many, Style { color: true, unicode: true, width: 1 }).contains("keys-command"));
    }
}
