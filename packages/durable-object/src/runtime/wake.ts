import type { AnyDurableObjectDefinition } from '../definition.ts'
import { LiveState, type LiveStateOptions } from '../state/index.ts'
import { type ChainLink, currentTurn } from './call-chain.ts'
import type { ObjectHost } from './object-host.ts'
import { ringOverdue } from './overdue-alarm.ts'
import { assertSchema } from './schema.ts'
import { Turn } from './turn.ts'

type Definition = AnyDurableObjectDefinition

/** Loads the state, unless it is `known`, or makes it where the object is new, and runs `start`. */
export async function wake(
  host: ObjectHost,
  { handler, chain }: Pick<Turn, 'handler' | 'chain'>,
  known?: LiveState,
): Promise<LiveState> {
  const { rows } = host
  const { start, alarm } = host.blueprint.definition
  // No alarm is set while it rings.
  if (alarm && handler !== 'alarm' && !known) void ringOverdue(host)
  await rows.open()
  host.storedName.load()
  const live = known ?? LiveState.load(rows, stateOptions(host)) ?? (await create(host, chain))
  if (start) await runStart(host, { live, start, chain })
  return live
}

async function create(host: ObjectHost, chain: readonly ChainLink[]): Promise<LiveState> {
  const { init = empty, schema } = host.blueprint.definition
  if (init === empty && (!schema || isEmpty(assertSchema(schema, {}, host.describe())))) {
    return LiveState.blank(host.rows, stateOptions(host))
  }
  return runInit(host, { init, chain })
}

export function stateOptions(host: ObjectHost): LiveStateOptions {
  return { tracksParts: host.blueprint.definition.schema !== undefined }
}

function empty(): object {
  return {}
}

function isEmpty(state: unknown): boolean {
  return typeof state === 'object' && state !== null && Object.keys(state).length === 0
}

/** One transaction: the state, tables, keys and the alarm are kept together or not at all. */
async function runInit(
  host: ObjectHost,
  { init, chain }: { init: Definition['init'] & object; chain: readonly ChainLink[] },
): Promise<LiveState> {
  const { rows } = host
  const { HandlerClass, definition } = host.blueprint
  const turn = new Turn('init', host, { chain, isWake: true })
  try {
    const live = await host.transact(async () => {
      const self = new HandlerClass(host, turn)
      const call = (): unknown => init.call(self, self.ctx)
      const value = (await currentTurn.run(turn, () => turn.run(call))) ?? {}
      const { schema } = definition
      const state = schema ? assertSchema(schema, value, host.describe()) : value
      const created = LiveState.create(rows, state, stateOptions(host))
      host.save(created)
      return created
    })
    host.send(turn)
    return live
  } catch (error) {
    rows.forget()
    throw error
  } finally {
    turn.end()
  }
}

async function runStart(
  host: ObjectHost,
  options: { live: LiveState; start: Definition['start'] & object; chain: readonly ChainLink[] },
): Promise<void> {
  const { live, start, chain } = options
  const turn = new Turn('start', host, { chain, isWake: true })
  turn.live = live
  try {
    const self = new host.blueprint.HandlerClass(host, turn)
    await currentTurn.run(turn, () => turn.run(() => start.call(self, self.ctx)))
    host.commit(turn)
  } catch (error) {
    live.undo()
    throw error
  } finally {
    turn.end()
  }
}
