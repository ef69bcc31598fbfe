//! The same for command lines, whose words say which variables they hold.

use crate::command::CommandTable;
use crate::lower::program::names_in;
use crate::usage::{Fact, FactKind};

/// Notes what commands store: the variables in their words, without those in their keys. Writes to the database say so themselves.
pub(super) fn follow(found: &mut [Fact]) {
    for fact in found {
        let FactKind::Command(command) = &fact.kind else { continue };
        let reading = CommandTable::get().read(&command.words);
        let (keys, start) = reading.map_or((Vec::new(), 1), |reading| (reading.keys().places, reading.name_words));
        let (mut of_keys, mut of_values) = (Vec::new(), Vec::new());
        for (place, word) in command.words.iter().enumerate().skip(start) {
            let names = names_in(word).into_iter().map(str::to_owned);
            if keys.contains(&place) { of_keys.extend(names) } else { of_values.extend(names) }
        }
        of_values.retain(|name| !of_keys.contains(name));
        fact.flow = of_values;
    }
}
