//! What holds for the files of one workspace folder: its configuration, its rules, and whether they are still the ones on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

use crate::cli::args::Options;
use crate::cli::check::excluded;
use crate::cli::output::{Output, Told};
use crate::cli::settings::{self, Settings};
use crate::cli::walk::Walker;
use crate::config::{Config, FILE_NAME};

/// How many files of rules and client models are looked at for changes.
const MOST_FILES: usize = 2000;

/// One folder that is open in the editor, or that holds a file which is.
pub(super) struct Workspace {
    /// The folder.
    pub(super) folder: PathBuf,
    /// What was loaded last without a mistake.
    pub(super) loaded: Option<Loaded>,
    /// What is wrong with the configuration now.
    pub(super) told: Told,
    stamp: Stamp,
}

/// A configuration that works.
pub(super) struct Loaded {
    /// Configuration and rules.
    pub(super) settings: Settings,
    /// What is left out.
    pub(super) walker: Walker,
}

/// The files that steer redlint, as they were: when changed, and how long.
type Stamp = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

impl Workspace {
    /// Loads what holds in `folder`.
    pub(super) fn open(folder: PathBuf, options: &Options) -> Self {
        let mut this = Self { folder, loaded: None, told: Told::default(), stamp: Stamp::default() };
        this.load(options);
        this
    }

    /// Loads everything again. With mistakes in it, what held before goes on to hold.
    pub(super) fn load(&mut self, options: &Options) {
        let output = Output::new(options);
        if let Some(settings) = settings::load_in(options, self.folder.clone(), &output, |_, _| Ok(())) {
            let root = settings.config.root.clone();
            let walker = Walker::new(excluded(&settings.config), root, self.folder.clone(), true);
            self.loaded = Some(Loaded { settings, walker });
        }
        self.told = output.take_told();
        self.stamp = self.stamp_now(options);
    }

    /// Whether the files that steer redlint have changed since they were read.
    pub(super) fn is_stale(&self, options: &Options) -> bool {
        self.stamp != self.stamp_now(options)
    }

    fn config(&self) -> Option<&Config> {
        self.loaded.as_ref().map(|loaded| &loaded.settings.config)
    }

    fn stamp_now(&self, options: &Options) -> Stamp {
        let mut stamp = Stamp::new();
        let mut note = |path: PathBuf| {
            if let Ok(meta) = std::fs::metadata(&path) {
                stamp.insert(path, (meta.modified().ok(), meta.len()));
            }
        };
        match &options.config {
            Some(named) => note(self.folder.join(named)),
            None if options.isolated => {}
            None => self.folder.ancestors().for_each(|folder| note(folder.join(FILE_NAME))),
        }
        for folder in self.steering_folders() {
            let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).take(MOST_FILES);
            files.filter(|entry| entry.file_type().is_file()).for_each(|entry| note(entry.into_path()));
        }
        if let Some(config) = self.config() {
            note(Path::new(config.root.folder()).join(&config.conventions.ports_file));
        }
        stamp
    }

    /// The folders of the team's own rules and client models.
    fn steering_folders(&self) -> Vec<PathBuf> {
        let Some(config) = self.config() else { return Vec::new() };
        let named = [config.rules_dir.as_deref(), config.clients_dir.as_deref()];
        named.into_iter().flatten().map(|named| Path::new(config.root.folder()).join(named)).collect()
    }

    /// Globs of the files that a client is to watch.
    pub(super) fn watched(&self) -> Vec<String> {
        let mut globs = vec![format!("**/{FILE_NAME}"), "**/.redlintignore".to_owned(), "**/.gitignore".to_owned()];
        let Some(config) = self.config() else { return globs };
        for named in [config.rules_dir.as_deref(), config.clients_dir.as_deref()].into_iter().flatten() {
            globs.push(format!("**/{}/**", named.trim_matches(['.', '/'])));
        }
        globs.push(format!("**/{}", config.conventions.ports_file.trim_start_matches(['.', '/'])));
        globs
    }
}
