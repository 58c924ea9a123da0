// What the contenders here use of the peers' packages, which only `--peers` installs.

declare module 'agents' {
  import { DurableObject } from 'cloudflare:workers'
  export class Agent<Env, State> extends DurableObject<Env> {
    readonly state: State
    setState(state: State): void
  }
}

declare module 'partyserver' {
  import { DurableObject } from 'cloudflare:workers'
  export class Server<Env> extends DurableObject<Env> {}
}

declare module '@cloudflare/actors' {
  import { DurableObject } from 'cloudflare:workers'
  export class Actor<Env> extends DurableObject<Env> {}
  export function Persist(value: undefined, context: ClassFieldDecoratorContext): void
}
