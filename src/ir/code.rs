//! Programs: a small language-neutral syntax tree.
//!
//! Frontends strip what carries no value of its own: parentheses, `await`, `?`, `!` (non-null), references and
//! dereferences, casts and `as` types are replaced by what stands inside; so are Rust's `Some(x)` and `Ok(x)`, `try!` and `dbg!`, and `Self` by its type's name. A path such as `redis::Client::open` or
//! `redis.Redis` is a chain of [`ExprKind::Member`] on a [`ExprKind::Name`].
//!
//! Always: spans lie inside the text on character boundaries; statements and arguments stand in source order; the depth of
//! the tree is bounded by [`MAX_DEPTH`] (deeper parts become [`ExprKind::Other`] without children and a skipped span).

use super::TextMap;
use crate::source::Span;

/// How deep frontends nest expressions and statements at the most.
pub const MAX_DEPTH: usize = 200;

/// One file of code.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// Top-level statements in source order.
    pub body: Vec<Stmt>,
}

/// A statement.
#[derive(Debug, Clone)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of statements.
#[derive(Debug, Clone)]
pub enum StmtKind {
    /// An expression for its effect.
    Expr(Expr),
    /// An assignment or a declaration.
    Assign(Assign),
    /// A binding of an imported thing.
    Import(Import),
    /// A function or method definition.
    Function(Function),
    /// A class, struct, interface, or an `impl` block (same name: the bodies are merged).
    Class(Class),
    /// `return`.
    Return(Option<Expr>),
    /// `if`, `match`, `switch`, `try`: the heads are evaluated, then one of the arms (or none, unless `total`).
    Branch {
        /// Tests, subjects.
        heads: Vec<Expr>,
        /// Alternative bodies.
        arms: Vec<Vec<Stmt>>,
        /// Whether one arm always runs (there is an `else`).
        total: bool,
    },
    /// A loop; the body runs any number of times.
    Loop {
        /// What each round binds, if anything.
        target: Option<Pattern>,
        /// What is iterated or tested.
        iter: Option<Expr>,
        /// The body.
        body: Vec<Stmt>,
    },
    /// Statements that run once, in place (`with` bodies after their bindings, `try` bodies, bare blocks).
    Block(Vec<Stmt>),
    /// The same, with names of their own: a module inside the file.
    Module(Vec<Stmt>),
}

/// `target: type_ = value`.
#[derive(Debug, Clone)]
pub struct Assign {
    /// What is bound.
    pub target: Pattern,
    /// The annotation.
    pub type_: Option<TypeRef>,
    /// The right side; absent in a bare declaration.
    pub value: Option<Expr>,
    /// Plain or augmented.
    pub op: AssignOp,
}

/// How an assignment changes its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignOp {
    /// `=`
    Set,
    /// `+=`: concatenation or addition.
    Add,
    /// `||=`, `??=`, shell `: ${X:=v}`: only when unset.
    Default,
    /// Any other augmented assignment: the value is unknown afterwards.
    Other,
}

/// What an assignment, a loop or a parameter binds.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// One name.
    Name(Ident),
    /// A place: `self.redis`, `config["port"]`.
    Place(Box<Expr>),
    /// By position: `a, b = …`, `[a, b] = …`, `let (a, b) = …`; `Some(x)`/`Ok(x)` are just `x`.
    Tuple(Vec<Pattern>),
    /// By key: `const { createClient: make } = …`, `let Foo { a, .. } = …`.
    Record(Vec<(Ident, Pattern)>),
    /// By field, of a value of that type: `Backend::Redis(c)`, `Backend::Redis { client, .. }`.
    Variant {
        /// The type.
        type_: TypeRef,
        /// The fields, `0` and so on where they have no names.
        fields: Vec<(Ident, Pattern)>,
        /// Whether they have names.
        is_named: bool,
    },
    /// Nothing that is tracked.
    Other,
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// One binding of an import.
///
/// `import redis.asyncio as r` binds `r` to `redis.asyncio`; `from redis import Redis` binds `Redis` to `redis.Redis`;
/// `import Redis from 'ioredis'` binds `Redis` to `ioredis.default`; `use redis::{cmd, Client as C}` binds `cmd` to `redis.cmd` and
/// `C` to `redis.Client`. A module of the project itself (relative, or `crate::`) is marked `local`.
#[derive(Debug, Clone)]
pub struct Import {
    /// The bound name; `*` for a glob.
    pub local: Ident,
    /// What it stands for, outermost first. An npm name with its scope is one segment: `@upstash/redis`.
    pub path: Vec<String>,
    /// Whether the module is written relative to this one.
    pub is_local: bool,
    /// Where the import stands.
    pub span: Span,
}

/// A function, method, closure or arrow function.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name, unless it is anonymous.
    pub name: Option<Ident>,
    /// Parameters in order, the receiver (`self`, `this`) left out.
    pub params: Vec<Param>,
    /// How the body calls its own object: `self`, `this`, or another first parameter of a Python method; `None` for functions.
    pub receiver: Option<String>,
    /// The annotated result.
    pub returns: Option<TypeRef>,
    /// Decorators and attributes that are expressions.
    pub decorators: Vec<Expr>,
    /// The body; an expression body is one [`StmtKind::Return`].
    pub body: Vec<Stmt>,
    /// The whole definition.
    pub span: Span,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// What it binds.
    pub pattern: Pattern,
    /// Its annotation.
    pub type_: Option<TypeRef>,
    /// Its default.
    pub default: Option<Expr>,
    /// `*args`, `...rest`, `**kwargs`.
    pub rest: bool,
}

/// A class, struct, trait, interface or `impl` block.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name.
    pub name: Ident,
    /// Of an `impl` block: the type that it is for, which may be defined elsewhere.
    pub of: Option<TypeRef>,
    /// Base classes and implemented interfaces.
    pub bases: Vec<TypeRef>,
    /// Fields as [`StmtKind::Assign`] (typed, with or without value), methods as [`StmtKind::Function`]. Parameter properties of a TypeScript
    /// constructor and fields of a Rust struct are fields here.
    ///
    /// The value of a Rust field is its attributes as calls: `#[arg(long, env = "REDIS_URL")]` is `arg(long, env="REDIS_URL")`, several are an
    /// [`ExprKind::Other`] of them. What a field of an enum variant is written in is a class named like the variant inside the enum's.
    pub body: Vec<Stmt>,
    /// Decorators.
    pub decorators: Vec<Expr>,
}

/// A type as written, as far as names go.
///
/// `&mut redis::Connection` is `redis.Connection`; `Option<Arc<Mutex<X>>>` keeps its arguments; a union, an intersection, `impl A + B` and a
/// generic parameter's bounds become the path `["|"]` with the members as arguments; `typeof f` becomes `["typeof", …path of f]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeRef {
    /// Dotted path, outermost first.
    pub path: Vec<String>,
    /// Generic arguments.
    pub args: Vec<TypeRef>,
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A string literal, decoded.
    Text(Text),
    /// A number without separators and type suffix: `6379` for `6_379u16`; hexadecimal is converted.
    Number(String),
    /// A truth value.
    Bool(bool),
    /// `None`, `null`, `undefined`, `nil`, Rust's `()`.
    Null,
    /// A string with expressions in it: f-strings, template literals, `format!`, `"…" % x`, `.format()`, shell words. The parts in order, literal parts as
    /// [`ExprKind::Text`].
    Template(Vec<Expr>),
    /// A name.
    Name(String),
    /// `object.name`, `object?.name`, `object::name`, `object->name`.
    Member {
        /// The left side.
        object: Box<Expr>,
        /// The right side.
        name: Ident,
    },
    /// `object[index]`.
    Index {
        /// The container.
        object: Box<Expr>,
        /// The key.
        index: Box<Expr>,
    },
    /// A call. In Rust also macros (`name!`, their arguments as far as they parse), in shell every command.
    Call(Box<Call>),
    /// A list, tuple, array, set or `vec![]`; elements may be [`ExprKind::Spread`].
    List(Vec<Expr>),
    /// A dict, object or struct literal.
    Record(Box<Record>),
    /// An operator that matters; the others become [`ExprKind::Other`] with both sides inside.
    Binary {
        /// Which.
        op: BinaryOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// One of several values: `a if c else b`, `c ? a : b`, Rust `if`/`match`. The tests are evaluated first.
    Choice {
        /// Tests and subjects.
        heads: Vec<Expr>,
        /// The possible results.
        arms: Vec<Expr>,
    },
    /// A function value.
    Lambda(Box<Function>),
    /// `*x`, `**x`, `...x` in a call, list or record; an unquoted expansion in a shell word list.
    Spread(Box<Expr>),
    /// An assignment used as a value.
    Assign(Box<Assign>),
    /// Statements whose last expression is the value (Rust blocks). The value is the last statement when that is [`StmtKind::Expr`].
    Block(Vec<Stmt>),
    /// A module value: `require('ioredis')`, `await import('redis')`.
    Module {
        /// As in [`Import::path`].
        path: Vec<String>,
        /// As in [`Import::is_local`].
        is_local: bool,
    },
    /// Anything else, with the expressions inside it in source order.
    Other(Vec<Expr>),
}

/// A decoded string literal.
#[derive(Debug, Clone)]
pub struct Text {
    /// The value.
    pub value: String,
    /// Where each byte of the value stands; the first is the first byte after the quote.
    pub map: TextMap,
    /// A docstring or a string statement without effect: prose, not data.
    pub is_prose: bool,
}

/// Operators that analysis understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`, `.` between strings.
    Add,
    /// `or`, `||`, `??`, `${X:-d}`: the right side when the left is unset or empty.
    Or,
    /// `and`, `&&`: the right side as a value.
    And,
    /// Shell `left | right`: the output of left is the input of right.
    Pipe,
    /// Python `key in container`.
    In,
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is called. A Rust macro is the name with `!`; a shell command is the command word.
    pub callee: Expr,
    /// The arguments in order.
    pub args: Vec<Arg>,
    /// `new X(…)`.
    pub is_new: bool,
}

/// An argument.
#[derive(Debug, Clone)]
pub struct Arg {
    /// Keyword, if it is passed by name. In shell: `NAME` of a leading `NAME=value`, [`STDIN`] for a here-document or
    /// here-string, and [`STDOUT`] or [`STDOUT_END`] for a file that the output goes to.
    pub name: Option<Ident>,
    /// The value; [`ExprKind::Spread`] for `*x`, `**x` (then [`Arg::name`] is `**`), `...x`.
    pub value: Expr,
}

/// Keyword under which a shell call carries its here-document.
pub const STDIN: &str = "<<";

/// Keyword under which a shell call carries the file that its output is redirected to.
pub const STDOUT: &str = ">";

/// The same for a file that it is added to.
pub const STDOUT_END: &str = ">>";

/// A dict, object or struct literal.
#[derive(Debug, Clone)]
pub struct Record {
    /// The struct's path, for struct literals.
    pub type_: Option<Expr>,
    /// Entries in order.
    pub entries: Vec<Entry>,
}

/// One entry of a [`Record`].
#[derive(Debug, Clone)]
pub enum Entry {
    /// `key: value`, shorthand `key`, method `key() {}` (a lambda). Bare keys are [`ExprKind::Text`].
    Pair {
        /// The key.
        key: Expr,
        /// The value.
        value: Expr,
    },
    /// `**x`, `...x`, `..x`; Rust's `..Default::default()` is an empty record of that type.
    Spread(Expr),
}

impl Expr {
    /// An expression of `kind` at `span`.
    pub fn new(kind: ExprKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// A literal text that stands verbatim at `span` (the content, without quotes).
    pub fn text(value: impl Into<String>, span: Span) -> Self {
        let text = Text { value: value.into(), map: TextMap::verbatim(span.start), is_prose: false };
        Self { kind: ExprKind::Text(text), span }
    }

    /// The literal text, if that is what this is.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Text(text) => Some(&text.value),
            _ => None,
        }
    }

    /// The name that a literal text is, where a text names a member: `r["keys"]`, `getattr(r, "keys")`.
    pub fn as_member_name(&self) -> Option<Ident> {
        let ExprKind::Text(text) = &self.kind else { return None };
        let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_name = !text.value.as_bytes().first()?.is_ascii_digit() && text.value.bytes().all(is_name_byte);
        let span = text.map.span(Span::new(0, text.value.len()));
        // one with escapes stands otherwise than it reads
        (is_name && span.range().len() == text.value.len()).then(|| Ident { name: text.value.clone(), span })
    }

    /// The dotted path of a chain of member accesses on a name: `["redis", "Client", "open"]`.
    pub fn path(&self) -> Option<Vec<&str>> {
        match &self.kind {
            ExprKind::Name(name) => Some(vec![name]),
            ExprKind::Member { object, name } => {
                let mut path = object.path()?;
                path.push(&name.name);
                Some(path)
            }
            _ => None,
        }
    }
}
