//! Programs that calls start: `subprocess.run(["redis-cli", "KEYS", "*"])`.

use super::Lowerer;
use super::bind::Bound;
use super::render;
use crate::analysis::Evaluator;
use crate::command::Word;
use crate::finding::Confidence;
use crate::lower::model::template::Template;
use crate::lower::program;

/// Lowers the command line that `template` stands for: a single word is a text for the shell, several are a program and its arguments.
pub(super) fn started(
    ev: &mut Evaluator<'_, Lowerer<'_>>,
    template: &Template,
    bound: &Bound<'_>,
    confidence: Confidence,
) {
    let mut words = render::render(ev, template, bound);
    if words.len() == 1 {
        words.splice(0..0, ["sh", "-c"].map(|word| Word::text(word.to_owned())));
    }
    let mut lowered = program::lower(&words, &[], None, ev.file.text());
    let scope = ev.function_scope();
    for fact in &mut lowered.facts {
        fact.scope = scope;
        fact.confidence = fact.confidence.min(confidence);
    }
    let out = &mut ev.library.out;
    out.facts.append(&mut lowered.facts);
    out.embedded.append(&mut lowered.embedded);
    out.deployment.extend(lowered.deployment);
}
