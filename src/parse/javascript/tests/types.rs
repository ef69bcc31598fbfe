//! Type annotations.

use super::check_ts;

#[test]
fn names_and_generics() {
    check_ts(
        "let a: Redis, b: redis.Redis, c: Map<string, Redis<A>>, d: Redis[], e: readonly Redis[], f: string, g: this",
        r"(= a:Redis)
(= b:redis.Redis)
(= c:Map<string,Redis<A>>)
(= d:Array<Redis>)
(= e:Array<Redis>)
(= f:string)
(= g:this)",
    );
}

#[test]
fn unions_and_intersections() {
    check_ts(
        "let a: Redis | Cluster | null | undefined, b: A & B & C, c: 'x' | 1, d: T extends U ? A : B, e: (A | B)[]",
        r"(= a:(Redis|Cluster|null|undefined))
(= b:(A|B|C))
(= c:(|))
(= d:(A|B))
(= e:Array<(A|B)>)",
    );
}

#[test]
fn queries() {
    check_ts(
        "let a: typeof client, b: ReturnType<typeof createClient>, c: Awaited<ReturnType<typeof x.mk>>, d: InstanceType<typeof Redis>, e: ReturnType<typeof mk<A>>",
        r"(= a:typeof.client)
(= b:ReturnType<typeof.createClient>)
(= c:Awaited<ReturnType<typeof.x.mk>>)
(= d:InstanceType<typeof.Redis>)
(= e:ReturnType<typeof.mk>)",
    );
    check_ts(
        "let a: import('ioredis').Redis, b: typeof import('redis'), c: Deps['redis'], d: Deps[K], e: keyof T",
        r"(= a:ioredis.Redis)
(= b:typeof.redis)
(= c:Deps.redis)
(= d)
(= e)",
    );
}

#[test]
fn functions_and_tuples() {
    check_ts(
        "let a: () => Promise<Redis>, b: new () => X, c: [a: Redis, b?: string], d: { x: Redis }, e: `a${string}`",
        r"(= a:Function<Promise<Redis>>)
(= b)
(= c:Tuple<Redis,string>)
(= d)
(= e:string)",
    );
    check_ts(
        "function f(x: any): x is Redis {} function g(x: any): asserts x {}",
        r"(fn f (x:any))
(fn g (x:any))",
    );
}
