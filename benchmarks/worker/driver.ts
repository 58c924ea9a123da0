import type {
  Answer,
  Command,
  LoadCommand,
  LoadResult,
  SequenceCommand,
} from '../board/commands.ts'
import { callOf } from '../board/operations.ts'
import { evictMethod } from '../contenders/evictable.ts'

type Stub = Record<string, (...args: unknown[]) => Promise<unknown>>

/** Returns the stub of an object. Each worker does this in its own way. */
export type FindStub = (className: string, name: string) => Stub

/** Executes a command of the benchmark. Every call of an object is a separate RPC. */
export async function drive(request: Request, find: FindStub): Promise<Response> {
  const command = await request.json<Command>()
  try {
    return Response.json({ value: await execute(command, find) } satisfies Answer)
  } catch (error) {
    return Response.json({ error: String(error) } satisfies Answer)
  }
}

/** Opens a WebSocket to an object: `GET /Chat/some-name`. */
export function openSocket(request: Request, find: FindStub): Promise<Response> {
  const [className = '', name = ''] = new URL(request.url).pathname.slice(1).split('/')
  // Every stub has `fetch` in addition to its methods.
  const stub = find(className, name) as unknown as Fetcher
  return stub.fetch(request)
}

async function execute(command: Command, find: FindStub): Promise<unknown> {
  switch (command.kind) {
    case 'sequence':
      return runSequence(command, find)
    case 'load':
      return runLoad(command, find)
    case 'call':
      return callAll(command.names, (name) =>
        call(find(command.className, name), command.method, command.args),
      )
    case 'evict':
      return callAll(command.names, (name) => evict(find(command.className, name)))
    case 'collect':
      return collectGarbage()
  }
}

async function runSequence(command: SequenceCommand, find: FindStub): Promise<number[]> {
  const times: number[] = []
  for (const name of command.names) {
    const kept = find(command.className, name)
    for (let index = command.first; index < command.first + command.count; index += 1) {
      const { method, args } = callOf(command.operation, index, command)
      const start = command.timed ? performance.now() : 0
      await call(command.freshStubs ? find(command.className, name) : kept, method, args)
      if (command.timed) times.push(performance.now() - start)
    }
  }
  return times
}

async function runLoad(command: LoadCommand, find: FindStub): Promise<LoadResult> {
  const latencies: number[] = []
  const start = performance.now()
  const end = start + command.milliseconds
  const stub = find(command.className, command.names[0] ?? '')
  async function loop(): Promise<void> {
    for (let before = start; before < end; ) {
      const { method, args } = callOf(command.operation, latencies.length, command)
      await call(stub, method, args)
      const now = performance.now()
      latencies.push(now - before)
      before = now
    }
  }
  await Promise.all(Array.from({ length: command.callers }, loop))
  return { milliseconds: performance.now() - start, latencies }
}

async function callAll(names: string[], run: (name: string) => Promise<unknown>): Promise<unknown> {
  let last: unknown
  for (const name of names) last = await run(name)
  return last
}

async function evict(stub: Stub): Promise<void> {
  // The call rejects, since the object aborts itself.
  await call(stub, evictMethod, []).catch(() => undefined)
}

async function call(stub: Stub, method: string, args: unknown[]): Promise<unknown> {
  // In one expression: reading a stub's property alone creates another remote reference.
  return stub[method]?.(...args)
}

function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void }
  gc?.()
}
