import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import type { LiveState } from '../../state/index.ts'
import type { ChainLink } from '../calls/deadlock.ts'
import type { Beginning } from '../features/features.ts'
import type { HandlerThis } from '../handler/handler-this.ts'
import { currentTurn } from '../turns/current-turn.ts'
import { Turn } from '../turns/turn.ts'
import type { SleepingObject } from './sleeping-object.ts'
import { transactWhereSql } from './transact.ts'

type Definition = AnyDurableObjectDefinition

/** Loads the state, unless it is `known`, or creates it where the object is new, makes the memory and runs `start`. */
export async function wake(
  object: SleepingObject,
  { handler, chain }: Pick<Turn, 'handler' | 'chain'>,
  known?: LiveState,
): Promise<LiveState> {
  const { state } = object
  const { definition, versions } = object.blueprint
  const { start, alarm } = definition
  object.memory?.forget()
  await state.rows.open()
  state.storedName.load()
  const time = object.findTime()
  if (time) await time.open()
  // While an alarm rings, none is set.
  if (alarm && handler !== 'alarm' && !known && !time?.isShared)
    void object.blueprint.features.alarm?.ringOverdue(object)
  const live = known ?? state.load() ?? (await create(object, chain))
  if (versions) await versions.update(object, { live, chain })
  time?.wake()
  if (start || object.memory) await runStart(object, { live, start, chain })
  return live
}

async function create(object: SleepingObject, chain: readonly ChainLink[]): Promise<LiveState> {
  const { schema, definition, versions } = object.blueprint
  const { init = empty, createOn } = definition
  const name = object.identity.describe()
  const begun = await versions?.begin(object, init)
  if (init === empty && !begun && (!schema || isEmpty(schema.parse({}, name)))) {
    object.state.isUnstored = createOn === 'change'
    return object.state.createUnstored({})
  }
  return runInit(object, { init, isStored: false, ...begun, chain })
}

function empty(): object {
  return {}
}

function isEmpty(state: unknown): boolean {
  return typeof state === 'object' && state !== null && Object.keys(state).length === 0
}

interface InitOptions extends Beginning {
  chain: readonly ChainLink[]
}

/** The state, tables, keys and the alarm are stored together or not at all. */
async function runInit(
  object: SleepingObject,
  { init, chain, isStored }: InitOptions,
): Promise<LiveState> {
  const { state } = object
  const { definition, versions } = object.blueprint
  const options = { chain, isWake: true }
  const turn = new Turn('init', object, options)
  state.isUnstored = definition.createOn === 'change' && !isStored
  try {
    const live = await transactWhereSql(object, async () => {
      versions?.applySql(object)
      const value = await callInit(object, { turn, init })
      if (state.isUnstored && !state.hasChanges(turn)) {
        await object.blueprint.features.development?.assertRepeatable(object, value, () => {
          object.memory?.forget()
          return callInit(object, { turn: new Turn('init', object, options), init })
        })
        return state.createUnstored(value)
      }
      const created = state.create(value)
      object.transactions?.deferredKeys.check()
      object.alarms.shared?.join(turn)
      state.save(created, turn.writes)
      return created
    })
    object.send(turn)
    return live
  } catch (error) {
    state.rows.forget()
    throw error
  } finally {
    turn.end()
  }
}

async function callInit(
  object: SleepingObject,
  { turn, init }: { turn: Turn; init: Definition['init'] & object },
): Promise<unknown> {
  const { HandlerClass, schema } = object.blueprint
  const self = new HandlerClass(object, turn)
  const call = (): unknown => init.call(self, self.ctx)
  const value = (await currentTurn.run(turn, () => turn.run(call))) ?? {}
  return schema ? schema.parse(value, object.identity.describe()) : value
}

/** The memory is there before `start`, and made once more where that fails. */
function begin(object: SleepingObject, self: HandlerThis, start: Definition['start']): unknown {
  object.memory?.get(self)
  return start?.call(self, self.ctx)
}

async function runStart(
  object: SleepingObject,
  options: { live: LiveState; start: Definition['start']; chain: readonly ChainLink[] },
): Promise<void> {
  const { live, start, chain } = options
  const turn = new Turn(start ? 'start' : 'memory', object, { chain, isWake: true })
  turn.state = live
  try {
    const self = new object.blueprint.HandlerClass(object, turn)
    await transactWhereSql(object, async () => {
      await currentTurn.run(turn, () => turn.run(() => begin(object, self, start)))
      object.transactions?.deferredKeys.check()
      object.state.write(turn)
    })
    object.send(turn)
  } catch (error) {
    live.undo()
    throw error
  } finally {
    turn.end()
  }
}
