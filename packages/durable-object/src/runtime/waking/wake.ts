import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { LiveState, type LiveStateOptions } from '../../state/index.ts'
import type { ObjectHost } from '../object-host.ts'
import { assertSchema } from '../schema.ts'
import { ringOverdue } from '../time/overdue-alarm.ts'
import { type ChainLink, currentTurn } from '../turns/current-turn.ts'
import { Turn } from '../turns/turn.ts'
import { assertRepeatable } from './init-twice.ts'

type Definition = AnyDurableObjectDefinition

/** Loads the state, unless it is `known`, or creates it where the object is new, and runs `start`. */
export async function wake(
  host: ObjectHost,
  { handler, chain }: Pick<Turn, 'handler' | 'chain'>,
  known?: LiveState,
): Promise<LiveState> {
  const { rows } = host
  const { start, alarm } = host.blueprint.definition
  // While an alarm rings, none is set.
  if (alarm && handler !== 'alarm' && !known) void ringOverdue(host)
  await rows.open()
  host.storedName.load()
  const live = known ?? LiveState.load(rows, stateOptions(host)) ?? (await create(host, chain))
  if (start) await runStart(host, { live, start, chain })
  return live
}

async function create(host: ObjectHost, chain: readonly ChainLink[]): Promise<LiveState> {
  const { init = empty, schema, createOn } = host.blueprint.definition
  if (init === empty && (!schema || isEmpty(assertSchema(schema, {}, host.describe())))) {
    host.isUnstored = createOn === 'change'
    return LiveState.unstored(host.rows, {}, stateOptions(host))
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

/** The state, tables, keys and the alarm are stored together or not at all. */
async function runInit(
  host: ObjectHost,
  { init, chain }: { init: Definition['init'] & object; chain: readonly ChainLink[] },
): Promise<LiveState> {
  const { rows } = host
  const options = { chain, isWake: true }
  const turn = new Turn('init', host, options)
  host.isUnstored = host.blueprint.definition.createOn === 'change'
  try {
    const live = await transactWhereSql(host, async () => {
      const state = await callInit(host, { turn, init })
      if (host.isUnstored && !host.hasChanges(turn)) {
        await assertRepeatable(host, state, () =>
          callInit(host, { turn: new Turn('init', host, options), init }),
        )
        return LiveState.unstored(rows, state, stateOptions(host))
      }
      const created = LiveState.create(rows, state, stateOptions(host))
      host.transactions?.deferredKeys.check()
      host.save(created, turn.writes)
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

async function callInit(
  host: ObjectHost,
  { turn, init }: { turn: Turn; init: Definition['init'] & object },
): Promise<unknown> {
  const { HandlerClass, definition } = host.blueprint
  const self = new HandlerClass(host, turn)
  const call = (): unknown => init.call(self, self.ctx)
  const value = (await currentTurn.run(turn, () => turn.run(call))) ?? {}
  const { schema } = definition
  return schema ? assertSchema(schema, value, host.describe()) : value
}

/** Keys and the alarm are written at the commit, but tables at once. */
function transactWhereSql<T>(host: ObjectHost, fn: () => Promise<T>): Promise<T> {
  if (host.transactions) return host.transactions.within(fn)
  return host.hasSql ? host.transact(fn) : fn()
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
    await transactWhereSql(host, async () => {
      await currentTurn.run(turn, () => turn.run(() => start.call(self, self.ctx)))
      host.transactions?.deferredKeys.check()
      host.write(turn)
    })
    host.send(turn)
  } catch (error) {
    live.undo()
    throw error
  } finally {
    turn.end()
  }
}
