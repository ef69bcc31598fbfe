//! Commands that are methods by the naming of a type.

use crate::command::CommandTable;
use crate::lower::model::compile::{Models, Naming, TypeId};
use crate::lower::model::raw::NamingStyle;

/// What a type's naming makes of a method's name: the command, and whether a suffix was an option.
pub(super) fn named_command(models: &Models, type_: TypeId, method: &str) -> Option<(Vec<String>, bool)> {
    if !models.chain(type_).find_map(|type_| type_.commands).unwrap_or(false) {
        return None;
    }
    let default = Naming::default();
    let naming = models.chain(type_).find_map(|type_| type_.naming.as_ref()).unwrap_or(&default);
    if naming.except.contains(method) {
        return None;
    }
    let table = CommandTable::get();
    let words = |name: &str| name.split(' ').map(str::to_owned).collect();
    match naming.style {
        NamingStyle::None => None,
        NamingStyle::Lower => {
            let base =
                std::iter::once(method).chain(naming.strip.iter().filter_map(|s| method.strip_suffix(s.as_str())));
            let found = base.into_iter().find_map(|name| {
                let is_lower = !name.chars().any(char::is_uppercase);
                table.command(name).filter(|_| is_lower)
            })?;
            Some((words(&found.name), false))
        }
        NamingStyle::Fold => {
            let folded: String = format!("{}{method}", naming.prefix)
                .chars()
                .filter(|c| !matches!(c, '_' | '-' | ' ' | '.'))
                .flat_map(char::to_lowercase)
                .collect();
            if let Some(found) = table.by_folded(&folded) {
                return Some((words(&found.name), false));
            }
            let mut bases: Vec<&str> =
                naming.strip.iter().filter_map(|suffix| folded.strip_suffix(suffix.as_str())).collect();
            bases.sort_unstable_by_key(|base| std::cmp::Reverse(base.len()));
            bases.into_iter().find_map(|base| table.by_folded(base)).map(|found| (words(&found.name), true))
        }
    }
}
