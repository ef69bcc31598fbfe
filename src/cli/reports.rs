//! Reports beside the one on standard output: `--output FORMAT=FILE`, and the job summary of GitHub Actions.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

use super::output::Output;
use super::walk::reason;
use crate::report::{self, Format, Outcome, Style};

/// The variable that names GitHub's job summary.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Rows of a job summary at the most: it may hold 1 MiB.
const SUMMARY_ROWS: usize = 500;

/// A report to be written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    format: Format,
    file: PathBuf,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text.split_once('=').ok_or("written as FORMAT=FILE, for example sarif=redlint.sarif")?;
        let format = Format::from_str(format, true).map_err(|_| {
            let names: Vec<String> = Format::value_variants()
                .iter()
                .filter_map(|f| Some(f.to_possible_value()?.get_name().to_owned()))
                .collect();
            format!("there is no format `{format}`: one of {}", names.join(", "))
        })?;
        if file.is_empty() {
            return Err("the file's name is missing".to_owned());
        }
        Ok(Self { format, file: PathBuf::from(file) })
    }
}

/// Writes every report that goes to a file; whether all could be written.
pub(super) fn write(targets: &[Target], format: Format, outcome: &Outcome, output: &Output) -> bool {
    let mut all = true;
    for target in targets {
        let written = fs::File::create(&target.file).and_then(|file| {
            let mut out = BufWriter::new(file);
            report::findings(&mut out, target.format, Style::plain(), outcome)?;
            out.flush()
        });
        if let Err(error) = written {
            output.error(&format!("{}: {}", target.file.display(), reason(&error)));
            all = false;
        }
    }
    let is_github = format == Format::Github || targets.iter().any(|target| target.format == Format::Github);
    if is_github && let Some(path) = std::env::var_os(SUMMARY).filter(|path| !path.is_empty()) {
        let text = report::summary(outcome, SUMMARY_ROWS);
        let written = fs::OpenOptions::new().append(true).create(true).open(&path);
        if let Err(error) = written.and_then(|mut file| file.write_all(text.as_bytes())) {
            output.error(&format!("{SUMMARY}: {}", reason(&error)));
            all = false;
        }
    }
    all
}
