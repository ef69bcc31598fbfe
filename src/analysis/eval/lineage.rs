//! What a class of the file inherits from.

use std::collections::HashSet;

use super::{ClassId, Evaluator};
use crate::analysis::library::Library;
use crate::analysis::value::{Kind, Value};

/// How many ancestors are looked at; what a program inherits from beyond that has no effect.
const MAX_ANCESTORS: usize = 100;

/// One of those whose members an object of a class has.
pub(in crate::analysis) enum Ancestor {
    /// A class of the file.
    Class(ClassId),
    /// Anything else: an instance of a library's type.
    Other(Value),
}

impl<L: Library> Evaluator<'_, L> {
    /// The class itself and what it inherits from, in the order in which a member is looked up. Every class is there once, so that neither a class that is
    /// its own ancestor (`type Kind = typeof Kind`) nor one that is reached in many ways costs more than its size.
    pub(in crate::analysis) fn lineage(&self, class: ClassId) -> Vec<Ancestor> {
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![Value { kind: Kind::Class(class), span: None }];
        while let Some(value) = open.pop() {
            if out.len() >= MAX_ANCESTORS {
                break;
            }
            let class = match &value.kind {
                Kind::Class(class) => Some(*class),
                Kind::Object(id) => self.class_of.get(id).copied(),
                Kind::OneOf(values) => {
                    open.extend(values.iter().rev().cloned());
                    continue;
                }
                _ => None,
            };
            let Some(class) = class else {
                out.push(Ancestor::Other(value));
                continue;
            };
            if seen.insert(class) {
                out.push(Ancestor::Class(class));
                open.extend(
                    self.classes.get(class as usize).into_iter().flat_map(|entry| entry.bases.iter().rev().cloned()),
                );
            }
        }
        out
    }
}
