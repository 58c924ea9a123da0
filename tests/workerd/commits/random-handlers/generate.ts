import fc from 'fast-check'
import type { Batch, Handler, Look, Program, Step } from './steps.ts'

export interface Abilities {
  /** Whether there is ctx.sql. */
  sql: boolean
  /** Whether statements are part of the handler's commit. */
  atomic: boolean
  /** Whether there is storage.kv. */
  kv: boolean
}

const keys = fc.constantFrom('a', 'b', 'ab', 'c', 'z')
const fields = fc.constantFrom('x', 'y', 'z')
const tables = fc.constantFrom('one', 'two')
const ids = fc.integer({ min: 1, max: 4 })
const caught = fc.constantFrom(true, true, true, false)

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 99 }) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, 'text', [1, 2], { a: { b: 1 } }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(3_000), Array(300).fill('item')) },
)

const stateSteps: Weighted[] = [
  weighted(4, { do: fc.constant('push'), value }),
  weighted(1, { do: fc.constant('pop') }),
  weighted(3, { do: fc.constant('set'), field: fields, value }),
  weighted(1, { do: fc.constant('unset'), field: fields }),
  weighted(2, { do: fc.constant('deepen'), field: fields, value }),
  weighted(1, { do: fc.constant('replace'), value }),
]

const row = fc.record({
  id: ids,
  text: fc.constantFrom('a', 'b', 'c', 'd', 'aa'),
  n: fc.integer({ min: 0, max: 10 }),
})

const sqlSteps: Weighted[] = [
  weighted(5, { do: fc.constant('create'), table: tables, caught }),
  weighted(1, { do: fc.constant('drop'), table: tables, caught }),
  weighted(1, { do: fc.constant('rename'), table: tables, to: tables, caught }),
  weighted(1, { do: fc.constant('addColumn'), table: tables, caught }),
  weighted(8, {
    do: fc.constant('insert'),
    table: tables,
    rows: fc.array(row, { minLength: 1, maxLength: 3 }),
    or: fc.constantFrom('', '', ' OR IGNORE', ' OR REPLACE', ' OR FAIL'),
    by: fc.constantFrom('run', 'prepare', 'unread'),
    caught,
  }),
  weighted(3, {
    do: fc.constant('add'),
    table: tables,
    from: ids,
    n: fc.integer({ min: -3, max: 5 }),
    caught,
  }),
  weighted(2, {
    do: fc.constant('append'),
    table: tables,
    id: ids,
    text: fc.constantFrom('a', 'b'),
    caught,
  }),
  weighted(2, { do: fc.constant('remove'), table: tables, to: ids, caught }),
]

/** Tables with foreign keys that are checked at the end. */
const familySteps: Weighted[] = [
  weighted(1, { do: fc.constant('createFamily'), caught }),
  weighted(1, { do: fc.constant('addParent'), id: ids, caught }),
  weighted(1, { do: fc.constant('addChild'), id: ids, parent: ids, caught }),
  weighted(1, { do: fc.constant('removeParent'), id: ids, caught }),
]

const waits = fc.constantFrom(
  'microtask',
  'microtasks',
  'get',
  'list',
  'timer',
  'scheduler',
  'call',
)

type Weighted = { weight: number; arbitrary: fc.Arbitrary<Step> }

// Each model describes one kind of step. Running the generated steps checks it.
function weighted(weight: number, model: Record<string, fc.Arbitrary<unknown>>): Weighted {
  return { weight, arbitrary: fc.record(model) as fc.Arbitrary<unknown> as fc.Arbitrary<Step> }
}

/** Steps that do not wait. */
function immediateSteps({ sql, atomic, kv }: Abilities): Weighted[] {
  const by = kv ? fc.constantFrom('kv', 'left') : fc.constant('left')
  return [
    ...stateSteps,
    weighted(5, { do: fc.constant('put'), key: keys, value, by }),
    weighted(1, {
      do: fc.constant('putMany'),
      keys: fc.uniqueArray(keys, { maxLength: 3 }),
      value,
      by: fc.constant('left'),
    }),
    weighted(2, { do: fc.constant('delete'), key: keys, by }),
    weighted(2, { do: fc.constant('setAlarm'), at: fc.integer({ min: 1, max: 9 }) }),
    weighted(1, { do: fc.constant('deleteAlarm') }),
    weighted(2, { do: fc.constant('say'), text: fc.constantFrom('a', 'b', 'c') }),
    ...(kv ? [weighted(2, { do: fc.constant('see') })] : []),
    ...(sql ? sqlSteps : []),
    ...(sql && atomic ? familySteps : []),
  ]
}

interface Places {
  immediate: Weighted[]
  waiting: Weighted[]
  /** Steps that may follow a rollback in its transaction. */
  afterRollback: Weighted[]
}

/** Adds steps that contain other steps. */
function nested(places: Places, depth: number): Places {
  if (depth === 0) return places
  const { immediate, waiting, afterRollback } = places
  const inner = nested(places, depth - 1)
  const sync = weighted(2, {
    do: fc.constant('nest'),
    as: fc.constant('transactionSync'),
    steps: fc.array(fc.oneof(...inner.immediate), { maxLength: 4 }),
    end: fc.constantFrom('value', 'throw'),
    after: fc.constant([]),
    caught,
  })
  const later = weighted(4, {
    do: fc.constant('nest'),
    as: fc.constantFrom('savepoint', 'transaction'),
    steps: fc.array(fc.oneof(...inner.immediate, ...inner.waiting), { maxLength: 5 }),
    end: fc.constantFrom('value', 'value', 'throw', 'rollback'),
    after: fc.array(fc.oneof(...afterRollback), { maxLength: 2 }),
    caught,
  })
  return { ...places, immediate: [...immediate, sync], waiting: [...waiting, later] }
}

export function programOf(abilities: Abilities): fc.Arbitrary<Program> {
  const immediate = immediateSteps(abilities)
  const places = nested(
    {
      immediate,
      // Without atomic, the platform stores statements after a rollback at once.
      afterRollback: abilities.atomic ? immediate : stateSteps,
      waiting: [
        weighted(5, { do: fc.constant('wait'), for: waits }),
        weighted(2, { do: fc.constant('see') }),
        weighted(3, {
          do: fc.constant('put'),
          key: keys,
          value,
          by: fc.constant('awaited'),
        }),
        weighted(1, { do: fc.constant('delete'), key: keys, by: fc.constant('awaited') }),
      ],
    },
    2,
  )
  const broken: Weighted[] = [
    weighted(1, { do: fc.constant('break') }),
    weighted(1, { do: fc.constant('repair') }),
    // On the legacy backend a write fails later than at its call.
    ...(abilities.kv
      ? [weighted(4, { do: fc.constant('breakDisk'), at: fc.integer({ min: 1, max: 6 }) })]
      : []),
  ]
  const atOnce = fc.oneof(...places.immediate, ...broken)
  const any = fc.oneof(
    ...places.immediate,
    ...places.waiting,
    ...broken,
    weighted(3, { do: fc.constant('outside'), for: waits, throws: fc.boolean(), caught }),
    weighted(2, { do: fc.constant('sync'), caught }),
  )
  const end = fc.constantFrom(
    ...(['value', 'value', 'value', 'value', 'large', 'state', 'throw', 'unsendable'] as const),
  )
  const look: fc.Arbitrary<Look> = fc.record({ kind: fc.constant('look'), waits: fc.boolean() })
  const handler = (
    shape: Handler['shape'][],
    steps: fc.Arbitrary<Step>,
    isNew: fc.Arbitrary<boolean>,
  ): fc.Arbitrary<Handler> =>
    fc.record({
      kind: fc.constant('handler'),
      shape: fc.constantFrom(...shape),
      isNew,
      steps: fc.array(steps, { maxLength: 8 }),
      end,
    })
  const call = fc.oneof(
    { weight: 4, arbitrary: handler(['withAwait'], any, fc.boolean()) },
    { weight: 3, arbitrary: handler(['plain', 'withoutAwait'], atOnce, fc.boolean()) },
    { weight: 1, arbitrary: handler(['withAwait'], atOnce, fc.constant(false)) },
    // The runtime cannot see from their code that they wait.
    { weight: 1, arbitrary: handler(['plain', 'withoutAwait'], any, fc.constant(true)) },
    { weight: 1, arbitrary: look },
  )
  // No caller gets its result.
  const alarm = handler(['withAwait'], any, fc.constant(false)).map((given) =>
    given.end === 'throw' ? given : { ...given, end: 'value' as const },
  )
  const batch: fc.Arbitrary<Batch> = fc.record({
    fails: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
    calls: fc.oneof(
      fc.array(call, { minLength: 1, maxLength: 4 }),
      fc.array(call, { minLength: 1, maxLength: 20 }),
    ),
    alarm: fc.option(alarm, { nil: undefined, freq: 1 }),
    restarts: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
  })
  return fc.array(batch, { minLength: 1, maxLength: 4 })
}
