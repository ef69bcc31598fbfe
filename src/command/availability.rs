//! Whether a server has a command.

use super::table::{CommandInfo, Module};
use super::version::Version;

/// Whether a server of some version, with some modules, has a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Availability {
    /// It has.
    Available,
    /// It is older than the command.
    TooNew {
        /// The first release with the command.
        since: Version,
    },
    /// It has the command only with a module that is not there.
    Module {
        /// The module.
        module: Module,
        /// The first release that bundles it.
        since: Version,
    },
    /// The command was taken out again.
    Removed {
        /// The first release without it.
        removed: Version,
    },
    /// The table knows no such command or subcommand.
    #[cfg_attr(not(test), allow(dead_code, reason = "the table's own checks ask it"))]
    UnknownCommand,
}

impl CommandInfo {
    /// Whether a server of version `target` with these modules has this command. Releases from 8.0 on are taken to bundle the modules; vector sets are
    /// no module that could be added to an older one.
    pub(crate) fn availability(&self, target: Version, modules: &[Module]) -> Availability {
        if let Some(removed) = self.removed.filter(|removed| *removed <= target) {
            return Availability::Removed { removed };
        }
        if target.includes(self.since) {
            return Availability::Available;
        }
        match self.module.filter(|module| *module != Module::Vectorset) {
            // A command that came after the module was bundled never existed for older servers.
            Some(module) if self.since > Module::BUNDLED && modules.contains(&module) => {
                Availability::TooNew { since: self.since }
            }
            Some(module) if modules.contains(&module) => Availability::Available,
            Some(module) => Availability::Module { module, since: self.since },
            None => Availability::TooNew { since: self.since },
        }
    }
}
