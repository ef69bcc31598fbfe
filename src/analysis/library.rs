//! The door through which analysis asks what library calls mean.

use super::eval::Evaluator;
use super::heap::ObjectId;
use super::value::{PathValue, Value};
use crate::ir::code::{Expr, Ident, TypeRef};
use crate::source::Span;

/// An evaluated argument.
#[derive(Debug, Clone)]
pub(crate) struct ArgValue {
    /// Keyword, if passed by name.
    pub(crate) name: Option<String>,
    /// The value.
    pub(crate) value: Value,
    /// The argument's expression.
    pub(crate) span: Span,
    /// Whether it stands for any number of arguments (`*x`, `...x`); `**x` has the name `**`.
    pub(crate) is_spread: bool,
}

/// A call that is being evaluated.
#[derive(Debug)]
pub(crate) struct CallSite<'a> {
    /// The arguments in order.
    pub(crate) args: &'a [ArgValue],
    /// The whole call.
    pub(crate) span: Span,
    /// The token that names what is called.
    pub(crate) name_span: Span,
}

/// A value with the names that it is given to, outermost first: variable, keys, parameter.
#[derive(Debug)]
pub(crate) struct NamedValue<'a> {
    /// The names.
    pub(crate) path: &'a [&'a str],
    /// The value.
    pub(crate) value: &'a Value,
    /// How it is named, for messages: `constant`, `argument`, `fallback`.
    pub(crate) place: &'static str,
}

/// Knowledge of libraries. Every method may answer `None`: not known here.
pub(crate) trait Library: Sized {
    /// A call of a qualified name: a function or a constructor.
    fn call_path(ev: &mut Evaluator<'_, Self>, path: &PathValue, call: &CallSite<'_>) -> Option<Value>;

    /// A qualified name used as a value (an enum variant, a constant).
    fn path_value(ev: &mut Evaluator<'_, Self>, path: &PathValue, span: Span) -> Option<Value>;

    /// Whether a glob import of `path`'s parent makes this name known.
    fn knows(&self, path: &[String]) -> bool;

    /// A method call on an instance.
    fn call_method(ev: &mut Evaluator<'_, Self>, object: ObjectId, name: &Ident, call: &CallSite<'_>) -> Option<Value>;

    /// A field of an instance.
    fn field(ev: &mut Evaluator<'_, Self>, object: ObjectId, name: &Ident) -> Option<Value>;

    /// A method call on something unknown, written `receiver.name(…)`.
    fn guess_method(
        ev: &mut Evaluator<'_, Self>,
        receiver: &Expr,
        value: &Value,
        name: &Ident,
        call: &CallSite<'_>,
    ) -> Option<Value>;

    /// A call of something that the project itself describes, before anything else is made of it: of `callee`, whose value is `value`, or of the method
    /// `member` of `value`.
    fn own_call(
        ev: &mut Evaluator<'_, Self>,
        callee: &Expr,
        value: &Value,
        member: Option<&Ident>,
        call: &CallSite<'_>,
    ) -> Option<Value>;

    /// An instance of an annotated type whose names are resolved to `path`.
    fn annotated(ev: &mut Evaluator<'_, Self>, path: &PathValue, span: Span) -> Option<Value>;

    /// A struct literal of the type that is known as `path`: its fields are the arguments.
    fn record(ev: &mut Evaluator<'_, Self>, path: &PathValue, fields: &CallSite<'_>) -> Option<Value>;

    /// A command line of a shell script; only what stands in `only` is told. Gives whether anything was.
    fn program(ev: &mut Evaluator<'_, Self>, call: &CallSite<'_>, program: &Value, only: Option<Span>) -> bool;

    /// A text (literal or built) was evaluated at `span`.
    fn text(ev: &mut Evaluator<'_, Self>, value: &Value, span: Span);

    /// Values stand one behind the other: the positional arguments of what is called `label`, or the items of a list.
    fn sequence(ev: &mut Evaluator<'_, Self>, label: Option<&str>, values: &[(&Value, Span)]);

    /// A value was given to names.
    fn named(ev: &mut Evaluator<'_, Self>, named: &NamedValue<'_>);

    /// A record was given to a variable or keyword, as settings are.
    fn configured(ev: &mut Evaluator<'_, Self>, name: &str, record: ObjectId, span: Span);

    /// An object was handed to a function that nothing is known of.
    fn escape(ev: &mut Evaluator<'_, Self>, object: ObjectId);

    /// Types through which an annotation is seen (`Option<X>` is X), and bases: resolves `type_` to a value, if one of its names is known.
    fn is_wrapper(&self, type_: &TypeRef) -> bool;
}
