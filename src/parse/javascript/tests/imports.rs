//! Imports, re-exports, exports.

use super::{check, check_ts};

#[test]
fn default_named_namespace_and_effect() {
    check("import Redis from 'ioredis'", "(import Redis ioredis.default)");
    check(
        r#"import Redis, { Cluster as C, default as D } from "ioredis""#,
        r"(import Redis ioredis.default)
(import C ioredis.Cluster)
(import D ioredis.default)",
    );
    check(
        "import x, * as R from '@upstash/redis/cloudflare'",
        r"(import x @upstash/redis.cloudflare.default)
(import R @upstash/redis.cloudflare)",
    );
    check("import 'dotenv/config'", "(import  dotenv.config)");
    check("import { 'a-b' as c } from 'x'", "(import c x.a-b)");
    check("import data from './ports.json' with { type: 'json' }", "(import-local data ./ports.json.default)");
}

#[test]
fn relative_and_aliased_modules_are_local() {
    check(
        "import a from './a'; import b from '../b'; import c from '@/c'; import d from '~/d'; import e from '#e'; import f from '.'",
        r"(import-local a ./a.default)
(import-local b ../b.default)
(import-local c @/c.default)
(import-local d ~/d.default)
(import-local e #e.default)
(import-local f ..default)",
    );
}

#[test]
fn runtimes_write_where_a_package_comes_from() {
    check_ts(
        "import a from 'npm:ioredis@5.3.2'; import b from 'npm:@upstash/redis@1/x'; import c from 'node:fs/promises'; import d from 'https://esm.sh/redis'",
        r"(import a ioredis.default)
(import b @upstash/redis.x.default)
(import c fs.promises.default)
(import d https://esm.sh/redis.default)",
    );
}

#[test]
fn type_imports_bind_like_others() {
    check_ts(
        "import type { Redis } from 'ioredis'; import { type Cluster, createClient } from 'redis'; import type T from './t'",
        r"(import Redis ioredis.Redis)
(import Cluster redis.Cluster)
(import createClient redis.createClient)
(import-local T ./t.default)",
    );
}

#[test]
fn import_require_and_alias() {
    check_ts(
        "import Redis = require('ioredis'); import C = Redis.Cluster",
        r"(import Redis ioredis)
(= C Redis.Cluster)",
    );
}

#[test]
fn require_is_a_module_value() {
    check("const redis = require('redis')", "(= redis (module redis))");
    check(
        "const { createClient: make, ...more } = require('redis')",
        r"(= {createClient:make} (module redis))
(= more (?))",
    );
    check("const c = require('redis').createClient()", "(= c (call (. (module redis) createClient)))");
    check("const x = new (require('ioredis'))(1)", "(= x (new (module ioredis) 1))");
    check(
        "require('./local'); require(dynamic); require.resolve('redis')",
        r#"(module-local ./local)
(call require dynamic)
(call require.resolve "redis")"#,
    );
}

#[test]
fn dynamic_import_is_a_module_value() {
    check("const { default: Redis } = await import(`ioredis`)", "(= {default:Redis} (module ioredis))");
    check("import(`./x/${a}`)", r#"(? (template "./x/" a))"#);
}

#[test]
fn interop_helpers_vanish() {
    check(
        "var a = __importDefault(require('ioredis')); var b = tslib_1.__importStar(require('./b')); var c = _interopRequireDefault(d)",
        r"(= a (module ioredis))
(= b (module-local ./b))
(= c (call _interopRequireDefault d))",
    );
}

#[test]
fn reexports_bind() {
    check(
        "export { Redis as default, Cluster } from 'ioredis'; export * from './a'; export * as r from 'redis'",
        r"(import default ioredis.Redis)
(import Cluster ioredis.Cluster)
(import-local * ./a)
(import r redis)",
    );
    check_ts("export type { Redis } from 'ioredis'", "(import Redis ioredis.Redis)");
}

#[test]
fn exports_are_declarations() {
    check(
        "export const a = 1, b = 2; export { a as c }; export function f() {} export class K {}",
        r"(= a 1)
(= b 2)
(fn f ())
(class K)",
    );
    check("export default new Redis()", "(= default (new Redis))");
    check("export default class extends Redis {}", "(class default <Redis>)");
    check("export default class Foo {}", "(class Foo)");
    check("export default function () { return 1 }", "(fn default () (return 1))");
    check("export default async () => x", "(fn default () (return x))");
    check_ts("export = client", "(= default client)");
    check_ts("export default { port: 6379 } as Config", r#"(= default:Config {"port":6379})"#);
}
